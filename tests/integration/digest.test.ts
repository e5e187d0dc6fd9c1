import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { grantRole } from "@/lib/accounts/members";
import { db } from "@/lib/db";
import { chooseNotices, notifyWaiting, sendDigests } from "@/lib/digest/commands";
import { choiceOf } from "@/lib/digest/queries";
import type { NoticeChoice } from "@/lib/generated/prisma/enums";
import { sweepExpired } from "@/lib/jobs/sweep";
import { startWorker } from "@/lib/jobs/worker";
import type { Letter } from "@/lib/letters/queries";
import { sendMessage } from "@/lib/mail/send";
import { closeTransport } from "@/lib/mail/transport";
import { decide, undo } from "@/lib/moderation/commands";
import { handle } from "@/lib/moderation/handling";
import { answer, ask } from "@/lib/questions/commands";
import { linkIn, type Mailbox, startMailbox } from "@/tests/support/mailbox";
import { makeLetter, moderatorOf, pendingSignature, signAs, withTestDatabase } from "@/tests/support/world";

withTestDatabase();

let mailbox: Mailbox;
beforeAll(async () => {
  mailbox = await startMailbox();
  process.env.SMTP_URL = mailbox.url;
});
afterAll(async () => {
  closeTransport();
  await mailbox.stop();
});

// Noon, so that a minute later is the same day whenever this runs.
const now = new Date(new Date().setUTCHours(12, 0, 0, 0));
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

async function choosing(
  letter: Letter,
  choice: NoticeChoice,
): Promise<{ moderatorId: string; email: string }> {
  const moderatorId = await moderatorOf(letter);
  expect(await chooseNotices({ slug: letter.slug, choice }, moderatorId)).toEqual({ ok: true, value: null });
  const { email } = await db().moderator.findUniqueOrThrow({ where: { id: moderatorId } });
  return { moderatorId, email };
}

/** Sends what is queued for a moderator, as the worker would. Returns how many mails arrived. */
async function deliverTo({ moderatorId, email }: { moderatorId: string; email: string }): Promise<number> {
  const before = mailbox.count(email);
  const queued = await db().message.findMany({ where: { moderatorId, kind: "digest", status: "queued" } });
  for (const { id } of queued) await sendMessage(id, new Date());
  return mailbox.count(email) - before;
}

async function jobs(letter: Letter): Promise<{ key: string; runAt: Date }[]> {
  return db().$queryRaw`
    SELECT j.key, j.run_at AS "runAt" FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
    WHERE t.identifier = 'notify_waiting' AND j.payload->>'letterId' = ${letter.id} ORDER BY j.run_at`;
}

describe("what a moderator chooses", () => {
  test("is daily at first, and kept for each letter by itself", async () => {
    const [letter, other] = [await makeLetter(), await makeLetter()];
    const moderatorId = await moderatorOf(letter);
    expect(await choiceOf(letter.id, moderatorId)).toBe("daily");
    for (const choice of ["at_once", "never", "daily", "never"] as const) {
      await chooseNotices({ slug: letter.slug, choice }, moderatorId);
      expect(await choiceOf(letter.id, moderatorId)).toBe(choice);
    }
    expect(await choiceOf(other.id, moderatorId)).toBe("daily");
  });

  test("is refused to whoever may not decide", async () => {
    const letter = await makeLetter();
    const viewer = (await grantRole("viewer@host.example", "viewer", letter.slug)).moderatorId;
    const stranger = await moderatorOf(await makeLetter());
    for (const moderatorId of [viewer, stranger])
      expect(await chooseNotices({ slug: letter.slug, choice: "at_once" }, moderatorId)).toEqual({
        ok: false,
        error: "forbidden",
      });
    expect(await db().notice.count({ where: { letterId: letter.id } })).toBe(0);
  });
});

