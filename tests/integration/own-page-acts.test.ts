import { beforeEach, describe, expect, test } from "vitest";
import { db, transaction } from "@/lib/db";
import { messages } from "@/lib/i18n/translate";
import { findLetter, type Letter } from "@/lib/letters/queries";
import { sendMessage } from "@/lib/mail/send";
import { lockSignature } from "@/lib/moderation/changes";
import { decide } from "@/lib/moderation/commands";
import { eraseSignature } from "@/lib/privacy/erasure";
import { shownColumns } from "@/lib/privacy/held-data";
import { tables } from "@/lib/privacy/register";
import { ask } from "@/lib/questions/commands";
import { readRegister } from "@/lib/register/queries";
import { consentTexts } from "@/lib/signatures/consents";
import { moveSignature } from "@/lib/signatures/status";
import { chooseNews, eraseOwn, withdraw } from "@/lib/signers/commands";
import { readOwnSignature } from "@/lib/signers/queries";
import { beginVisit, findVisit } from "@/lib/signers/visits";
import { placesOf } from "@/tests/support/dump";
import { inboxTextsTo, publishedSignature, tokenFrom } from "@/tests/support/own-page";
import {
  makeLetter,
  moderatorOf,
  pendingSignature,
  signAs,
  statusOf,
  validForm,
  waitingForLocks,
  withTestDatabase,
} from "@/tests/support/world";

withTestDatabase();

const now = new Date();
let letter: Letter;
beforeEach(async () => {
  letter = await makeLetter();
});

const listed = async () =>
  (await readRegister({ letterId: letter.id, sort: "signed", limit: 50 })).signatories.length;
const mailsAbout = (signatureId: string) =>
  db().message.findMany({ where: { signatureId }, orderBy: { createdAt: "asc" } });

/** Everything that a withdrawal writes, as it stands. */
async function traces(signatureId: string) {
  return {
    status: await statusOf(signatureId),
    audit: await db().auditEntry.count({ where: { signatureId } }),
    mails: (await mailsAbout(signatureId)).map(({ kind, status }) => `${kind} ${status}`),
    ledger: await db().ledgerEntry.count({ where: { letterId: letter.id } }),
    opening: await db().ledgerOpening.count({ where: { signatureId } }),
    count: (await findLetter(letter.slug, "en"))?.publishedCount,
    listed: await listed(),
  };
}

