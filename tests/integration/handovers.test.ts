import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { addressIndexes } from "@/lib/addresses/blind-index";
import { signatureAddress } from "@/lib/addresses/columns";
import { amend } from "@/lib/amendments/commands";
import { decideAmendment } from "@/lib/amendments/decisions";
import { openAmendment, valuesOf } from "@/lib/amendments/queries";
import { db, transaction } from "@/lib/db";
import { keepEvidence } from "@/lib/evidence/commands";
import { evidenceOf } from "@/lib/evidence/queries";
import { agreeToHandover } from "@/lib/handovers/agreeing";
import { beginHandover, stopHandover } from "@/lib/handovers/commands";
import { declineHandover } from "@/lib/handovers/declining";
import { declinedAt, openHandover, readHandover } from "@/lib/handovers/queries";
import { effectiveFrom } from "@/lib/handovers/time-to-stop";
import { noteTold, takeOverInTime, takeOverOverdue } from "@/lib/handovers/waiting";
import { mayMailToConfirm } from "@/lib/mail/confirm-limit";
import { sendMessage } from "@/lib/mail/send";
import { refuseMail } from "@/lib/mail-refusals/commands";
import { readNotMe, wantsNoMail } from "@/lib/mail-refusals/queries";
import { lockSignature } from "@/lib/moderation/changes";
import { decide } from "@/lib/moderation/commands";
import { eraseSignature } from "@/lib/privacy/erasure";
import { heldData } from "@/lib/privacy/held-data";
import { keepRetention } from "@/lib/privacy/retention";
import { admit } from "@/lib/protection/admit";
import { forgetWatch } from "@/lib/protection/watch";
import { ask } from "@/lib/questions/commands";
import { readRegister } from "@/lib/register/queries";
import { consentTexts } from "@/lib/signatures/consents";
import { markAddressed, markBounced } from "@/lib/signatures/marks";
import { emptySignForm, type SignForm } from "@/lib/signatures/schema";
import { eraseOwn } from "@/lib/signers/commands";
import { readLink } from "@/lib/signers/links";
import { beginVisit, findVisit } from "@/lib/signers/visits";
import { hashToken, makeToken, type RawToken } from "@/lib/tokens/tokens";
import { inboxTextsTo, tokenFrom } from "@/tests/support/own-page";
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
/** When a handing over takes effect of which the present address was told now. */
const dayLater = effectiveFrom(now);
const newcomer = () => `olga-${randomUUID().slice(0, 8)}@elsewhere.example`;

async function scene(status: "pending" | "published", changes: Partial<SignForm> = {}) {
  const letter = await makeLetter();
  const moderatorId = await moderatorOf(letter);
  const form = validForm(changes);
  const signatureId = await pendingSignature(letter, form);
  if (status === "published")
    await decide({ signatureId, kind: "approve", reason: "" }, moderatorId, later(-60));
  return { letter, moderatorId, form, signatureId };
}

const naming = (email: string): SignForm => ({
  ...emptySignForm,
  representativeName: "Olga Other",
  representativeRole: "Secretary General",
  email,
});

/** Sends what waits about a signature, and takes the token out of the mail to whoever was named. */
async function mailed(signatureId: string, email: string) {
  const waiting = await db().message.findMany({ where: { signatureId, status: "queued" } });
  for (const { id } of waiting) await sendMessage(id, now);
  const text = await inboxTextsTo(email);
  const token = /represent\?token=([\w-]{43})/.exec(text)?.[1] ?? "";
  const notMe = /not-me\?token=([\w-]{43})/.exec(text)?.[1] ?? "";
  return { text, token, notMe };
}

/** A signature whose signer named somebody, with the mails sent. */
async function named(status: "pending" | "published", changes: Partial<SignForm> = {}) {
  const made = await scene(status, changes);
  const email = newcomer();
  const { signatureId } = made;
  const begun = await beginHandover({ signatureId, form: naming(email), address: null, locale: "en", now });
  if (!begun.ok) throw new Error(begun.error.code);
  return { ...made, email, ...(await mailed(signatureId, email)) };
}

const { authority, representative: toBeNamed } = consentTexts("en");

/** What the button says, with or without the tick. */
const agreement = (isShown = false, at = now) =>
  ({
    authority: authority.sha256,
    representative: isShown ? toBeNamed.sha256 : null,
    locale: "en",
    now: at,
  }) as const;

/** Whoever was named agrees, and the present address lets its time go by. */
async function takenOver(slug: string, token: string, isShown = false): Promise<string> {
  expect(await agreeToHandover(slug, token, agreement(isShown))).toEqual({ ok: true, value: "waits" });
  const { handoverId } = await db().token.findFirstOrThrow({
    where: { hash: hashToken(token as RawToken) },
    select: { handoverId: true },
  });
  await takeOverInTime(handoverId ?? "", dayLater);
  return handoverId ?? "";
}

const aVisitTo = (signatureId: string) => ({ signatureId, secretHash: hashToken(makeToken()) });

