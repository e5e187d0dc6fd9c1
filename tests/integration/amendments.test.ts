import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { grantRole } from "@/lib/accounts/members";
import { type AmendRefusal, amend, standingMark, withdrawAmendment } from "@/lib/amendments/commands";
import { type AmendmentDecision, decideAmendment, undoAmendment } from "@/lib/amendments/decisions";
import { valuesOf } from "@/lib/amendments/queries";
import { correct } from "@/lib/corrections/commands";
import { originalOf } from "@/lib/corrections/queries";
import { db, transaction } from "@/lib/db";
import { sendDigests } from "@/lib/digest/commands";
import { keepEvidence } from "@/lib/evidence/commands";
import type { Letter } from "@/lib/letters/queries";
import { sendMessage } from "@/lib/mail/send";
import { decide, undo, undoSeconds } from "@/lib/moderation/commands";
import { readQueue, viewCounts } from "@/lib/moderation/queue";
import { QueueQuery } from "@/lib/moderation/queue-query";
import { sumTallies, tallyOf } from "@/lib/moderation/tally";
import { anonymise, eraseContact, eraseSignature } from "@/lib/privacy/erasure";
import { heldData } from "@/lib/privacy/held-data";
import { readRegister } from "@/lib/register/queries";
import { consentTexts } from "@/lib/signatures/consents";
import type { SignForm } from "@/lib/signatures/schema";
import { moveSignature } from "@/lib/signatures/status";
import {
  makeLetter,
  moderatorOf,
  pendingSignature,
  signAs,
  validForm,
  waitingForLocks,
  withTestDatabase,
} from "@/tests/support/world";

withTestDatabase();

const now = new Date("2026-11-25T12:00:00Z");
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

/** A published signature with what its form said. */
async function published(changes: Partial<SignForm> = {}) {
  const letter = await makeLetter();
  const moderatorId = await moderatorOf(letter);
  const form = validForm(changes);
  const signatureId = await pendingSignature(letter, form);
  const decided = await decide({ signatureId, kind: "approve", reason: "" }, moderatorId, later(-60));
  if (!decided.ok) throw new Error("not published");
  return { letter, moderatorId, form, signatureId };
}

/** The words beside the tick box, as today's form shows them. */
const agreement = consentTexts("en").representative.sha256;

const wish = (signatureId: string, form: SignForm, changes: Partial<SignForm>, at = now) =>
  amend({ signatureId, form: { ...form, ...changes }, agreement, locale: "en", now: at });

const open = (signatureId: string) => db().amendment.findFirst({ where: { signatureId, state: "open" } });

const listed = async ({ id }: Letter) =>
  (await readRegister({ letterId: id, sort: "signed", limit: 10 })).signatories;

const logSize = ({ id }: Letter) => db().ledgerEntry.count({ where: { letterId: id } });

const entries = (signatureId: string, action: string) =>
  db().auditEntry.findMany({ where: { signatureId, action } });

const mailsOf = (signatureId: string, kind: "corrected" | "amendment_refused") =>
  db().message.findMany({ where: { signatureId, kind } });

const seenBy = async (signatureId: string) =>
  (await db().auditEntry.findFirstOrThrow({ where: { signatureId }, orderBy: { id: "desc" } })).id;

const decision = (
  signatureId: string,
  amendmentId: string,
  kind: "accept" | "refuse",
): AmendmentDecision => ({
  signatureId,
  amendmentId,
  kind,
  reason: kind === "refuse" ? "That is another organisation.\nPlease sign for it." : "",
});

/** A published name whose signer asked for another one. */
async function asked(changes: Partial<SignForm> = {}, signed: Partial<SignForm> = {}) {
  const made = await published(signed);
  const name = `Renamed ${randomUUID().slice(0, 8)} e.V.`;
  const outcome = await wish(made.signatureId, made.form, { name, ...changes });
  if (!outcome.ok) throw new Error(outcome.error.code);
  const amendment = await open(made.signatureId);
  if (!amendment) throw new Error("nothing waits");
  return { ...made, name, amendmentId: amendment.id };
}

