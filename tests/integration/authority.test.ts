import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { grantRole } from "@/lib/accounts/members";
import { openAddress } from "@/lib/addresses/seal";
import { amend } from "@/lib/amendments/commands";
import { giveNotice, takeNoticeBack } from "@/lib/authority/commands";
import { endNotice } from "@/lib/authority/days";
import { object } from "@/lib/authority/objection";
import { readNotice, stateOfNotice } from "@/lib/authority/queries";
import { authorityRuleOf, writeAuthorityRule } from "@/lib/authority/rule";
import { AuthorityRuleInput, mostNotices, ObjectionInput } from "@/lib/authority/schema";
import { db } from "@/lib/db";
import { keepEvidence } from "@/lib/evidence/commands";
import { evidenceOf } from "@/lib/evidence/queries";
import { tasks } from "@/lib/jobs/tasks";
import type { Letter } from "@/lib/letters/queries";
import { sendMessage } from "@/lib/mail/send";
import { BulkInput, runBulk, startBulk } from "@/lib/moderation/bulk";
import { runBulkUndo, undoBulk } from "@/lib/moderation/bulk-undo";
import { decide, undo, undoSeconds } from "@/lib/moderation/commands";
import { handle } from "@/lib/moderation/handling";
import { readQueue, viewCounts } from "@/lib/moderation/queue";
import { QueueQuery } from "@/lib/moderation/queue-query";
import { tallyOf } from "@/lib/moderation/tally";
import { heldData } from "@/lib/privacy/held-data";
import { answer, ask } from "@/lib/questions/commands";
import { readRegister } from "@/lib/register/queries";
import type { SignForm } from "@/lib/signatures/schema";
import {
  makeLetter,
  moderatorOf,
  pendingSignature,
  statusOf,
  validForm,
  withTestDatabase,
} from "@/tests/support/world";

withTestDatabase();

const now = new Date("2026-11-25T12:00:00Z");
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const days = (count: number) => later(count * 24 * 3600);

async function scene(changes: Partial<SignForm> = {}) {
  const letter = await makeLetter();
  const moderatorId = await moderatorOf(letter);
  const signatureId = await pendingSignature(letter, validForm(changes));
  return { letter, moderatorId, signatureId };
}

/** Sends a notice's mail into the built-in inbox and takes the token out of it. */
async function mailOf(noticeId: string, at = now) {
  const message = await db().message.findFirstOrThrow({
    where: { authorityNoticeId: noticeId, kind: "authority" },
  });
  await sendMessage(message.id, at);
  const mail = await db().inboxMail.findFirstOrThrow({ where: { id: { contains: message.id } } });
  return { mail, token: /object\?token=([\w-]{43})/.exec(mail.text)?.[1] ?? "" };
}

/** A signature about which its organisation was told. */
async function told(changes: Partial<SignForm> = {}) {
  const made = await scene(changes);
  const given = await giveNotice({ signatureId: made.signatureId, address: "info" }, made.moderatorId, now);
  if (!given.ok) throw new Error(given.error);
  return { ...made, noticeId: given.value, ...(await mailOf(given.value)) };
}

async function setRule(letter: Letter, rule: string, waits = false) {
  const owner = await grantRole(`owner-${randomUUID()}@host.example`, "owner", letter.slug);
  const input = AuthorityRuleInput.parse({ rule, waits, days: 7 });
  expect(await writeAuthorityRule(letter.slug, input, owner.moderatorId)).toEqual({ ok: true, value: null });
}

const approve = (signatureId: string, cleared = false) =>
  ({ signatureId, kind: "approve", reason: "", cleared }) as const;

const asideOf = async (id: string) => (await db().signature.findUniqueOrThrow({ where: { id } })).aside;

const codesOf = async (signatureId: string) => {
  await keepEvidence(signatureId, now);
  const found = (await evidenceOf([signatureId])).get(signatureId) ?? [];
  return found.filter(({ code }) => /^(notice|object)/.test(code)).map(({ code, weighs }) => [code, weighs]);
};