/** The secret of a visit that somebody else has. */
async function visitOf(signatureId: string): Promise<RawToken> {
  const secret = makeToken();
  await db().visit.create({
    data: { secretHash: hashToken(secret), signatureId, expiresAt: later(1800) },
  });
  return secret;
}

/** A link to the page that was not used yet. */
async function linkTo(signatureId: string): Promise<RawToken> {
  const token = makeToken();
  const expiresAt = later(30 * 24 * 3600);
  await db().token.create({
    data: { hash: hashToken(token), purpose: "own_page", signatureId, expiresAt },
  });
  return token;
}

/** When the job runs that hands it over. */
async function jobOf(handoverId: string): Promise<Date | undefined> {
  const [job] = await db().$queryRaw<{ at: Date }[]>`
    SELECT run_at AS at FROM graphile_worker._private_jobs WHERE key = ${`handover ${handoverId}`}`;
  return job?.at;
}

const addressOf = async (id: string) => (await db().signature.findUniqueOrThrow({ where: { id } })).email;

const representative = async (letterId: string) =>
  (await readRegister({ letterId, sort: "signed", limit: 10 })).signatories[0]?.representative;

describe("naming somebody to take over", () => {
  test("changes nothing but writes to both: the new address, as to a stranger, and the present one", async () => {
    const { letter, signatureId, form, email, text, token } = await named("published", {
      name: "Kinderhilfe www.evil.example",
      showRepresentative: "yes",
    });
    expect(await addressOf(signatureId)).toBe(form.email);
    expect(await representative(letter.id)).toMatchObject({ name: "Rosa Representative" });
    expect(text).toContain(letter.version.title);
    // Nothing that was typed is a link, and nothing but the organisation's name stands in it.
    expect(text).not.toMatch(/www\.evil|Olga|Rosa|Secretary/);
    const told = await inboxTextsTo(form.email);
    expect(told.replace(/\s+/g, " ")).toContain("Olga Other was named");
    // Who reads it may not have typed any of it: nothing is a link but ours, and it says where the mails would go.
    expect(told.slice(told.lastIndexOf("Good day"))).not.toMatch(/www\.evil/);
    expect(told.replace(/\s+/g, " ")).toContain("an address at elsewhere. example");
    expect(told).not.toContain(email);
    // Whoever is told gets a link to the page where it can be stopped.
    expect(await readLink(letter.slug, tokenFrom(told), now)).toMatchObject({ value: { signatureId } });
    expect(await openHandover(signatureId)).toMatchObject({ representativeName: "Olga Other", email });
    const { sealedEmail } = await db().handover.findFirstOrThrow({ where: { signatureId } });
    expect(Buffer.from(sealedEmail ?? []).toString("latin1")).not.toContain("elsewhere");
    const entry = await db().auditEntry.findFirstOrThrow({ where: { signatureId, action: "handoverBegin" } });
    expect(entry).toMatchObject({ actor: "signer", detail: null });
    // Looking at the link changes nothing.
    for (let scan = 0; scan < 3; scan += 1)
      expect(await readHandover(letter.slug, token, now)).toMatchObject({
        value: { email, representativeName: "Olga Other", representativeRole: "Secretary General" },
      });
    expect(await db().token.count({ where: { signatureId, purpose: "handover", usedAt: null } })).toBe(1);
  });

  test("is not for individuals, nor for what is not confirmed or has ended; nor to the present mailbox", async () => {
    const begin = (signatureId: string, form = naming(newcomer())) =>
      beginHandover({ signatureId, form, address: null, locale: "en", now });
    const refused = (code: string) => ({ ok: false, error: { code } });
    const individual = await scene("published", { kind: "individual" });
    expect(await begin(individual.signatureId)).toEqual(refused("notAllowed"));
    const unconfirmed = await signAs(await makeLetter());
    expect(await begin(unconfirmed)).toEqual(refused("notAllowed"));
    expect(await begin(randomUUID())).toEqual(refused("unknown"));
    const { signatureId, form, moderatorId } = await scene("published");
    expect(await begin(signatureId, naming(form.email.replace("@", "+x@").toUpperCase()))).toEqual(
      refused("sameAddress"),
    );
    expect(await begin(signatureId, { ...naming("no address"), representativeName: "" })).toMatchObject({
      error: {
        errors: [
          { field: "representativeName", code: "required" },
          { field: "email", code: "invalid" },
        ],
      },
    });
    await decide({ signatureId, kind: "remove", reason: "No" }, moderatorId, now);
    expect(await begin(signatureId)).toEqual(refused("notAllowed"));
    expect(await db().message.count({ where: { kind: "handover" } })).toBeGreaterThanOrEqual(1);
  });

  test("three times a day; a newer one takes the place of the older, whose link is over and who is forgotten", async () => {
    const { letter, signatureId, email, token } = await named("pending");
    const again = newcomer();
    await beginHandover({ signatureId, form: naming(again), address: null, locale: "en", now });
    expect(await readHandover(letter.slug, token, now)).toEqual({ ok: false, error: { code: "over" } });
    expect(await agreeToHandover(letter.slug, token, agreement())).toEqual({
      ok: false,
      error: { code: "over" },
    });
    expect(await openHandover(signatureId)).toMatchObject({ email: again });
    const index = { emailIndex: { in: addressIndexes(email) } };
    expect(await db().handover.count({ where: index })).toBe(0);
    await beginHandover({ signatureId, form: naming(newcomer()), address: null, locale: "en", now });
    expect(
      await beginHandover({ signatureId, form: naming(newcomer()), address: null, locale: "en", now }),
    ).toMatchObject({
      error: { code: "tooMany" },
    });
  });

  test("writes to no mailbox more than a mail to confirm may, nor to one that said it was not them, nor to a blocked one", async () => {
    const email = newcomer();
    const sent = async () => (await inboxTextsTo(email)).split("represent?token=").length - 1;
    for (let time = 0; time < 4; time += 1) {
      const { signatureId } = await scene("pending");
      await beginHandover({ signatureId, form: naming(email), address: null, locale: "en", now });
      await mailed(signatureId, email);
    }
    expect(await sent()).toBe(2);
    // What is kept for sign-ons with a proof of work is still there.
    expect(await mayMailToConfirm(email, { isProven: false, attempts: 0 })).toBe(false);
    expect(await mayMailToConfirm(email, { isProven: true, attempts: 0 })).toBe(true);
    const { letter, signatureId, moderatorId } = await scene("pending");
    await db().gate.create({
      data: {
        letterId: letter.id,
        kind: "domain",
        effect: "block",
        value: "elsewhere.example",
        reason: "x",
        moderatorId,
        createdAt: now,
      },
    });
    forgetWatch(letter.id);
    expect(
      await beginHandover({ signatureId, form: naming(newcomer()), address: null, locale: "en", now }),
    ).toEqual({
      ok: false,
      error: { code: "blocked" },
    });
  });

  test("“this was not me” is heeded though whoever named them erased their signature meanwhile", async () => {
    const { letter, signatureId, email, notMe } = await named("pending");
    await transaction((tx) => eraseSignature(tx, signatureId, { kind: "signer" }, { now }));
    expect(await refuseMail(letter.slug, notMe, false, now)).toEqual({ ok: true, value: null });
    expect(await wantsNoMail(email, letter.id)).toBe(true);
  });

  test("a fourth naming on one day is refused, and uses up nothing that others share", async () => {
    const { signatureId } = await scene("pending");
    const form = naming(newcomer());
    const counted = async () =>
      new Map(
        (await db().throttle.findMany()).map(({ key, count }) => [Buffer.from(key).toString("hex"), count]),
      );
    const name = () => beginHandover({ signatureId, form, address: "203.0.113.5", locale: "en", now });
    for (let time = 0; time < 3; time += 1) expect((await name()).ok).toBe(true);
    const before = await counted();
    expect(await name()).toMatchObject({ ok: false, error: { code: "tooMany" } });
    const more = [...(await counted())].map(([key, count]) => count - (before.get(key) ?? 0));
    expect(more.filter(Boolean)).toEqual([1]);
  });

  test("“this was not me” ends it, forgets the address, and is heeded from then on", async () => {
    const { letter, signatureId, email, token, notMe } = await named("pending");
    expect(await readNotMe(letter.slug, notMe, now)).toMatchObject({ value: { isNamed: true } });
    expect(await declinedAt(signatureId)).toBeNull();
    expect(await refuseMail(letter.slug, notMe, false, now)).toEqual({ ok: true, value: null });
    // Whoever named them sees it, and so does the history.
    expect(await declinedAt(signatureId)).toBeInstanceOf(Date);
    expect(await readHandover(letter.slug, token, now)).toEqual({ ok: false, error: { code: "over" } });
    expect(await db().handover.findMany({ where: { signatureId } })).toMatchObject([
      { representativeName: "", sealedEmail: null, emailIndex: null, endedAt: now },
    ]);
    await beginHandover({ signatureId, form: naming(email), address: null, locale: "en", now: later(1) });
    const before = (await inboxTextsTo(email)).length;
    await mailed(signatureId, email);
    expect((await inboxTextsTo(email)).length).toBe(before);
    expect(await declinedAt(signatureId)).toBeNull();
    // That no mail went out this time tells of the reader's wish: whoever named them does not read that.
    const kinds = (await heldData(signatureId))?.held.message?.map(({ kind }) => kind);
    expect(kinds).toContain("handover_begun");
    expect(kinds).not.toContain("handover");
    expect(await db().message.count({ where: { signatureId, kind: "handover" } })).toBeGreaterThan(0);
  });

  test.each([
    ["before agreeing", false],
    ["after agreeing, until it takes effect", true],
  ])(
    "“no, thank you” ends it %s, tells whoever named them, and refuses no later mail",
    async (_, hasAgreed) => {
      const { letter, signatureId, form, email, token, notMe } = await named("published");
      const other = await named("pending");
      expect(await declineHandover(other.letter.slug, token, now)).toEqual({
        ok: false,
        error: { code: "unknown" },
      });
      if (hasAgreed) await agreeToHandover(letter.slug, token, agreement(true));
      expect(await declineHandover(letter.slug, token, later(5))).toEqual({ ok: true, value: null });
      expect(await declinedAt(signatureId)).toBeInstanceOf(Date);
      expect(await db().handover.findMany({ where: { signatureId } })).toMatchObject([
        {
          representativeName: "",
          representativeRole: "",
          sealedEmail: null,
          emailIndex: null,
          endedAt: later(5),
        },
      ]);
      for (const again of [
        await declineHandover(letter.slug, token, later(6)),
        await agreeToHandover(letter.slug, token, agreement()),
      ])
        expect(again).toEqual({ ok: false, error: { code: "over" } });
      expect(await db().auditEntry.count({ where: { signatureId, action: "handoverDecline" } })).toBe(1);
      await takeOverOverdue(dayLater);
      expect(await addressOf(signatureId)).toBe(form.email);
      // Nothing is refused: named again, the same address is asked again, and takes over if its reader likes.
      expect(await db().mailRefusal.count({ where: { letterId: letter.id } })).toBe(0);
      await beginHandover({ signatureId, form: naming(email), address: null, locale: "en", now: later(60) });
      const { text } = await mailed(signatureId, email);
      const links = [...text.matchAll(/represent\?token=([\w-]{43})/g)].map(([, link = ""]) => link);
      const second = links.find((link) => link !== token) ?? "";
      expect((await agreeToHandover(letter.slug, second, agreement())).ok).toBe(true);
      // And "this was not me" of the first mail still works.
      expect((await refuseMail(letter.slug, notMe, false, later(90))).ok).toBe(true);
      expect(await db().mailRefusal.count({ where: { letterId: letter.id } })).toBe(1);
    },
  );

  test("“no, thank you” comes too late where it took effect, expired or was stopped, and ends nobody else's", async () => {
    const [taken, stopped, old] = [await named("pending"), await named("pending"), await named("pending")];
    await takenOver(taken.letter.slug, taken.token);
    await takeOverOverdue(dayLater);
    await stopHandover(aVisitTo(stopped.signatureId), now);
    const say = async (of: typeof taken, at: Date) => {
      const said = await declineHandover(of.letter.slug, of.token, at);
      return said.ok ? "declined" : said.error.code;
    };
    expect(await say(taken, dayLater)).toBe("used");
    expect(await say(stopped, now)).toBe("over");
    expect(await say(old, later(8 * 24 * 3600))).toBe("expired");
    expect(await addressOf(taken.signatureId)).toBe(taken.email);
    expect(await openHandover(old.signatureId)).toMatchObject({ email: old.email });
    for (const { signatureId } of [taken, stopped, old]) expect(await declinedAt(signatureId)).toBeNull();
  });

  test("“no, thank you” and its moment at once have one outcome (rule 7)", async () => {
    for (let round = 0; round < 8; round += 1) {
      const { letter, signatureId, form, email, token } = await named("pending");
      await agreeToHandover(letter.slug, token, agreement());
      const { id } = await db().handover.findFirstOrThrow({ where: { signatureId } });
      const [declined] = await Promise.all([
        declineHandover(letter.slug, token, dayLater),
        takeOverInTime(id, dayLater),
        declineHandover(letter.slug, token, dayLater),
      ]);
      const { endedAt, confirmedAt } = await db().handover.findUniqueOrThrow({ where: { id } });
      expect([endedAt, confirmedAt].filter(Boolean)).toHaveLength(1);
      expect(await addressOf(signatureId)).toBe(endedAt ? form.email : email);
      expect(await db().auditEntry.count({ where: { signatureId, action: "handoverDecline" } })).toBe(
        endedAt ? 1 : 0,
      );
      if (confirmedAt) expect(declined).toEqual({ ok: false, error: { code: "used" } });
    }
  });

  test("it counts as a sign-on from that network and to that mail domain: many signatures write to no more strangers than one", async () => {
    const letter = await makeLetter();
    const waiting: string[] = [];
    for (let at = 0; at < 9; at += 1) waiting.push(await pendingSignature(letter, validForm()));
    await db().protection.create({ data: { letterId: letter.id, perNetwork: 2, perDomain: 2 } });
    forgetWatch(letter.id);
    const elsewhere = () => `2001:db8:${randomUUID().slice(0, 4)}::1`;
    const name = async (address: string | null, domain: string) => {
      const signatureId = waiting.pop() ?? "";
      const form = naming(`olga-${randomUUID().slice(0, 8)}@${domain}`);
      const begun = await beginHandover({ signatureId, form, address, locale: "en", now });
      if (begun.ok) return "begun";
      expect(await openHandover(signatureId)).toBeNull();
      expect(await db().message.count({ where: { signatureId, kind: "handover" } })).toBe(0);
      if (begun.error.code === "tooManyHere") expect(begun.error.waitSeconds).toBeGreaterThan(0);
      return begun.error.code;
    };
    const [network, domain] = [elsewhere(), `named-${randomUUID().slice(0, 8)}.example`];
    const fresh = () => `one-${randomUUID().slice(0, 8)}.example`;
    expect([await name(network, fresh()), await name(network, fresh())]).toEqual(["begun", "begun"]);
    expect(await name(network, fresh())).toBe("tooManyHere");
    const toDomain = [await name(elsewhere(), domain), await name(elsewhere(), `mail.${domain}`)];
    expect(toDomain).toEqual(["begun", "begun"]);
    expect(await name(elsewhere(), domain)).toBe("tooManyHere");
    for (const _ of [1, 2, 3]) expect(await name(elsewhere(), "gmail.com")).toBe("begun");
    // And a sign-on is counted with them.
    const signOn = { letterId: letter.id, email: `rosa@${fresh()}`, address: network, isProven: true, now };
    expect(await admit(signOn)).toMatchObject({ kind: "tooMany" });
    expect(await admit({ ...signOn, address: elsewhere() })).toMatchObject({ kind: "taken" });
  });

  test("somebody who also signs with the address reads of that on the page of “this was not me”", async () => {
    const { letter, email, notMe } = await named("pending");
    await signAs(letter, { ...validForm(), email });
    expect(await readNotMe(letter.slug, notMe, now)).toMatchObject({ value: { isNamed: false } });
  });
});