test("a form made before a moderator corrected the name changes nothing, and the next one does", async () => {
  const letter = await makeLetter();
  const form = validForm();
  const signatureId = await pendingSignature(letter, form);
  const standing = () => db().signature.findUniqueOrThrow({ where: { id: signatureId } });
  const seen = standingMark(await standing());
  const wished = { ...form, website: "https://elsewhere.example" };
  const send = (seen: string) => amend({ signatureId, form: wished, seen, agreement, locale: "en", now });
  const { nameAlt, country, website, representativeName, representativeRole } = await standing();
  const corrected = { nameAlt, country, website, representativeName, representativeRole };
  const moderatorId = await moderatorOf(letter);
  await correct({ signatureId, name: "Corrected by the desk", ...corrected }, moderatorId, now);
  expect(await send(seen)).toEqual({ ok: false, error: { code: "changed" } });
  expect((await standing()).name).toBe("Corrected by the desk");
  expect((await send(standingMark(await standing()))).ok).toBe(true);
});

test("a tick given to words that have changed since is no consent: nothing is changed, and the next form does", async () => {
  const { signatureId, form } = await published();
  const wished = { ...form, name: "Renamed e.V.", showRepresentative: "yes" };
  const send = (agreement: string, changes: Partial<SignForm> = {}) =>
    amend({ signatureId, form: { ...wished, ...changes }, agreement, locale: "en", now });
  const given = () => db().consent.findMany({ where: { signatureId, text: { purpose: "representative" } } });
  const older = "0".repeat(64);
  for (const mark of ["", older, consentTexts("de").representative.sha256]) {
    expect(await send(mark)).toEqual({ ok: false, error: { code: "textChanged" } });
  }
  expect([await given(), await open(signatureId)]).toEqual([[], null]);
  expect((await send(agreement)).ok).toBe(true);
  expect(await given()).toMatchObject([{ textSha256: agreement, withdrawnAt: null }]);
  // Agreed to once, the words are not agreed to anew with each change; and without the tick they do not count.
  expect((await send(older, { name: "Renamed again e.V." })).ok).toBe(true);
  expect(await given()).toHaveLength(1);
  expect((await send(older, { showRepresentative: "" })).ok).toBe(true);
});