describe("a notice to an organisation", () => {
  test("says who signed and until when to object, to an address of its own domain, and names no address in log or evidence", async () => {
    const { letter, signatureId, moderatorId, mail, noticeId } = await told({
      name: "Kinderhilfe http://evil.example",
      representativeName: "Rosa www.evil.example",
      representativeRole: "Director",
      country: "AT",
    });
    expect(mail.recipient).toBe("info@organisation.example");
    expect(mail.text).toContain("2. Dezember 2026");
    expect(mail.text).toContain("Director");
    expect(mail.text).toContain(letter.version.title);
    // Nothing that strangers wrote is a link, and none of it is the signer's address.
    for (const part of [mail.text, mail.html, mail.subject]) {
      expect(part).not.toMatch(/evil\.example|http:\/\/evil/);
      expect(part).not.toMatch(/rosa-\w+@/);
    }
    const notice = await db().authorityNotice.findUniqueOrThrow({
      where: { id: noticeId },
      include: { messages: true },
    });
    expect(notice).toMatchObject({ sentAt: now, endsAt: days(7), days: 7 });
    expect(stateOfNotice(notice)).toBe("runs");
    expect(openAddress(notice.sealedEmail, "authority_notice.email")).toBe("info@organisation.example");
    expect(Buffer.from(notice.sealedEmail).toString("latin1")).not.toContain("organisation");
    const entries = await db().auditEntry.findMany({ where: { signatureId, action: "notice" } });
    expect(entries).toMatchObject([{ actor: "moderator", moderatorId, detail: null }]);
    expect(await codesOf(signatureId)).toEqual([["noticeRuns", "unknown"]]);
    expect(JSON.stringify(await db().evidence.findMany({ where: { signatureId } }))).not.toContain("info@");
  });

  test("goes nowhere but to the organisation, and not to whoever signed", async () => {
    const { signatureId, moderatorId } = await scene({ email: "rosa@organisation.example" });
    const give = (address: string, id = signatureId, by = moderatorId) =>
      giveNotice({ signatureId: id, address }, by, now);
    const refused = (error: string) => ({ ok: false, error });
    for (const address of ["info@elsewhere.example", "info@notorganisation.example", "a b", "x@y"])
      expect(await give(address)).toEqual(refused("otherDomain"));
    expect(await give("Rosa+board")).toEqual(refused("signer"));
    expect(await give("info", signatureId, await moderatorOf(await makeLetter()))).toEqual(
      refused("unknown"),
    );
    const shared = await scene({ website: "https://facebook.com/helpers" });
    expect(await give("info", shared.signatureId, shared.moderatorId)).toEqual(refused("noOwnDomain"));
    const individual = await scene({ kind: "individual" });
    expect(await give("info", individual.signatureId, individual.moderatorId)).toEqual(refused("individual"));
    const rejected = await scene();
    await decide(
      { signatureId: rejected.signatureId, kind: "reject", reason: "No" },
      rejected.moderatorId,
      now,
    );
    expect(await give("info", rejected.signatureId, rejected.moderatorId)).toEqual(refused("notAllowed"));
    expect(await db().message.count({ where: { kind: "authority", signatureId } })).toBe(0);
  });

  test("goes to an address once and to three at most, also of many at the same time (rule 7)", async () => {
    const { signatureId, moderatorId } = await scene();
    const give = (address: string) => giveNotice({ signatureId, address }, moderatorId, now);
    const same = await Promise.all(["info", "INFO", "info@organisation.example", "info+x"].map(give));
    expect(same.filter(({ ok }) => ok)).toHaveLength(1);
    for (const outcome of same) if (!outcome.ok) expect(outcome.error).toBe("again");
    const others = await Promise.all(["a", "b", "c", "d"].map(give));
    expect(others.filter(({ ok }) => ok)).toHaveLength(mostNotices - 1);
    for (const outcome of others) if (!outcome.ok) expect(outcome.error).toBe("tooMany");
    expect(await db().message.count({ where: { kind: "authority", signatureId } })).toBe(mostNotices);
  });

  test("is one of sixty that a moderator may send in an hour, also of many at the same time; a colleague's are their own", async () => {
    const letter = await makeLetter();
    const [anna, bela] = [await moderatorOf(letter), await moderatorOf(letter)];
    const signatures = await Promise.all(Array.from({ length: 22 }, () => pendingSignature(letter)));
    const orders = signatures.flatMap((signatureId) =>
      ["info", "office", "board"].map((address) => ({ signatureId, address })),
    );
    for (const order of orders.slice(0, 56))
      expect(await giveNotice(order, anna, now)).toMatchObject({ ok: true });
    const last = await Promise.all(orders.slice(56).map((order) => giveNotice(order, anna, now)));
    expect(last.filter(({ ok }) => ok)).toHaveLength(4);
    for (const outcome of last) if (!outcome.ok) expect(outcome.error).toBe("wait");
    expect(await db().message.count({ where: { kind: "authority", letterId: letter.id } })).toBe(60);
    const left = orders.slice(56).filter((_, at) => !last[at]?.ok);
    const [first, second] = left;
    if (!first || !second) throw new Error("nothing left");
    expect(await giveNotice(first, bela, now)).toMatchObject({ ok: true });
    // The hour runs from the first of them; over, it begins again.
    await db().$executeRaw`UPDATE throttle SET expires_at = expires_at - interval '59 minutes'`;
    expect(await giveNotice(second, anna, now)).toEqual({ ok: false, error: "wait" });
    await db().$executeRaw`UPDATE throttle SET expires_at = expires_at - interval '1 minute'`;
    expect(await giveNotice(second, anna, now)).toMatchObject({ ok: true });
  });

  test("can be taken back within ten seconds: no mail goes out, and the address is free again", async () => {
    const { signatureId, moderatorId } = await scene();
    const first = await giveNotice({ signatureId, address: "info" }, moderatorId, now);
    if (!first.ok) throw new Error(first.error);
    const stranger = await moderatorOf(await makeLetter());
    expect(await takeNoticeBack(first.value, stranger, now)).toEqual({ ok: false, error: "unknown" });
    expect(await takeNoticeBack(first.value, moderatorId, later(undoSeconds + 1))).toEqual({
      ok: false,
      error: "tooLate",
    });
    expect(await takeNoticeBack(first.value, moderatorId, later(undoSeconds))).toEqual({
      ok: true,
      value: { address: "info@organisation.example" },
    });
    expect(await takeNoticeBack(first.value, moderatorId, now)).toEqual({ ok: false, error: "unknown" });
    const message = await db().message.findFirstOrThrow({ where: { authorityNoticeId: first.value } });
    expect(message.status).toBe("cancelled");
    await sendMessage(message.id, now);
    expect(await db().inboxMail.count({ where: { id: { contains: message.id } } })).toBe(0);
    const again = await giveNotice({ signatureId, address: "info" }, moderatorId, now);
    if (!again.ok) throw new Error(again.error);
    await mailOf(again.value);
    expect(await takeNoticeBack(again.value, moderatorId, now)).toEqual({ ok: false, error: "tooLate" });
  });

  test("that nobody objects to passes, once, and speaks for the signature", async () => {
    const { signatureId, noticeId } = await told();
    const [job] = await db().$queryRaw<{ runAt: Date }[]>`
      SELECT run_at AS "runAt" FROM graphile_worker.jobs WHERE key = ${`notice ${noticeId}`}`;
    expect(job?.runAt).toEqual(days(7));
    expect(tasks.end_notice).toBeDefined();
    await endNotice(noticeId, days(6));
    expect(await codesOf(signatureId)).toEqual([["noticeRuns", "unknown"]]);
    for (let time = 0; time < 2; time += 1) await endNotice(noticeId, days(7));
    expect(await codesOf(signatureId)).toEqual([["noticePassed", "for"]]);
    expect(await db().auditEntry.count({ where: { signatureId, action: "noticePassed" } })).toBe(1);
  });
});