describe("withdrawing", () => {
  test("takes the name off the list, with its entries in log and record, and says so by mail", async () => {
    const form = validForm();
    const { signatureId } = await publishedSignature(letter, form);
    const before = await traces(signatureId);
    expect(await withdraw(signatureId, now)).toEqual({ ok: true, value: null });
    expect(await traces(signatureId)).toMatchObject({
      status: "withdrawn",
      audit: before.audit + 1,
      ledger: before.ledger + 1,
      opening: 0,
      count: 0,
      listed: 0,
    });
    const entry = await db().auditEntry.findFirstOrThrow({ where: { signatureId, action: "withdraw" } });
    expect(entry).toMatchObject({ actor: "signer", moderatorId: null, toStatus: "withdrawn" });
    const last = await db().ledgerEntry.findFirst({
      where: { letterId: letter.id },
      orderBy: { index: "desc" },
    });
    expect(last?.kind).toBe("removed");
    // That it is on the list is not said any more, that it is not is.
    const mails = await mailsAbout(signatureId);
    expect(mails.map(({ kind, status }) => `${kind} ${status}`)).toEqual([
      "confirm queued",
      "published cancelled",
      "withdrawn queued",
    ]);
    await sendMessage(mails[2]?.id ?? "", now);
    const text = await inboxTextsTo(form.email);
    expect(text).toContain("was withdrawn");
    const begun = await beginVisit(letter.slug, tokenFrom(text), now);
    expect(begun.ok).toBe(true);
    expect(await readOwnSignature(signatureId)).toMatchObject({ status: "withdrawn", receipt: null });
  });

  test("asked twice, says that it is done already; of many at once one does it", async () => {
    const { signatureId } = await publishedSignature(letter);
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => withdraw(signatureId, now)));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    for (const outcome of outcomes) if (!outcome.ok) expect(outcome.error).toBe("already");
    expect(await withdraw(signatureId, now)).toEqual({ ok: false, error: "already" });
    expect(await db().message.count({ where: { signatureId, kind: "withdrawn" } })).toBe(1);
    expect(await db().auditEntry.count({ where: { signatureId, action: "withdraw" } })).toBe(1);
  });

  test("is one transaction: where the mail cannot be queued, nothing has happened", async () => {
    const { signatureId } = await publishedSignature(letter);
    const before = await traces(signatureId);
    await db().$executeRawUnsafe(
      "ALTER TABLE message ADD CONSTRAINT no_mail CHECK (kind <> 'withdrawn') NOT VALID",
    );
    await expect(withdraw(signatureId, now)).rejects.toThrow();
    await db().$executeRawUnsafe("ALTER TABLE message DROP CONSTRAINT no_mail");
    expect(await traces(signatureId)).toEqual(before);
  });

  test("before anybody decided takes it out of the queue, with the question that waits", async () => {
    const moderatorId = await moderatorOf(letter);
    const signatureId = await pendingSignature(letter);
    await ask({ signatureId, text: "Are you they?" }, moderatorId, now);
    expect((await withdraw(signatureId, now)).ok).toBe(true);
    expect(await db().question.findFirstOrThrow({ where: { signatureId } })).toMatchObject({ closedAt: now });
    expect((await mailsAbout(signatureId)).find(({ kind }) => kind === "question")?.status).toBe("cancelled");
    const decided = await decide({ signatureId, kind: "approve", reason: "" }, moderatorId, now);
    expect(decided).toMatchObject({ ok: false, error: { status: "withdrawn" } });
    expect(await statusOf(signatureId)).toBe("withdrawn");
    expect(await db().ledgerEntry.count({ where: { letterId: letter.id } })).toBe(0);
  });

  test("is refused where there is nothing to withdraw", async () => {
    const { signatureId, moderatorId } = await publishedSignature(letter);
    await decide({ signatureId, kind: "remove", reason: "Gone." }, moderatorId, now);
    expect(await withdraw(signatureId, now)).toEqual({ ok: false, error: "ended" });
    expect(await withdraw(await signAs(letter), now)).toEqual({ ok: false, error: "ended" });
    expect(await withdraw(crypto.randomUUID(), now)).toEqual({ ok: false, error: "unknown" });
  });

  test("and a moderator's removal at once have one outcome, and the loser is told", async () => {
    for (let round = 0; round < 6; round += 1) {
      const { signatureId, moderatorId } = await publishedSignature(letter);
      const [withdrawn, removed] = await Promise.all([
        withdraw(signatureId, now),
        decide({ signatureId, kind: "remove", reason: "Gone." }, moderatorId, now),
      ]);
      expect([withdrawn.ok, removed.ok].filter(Boolean)).toHaveLength(1);
      expect(await statusOf(signatureId)).toBe(withdrawn.ok ? "withdrawn" : "removed");
      if (withdrawn.ok) expect(removed).toMatchObject({ error: { status: "withdrawn" } });
      else expect(withdrawn.error).toBe("ended");
      const ends = await db().auditEntry.count({
        where: { signatureId, action: { in: ["withdraw", "remove"] } },
      });
      expect(ends).toBe(1);
    }
    expect(await listed()).toBe(0);
    expect((await findLetter(letter.slug, "en"))?.publishedCount).toBe(0);
  });

  test("is the signer's: nobody else's actor may", async () => {
    const { signatureId, moderatorId } = await publishedSignature(letter);
    for (const actor of [
      { kind: "moderator", moderatorId },
      { kind: "organisation" },
      { kind: "system" },
    ] as const)
      expect(
        (await transaction((tx) => moveSignature(tx, { signatureId, move: "withdraw", actor, now }))).ok,
      ).toBe(false);
    expect(await statusOf(signatureId)).toBe("published");
  });
});

describe("news", () => {
  const choose = (signatureId: string, wantsNews: boolean, agreement = consentTexts("de").news.sha256) =>
    chooseNews({ signatureId, wantsNews, agreement, locale: "de", now });

  test("is turned on with the words of the page, once, and off with its entry in the log", async () => {
    const { signatureId } = await publishedSignature(letter);
    expect(await readOwnSignature(signatureId)).toMatchObject({ hasNews: false });
    expect((await choose(signatureId, true)).ok).toBe(true);
    expect((await choose(signatureId, true)).ok).toBe(true);
    expect(await readOwnSignature(signatureId)).toMatchObject({ hasNews: true });
    const consents = await db().consent.findMany({
      where: { signatureId, text: { purpose: "news" } },
      include: { text: true },
    });
    expect(consents).toMatchObject([
      { givenAt: now, withdrawnAt: null, text: { locale: "de", text: consentTexts("de").news.text } },
    ]);
    expect((await choose(signatureId, false)).ok).toBe(true);
    expect((await choose(signatureId, false)).ok).toBe(true);
    expect(await readOwnSignature(signatureId)).toMatchObject({ hasNews: false });
    const entries = await db().auditEntry.findMany({
      where: { signatureId, action: { startsWith: "news_" } },
      orderBy: { id: "asc" },
    });
    expect(entries.map(({ action, actor }) => [action, actor])).toEqual([
      ["news_on", "signer"],
      ["news_off", "signer"],
    ]);
  });

  test("is turned on five times an hour at most, for each time holds a decision up, and off at any time", async () => {
    const { signatureId } = await publishedSignature(letter);
    const outcomes: string[] = [];
    for (let time = 0; time < 7; time += 1) {
      const on = await choose(signatureId, true);
      outcomes.push(on.ok ? "on" : on.error);
      expect((await choose(signatureId, false)).ok).toBe(true);
    }
    expect(outcomes).toEqual([...Array(5).fill("on"), "tooMany", "tooMany"]);
    expect(await readOwnSignature(signatureId)).toMatchObject({ hasNews: false });
    expect(await db().auditEntry.count({ where: { signatureId, action: { startsWith: "news_" } } })).toBe(10);
  });

  test("is not agreed to in words that the page did not show", async () => {
    const { signatureId } = await publishedSignature(letter);
    for (const agreement of ["", "x", consentTexts("en").news.sha256, consentTexts("de").publication.sha256])
      expect(await choose(signatureId, true, agreement)).toEqual({ ok: false, error: "textChanged" });
    expect(await readOwnSignature(signatureId)).toMatchObject({ hasNews: false });
    expect(await choose(crypto.randomUUID(), true)).toEqual({ ok: false, error: "unknown" });
  });
});