describe("a signer changes what is not public yet", () => {
  test.each(["unconfirmed", "pending"] as const)(
    "%s: at once, and the log says which fields and no value",
    async (status) => {
      const letter = await makeLetter();
      const form = validForm();
      const signatureId =
        status === "pending" ? await pendingSignature(letter, form) : await signAs(letter, form);
      const changes = {
        name: "Ärztekammer Zwei",
        country: "AT",
        website: "aerzte.example",
        showRepresentative: "yes",
      };
      expect(await wish(signatureId, form, changes)).toEqual({
        ok: true,
        value: { made: ["name", "country", "website", "showRepresentative"], waits: [] },
      });
      const after = await db().signature.findUniqueOrThrow({
        where: { id: signatureId },
        include: { corrections: true, consents: { include: { text: true } } },
      });
      expect(after).toMatchObject({
        status,
        name: "Ärztekammer Zwei",
        country: "AT",
        website: "https://aerzte.example/",
        showRepresentative: true,
        hasAmendment: false,
      });
      // What the signer wrote is what the signer writes now: no moderator changed it.
      expect(after.corrections).toMatchObject([{ moderatorId: null, amendmentId: null }]);
      expect(originalOf(after.corrections)).toMatchObject({ name: "Ärztekammer Zwei" });
      expect(after.consents.filter(({ text }) => text.purpose === "representative")).toMatchObject([
        { withdrawnAt: null },
      ]);
      expect(await entries(signatureId, "correct")).toMatchObject([
        { actor: "signer", moderatorId: null, detail: "name country website showRepresentative" },
      ]);
      const jobs = await db().$queryRaw<{ key: string }[]>`
      SELECT key FROM graphile_worker._private_jobs WHERE key = ${`evidence ${signatureId}`}`;
      expect(jobs).toHaveLength(status === "pending" ? 1 : 0);
      expect(await db().amendment.count({ where: { signatureId } })).toBe(0);
    },
  );

  test("what was found about it before is not found about what stands there now, however long looking takes", async () => {
    const letter = await makeLetter();
    const form = validForm({ name: "Earlier", website: "https://earlier.example/" });
    const signatureId = await pendingSignature(letter, form);
    await keepEvidence(signatureId, now);
    const found = () => db().evidence.count({ where: { signatureId } });
    expect(await found()).toBeGreaterThan(0);
    let looking: Promise<void> | undefined;
    await transaction(async (tx) => {
      // A check that takes long: it waits for this table.
      await tx.$executeRaw`LOCK TABLE authority_notice IN ACCESS EXCLUSIVE MODE`;
      looking = keepEvidence(signatureId, now);
      await expect.poll(waitingForLocks, { timeout: 5000 }).toBeGreaterThan(0);
      expect((await wish(signatureId, form, { name: "Later", website: "https://later.example/" })).ok).toBe(
        true,
      );
      expect(await found()).toBe(0);
    });
    await looking;
    expect(await found()).toBe(0);
    await keepEvidence(signatureId, now);
    const values = (await db().evidence.findMany({ where: { signatureId } })).map((one) => one.values);
    expect(JSON.stringify(values)).toContain("later.example");
    expect(JSON.stringify(values)).not.toContain("earlier.example");
    const names = await db().signatureName.findMany({ where: { signatureId } });
    expect(names.map(({ key }) => key)).toEqual(["later"]);
  });

  test("a form that was changed is not the one that was sent: sent again, it is another signature", async () => {
    const letter = await makeLetter();
    const form = validForm();
    const first = await signAs(letter, form);
    await wish(first, form, { name: "Something else" });
    await signAs(letter, form);
    expect(await db().signature.count({ where: { letterId: letter.id } })).toBe(2);
  });

  test("is held to the rules of the form that was signed with, and says what is wrong", async () => {
    const { signatureId, form } = await published();
    const refused = (error: AmendRefusal) => ({ ok: false, error });
    expect(await wish(signatureId, form, { name: "", website: "no site", representativeRole: "" })).toEqual(
      refused({
        code: "fields",
        errors: [
          { field: "name", code: "required" },
          { field: "website", code: "invalid" },
          { field: "representativeRole", code: "required" },
        ],
      }),
    );
    const individual = await published({ kind: "individual" });
    const { signatureId: id, form: signed } = individual;
    // An individual is their own representative, and needs no website.
    expect(await wish(id, signed, { website: "", showRepresentative: "yes" })).toMatchObject({
      value: { waits: ["website"] },
    });
    expect(await wish(signatureId, form, {})).toEqual(refused({ code: "same" }));
    expect(await wish(randomUUID(), form, {})).toEqual(refused({ code: "unknown" }));
  });

  test("what has ended is not corrected; what was erased is not there", async () => {
    const { signatureId, form, moderatorId } = await published();
    await decide({ signatureId, kind: "remove", reason: "Gone" }, moderatorId, now);
    expect(await wish(signatureId, form, { name: "X" })).toMatchObject({ error: { code: "ended" } });
    await transaction((tx) => anonymise(tx, [signatureId], now));
    expect(await wish(signatureId, form, { name: "X" })).toMatchObject({ error: { code: "unknown" } });
  });

  test("ten times an hour, and then no more", async () => {
    const { signatureId, form } = await published();
    for (let at = 0; at < 10; at += 1)
      expect((await wish(signatureId, form, { name: `Name ${at}` })).ok).toBe(true);
    const refused = await wish(signatureId, form, { name: "Name 11" });
    expect(refused).toMatchObject({ error: { code: "tooMany" } });
    expect(valuesOf((await open(signatureId))?.after)).toEqual({ name: "Name 9" });
  });
});