describe("a daily mail", () => {
  test("says how many wait, how many look doubtful, how many are new, since when; and how to get no more", async () => {
    const letter = await makeLetter();
    const reader = await choosing(letter, "daily");
    const ids = [
      await pendingSignature(letter),
      await pendingSignature(letter),
      await pendingSignature(letter),
    ];
    await db().$executeRaw`UPDATE signature SET doubts = 1 WHERE id = ${ids[1]}::uuid`;
    await db()
      .$executeRaw`UPDATE signature SET created_at = '2026-03-02', confirmed_at = '2026-03-02' WHERE id = ${ids[0]}::uuid`;
    const held = await pendingSignature(letter);
    await handle({ signatureId: held, kind: "hold" }, reader.moderatorId, now);
    await sendDigests(now);
    expect(await deliverTo(reader)).toBe(1);
    const mail = await mailbox.waitFor(reader.email);
    expect(mail.subject).toBe(`3 signatures wait: The title of ${letter.slug}`);
    for (const body of [mail.text?.replace(/\s+/g, " "), mail.html || ""]) {
      expect(body).toContain("3 signatures wait for a decision on the open letter");
      expect(body).toContain(
        "One looks doubtful. 2 came in the last 24 hours. The oldest was signed on 2 March 2026.",
      );
      expect(body).toContain(`http://localhost:3000/admin/letters/${letter.slug}`);
      expect(body).toContain(`http://localhost:3000/admin/letters/${letter.slug}/notices`);
    }
    expect(mail.headers.get("auto-submitted")).toBe("auto-generated");
    expect(mail.headers.get("list")).toMatchObject({
      unsubscribe: { url: `http://localhost:3000/admin/letters/${letter.slug}/notices` },
    });
    // Numbers only: whose signatures they are stays at the desk.
    expect(mail.text).not.toMatch(/Organisation|organisation\.example/);
  });

  test("is in the moderator's language", async () => {
    const letter = await makeLetter();
    const reader = await choosing(letter, "daily");
    await db().moderator.update({ where: { id: reader.moderatorId }, data: { locale: "de" } });
    await pendingSignature(letter);
    await sendDigests(now);
    await deliverTo(reader);
    const mail = await mailbox.waitFor(reader.email);
    expect(mail.subject).toMatch(/^1 Unterschrift wartet: /);
    expect(mail.text?.replace(/\s+/g, " ")).toContain("wartet eine Unterschrift auf eine Entscheidung.");
  });

  test("goes out once a day, though its job runs twice at once and again", async () => {
    const letter = await makeLetter();
    const readers = await Promise.all([1, 2, 3].map(() => choosing(letter, "daily")));
    await pendingSignature(letter);
    await Promise.all([sendDigests(now), sendDigests(now), sendDigests(now)]);
    await sendDigests(later(1));
    for (const reader of readers) expect(await deliverTo(reader)).toBe(1);
    await sendDigests(later(24 * 60));
    for (const reader of readers) expect(await deliverTo(reader)).toBe(1);
    expect(await db().digest.count({ where: { letterId: letter.id } })).toBe(6);
    await sweepExpired(later(40 * 24 * 60));
    expect(await db().digest.count({ where: { letterId: letter.id } })).toBe(0);
  });

  test("does not go out where nothing waits, to whoever chose otherwise, or to a viewer", async () => {
    const letter = await makeLetter();
    const daily = await choosing(letter, "daily");
    await signAs(letter);
    const onHold = await pendingSignature(letter);
    await handle({ signatureId: onHold, kind: "hold" }, daily.moderatorId, now);
    await sendDigests(now);
    expect(await db().message.count({ where: { letterId: letter.id, kind: "digest" } })).toBe(0);
    const others = [await choosing(letter, "never"), await choosing(letter, "at_once")];
    const viewer = await choosing(letter, "daily");
    await grantRole(viewer.email, "viewer", letter.slug);
    await pendingSignature(letter);
    await sendDigests(now);
    expect(await deliverTo(daily)).toBe(1);
    for (const other of [...others, viewer]) {
      expect(await deliverTo(other)).toBe(0);
      expect(await db().message.count({ where: { moderatorId: other.moderatorId } })).toBe(0);
    }
  });

  test("about what was decided before it went out is taken back, as is one that is not wanted any more", async () => {
    const letter = await makeLetter();
    const [reader, gone, changed] = [
      await choosing(letter, "daily"),
      await choosing(letter, "daily"),
      await choosing(letter, "daily"),
    ];
    const signatureId = await pendingSignature(letter);
    await sendDigests(now);
    await db().membership.deleteMany({ where: { moderatorId: gone.moderatorId } });
    await chooseNotices({ slug: letter.slug, choice: "never" }, changed.moderatorId);
    expect([await deliverTo(gone), await deliverTo(changed)]).toEqual([0, 0]);
    await decide({ signatureId, kind: "approve", reason: "" }, reader.moderatorId, now);
    expect(await deliverTo(reader)).toBe(0);
    const messages = await db().message.findMany({ where: { letterId: letter.id, kind: "digest" } });
    // Not a failure: the overview does not list it.
    expect(messages.map(({ status, lastError }) => [status, lastError])).toEqual(
      Array(3).fill(["cancelled", null]),
    );
  });
});