describe("taking over", () => {
  test("from then on the new address is the only one; the old has no way in and is on no list", async () => {
    const { letter, signatureId, moderatorId, form, email, token } = await named("published", {
      showRepresentative: "yes",
      news: "yes",
    });
    await transaction((tx) => markBounced(tx, signatureId, { trouble: "unknown_address", at: now }));
    const ownLink = tokenFrom(await inboxTextsTo(form.email));
    const visit = await beginVisit(letter.slug, ownLink, now);
    const secret = visit.ok ? visit.value : null;
    // One link more that was not used yet.
    const more = await db().message.create({ data: { kind: "corrected", locale: "en", signatureId } });
    await db().correction.create({
      data: {
        signatureId,
        moderatorId,
        before: {},
        after: {},
        madeAt: now,
        messages: { connect: { id: more.id } },
      },
    });
    await sendMessage(more.id, now);
    const unused = tokenFrom(await inboxTextsTo(form.email));
    expect((await readLink(letter.slug, unused, now)).ok).toBe(true);
    const size = await db().ledgerEntry.count({ where: { letterId: letter.id } });
    await takenOver(letter.slug, token);
    const after = await db().signature.findUniqueOrThrow({
      where: { id: signatureId },
      include: { consents: { include: { text: true } } },
    });
    expect(after).toMatchObject({
      status: "published",
      email,
      representativeName: "Olga Other",
      representativeRole: "Secretary General",
      showRepresentative: false,
      bounce: null,
      bouncedAt: null,
    });
    expect(await representative(letter.id)).toBeNull();
    expect(await db().ledgerEntry.count({ where: { letterId: letter.id } })).toBe(size + 1);
    expect(await findVisit(letter.slug, secret, now)).toBeNull();
    expect(await readLink(letter.slug, unused, now)).toEqual({ ok: false, error: "unknown" });
    const standing = after.consents.filter(({ withdrawnAt }) => !withdrawnAt).map(({ text }) => text.purpose);
    expect(standing.sort()).toEqual(["authority", "publication"]);
    expect(after.consents.find(({ text }) => text.purpose === "authority")?.givenAt).toEqual(now);
    // Nothing personal is left of the handing over, and the log names nobody.
    expect(await db().handover.findMany({ where: { signatureId } })).toMatchObject([
      { representativeName: "", sealedEmail: null, agreedAt: now, confirmedAt: dayLater },
    ]);
    const [entry] = await db().auditEntry.findMany({ where: { signatureId, action: "handover" } });
    expect(entry).toMatchObject({
      actor: "signer",
      detail: "representativeName representativeRole showRepresentative",
    });
    expect(await agreeToHandover(letter.slug, token, agreement())).toEqual({
      ok: false,
      error: { code: "used" },
    });
    expect(await db().amendment.count({ where: { signatureId } })).toBe(0);
  });

  test("the evidence is gathered anew about the new domain, confirmed when it was", async () => {
    const { letter, signatureId, token } = await named("pending");
    await takenOver(letter.slug, token);
    const jobs = await db().$queryRaw<{ key: string }[]>`
      SELECT key FROM graphile_worker._private_jobs WHERE key = ${`evidence ${signatureId}`}`;
    expect(jobs).toHaveLength(1);
    await keepEvidence(signatureId, now);
    const found = (await evidenceOf([signatureId])).get(signatureId) ?? [];
    expect(found.find(({ code }) => code === "domainDiffers")).toMatchObject({
      values: { mail: "elsewhere.example" },
    });
    expect(found.find(({ code }) => code === "mailConfirmed")?.values).toEqual({
      at: dayLater.toISOString(),
    });
  });

  test("a new name comes onto the list by a moderator alone (rule 2); what was asked about the organisation stays asked", async () => {
    const { letter, signatureId, moderatorId, form, token } = await named("published");
    const wished = {
      ...form,
      name: "Another name",
      representativeName: "Rosa R.",
      showRepresentative: "yes",
    };
    const shown = { agreement: toBeNamed.sha256, locale: "en", now } as const;
    await amend({ signatureId, form: wished, ...shown });
    await takenOver(letter.slug, token, true);
    expect(await representative(letter.id)).toBeNull();
    const open = await openAmendment(db(), signatureId);
    expect(open?.after).toEqual({ name: "Another name", showRepresentative: true });
    const input = { signatureId, amendmentId: open?.id ?? "", kind: "accept", reason: "" } as const;
    expect((await decideAmendment(input, moderatorId, now)).ok).toBe(true);
    expect(await representative(letter.id)).toMatchObject({ name: "Olga Other", role: "Secretary General" });
  });

  test("somebody who is named as before and goes to another address stays on the list where they wish that", async () => {
    const { letter, signatureId, form } = await scene("published", { showRepresentative: "yes" });
    const email = newcomer();
    const { representativeName, representativeRole } = form;
    const same = { ...naming(email), representativeName, representativeRole };
    await beginHandover({ signatureId, form: same, address: null, locale: "en", now });
    const { token } = await mailed(signatureId, email);
    const size = await db().ledgerEntry.count({ where: { letterId: letter.id } });
    await takenOver(letter.slug, token, true);
    expect(await representative(letter.id)).toMatchObject({ name: "Rosa Representative" });
    expect(await db().ledgerEntry.count({ where: { letterId: letter.id } })).toBe(size);
    expect(await addressOf(signatureId)).toBe(email);
    expect(await openAmendment(db(), signatureId)).toBeNull();
    expect(await db().auditEntry.count({ where: { signatureId, action: "handover" } })).toBe(1);
  });

  test("waits until the present address was told, and a day from then; what is over takes effect at once", async () => {
    const { letter, signatureId, form } = await scene("pending");
    const email = newcomer();
    await beginHandover({ signatureId, form: naming(email), address: null, locale: "en", now });
    const toNew = await db().message.findFirstOrThrow({ where: { signatureId, kind: "handover" } });
    await sendMessage(toNew.id, now);
    const token = /represent\?token=([\w-]{43})/.exec(await inboxTextsTo(email))?.[1] ?? "";
    // Told only a week later: until then whoever agreed waits, however long ago that was.
    const handoverId = await takenOver(letter.slug, token);
    expect(await addressOf(signatureId)).toBe(form.email);
    await noteTold(handoverId, later(10));
    // The first word counts: a mail that is sent again gives no more time, and takes none.
    await noteTold(handoverId, later(500));
    const due = later(10 + 24 * 3600);
    expect(await jobOf(handoverId)).toEqual(due);
    expect(await agreeToHandover(letter.slug, token, agreement(false, later(20)))).toEqual({
      ok: false,
      error: { code: "agreed", effective: due, offer: expect.objectContaining({ email }) },
    });
    await takeOverInTime(handoverId, new Date(due.getTime() - 1));
    expect(await addressOf(signatureId)).toBe(form.email);
    await takeOverInTime(handoverId, due);
    expect(await addressOf(signatureId)).toBe(email);
    const entries = await db().auditEntry.findMany({
      where: { signatureId, action: { startsWith: "handover" } },
      orderBy: { id: "asc" },
    });
    expect(entries.map(({ action }) => action)).toEqual(["handoverBegin", "handoverAgree", "handover"]);
    const own = await named("pending");
    expect(await agreeToHandover(own.letter.slug, own.token, agreement(false, dayLater))).toEqual({
      ok: true,
      value: "done",
    });
    expect(await addressOf(own.signatureId)).toBe(own.email);
  });

  test("is told by mail when it is done, with the link to the page; the one before was told when that would be", async () => {
    const { letter, signatureId, form, email, token } = await named("pending");
    const told = (await inboxTextsTo(form.email)).replace(/\s+/g, " ");
    expect(told).toContain("not before 26 November 2026, 12:00 UTC");
    await takenOver(letter.slug, token);
    const { text } = await mailed(signatureId, email);
    expect(text).toContain("you agreed to represent");
    expect(await readLink(letter.slug, tokenFrom(text), now)).toMatchObject({ value: { signatureId } });
    expect(await inboxTextsTo(form.email)).not.toContain("you agreed to represent");
  });

  test("can be stopped until then: whoever agreed takes nothing over, and hears that it was called off", async () => {
    const { letter, signatureId, form, token } = await named("published");
    expect(await agreeToHandover(letter.slug, token, agreement(true))).toEqual({ ok: true, value: "waits" });
    expect(await openHandover(signatureId)).toMatchObject({ agreedAt: now, effective: dayLater });
    // By the link in the mail that told of it, which agreeing must not use up.
    const told = tokenFrom(await inboxTextsTo(form.email));
    const thief = await visitOf(signatureId);
    const unused = await linkTo(signatureId);
    const begun = await beginVisit(letter.slug, told, later(30));
    const secret = begun.ok ? begun.value : null;
    const visit = await findVisit(letter.slug, secret, later(40));
    if (!visit) throw new Error("no visit");
    const { id } = await db().handover.findFirstOrThrow({ where: { signatureId } });
    expect(await jobOf(id)).toEqual(dayLater);
    expect((await stopHandover(visit, later(60))).ok).toBe(true);
    await takeOverInTime(id, dayLater);
    expect(await addressOf(signatureId)).toBe(form.email);
    // Whoever began it has no other way in, and whoever stopped it is still there.
    expect(await findVisit(letter.slug, secret, later(61))).not.toBeNull();
    expect(await findVisit(letter.slug, thief, later(61))).toBeNull();
    expect(await readLink(letter.slug, unused, later(61))).toEqual({ ok: false, error: "unknown" });
    expect(await readHandover(letter.slug, token, dayLater)).toEqual({ ok: false, error: { code: "over" } });
    expect(await db().message.count({ where: { signatureId, kind: "handover_done" } })).toBe(0);
  });

  test("and “this was not me” at once have one outcome: nobody gets what was just called off", async () => {
    for (let round = 0; round < 8; round += 1) {
      const { letter, signatureId, form, email, token, notMe } = await named("pending");
      await agreeToHandover(letter.slug, token, agreement());
      const { id } = await db().handover.findFirstOrThrow({ where: { signatureId } });
      await Promise.all([takeOverInTime(id, dayLater), refuseMail(letter.slug, notMe, false, dayLater)]);
      const { endedAt, confirmedAt } = await db().handover.findUniqueOrThrow({ where: { id } });
      expect([endedAt, confirmedAt].filter(Boolean)).toHaveLength(1);
      expect(await addressOf(signatureId)).toBe(endedAt ? form.email : email);
    }
  });

  test("is made up for by the clock where its job was lost, and not before its time", async () => {
    const { letter, signatureId, email, token } = await named("pending");
    await agreeToHandover(letter.slug, token, agreement());
    await takeOverOverdue(new Date(dayLater.getTime() - 1));
    expect(await addressOf(signatureId)).not.toBe(email);
    expect(await takeOverOverdue(dayLater)).toBeGreaterThanOrEqual(1);
    expect(await addressOf(signatureId)).toBe(email);
  });

  test("by two jobs and a stop at once has one outcome (rule 7)", async () => {
    const { letter, signatureId, form, email, token } = await named("pending");
    await agreeToHandover(letter.slug, token, agreement());
    const { id } = await db().handover.findFirstOrThrow({ where: { signatureId } });
    const [, stopped] = await Promise.all([
      takeOverInTime(id, dayLater),
      stopHandover(aVisitTo(signatureId), dayLater),
      takeOverInTime(id, dayLater),
    ]);
    expect(await addressOf(signatureId)).toBe(stopped.ok ? form.email : email);
    expect(await db().auditEntry.count({ where: { signatureId, action: "handover" } })).toBe(
      stopped.ok ? 0 : 1,
    );
  });

  test.each([
    ["the words beside the button", { authority: "0".repeat(64) }],
    ["the words at the tick", { representative: "0".repeat(64) }],
    ["no words", { authority: null }],
  ])("agrees to what was shown alone: %s were others", async (_, changes) => {
    const { letter, signatureId, token } = await named("pending");
    const other = { ...agreement(true), ...changes };
    expect(await agreeToHandover(letter.slug, token, other)).toEqual({
      ok: false,
      error: { code: "textChanged" },
    });
    expect(await openHandover(signatureId)).toMatchObject({ agreedAt: null });
    expect((await agreeToHandover(letter.slug, token, agreement(true))).ok).toBe(true);
  });

  test("a question that waits goes to the new address, and its old link is gone", async () => {
    const { letter, signatureId, moderatorId, form } = await scene("pending");
    await ask({ signatureId, text: "Bonn or Graz?" }, moderatorId, now);
    const email = newcomer();
    await beginHandover({ signatureId, form: naming(email), address: null, locale: "en", now });
    const { token } = await mailed(signatureId, email);
    expect(await inboxTextsTo(form.email)).toContain("Bonn or Graz?");
    await takenOver(letter.slug, token);
    expect(await db().token.count({ where: { signatureId, purpose: "answer" } })).toBe(0);
    expect((await mailed(signatureId, email)).text).toContain("Bonn or Graz?");
  });

  test.each([
    ["goes to another address", newcomer(), 0],
    ["has its address sealed anew", null, 1],
  ] as const)("a link that is made while a signature %s", async (_, next, sent) => {
    const { signatureId, moderatorId, form } = await scene("pending");
    await ask({ signatureId, text: "Bonn or Graz?" }, moderatorId, now);
    const { id } = await db().message.findFirstOrThrow({ where: { signatureId, kind: "question" } });
    let sending: Promise<void> | undefined;
    await transaction(async (tx) => {
      await lockSignature(tx, signatureId);
      // It has read the address, and is about to make the link.
      sending = sendMessage(id, now);
      await expect.poll(waitingForLocks, { timeout: 5000 }).toBeGreaterThan(0);
      await markAddressed(tx, signatureId, signatureAddress(next ?? form.email));
    });
    await sending;
    expect((await inboxTextsTo(form.email)).match(/answer\?token=/g) ?? []).toHaveLength(sent);
    expect(await db().token.count({ where: { signatureId, purpose: "answer" } })).toBe(sent);
  });

  test("of many at once one takes over (rule 7); a link of another letter, an old or a cut one does nothing", async () => {
    const { letter, signatureId, token } = await named("pending");
    const outcomes = await Promise.all(
      [1, 2, 3].map(() => agreeToHandover(letter.slug, token, agreement(false, dayLater))),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    for (const outcome of outcomes) if (!outcome.ok) expect(outcome.error).toEqual({ code: "used" });
    expect(await db().auditEntry.count({ where: { signatureId, action: "handover" } })).toBe(1);
    const other = await named("pending");
    expect(await readHandover(letter.slug, other.token, now)).toEqual({
      ok: false,
      error: { code: "unknown" },
    });
    expect(await readHandover(other.letter.slug, "cut", now)).toEqual({
      ok: false,
      error: { code: "malformed" },
    });
    expect(await readHandover(other.letter.slug, other.token, later(8 * 24 * 3600))).toEqual({
      ok: false,
      error: { code: "expired" },
    });
  });
});

describe("what ends it", () => {
  test("its signer stops it; a removal or a rejection does; nobody confirms it for seven days", async () => {
    const stopped = await named("pending");
    const visit = aVisitTo(stopped.signatureId);
    expect(await stopHandover(visit, now)).toEqual({ ok: true, value: null });
    expect(await stopHandover(visit, now)).toEqual({ ok: false, error: "none" });
    const removed = await named("published");
    await decide({ signatureId: removed.signatureId, kind: "remove", reason: "x" }, removed.moderatorId, now);
    for (const { letter, token } of [stopped, removed])
      expect(await readHandover(letter.slug, token, now)).toEqual({ ok: false, error: { code: "over" } });
    const left = await named("pending");
    await keepRetention(later(6 * 24 * 3600));
    expect(await openHandover(left.signatureId)).not.toBeNull();
    const agreed = await named("pending");
    await agreeToHandover(agreed.letter.slug, agreed.token, agreement());
    const { handovers } = await keepRetention(later(8 * 24 * 3600));
    expect(handovers).toBeGreaterThanOrEqual(1);
    expect(await openHandover(left.signatureId)).toBeNull();
    // Its moment was named to both, and comes.
    expect(await openHandover(agreed.signatureId)).toMatchObject({ agreedAt: now });
  });

  test("the end of the time for which signers can be written to does", async () => {
    const { letter, signatureId, token } = await named("published");
    await agreeToHandover(letter.slug, token, agreement());
    const { id } = await db().handover.findFirstOrThrow({ where: { signatureId } });
    const ended = later(-3600);
    await db().letter.update({ where: { id: letter.id }, data: { closesAt: ended, contactMonths: 1 } });
    await db()
      .$executeRaw`UPDATE signature SET published_at = ${later(-40 * 24 * 3600)} WHERE id = ${signatureId}::uuid`;
    await db().letter.update({ where: { id: letter.id }, data: { closesAt: later(-40 * 24 * 3600) } });
    await keepRetention(later(3600));
    expect(await addressOf(signatureId)).toBeNull();
    expect(await db().handover.findUnique({ where: { id } })).toMatchObject({ endedAt: later(3600) });
    await takeOverInTime(id, dayLater);
    expect(await addressOf(signatureId)).toBeNull();
  });

  test("an erasure does, also of what was agreed to already", async () => {
    const { letter, signatureId, token } = await named("published");
    await agreeToHandover(letter.slug, token, agreement(true));
    const { id } = await db().handover.findFirstOrThrow({ where: { signatureId } });
    expect((await eraseOwn(signatureId, later(60))).ok).toBe(true);
    await takeOverInTime(id, dayLater);
    expect(await addressOf(signatureId)).toBeNull();
    expect(await db().handover.findFirst({ where: { signatureId } })).toMatchObject({ endedAt: later(60) });
  });

  test("while it is open it is in what is held about the signature", async () => {
    const { signatureId, email } = await named("pending");
    const held = await heldData(signatureId);
    expect(held?.held.handover).toMatchObject([{ email, representative_name: "Olga Other" }]);
    expect(valuesOf({ name: 1 })).toEqual({});
  });
});