describe("a signer asks for a change of what is published", () => {
  test("the old stays on the list and in its log until somebody decides (rule 2)", async () => {
    const { letter, form, signatureId } = await published();
    const size = await logSize(letter);
    const changes = {
      name: "Another name",
      website: "other.example",
      country: "FR",
      representativeName: "Olga",
    };
    expect(await wish(signatureId, form, { ...changes, showRepresentative: "yes" })).toEqual({
      ok: true,
      value: { made: [], waits: ["name", "country", "website", "representativeName", "showRepresentative"] },
    });
    expect(await listed(letter)).toMatchObject([
      { name: form.name, country: "DE", website: form.website, representative: null },
    ]);
    expect(await logSize(letter)).toBe(size);
    expect(await entries(signatureId, "amend")).toMatchObject([
      { actor: "signer", detail: "name country website representativeName showRepresentative" },
    ]);
    expect(JSON.stringify(await entries(signatureId, "amend"), (_, value) => String(value))).not.toContain(
      "Olga",
    );
  });

  test("a newer one takes the place of the older, which is kept without what it said; the same again is no other", async () => {
    const { signatureId, form, amendmentId, name } = await asked();
    expect(await wish(signatureId, form, { name })).toMatchObject({ error: { code: "same" } });
    await wish(signatureId, form, { name: "Third" }, later(1));
    expect(await db().amendment.findUniqueOrThrow({ where: { id: amendmentId } })).toMatchObject({
      state: "replaced",
      before: {},
      after: {},
    });
    expect(valuesOf((await open(signatureId))?.after)).toEqual({ name: "Third" });
  });

  test("is taken back by the signer, also by asking for what stands there", async () => {
    const { signatureId, form } = await asked({ showRepresentative: "yes" });
    expect(await withdrawAmendment(signatureId, now)).toEqual({ ok: true, value: null });
    expect(await withdrawAmendment(signatureId, now)).toEqual({ ok: false, error: "none" });
    expect(await db().consent.count({ where: { signatureId, withdrawnAt: { not: null } } })).toBe(1);
    await wish(signatureId, form, { name: "Fourth" });
    expect(await wish(signatureId, form, {})).toEqual({ ok: true, value: { made: [], waits: [] } });
    expect(await open(signatureId)).toBeNull();
    expect(await entries(signatureId, "amendWithdraw")).toHaveLength(2);
    expect(await db().amendment.findMany({ where: { signatureId, state: "withdrawn" } })).toMatchObject([
      { after: {} },
      { after: {} },
    ]);
  });

  test("that the representative is named no longer needs nobody: it is done at once, with its entry in the log", async () => {
    const { letter, signatureId, form } = await published({ showRepresentative: "yes" });
    expect((await listed(letter))[0]?.representative).toMatchObject({ name: "Rosa Representative" });
    const size = await logSize(letter);
    expect(await wish(signatureId, form, { showRepresentative: "", name: "Also a name" })).toEqual({
      ok: true,
      value: { made: ["showRepresentative"], waits: ["name"] },
    });
    expect(await listed(letter)).toMatchObject([{ name: form.name, representative: null }]);
    expect(await logSize(letter)).toBe(size + 1);
    expect(await entries(signatureId, "hideRepresentative")).toMatchObject([
      { actor: "signer", detail: "showRepresentative" },
    ]);
    expect(await db().consent.count({ where: { signatureId, withdrawnAt: { not: null } } })).toBe(1);
  });
});