describe("a mail at once", () => {
  test("is queued by the confirmation itself, for a letter where somebody wants it", async () => {
    const [letter, quiet] = [await makeLetter(), await makeLetter()];
    const reader = await choosing(letter, "at_once");
    await choosing(quiet, "daily");
    await signAs(letter);
    expect(await jobs(letter)).toHaveLength(0);
    const signatureId = await pendingSignature(letter);
    await pendingSignature(quiet);
    expect(await jobs(letter)).toHaveLength(1);
    expect(await jobs(quiet)).toHaveLength(0);
    // Taken back within ten seconds, it waits again, but not newly; reopened, it does.
    await db().$executeRaw`DELETE FROM graphile_worker._private_jobs`;
    const decided = await decide({ signatureId, kind: "reject", reason: "No" }, reader.moderatorId, now);
    if (!decided.ok) throw new Error("not decided");
    await undo(decided.value.decisionId, reader.moderatorId, now);
    expect(await jobs(letter)).toHaveLength(0);
    await decide({ signatureId, kind: "reject", reason: "No" }, reader.moderatorId, later(1));
    await decide({ signatureId, kind: "reopen", reason: "" }, reader.moderatorId, later(2));
    expect(await jobs(letter)).toHaveLength(1);
  });

  test("is queued by the answer to a question, too: the signature waits for a decision again", async () => {
    const letter = await makeLetter();
    const reader = await choosing(letter, "at_once");
    const signatureId = await pendingSignature(letter);
    const asked = await ask({ signatureId, text: "Are you they?" }, reader.moderatorId, now);
    if (!asked.ok) throw new Error(asked.error);
    await db().$executeRaw`DELETE FROM graphile_worker._private_jobs`;
    const question = await db().message.findFirstOrThrow({ where: { questionId: asked.value } });
    await sendMessage(question.id, now);
    const { email } = await db().signature.findUniqueOrThrow({ where: { id: signatureId } });
    const mail = await mailbox.waitFor(email ?? "");
    expect(await jobs(letter)).toHaveLength(0);
    const token = linkIn(mail).split("token=")[1];
    expect(await answer(letter.slug, token, "We are.", now)).toEqual({ ok: true, value: null });
    expect(await jobs(letter)).toHaveLength(1);
  });

  test("many confirmations make few jobs", async () => {
    const letter = await makeLetter();
    await choosing(letter, "at_once");
    await Promise.all(Array.from({ length: 40 }, () => pendingSignature(letter)));
    const keys = new Set((await jobs(letter)).map(({ key }) => key));
    expect(keys.size).toBe((await jobs(letter)).length);
    expect(keys.size).toBeLessThanOrEqual(16);
  });

  test("comes once, then at most every fifteen minutes while more keeps coming", async () => {
    const letter = await makeLetter();
    const reader = await choosing(letter, "at_once");
    await pendingSignature(letter);
    await Promise.all([
      notifyWaiting(letter.id, now),
      notifyWaiting(letter.id, now),
      notifyWaiting(letter.id, now),
    ]);
    expect(await deliverTo(reader)).toBe(1);
    await db().$executeRaw`DELETE FROM graphile_worker._private_jobs`;
    for (const minutes of [1, 5, 14]) {
      await pendingSignature(letter);
      await notifyWaiting(letter.id, later(minutes));
    }
    expect(await deliverTo(reader)).toBe(0);
    // One job waits for the end of the quarter of an hour, however often it was asked for.
    const waiting = (await jobs(letter)).filter(({ key }) => key.endsWith("later"));
    expect(waiting.map(({ runAt }) => runAt)).toEqual([later(15)]);
    await notifyWaiting(letter.id, later(15));
    expect(await deliverTo(reader)).toBe(1);
    expect((await mailbox.waitFor(reader.email)).subject).toMatch(/^4 signatures wait/);
  });

  test("does not come where nothing waits, nor to others", async () => {
    const letter = await makeLetter();
    const reader = await choosing(letter, "at_once");
    const other = await choosing(letter, "daily");
    const signatureId = await pendingSignature(letter);
    await decide({ signatureId, kind: "approve", reason: "" }, reader.moderatorId, now);
    await notifyWaiting(letter.id, now);
    expect(await deliverTo(reader)).toBe(0);
    await pendingSignature(letter);
    await notifyWaiting(letter.id, now);
    expect([await deliverTo(reader), await deliverTo(other)]).toEqual([1, 0]);
  });

  test("arrives by itself: confirmed, and the worker does the rest", async () => {
    const letter = await makeLetter();
    const reader = await choosing(letter, "at_once");
    const worker = await startWorker();
    try {
      await pendingSignature(letter);
      expect((await mailbox.waitFor(reader.email)).subject).toMatch(/^1 signature waits/);
    } finally {
      await worker.stop();
    }
  });
});

describe("a letter that asks for a second factor", () => {
  test("writes to nobody who has none, neither at once nor daily, nor what was queued before", async () => {
    const letter = await makeLetter();
    const [daily, atOnce, secured] = [
      await choosing(letter, "daily"),
      await choosing(letter, "at_once"),
      await choosing(letter, "at_once"),
    ];
    const key = {
      id: `key-${letter.slug}`,
      name: "Key",
      publicKey: new Uint8Array(1),
      counter: 0,
      createdAt: now,
    };
    await db().passkey.create({ data: { ...key, moderatorId: secured.moderatorId } });
    await pendingSignature(letter);
    await sendDigests(now);
    await db().letter.update({ where: { id: letter.id }, data: { requiresSecondFactor: true } });
    expect(await deliverTo(daily)).toBe(0);
    await sendDigests(later(24 * 60));
    await notifyWaiting(letter.id, now);
    const queued = await db().message.findMany({
      where: { letterId: letter.id, kind: "digest", status: "queued" },
    });
    expect(queued.map(({ moderatorId }) => moderatorId)).toEqual([secured.moderatorId]);
    expect([await deliverTo(daily), await deliverTo(atOnce), await deliverTo(secured)]).toEqual([0, 0, 1]);
  });
});
