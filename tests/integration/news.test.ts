import { generateKeyPairSync, randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { grantRole } from "@/lib/accounts/members";
import { db, transaction } from "@/lib/db";
import type { Letter } from "@/lib/letters/queries";
import { sendMessage } from "@/lib/mail/send";
import { closeTransport } from "@/lib/mail/transport";
import { decide } from "@/lib/moderation/commands";
import { addressNews, discardNews, mailCopy, resumeNews, startNews, writeNews } from "@/lib/news/commands";
import { findNews, progressOf } from "@/lib/news/queries";
import { countRecipients } from "@/lib/news/recipients";
import { readSubscription, unsubscribe } from "@/lib/news/unsubscribe";
import { moveSignature } from "@/lib/signatures/status";
import { verifyDkim } from "@/tests/support/dkim";
import { startMailbox } from "@/tests/support/mailbox";
import { makeLetter, pendingSignature, validForm, withTestDatabase } from "@/tests/support/world";

withTestDatabase();

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const mailbox = await startMailbox();
process.env.SMTP_URL = mailbox.url;
process.env.DKIM_DOMAIN = "undersigned.example";
process.env.DKIM_SELECTOR = "test";
process.env.DKIM_PRIVATE_KEY = privateKey.export({ type: "pkcs8", format: "pem" }).toString();

let letter: Letter;
let ownerId: string;
beforeEach(async () => {
  letter = await makeLetter();
  ownerId = (await grantRole(`owner-${randomUUID()}@host.example`, "owner", letter.slug)).moderatorId;
});
afterAll(async () => {
  closeTransport();
  await mailbox.stop();
});

async function published(changes: Parameters<typeof validForm>[0] = {}) {
  const form = validForm({ news: "yes", ...changes });
  const signatureId = await pendingSignature(letter, form);
  await decide({ signatureId, kind: "approve", reason: "" }, ownerId, new Date());
  return { signatureId, email: form.email };
}

async function written(
  subject = "The minister has answered",
  body = "Dear all,\n\n- One\n- Two: https://a.example/x.",
): Promise<string> {
  const made = await writeNews(
    { newsId: null, letterId: letter.id, texts: [{ locale: "en", subject, body }] },
    ownerId,
    new Date(),
  );
  if (!made.ok) throw new Error(made.error);
  return made.value;
}

async function start(newsId: string) {
  const started = await startNews(newsId, letter.id, ownerId, new Date());
  if (!started.ok) throw new Error(started.error);
}

async function sendAll(newsId: string): Promise<void> {
  const mails = await db().message.findMany({ where: { newsId, status: "queued" }, select: { id: true } });
  for (const { id } of mails) await sendMessage(id, new Date());
}

const addressees = async (newsId: string) =>
  (await db().message.findMany({ where: { newsId, moderatorId: null } })).map(
    ({ signatureId }) => signatureId,
  );

describe("news", () => {
  test("goes to whoever is published and agreed, once to a mailbox, and to nobody whose mail came back", async () => {
    const rosa = await published();
    const again = await published({ email: rosa.email.replace("@", "+second@") });
    await published({ news: "" });
    const bounced = await published();
    const off = await published();
    const removed = await published();
    await pendingSignature(letter, validForm({ news: "yes" }));
    await db().signature.update({
      where: { id: bounced.signatureId },
      data: { bounce: "unknown_address", bouncedAt: new Date() },
    });
    await db().consent.updateMany({
      where: { signatureId: off.signatureId, text: { purpose: "news" } },
      data: { withdrawnAt: new Date() },
    });
    await decide({ signatureId: removed.signatureId, kind: "remove", reason: "Gone" }, ownerId, new Date());
    expect(await countRecipients(letter.id)).toBe(1);
    const newsId = await written();
    await start(newsId);
    await addressNews(newsId);
    expect(await addressees(newsId)).toEqual([[rosa.signatureId, again.signatureId].sort()[0]]);
  });

  test("is addressed once to each, though its job is killed between batches, run twice at once, and run again", async () => {
    const people = [];
    for (let at = 0; at < 5; at += 1) people.push(await published());
    const newsId = await written();
    await start(newsId);
    // As kill -9 leaves it: some are addressed, and no job is left.
    const first = people.map(({ signatureId }) => signatureId).sort()[0] ?? "";
    const { queueMessages } = await import("@/lib/mail/queue");
    await transaction(async (tx) => {
      const one = { kind: "news", newsId, letterId: letter.id, signatureId: first, locale: "en" } as const;
      await queueMessages(tx, [one], 0, 20);
      await tx.news.update({ where: { id: newsId }, data: { reached: first } });
    });
    await db().$executeRaw`DELETE FROM graphile_worker._private_jobs WHERE key = ${`news ${newsId}`}`;
    await db().news.update({ where: { id: newsId }, data: { startedAt: new Date(Date.now() - 3600_000) } });
    await resumeNews(new Date());
    expect(
      await db().$queryRaw`SELECT 1 FROM graphile_worker._private_jobs WHERE key = ${`news ${newsId}`}`,
    ).toHaveLength(1);
    await Promise.all([addressNews(newsId), addressNews(newsId)]);
    await addressNews(newsId);
    // Everybody else's mail goes first: a higher number is later.
    const [jobs] = await db().$queryRaw<{ news: number; others: number }[]>`
      SELECT min(j.priority) FILTER (WHERE m.kind = 'news')::int AS news,
        max(j.priority) FILTER (WHERE m.kind <> 'news')::int AS others
      FROM graphile_worker._private_jobs j JOIN message m ON m.id::text = j.payload->>'messageId'
      WHERE m.letter_id = ${letter.id}::uuid`;
    expect(jobs?.news).toBeGreaterThan(jobs?.others ?? Number.POSITIVE_INFINITY);
    expect((await addressees(newsId)).sort()).toEqual(people.map(({ signatureId }) => signatureId).sort());
    await expect(
      transaction((tx) =>
        queueMessages(
          tx,
          [{ kind: "news", newsId, letterId: letter.id, signatureId: first, locale: "en" }],
          0,
        ),
      ),
    ).rejects.toThrow();
    await sendAll(newsId);
    await sendAll(newsId);
    for (const { email } of people) expect(mailbox.count(email, /minister/)).toBe(1);
    expect(await progressOf(newsId)).toEqual({ queued: 0, sent: 5, failed: 0, cancelled: 0 });
    expect((await findNews(newsId, letter.id))?.addressedAt).not.toBeNull();
  });

  test("says how to turn it off, to people and to mail programs, signed by DKIM", async () => {
    const rosa = await published();
    const newsId = await written();
    await start(newsId);
    await addressNews(newsId);
    await sendAll(newsId);
    const { mail, raw } = await mailbox.rawTo(rosa.email, /minister/);
    const unfolded = raw.slice(0, raw.indexOf("\r\n\r\n")).replace(/\r\n[ \t]+/g, " ");
    const header = (name: string) => new RegExp(`^${name}: +(.*)$`, "im").exec(unfolded)?.[1]?.trim();
    expect(header("List-Unsubscribe")).toMatch(
      /^<http:\/\/localhost:3000\/en\/[^>]+\/unsubscribe\?token=[\w-]{43}>$/,
    );
    expect(header("List-Unsubscribe-Post")).toBe("List-Unsubscribe=One-Click");
    expect(header("List-Id")).toBe(`<${letter.slug}.news.localhost>`);
    // People wrote it (RFC 3834, 5).
    expect(header("Auto-Submitted")).toBeUndefined();
    expect(mail.subject).toBe("The minister has answered");
    expect(mail.text).toContain("https://a.example/x.");
    const checked = verifyDkim(raw, publicKey);
    expect(checked.problems).toEqual([]);
    expect(checked.signedFields).toEqual(
      expect.arrayContaining(["from", "list-unsubscribe", "list-unsubscribe-post"]),
    );
    // The check itself: one changed letter is seen.
    expect(verifyDkim(raw.replace("Dear all", "Dear ale"), publicKey).problems).not.toEqual([]);
    const another = raw.replace(/token=(.)/, (_, first) => `token=${first === "_" ? "-" : "_"}`);
    expect(verifyDkim(another, publicKey).problems).not.toEqual([]);
  });

  test("is turned off by its link alone, however often it is pressed, for the mailbox and this letter only", async () => {
    const rosa = await published();
    const again = await published({ email: rosa.email.replace("@", "+b@") });
    const other = await published();
    const newsId = await written();
    await start(newsId);
    await addressNews(newsId);
    await sendAll(newsId);
    const { raw } = await mailbox.rawTo([rosa.email, again.email], /minister/);
    const token = /unsubscribe\?token=([\w-]{43})/.exec(raw.replace(/=\r\n/g, ""))?.[1];
    expect(await readSubscription(letter.slug, token)).toEqual({ ok: true, value: { isOn: true } });
    const elsewhere = await makeLetter();
    expect(await unsubscribe(elsewhere.slug, token, new Date())).toEqual({ ok: false, error: "unknown" });
    const both = await Promise.all([1, 2].map(() => unsubscribe(letter.slug, token, new Date())));
    expect(both.map((one) => one.ok && one.value.wasOn).sort()).toEqual([false, true]);
    expect(await readSubscription(letter.slug, token)).toEqual({ ok: true, value: { isOn: false } });
    expect(await countRecipients(letter.id)).toBe(1);
    const second = await written("More");
    await start(second);
    await addressNews(second);
    expect(await addressees(second)).toEqual([other.signatureId]);
    const log = await db().auditEntry.findMany({ where: { letterId: letter.id, action: "news_off" } });
    expect(log).toHaveLength(2);
    expect(await unsubscribe(letter.slug, "x", new Date())).toEqual({ ok: false, error: "malformed" });
  });

  test("is not sent to whoever turned it off, or left the list, after it was addressed", async () => {
    const [rosa, emma] = [await published(), await published()];
    const newsId = await written();
    await start(newsId);
    await addressNews(newsId);
    await db().consent.updateMany({
      where: { signatureId: rosa.signatureId, text: { purpose: "news" } },
      data: { withdrawnAt: new Date() },
    });
    await transaction((tx) =>
      moveSignature(tx, {
        signatureId: emma.signatureId,
        move: "withdraw",
        actor: { kind: "signer" },
        now: new Date(),
      }),
    );
    await sendAll(newsId);
    expect([mailbox.count(rosa.email, /minister/), mailbox.count(emma.email, /minister/)]).toEqual([0, 0]);
    expect(await progressOf(newsId)).toMatchObject({ cancelled: 2, sent: 0 });
  });

  test("is an owner's affair; what was started does not change; of two who start it one does", async () => {
    await published();
    const newsId = await written();
    const { moderatorId } = await grantRole(`m-${randomUUID()}@host.example`, "moderator", letter.slug);
    const texts = [{ locale: "en", subject: "S", body: "B" }] as const;
    const write = { newsId, letterId: letter.id, texts: [...texts] };
    for (const refused of [
      await writeNews({ ...write, newsId: null }, moderatorId, new Date()),
      await writeNews(write, moderatorId, new Date()),
      await startNews(newsId, letter.id, moderatorId, new Date()),
      await mailCopy(newsId, letter.id, moderatorId),
      await discardNews(newsId, letter.id, moderatorId),
      await startNews(newsId, (await makeLetter()).id, ownerId, new Date()),
    ])
      expect(refused).toEqual({ ok: false, error: "unknown" });
    const both = await Promise.all([1, 2].map(() => startNews(newsId, letter.id, ownerId, new Date())));
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await writeNews(write, ownerId, new Date())).toEqual({ ok: false, error: "started" });
    expect(await discardNews(newsId, letter.id, ownerId)).toEqual({ ok: false, error: "started" });
  });

  test("a copy goes to whoever asks, and counts as no recipient", async () => {
    const newsId = await written();
    expect(await mailCopy(newsId, letter.id, ownerId)).toEqual({ ok: true, value: null });
    await sendAll(newsId);
    const { email } = await db().moderator.findUniqueOrThrow({ where: { id: ownerId } });
    const { mail, raw } = await mailbox.rawTo(email, /minister/);
    expect(mail.subject).toMatch(/^\[Copy\] /);
    expect(raw).not.toMatch(/List-Unsubscribe/i);
    expect(await progressOf(newsId)).toEqual({ queued: 0, sent: 0, failed: 0, cancelled: 0 });
    expect(await startNews(newsId, letter.id, ownerId, new Date())).toEqual({ ok: false, error: "nobody" });
  });
});