describe("a moderator decides about what was asked for", () => {
  test("accepted: the list shows it, its log notes it, the signer is told, in one transaction", async () => {
    const { letter, signatureId, amendmentId, moderatorId, name, form } = await asked({
      showRepresentative: "yes",
    });
    const size = await logSize(letter);
    const seen = await seenBy(signatureId);
    expect(
      await decideAmendment(decision(signatureId, amendmentId, "accept"), moderatorId, now, seen),
    ).toEqual({
      ok: true,
      value: null,
    });
    expect(await listed(letter)).toMatchObject([{ name, representative: { name: "Rosa Representative" } }]);
    expect(await logSize(letter)).toBe(size + 1);
    expect(await db().amendment.findUniqueOrThrow({ where: { id: amendmentId } })).toMatchObject({
      state: "accepted",
      moderatorId,
      decidedAt: now,
    });
    const corrections = await db().correction.findMany({ where: { signatureId } });
    expect(corrections).toMatchObject([
      { moderatorId, amendmentId, before: { name: form.name, showRepresentative: false } },
    ]);
    expect(originalOf(corrections)).toEqual({ name });
    expect(await entries(signatureId, "amendAccept")).toMatchObject([
      { actor: "moderator", moderatorId, detail: "name showRepresentative" },
    ]);
    const [mail] = await mailsOf(signatureId, "corrected");
    await sendMessage(mail?.id ?? "", now);
    const sent = await db().inboxMail.findFirstOrThrow({ where: { id: { contains: mail?.id } } });
    expect(sent.text).toContain("you asked to change");
    expect(sent.text.replace(/\s+/g, " ")).toContain(`Name: ${form.name} → ${name}`);
    expect(sent.text.replace(/\s+/g, " ")).toContain("Representative named on the list: no → yes");
  });

  test("a name spelled anew stays named where the signer wishes that", async () => {
    const { letter, signatureId, amendmentId, moderatorId } = await asked(
      { representativeName: "Rosa Réprésentative", showRepresentative: "yes" },
      { showRepresentative: "yes" },
    );
    await decideAmendment(decision(signatureId, amendmentId, "accept"), moderatorId, now);
    expect((await listed(letter))[0]?.representative).toMatchObject({ name: "Rosa Réprésentative" });
  });

  test("refused: what stands there stays, and the signer reads why", async () => {
    const { letter, signatureId, amendmentId, moderatorId, form, name } = await asked();
    const size = await logSize(letter);
    expect((await decideAmendment(decision(signatureId, amendmentId, "refuse"), moderatorId, now)).ok).toBe(
      true,
    );
    expect(await listed(letter)).toMatchObject([{ name: form.name }]);
    expect(await logSize(letter)).toBe(size);
    const [mail] = await mailsOf(signatureId, "amendment_refused");
    await sendMessage(mail?.id ?? "", now);
    const { text } = await db().inboxMail.findFirstOrThrow({ where: { id: { contains: mail?.id } } });
    expect(text).toContain("That is another organisation.");
    expect(text.replace(/\s+/g, " ")).toContain(`Name: ${form.name} → ${name}`);
    expect(await entries(signatureId, "amendRefuse")).toMatchObject([{ moderatorId, detail: null }]);
  });

  test("of many moderators at once one decides, and the others are told what it is (rule 7)", async () => {
    const { letter, signatureId, amendmentId } = await asked();
    const moderators = await Promise.all([1, 2, 3, 4].map(() => moderatorOf(letter)));
    const outcomes = await Promise.all(
      moderators.map((id, at) =>
        decideAmendment(decision(signatureId, amendmentId, at % 2 ? "accept" : "refuse"), id, now),
      ),
    );
    const lost = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.error]));
    expect(lost).toHaveLength(3);
    const { state } = await db().amendment.findUniqueOrThrow({ where: { id: amendmentId } });
    for (const error of lost) expect(error).toMatchObject({ code: "alreadyDecided", state });
    expect(await db().message.count({ where: { amendmentId } })).toBe(1);
  });

  test("what others did meanwhile is told before it is decided about; a request that was replaced is not accepted", async () => {
    const { letter, signatureId, amendmentId, moderatorId, form } = await asked();
    const seen = await seenBy(signatureId);
    const colleague = await moderatorOf(letter);
    const fields = {
      ...(await db().signature.findUniqueOrThrow({ where: { id: signatureId } })),
      name: "By hand",
    };
    await correct({ ...fields, signatureId }, colleague, now);
    const input = decision(signatureId, amendmentId, "accept");
    expect(await decideAmendment(input, moderatorId, now, seen)).toMatchObject({
      error: { code: "changed", changes: [{ action: "correct" }] },
    });
    await wish(signatureId, form, { name: "Fifth" });
    expect(await decideAmendment(input, moderatorId, now, seen)).toMatchObject({
      error: {
        code: "alreadyDecided",
        state: "replaced",
        changes: [{}, { action: "amend", actor: "signer" }],
      },
    });
    expect(await listed(letter)).toMatchObject([{ name: "By hand" }]);
  });

  test("what a moderator had changed by hand already is accepted without another mail or entry", async () => {
    const { letter, signatureId, amendmentId, moderatorId, name } = await asked();
    const stands = await db().signature.findUniqueOrThrow({ where: { id: signatureId } });
    await correct({ ...stands, name, signatureId }, moderatorId, now);
    const size = await logSize(letter);
    expect((await decideAmendment(decision(signatureId, amendmentId, "accept"), moderatorId, now)).ok).toBe(
      true,
    );
    expect(await logSize(letter)).toBe(size);
    expect(await mailsOf(signatureId, "corrected")).toHaveLength(1);
    expect(await entries(signatureId, "amendAccept")).toHaveLength(1);
  });

  test("whoever may not decide cannot, and is told nothing", async () => {
    const { letter, signatureId, amendmentId } = await asked();
    const viewer = await grantRole(`viewer-${randomUUID()}@host.example`, "viewer", letter.slug);
    const stranger = await moderatorOf(await makeLetter());
    for (const id of [viewer.moderatorId, stranger]) {
      const unknown = { ok: false, error: { code: "unknown" } };
      expect(await decideAmendment(decision(signatureId, amendmentId, "accept"), id, now)).toEqual(unknown);
    }
    expect((await open(signatureId))?.id).toBe(amendmentId);
  });

  test("the database too wants somebody who decided (rule 2)", async () => {
    const { amendmentId } = await asked();
    await expect(
      db().amendment.update({ where: { id: amendmentId }, data: { state: "accepted", decidedAt: now } }),
    ).rejects.toThrow(/amendment_decided_by/);
  });
});