describe("the rule of a letter", () => {
  test("is its owners' to change, from one to thirty days", async () => {
    const letter = await makeLetter();
    expect(await authorityRuleOf(letter.id)).toEqual({ rule: "never", waits: false, days: 7 });
    for (const count of ["0", "31", "1.5", "x", ""])
      expect(AuthorityRuleInput.safeParse({ rule: "always", waits: false, days: count }).success).toBe(false);
    const input = AuthorityRuleInput.parse({ rule: "always", waits: true, days: "30" });
    expect(await writeAuthorityRule(letter.slug, input, await moderatorOf(letter))).toEqual({
      ok: false,
      error: "forbidden",
    });
    await setRule(letter, "always", true);
    expect(await authorityRuleOf(letter.id)).toEqual({ rule: "always", waits: true, days: 7 });
  });

  test("refuses to approve an organisation that nobody told, and exempts individuals and its own mail", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    await setRule(letter, "foreign_mail");
    const sign = (changes: Partial<SignForm>) => pendingSignature(letter, validForm(changes));
    const foreign = await sign({ email: "rosa@gmail.com" });
    const unreachable = await sign({ email: "rita@gmail.com", website: "https://facebook.com/x" });
    const decided = (id: string) => decide(approve(id), moderatorId, now);
    const refused = (why: string) => ({ ok: false, error: { code: "authority", why, until: null } });
    expect(await decided(foreign)).toEqual(refused("noticeNeeded"));
    expect(await decided(unreachable)).toEqual(refused("noOwnDomain"));
    expect(await statusOf(foreign)).toBe("pending");
    expect((await decided(await sign({}))).ok).toBe(true);
    const individual = { kind: "individual", email: "rudi@gmail.com" } as const;
    expect((await decided(await sign(individual))).ok).toBe(true);
    await setRule(letter, "always");
    expect((await decided(await sign(individual))).ok).toBe(true);
    expect(await decided(await sign({}))).toEqual(refused("noticeNeeded"));
    // Ordered is not sent; sent, a moderator may publish while the days run.
    const given = await giveNotice({ signatureId: foreign, address: "office" }, moderatorId, now);
    expect(await decided(foreign)).toEqual(refused("noticeNeeded"));
    if (given.ok) await mailOf(given.value);
    expect((await decided(foreign)).ok).toBe(true);
  });

  test("that waits lets nobody publish before the days are over", async () => {
    const { letter, signatureId, moderatorId } = await told();
    await setRule(letter, "always", true);
    expect(await decide(approve(signatureId), moderatorId, days(6))).toEqual({
      ok: false,
      error: { code: "authority", why: "noticeRuns", until: days(7) },
    });
    expect((await decide(approve(signatureId), moderatorId, days(7))).ok).toBe(true);
  });

  test("asks for a notice to the organisation of the website of today, not to that of one changed since", async () => {
    const form = validForm({ website: "https://own.example/" });
    const { letter, signatureId, moderatorId, noticeId } = await told(form);
    await setRule(letter, "always", true);
    await endNotice(noticeId, days(7));
    expect(await codesOf(signatureId)).toEqual([["noticePassed", "for"]]);
    const website = "https://famous.example/";
    const change = { signatureId, form: { ...form, website }, agreement: "", locale: "en" } as const;
    const wished = await amend({ ...change, now: days(7) });
    expect(wished.ok).toBe(true);
    const decided = await decide(approve(signatureId), moderatorId, days(8));
    expect(decided).toEqual({ ok: false, error: { code: "authority", why: "noticeNeeded", until: null } });
    expect(await codesOf(signatureId)).toEqual([]);
  });

  test("holds for each of many, and says of each why not", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    await setRule(letter, "foreign_mail");
    const free = await pendingSignature(letter, validForm({ email: "rosa@gmail.com" }));
    const own = await pendingSignature(letter);
    const input = BulkInput.parse({ kind: "approve", signatureIds: [free, own] });
    const started = await startBulk(letter.id, input, moderatorId, now);
    if (!started.ok) throw new Error(started.error);
    await runBulk(started.value);
    const items = await db().bulkItem.findMany({
      where: { bulkId: started.value },
      orderBy: { place: "asc" },
    });
    expect(items.map(({ outcome }) => outcome)).toEqual(["noticeNeeded", "done"]);
    expect([await statusOf(free), await statusOf(own)]).toEqual(["pending", "published"]);
  });
});