describe("what is held, to read", () => {
  test("has words in every language for each table and field that is shown", () => {
    const shown = tables.flatMap(([name, table]) =>
      table.of && shownColumns(table).length > 0 ? [[name, shownColumns(table)] as const] : [],
    );
    expect(shown.length).toBeGreaterThan(8);
    // What the export calls by another name (lib/privacy/held-data.ts).
    const renamed: Record<string, string> = { text_sha256: "text", tag_id: "tag", sealed_email: "email" };
    for (const { held } of Object.values(messages)) {
      expect(shown.map(([name]) => name).filter((name) => !(name in held.tables))).toEqual([]);
      const fields = shown.flatMap(([, columns]) => columns.map((column) => renamed[column] ?? column));
      expect(fields.filter((field) => !(field in held.fields))).toEqual([]);
    }
  });
});

describe("erasing", () => {
  test.each(["withdrawn", "own_page"] as const)(
    "while a mail about it (%s) is being sent waits for nobody who waits for it",
    async (kind) => {
      const form = validForm();
      const { signatureId } = await publishedSignature(letter, form);
      const { id } = await db().message.create({ data: { kind, locale: "en", signatureId } });
      const sending: Promise<void>[] = [];
      await transaction(async (tx) => {
        await lockSignature(tx, signatureId);
        sending.push(sendMessage(id, now));
        // The mail is about to make its link, and cannot while the signature is locked.
        await expect.poll(() => waitingForLocks(), { timeout: 5000 }).toBeGreaterThan(0);
        expect((await eraseSignature(tx, signatureId, { kind: "signer" }, { now })).ok).toBe(true);
      });
      await Promise.all(sending);
      expect(await db().token.count({ where: { signatureId } })).toBe(0);
      expect((await db().message.findUniqueOrThrow({ where: { id } })).status).toBe("cancelled");
      expect(await inboxTextsTo(form.email)).not.toContain("mine?token");
    },
  );

  test.each(["published", "pending", "unconfirmed"])(
    "what is %s leaves no byte, and no visit",
    async (state) => {
      const mark = `Zebra${state}`;
      const form = validForm({
        name: `${mark} e.V.`,
        email: `rosa@${mark.toLowerCase()}.example`,
        news: "yes",
      });
      const signatureId =
        state === "published"
          ? (await publishedSignature(letter, form)).signatureId
          : state === "pending"
            ? await pendingSignature(letter, form)
            : await signAs(letter, form);
      const { id } = await db().message.create({ data: { kind: "own_page", locale: "en", signatureId } });
      await sendMessage(id, now);
      const begun = await beginVisit(letter.slug, tokenFrom(await inboxTextsTo(form.email)), now);
      if (!begun.ok) throw new Error(begun.error);
      expect(await findVisit(letter.slug, begun.value, now)).toMatchObject({ signatureId });
      expect(await eraseOwn(signatureId, now)).toEqual({ ok: true, value: null });
      const url = process.env.DATABASE_URL ?? "";
      for (const trace of [mark, form.email])
        expect([trace, await placesOf(url, trace)]).toEqual([trace, []]);
      expect(await findVisit(letter.slug, begun.value, now)).toBeNull();
      expect(await db().visit.count({ where: { signatureId } })).toBe(0);
      expect(await db().token.count({ where: { signatureId } })).toBe(0);
      expect(await listed()).toBe(0);
      const row = await db().signature.findUnique({ where: { id: signatureId } });
      expect(row?.status).toBe(state === "unconfirmed" ? undefined : "withdrawn");
      const entry = await db().auditEntry.findFirst({ where: { signatureId, action: "erase" } });
      expect(entry).toMatchObject({ actor: "signer", moderatorId: null });
      expect((await eraseOwn(signatureId, now)).ok).toBe(false);
    },
  );
});