describe("such a decision taken back", () => {
  test.each(["accept", "refuse"] as const)(
    "%s: as it was before, the change waits again, and no mail goes out",
    async (kind) => {
      const { letter, signatureId, amendmentId, moderatorId, form, name } = await asked({
        showRepresentative: "yes",
      });
      await decideAmendment(decision(signatureId, amendmentId, kind), moderatorId, now);
      await db().$executeRaw`DELETE FROM graphile_worker._private_jobs`;
      expect(await undoAmendment(amendmentId, moderatorId, later(undoSeconds))).toMatchObject({ ok: true });
      // What was found about the accepted name is not about the one that is back.
      const jobs = await db().$queryRaw<unknown[]>`
        SELECT 1 FROM graphile_worker._private_jobs WHERE key = ${`evidence ${signatureId}`}`;
      expect(jobs).toHaveLength(kind === "accept" ? 1 : 0);
      expect(await listed(letter)).toMatchObject([{ name: form.name, representative: null }]);
      expect(valuesOf((await open(signatureId))?.after)).toEqual({ name, showRepresentative: true });
      expect(await db().message.findMany({ where: { amendmentId } })).toMatchObject([
        { status: "cancelled" },
      ]);
      expect(await db().correction.count({ where: { signatureId } })).toBe(0);
      // And it can be decided again.
      expect(
        (await decideAmendment(decision(signatureId, amendmentId, "accept"), moderatorId, later(11))).ok,
      ).toBe(true);
      expect(await listed(letter)).toMatchObject([{ name }]);
    },
  );

  test("not after ten seconds, not by a stranger, and not over what came since", async () => {
    const { signatureId, amendmentId, moderatorId, form } = await asked();
    expect(await undoAmendment(amendmentId, moderatorId, now)).toEqual({ ok: false, error: "unknown" });
    await decideAmendment(decision(signatureId, amendmentId, "accept"), moderatorId, now);
    const stranger = await moderatorOf(await makeLetter());
    expect(await undoAmendment(amendmentId, stranger, now)).toEqual({ ok: false, error: "unknown" });
    expect(await undoAmendment("no id", moderatorId, now)).toEqual({ ok: false, error: "unknown" });
    expect(await undoAmendment(amendmentId, moderatorId, later(undoSeconds + 1))).toMatchObject({
      error: "tooLate",
    });
    await wish(signatureId, form, { name: "Sixth" }, later(2));
    expect(await undoAmendment(amendmentId, moderatorId, later(3))).toEqual({
      ok: false,
      error: "overtaken",
    });
  });
});