describe("an objection", () => {
  test("holds back what waits: in its own view and no other, with the right count", async () => {
    const { letter, signatureId, moderatorId, token } = await told();
    await db().moderator.update({ where: { id: moderatorId }, data: { locale: "de" } });
    // Looking changes nothing, however often (rule 5).
    for (let time = 0; time < 2; time += 1)
      expect(await readNotice(letter.slug, token, now)).toMatchObject({ ok: true, value: { signatureId } });
    expect(await object(letter.slug, token, "We know no Rosa.", now)).toEqual({ ok: true, value: "held" });
    const place = { letterId: letter.id, moderatorId };
    const seenIn = async (view: string) =>
      (await readQueue(place, QueueQuery.parse({ view }), null)).items.map(({ id }) => id);
    expect(await seenIn("objected")).toEqual([signatureId]);
    expect([await seenIn("pending"), await seenIn("held")]).toEqual([[], []]);
    const counts = viewCounts(await tallyOf(letter.id), moderatorId);
    expect([counts.objected, counts.pending]).toEqual([1, 0]);
    expect(await codesOf(signatureId)).toEqual([["objected", "against"]]);
    expect((await db().signature.findUniqueOrThrow({ where: { id: signatureId } })).doubts).toBeGreaterThan(
      0,
    );
    const entries = await db().auditEntry.findMany({ where: { signatureId, action: "object" } });
    expect(entries).toMatchObject([{ actor: "organisation", moderatorId: null, detail: null }]);
    // The signer and the moderators are told; neither reads what the organisation wrote in the mail.
    const queued = await db().message.findMany({ where: { signatureId, status: "queued" } });
    const mailed = queued.filter(({ kind }) => kind === "objected" || kind === "objection");
    expect(mailed.map(({ kind, locale }) => [kind, locale]).sort()).toEqual([
      ["objected", "en"],
      ["objection", "de"],
    ]);
    for (const { id } of mailed) {
      await sendMessage(id, now);
      const mail = await db().inboxMail.findFirstOrThrow({ where: { id: { contains: id } } });
      expect(mail.text).not.toContain("We know no Rosa.");
    }
  });

  test("takes a published name down at once, and the mail that it is on the list is not sent", async () => {
    const { letter, signatureId, moderatorId, token } = await told();
    const decided = await decide(approve(signatureId), moderatorId, now);
    expect(await object(letter.slug, token, "", later(5))).toEqual({ ok: true, value: "takenDown" });
    expect([await statusOf(signatureId), await asideOf(signatureId)]).toEqual(["pending", "objection"]);
    expect(await db().letter.findUniqueOrThrow({ where: { id: letter.id } })).toMatchObject({
      publishedCount: 0,
    });
    const register = await readRegister({ letterId: letter.id, sort: "signed", limit: 10 });
    expect(register.signatories).toEqual([]);
    const mail = await db().message.findFirstOrThrow({ where: { signatureId, kind: "published" } });
    expect(mail.status).toBe("cancelled");
    // The approval cannot be undone into the plain queue either.
    if (!decided.ok) throw new Error("not decided");
    expect(await undo(decided.value.decisionId, moderatorId, later(6))).toMatchObject({ ok: false });
    expect(await asideOf(signatureId)).toBe("objection");
  });

  test("is recorded once, of many at the same time and by any link (rule 7)", async () => {
    const { letter, signatureId, moderatorId, token, noticeId } = await told();
    const other = await giveNotice({ signatureId, address: "office" }, moderatorId, now);
    if (!other.ok) throw new Error(other.error);
    const { token: otherToken } = await mailOf(other.value);
    const tries = [token, token, otherToken, token];
    const outcomes = await Promise.all(tries.map((one) => object(letter.slug, one, "", now)));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    for (const outcome of outcomes) if (!outcome.ok) expect(outcome.error).toBe("used");
    expect(await readNotice(letter.slug, otherToken, now)).toEqual({ ok: false, error: "used" });
    expect(await db().auditEntry.count({ where: { signatureId, action: "object" } })).toBe(1);
    await endNotice(other.value, days(8));
    expect(await db().auditEntry.count({ where: { signatureId, action: "noticePassed" } })).toBe(0);
    expect((await codesOf(signatureId)).map(([code]) => code)).toEqual(["objected"]);
    expect(noticeId).not.toBe(other.value);
    expect(await giveNotice({ signatureId, address: "third" }, moderatorId, now)).toEqual({
      ok: false,
      error: "objected",
    });
  });

  test("is read by the moderators alone, as the organisation was told: not by whoever signed", async () => {
    const { letter, signatureId, token } = await told();
    expect((await object(letter.slug, token, "Whistle-blown by Kim", now)).ok).toBe(true);
    const held = JSON.stringify(await heldData(signatureId));
    expect(held).toContain('"authority_notice"');
    expect(held).not.toContain("Kim");
    expect(held).not.toContain("info@organisation.example");
  });

  test("and an approval at once: the name does not stay up (rule 7)", async () => {
    for (let round = 0; round < 8; round += 1) {
      const { letter, signatureId, moderatorId, token } = await told();
      const both = [
        () => decide(approve(signatureId), moderatorId, now),
        () => object(letter.slug, token, "", now),
      ];
      const outcomes = await Promise.all((round % 2 ? both : both.reverse()).map((run) => run()));
      expect(outcomes.some(({ ok }) => ok)).toBe(true);
      expect([await statusOf(signatureId), await asideOf(signatureId)]).toEqual(["pending", "objection"]);
      expect((await db().letter.findUniqueOrThrow({ where: { id: letter.id } })).publishedCount).toBe(0);
    }
  });

  test("is cleared up by a tick alone, and brought back with an approval that is undone", async () => {
    const { letter, signatureId, moderatorId, token, noticeId } = await told();
    await object(letter.slug, token, "", now);
    const refused = { ok: false, error: { code: "authority", why: "objected", until: null } };
    expect(await decide(approve(signatureId), moderatorId, now)).toEqual(refused);
    // Nor for whoever is quicker than the page: what was not shown is not cleared up.
    expect(await decide(approve(signatureId, true), moderatorId, now, 0n)).toMatchObject({
      error: { code: "changed" },
    });
    const input = BulkInput.parse({ kind: "approve", signatureIds: [signatureId] });
    const started = await startBulk(letter.id, input, moderatorId, now);
    if (started.ok) await runBulk(started.value);
    expect(await statusOf(signatureId)).toBe("pending");
    const decided = await decide(approve(signatureId, true), moderatorId, later(60));
    if (!decided.ok) throw new Error("not decided");
    expect(await statusOf(signatureId)).toBe("published");
    expect(await codesOf(signatureId)).toEqual([["objectionCleared", "unknown"]]);
    expect(await db().authorityNotice.findUniqueOrThrow({ where: { id: noticeId } })).toMatchObject({
      clearedById: moderatorId,
    });
    expect((await undo(decided.value.decisionId, moderatorId, later(62))).ok).toBe(true);
    expect([await statusOf(signatureId), await asideOf(signatureId)]).toEqual(["pending", "objection"]);
    expect(await decide(approve(signatureId), moderatorId, later(63))).toEqual(refused);
  });

  test("stays in its view whatever else is done, until it is decided; reopened, it is there again", async () => {
    const { letter, signatureId, moderatorId, token } = await told();
    await object(letter.slug, token, "", now);
    for (const kind of ["hold", "release"] as const)
      expect(await handle({ signatureId, kind }, moderatorId, now)).toEqual({ ok: false, error: "objected" });
    const asked = await ask({ signatureId, text: "Is that so?" }, moderatorId, now);
    if (!asked.ok) throw new Error(asked.error);
    const message = await db().message.findFirstOrThrow({ where: { questionId: asked.value } });
    await sendMessage(message.id, now);
    const mail = await db().inboxMail.findFirstOrThrow({ where: { id: { contains: message.id } } });
    const link = /answer\?token=([\w-]{43})/.exec(mail.text)?.[1];
    expect((await answer(letter.slug, link, "A misunderstanding.", now)).ok).toBe(true);
    expect(await asideOf(signatureId)).toBe("objection");
    expect((await decide({ signatureId, kind: "reject", reason: "No" }, moderatorId, now)).ok).toBe(true);
    await decide({ signatureId, kind: "reopen", reason: "" }, moderatorId, now);
    expect([await statusOf(signatureId), await asideOf(signatureId)]).toEqual(["pending", "objection"]);
  });

  test("after a removal or a rejection is noted, and neither comes back by an undo as if nothing were", async () => {
    const removed = await told();
    await decide(approve(removed.signatureId), removed.moderatorId, now);
    const off = { signatureId: removed.signatureId, kind: "remove", reason: "Asked" } as const;
    const removal = await decide(off, removed.moderatorId, now);
    expect(await object(removed.letter.slug, removed.token, "", now)).toEqual({ ok: true, value: "noted" });
    if (!removal.ok) throw new Error("not removed");
    expect(await undo(removal.value.decisionId, removed.moderatorId, later(1))).toMatchObject({
      ok: false,
      error: { code: "alreadyDecided", status: "removed" },
    });
    const rejected = await told();
    const no = { signatureId: rejected.signatureId, kind: "reject", reason: "No" } as const;
    const rejection = await decide(no, rejected.moderatorId, now);
    await object(rejected.letter.slug, rejected.token, "", now);
    if (!rejection.ok) throw new Error("not rejected");
    expect((await undo(rejection.value.decisionId, rejected.moderatorId, later(1))).ok).toBe(true);
    expect(await asideOf(rejected.signatureId)).toBe("objection");
  });

  test("between a decision about many and its undo is not lost", async () => {
    const { letter, signatureId, moderatorId, token } = await told();
    const input = BulkInput.parse({ kind: "reject", reason: "No", signatureIds: [signatureId] });
    const started = await startBulk(letter.id, input, moderatorId, now);
    if (!started.ok) throw new Error(started.error);
    await runBulk(started.value);
    expect(await object(letter.slug, token, "", now)).toEqual({ ok: true, value: "noted" });
    expect((await undoBulk(started.value, letter.id, moderatorId, new Date())).ok).toBe(true);
    await runBulkUndo(started.value);
    expect([await statusOf(signatureId), await asideOf(signatureId)]).toEqual(["pending", "objection"]);
  });

  test("its link is stored as a hash, good for its letter and its purpose, and ends after the days of grace", async () => {
    const { letter, token, noticeId } = await told();
    const rows = await db().token.findMany({ where: { authorityNoticeId: noticeId } });
    expect(rows.map(({ purpose, hash }) => [purpose, hash.byteLength])).toEqual([["objection", 32]]);
    const tries: [string, unknown, Date, string][] = [
      [letter.slug, "x", now, "malformed"],
      [letter.slug, "A".repeat(43), now, "unknown"],
      [(await makeLetter()).slug, token, now, "unknown"],
      [letter.slug, token, days(37), "expired"],
    ];
    for (const [slug, text, at, error] of tries)
      expect(await object(slug, text, "", at)).toEqual({ ok: false, error });
    expect((await answer(letter.slug, token, "Yes", now)).ok).toBe(false);
    const asPurpose = (purpose: "answer" | "objection") =>
      db().token.updateMany({ where: { authorityNoticeId: noticeId }, data: { purpose } });
    await asPurpose("answer");
    expect(await object(letter.slug, token, "", now)).toEqual({ ok: false, error: "unknown" });
    await asPurpose("objection");
    for (const text of ["x".repeat(1001), "a\u202eb"])
      expect(ObjectionInput.safeParse(text).success).toBe(false);
    expect(await object(letter.slug, token, "", days(36))).toEqual({ ok: true, value: "held" });
  });

  test("tells no moderator who wants no mail or may not decide any more", async () => {
    const { letter, moderatorId, token, signatureId } = await told();
    const gone = await moderatorOf(letter);
    await grantRole(`viewer-${letter.slug}@host.example`, "viewer", letter.slug);
    await db().notice.create({ data: { letterId: letter.id, moderatorId, choice: "never" } });
    await object(letter.slug, token, "", now);
    const mails = await db().message.findMany({ where: { signatureId, kind: "objection" } });
    expect(mails.map((mail) => mail.moderatorId)).toEqual([gone]);
    await db().membership.deleteMany({ where: { moderatorId: gone } });
    await sendMessage(mails[0]?.id ?? "", now);
    expect((await db().message.findUniqueOrThrow({ where: { id: mails[0]?.id } })).status).toBe("cancelled");
  });
});