describe("what waits at the desk", () => {
  test("is a view of its own with a count that is right through every kind of change", async () => {
    const { letter, signatureId, amendmentId, moderatorId, form } = await asked();
    const place = { letterId: letter.id, moderatorId };
    const inView = async () => {
      const { items } = await readQueue(place, QueueQuery.parse({ view: "amended" }), null);
      const { amended } = viewCounts(await tallyOf(letter.id), moderatorId);
      expect(items).toHaveLength(amended);
      return items.map(({ id }) => id);
    };
    expect(await inView()).toEqual([signatureId]);
    await wish(signatureId, form, { name: "Seventh" });
    await sumTallies();
    expect(await inView()).toEqual([signatureId]);
    const { id = "" } = (await open(signatureId)) ?? {};
    expect(id).not.toBe(amendmentId);
    await decideAmendment(decision(signatureId, id, "refuse"), moderatorId, now);
    expect(await inView()).toEqual([]);
    await undoAmendment(id, moderatorId, now);
    expect(await inView()).toEqual([signatureId]);
    await db().amendment.deleteMany({ where: { signatureId } });
    expect(await inView()).toEqual([]);
  });

  test("moderators are written to about it, also where nothing else waits", async () => {
    const { letter, moderatorId } = await asked();
    await sendDigests(now);
    const message = await db().message.findFirstOrThrow({ where: { kind: "digest", letterId: letter.id } });
    expect(message.moderatorId).toBe(moderatorId);
    await sendMessage(message.id, now);
    const { subject, text } = await db().inboxMail.findFirstOrThrow({
      where: { id: { contains: message.id } },
    });
    expect(subject).toContain("1 signature waits");
    expect(text.replace(/\s+/g, " ")).toContain("its signer asks for a change");
    expect(text).not.toContain("signed on");
  });
});

describe("what ends a signature, or forgets it", () => {
  test("closes what waits: a removal, which brings it back when it is taken back, and a withdrawal", async () => {
    const { signatureId, amendmentId, moderatorId } = await asked();
    const stateOf = async () =>
      (await db().amendment.findUniqueOrThrow({ where: { id: amendmentId } })).state;
    const removed = await decide({ signatureId, kind: "remove", reason: "No" }, moderatorId, now);
    expect(await stateOf()).toBe("closed");
    expect(
      await decideAmendment(decision(signatureId, amendmentId, "accept"), moderatorId, now),
    ).toMatchObject({
      error: { code: "alreadyDecided", state: "closed" },
    });
    if (removed.ok) await undo(removed.value.decisionId, moderatorId, later(5));
    expect(await stateOf()).toBe("open");
    await transaction((tx) =>
      moveSignature(tx, { signatureId, move: "withdraw", actor: { kind: "signer" }, now }),
    );
    expect(await stateOf()).toBe("closed");
  });

  test("is in what is held about somebody, and gone when that is erased", async () => {
    const { signatureId, amendmentId, name } = await asked({ representativeName: "Olga Other" });
    const held = await heldData(signatureId);
    expect(held?.held.amendment).toMatchObject([
      { state: "open", after: { name, representativeName: "Olga Other" } },
    ]);
    await transaction((tx) => eraseContact(tx, [{ id: signatureId, until: now }]));
    const kept = async () => (await db().amendment.findUniqueOrThrow({ where: { id: amendmentId } })).after;
    expect(await kept()).toEqual({ name });
    await transaction((tx) => eraseSignature(tx, signatureId, { kind: "signer" }, { now }));
    expect(await kept()).toEqual({});
    expect(await open(signatureId)).toBeNull();
  });
});
