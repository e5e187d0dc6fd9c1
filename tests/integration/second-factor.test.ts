import { randomUUID } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import { describe, expect, test } from "vitest";
import { lettersAskingFactor, requireFactor } from "@/lib/accounts/factor-rule";
import { changeMember, grantRole } from "@/lib/accounts/members";
import { passWithCode } from "@/lib/accounts/pass-code";
import { addPasskey, beginPass, beginPasskey, passWithPasskey, removePasskey } from "@/lib/accounts/passkeys";
import { peopleOf } from "@/lib/accounts/people";
import { countRecoveryCodes } from "@/lib/accounts/recovery-codes";
import { seal, unseal } from "@/lib/accounts/seal";
import { noteFactorAdded, renewRecoveryCodes, resetSecondFactor } from "@/lib/accounts/second-factor";
import {
  type AwaitedFactor,
  beginSession,
  endOwnSessions,
  endSession,
  findAwaitingFactor,
  findSession,
  type SignedIn,
  sessionsOf,
} from "@/lib/accounts/sessions";
import { makeSignInLink, signInLinkWorks } from "@/lib/accounts/sign-in-links";
import {
  beginTotp,
  confirmTotp,
  findTotpSetup,
  hasTotp,
  removeTotp,
  type TotpSetup,
} from "@/lib/accounts/totp";
import { db, transaction } from "@/lib/db";
import type { Role } from "@/lib/generated/prisma/enums";
import type { Letter } from "@/lib/letters/queries";
import { decide } from "@/lib/moderation/commands";
import { deskLetter, findForDesk, lettersOf } from "@/lib/moderation/queries";
import { makeToken, parseToken } from "@/lib/tokens/tokens";
import { makeLetter, pendingSignature, statusOf, withTestDatabase } from "@/tests/support/world";

withTestDatabase();

const now = new Date("2026-11-25T12:00:00Z");
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

async function person(letter: Letter, role: Role): Promise<string> {
  const email = `${role}-${randomUUID().slice(0, 8)}@host.example`;
  return (await grantRole(email, role, letter.slug)).moderatorId;
}

/** Begins a session; returns its secret, as the cookie holds it. */
async function signIn(moderatorId: string, at = now): Promise<string> {
  const secret = makeToken();
  await beginSession(secret, moderatorId, at, "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Firefox/150.0");
  return secret;
}

async function complete(secret: string, at = now): Promise<SignedIn> {
  const found = await findSession(secret, at);
  if (!found) throw new Error("not signed in");
  return found;
}

async function awaiting(secret: string, at = now): Promise<AwaitedFactor> {
  const found = await findAwaitingFactor(secret, at);
  if (!found) throw new Error("nothing awaited");
  return found;
}

/** What a browser answers that has no such passkey. */
const shownPasskey = {
  id: "x",
  rawId: "x",
  type: "public-key" as const,
  clientExtensionResults: {},
  response: { clientDataJSON: "e30", authenticatorData: "", signature: "" },
};

/** Sets an app up; returns what makes its codes, and the recovery codes. */
async function withApp(session: SignedIn, at = now) {
  expect(await beginTotp(session, at)).toEqual({ ok: true, value: null });
  const setup = await findTotpSetup(session);
  const totp = new TOTP({ secret: Secret.fromBase32(setup?.secret ?? "") });
  const codeAt = (when: Date) => totp.generate({ timestamp: when.getTime() });
  const confirmed = await confirmTotp(session, codeAt(at), at);
  if (!confirmed.ok) throw new Error(confirmed.error);
  return { codeAt, codes: confirmed.value.codes ?? [] };
}

describe("sessions", () => {
  test("are listed in words, and end at once, one's own alone", async () => {
    const letter = await makeLetter();
    const [anna, bela] = [await person(letter, "moderator"), await person(letter, "moderator")];
    const [here, there, other] = [await signIn(anna), await signIn(anna), await signIn(bela)];
    const session = await complete(here);
    const foreign = await complete(other);
    expect(await sessionsOf(anna, now)).toMatchObject([
      { browser: "Firefox", system: "Linux" },
      { browser: "Firefox", system: "Linux" },
    ]);
    expect(await endOwnSessions(session, foreign.sessionId)).toBe(0);
    expect(await endOwnSessions(session, (await complete(there)).sessionId)).toBe(1);
    expect(await findSession(there, now)).toBeNull();
    await signIn(anna);
    expect(await endOwnSessions(session, "others")).toBe(1);
    expect(await findSession(here, now)).not.toBeNull();
    expect(await findSession(other, now)).not.toBeNull();
    expect(JSON.stringify(await db().session.findMany())).not.toContain(here);
  });

  test("of a letter's person are the owner's to end only where all their letters are", async () => {
    const [letter, elsewhere] = [await makeLetter(), await makeLetter()];
    const owner = await person(letter, "owner");
    const { moderatorId: guest } = await grantRole("guest@host.example", "viewer", letter.slug);
    const secret = await signIn(guest);
    const end = () => changeMember(letter.slug, { kind: "signOut", moderatorId: guest }, owner);
    await grantRole("guest@host.example", "moderator", elsewhere.slug);
    expect(await end()).toEqual({ ok: false, error: "worksElsewhere" });
    expect(await findSession(secret, now)).not.toBeNull();
    const { email } = await db().moderator.findUniqueOrThrow({ where: { id: owner } });
    await grantRole(email, "moderator", elsewhere.slug);
    expect(await end()).toEqual({ ok: false, error: "worksElsewhere" });
    await grantRole(email, "owner", elsewhere.slug);
    const link = parseToken(new URL(await makeSignInLink(guest, new Date())).searchParams.get("token"));
    expect(await end()).toMatchObject({ ok: true });
    expect(await findSession(secret, now)).toBeNull();
    expect(await signInLinkWorks(link, new Date())).toBe(false);
    const stranger = await person(await makeLetter(), "owner");
    expect(await changeMember(letter.slug, { kind: "signOut", moderatorId: guest }, stranger)).toEqual({
      ok: false,
      error: "forbidden",
    });
    const [entry] = await db().auditEntry.findMany({ where: { letterId: letter.id, action: "signOut" } });
    expect(entry).toMatchObject({ moderatorId: owner, detail: guest });
  });
});

describe("an authenticator app", () => {
  test("is asked for from then on: every other session awaits it and opens nothing", async () => {
    const letter = await makeLetter();
    const anna = await person(letter, "moderator");
    const [here, there] = [await signIn(anna), await signIn(anna)];
    const session = await complete(here);
    expect(await confirmTotp(session, "123456", now)).toEqual({ ok: false, error: "notBegun" });
    expect(await beginTotp(session, now)).toMatchObject({ ok: true });
    expect(await findSession(there, now)).not.toBeNull();
    const { codeAt, codes } = await withApp(session);
    expect(codes).toHaveLength(10);
    expect(await findSession(here, now)).not.toBeNull();
    expect(await findSession(there, now)).toBeNull();
    const awaited = await awaiting(there);
    expect(await passWithCode(awaited, "000000", now)).toEqual({ ok: false, error: "wrong" });
    const soon = later(60);
    const passed = await passWithCode(awaited, ` ${codeAt(soon).replace(/^.../, "$& ")} `, soon);
    if (!passed.ok) throw new Error(passed.error);
    expect(await findSession(passed.value.secret, soon)).toMatchObject({ moderatorId: anna });
    expect(await findAwaitingFactor(passed.value.secret, soon)).toBeNull();
    expect((await peopleOf(letter.id)).map(({ hasSecondFactor }) => hasSecondFactor)).toEqual([true]);
    const logged = await db().auditEntry.findMany({ where: { letterId: letter.id, action: "factorAdd" } });
    expect(logged.map(({ detail }) => detail)).toEqual([`${anna} totp`]);
  });

  test("gives each code once, also to two at once, and none that is old", async () => {
    const letter = await makeLetter();
    const anna = await person(letter, "moderator");
    const { codeAt } = await withApp(await complete(await signIn(anna)));
    const waiting = await Promise.all([1, 2, 3].map(async () => awaiting(await signIn(anna))));
    const [first, second, third] = waiting;
    if (!first || !second || !third) throw new Error("no sessions");
    // The code that finished the setup was one.
    expect(await passWithCode(first, codeAt(now), now)).toEqual({ ok: false, error: "wrong" });
    const at = later(300);
    const both = await Promise.all([first, second].map((one) => passWithCode(one, codeAt(at), at)));
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await passWithCode(third, codeAt(later(270)), at)).toEqual({ ok: false, error: "wrong" });
    expect(await passWithCode(third, codeAt(later(390)), at)).toEqual({ ok: false, error: "wrong" });
    // One step ahead is a clock that differs.
    expect(await passWithCode(third, codeAt(later(330)), at)).toMatchObject({ ok: true });
  });

  test("cannot be guessed: after ten tries even the right code waits, recovery codes and passkeys go on", async () => {
    const letters = [await makeLetter(), await makeLetter()];
    const anna = await person(letters[0] as Letter, "moderator");
    const { email } = await db().moderator.findUniqueOrThrow({ where: { id: anna } });
    await grantRole(email, "viewer", letters[1]?.slug);
    const { codeAt, codes } = await withApp(await complete(await signIn(anna)));
    const awaited = await awaiting(await signIn(anna));
    const at = later(300);
    for (let tried = 0; tried < 10; tried += 1)
      expect(await passWithCode(awaited, "000000", at)).toEqual({ ok: false, error: "wrong" });
    for (let tried = 0; tried < 3; tried += 1)
      expect(await passWithCode(awaited, codeAt(at), at)).toEqual({ ok: false, error: "wait" });
    // Once in a quarter of an hour, in the log of each of the person's letters.
    for (const { id: letterId } of letters) {
      const entries = await db().auditEntry.findMany({ where: { letterId, action: "factorGuessed" } });
      expect(entries).toMatchObject([{ actor: "system", moderatorId: null, detail: anna }]);
    }
    expect(await passWithPasskey(awaited, shownPasskey, at)).toEqual({ ok: false, error: "refused" });
    expect(await passWithCode(awaited, codes[0] ?? "", at)).toMatchObject({ ok: true });
  });

  test("cannot be guessed slowly: after fifty wrong codes in a day only recovery codes and passkeys pass", async () => {
    const anna = await person(await makeLetter(), "moderator");
    const { codeAt, codes } = await withApp(await complete(await signIn(anna)));
    const awaited = await awaiting(await signIn(anna));
    // As if a quarter of an hour had gone by: the longer count stays.
    const rest = () => db().$executeRaw`
      UPDATE throttle SET expires_at = now() - interval '1 second' WHERE expires_at < now() + interval '1 hour'`;
    // A right code is no guess, however many there are.
    for (let passed = 1; passed <= 8; passed += 1) {
      const at = later(passed * 300);
      expect(await passWithCode(awaited, codeAt(at), at)).toMatchObject({ ok: true });
    }
    for (let round = 0; round < 5; round += 1) {
      await rest();
      for (let tried = 0; tried < 10; tried += 1)
        expect(await passWithCode(awaited, "000000", now)).toEqual({ ok: false, error: "wrong" });
    }
    await rest();
    const at = later(9000);
    expect(await passWithCode(awaited, codeAt(at), at)).toEqual({ ok: false, error: "waitDay" });
    expect(await passWithCode(awaited, codes[0] ?? "", at)).toMatchObject({ ok: true });
  });

  test("takes what an app shows however it is typed, and refuses what is no code without a fault", async () => {
    const anna = await person(await makeLetter(), "moderator");
    const session = await complete(await signIn(anna));
    await beginTotp(session, now);
    for (const typed of ["ÄÖÜäöü", "１２３４５", "١٢٣٤٥٦", "12345\u0000", ""])
      expect(await confirmTotp(session, typed, now)).toEqual({ ok: false, error: "wrong" });
    const setup = await findTotpSetup(session);
    const totp = new TOTP({ secret: Secret.fromBase32(setup?.secret ?? "") });
    const wide = (code: string) =>
      code.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
    const typed = wide(totp.generate({ timestamp: now.getTime() }));
    expect(await confirmTotp(session, typed, now)).toMatchObject({ ok: true });
    const at = later(60);
    const awaited = await awaiting(await signIn(anna));
    expect(await passWithCode(awaited, wide(totp.generate({ timestamp: at.getTime() })), at)).toMatchObject({
      ok: true,
    });
  });

  test("keeps its secret sealed: for one person, under AUTH_SECRET, unchanged", async () => {
    const anna = await person(await makeLetter(), "moderator");
    const session = await complete(await signIn(anna));
    await beginTotp(session, now);
    const { secret } = (await findTotpSetup(session)) ?? { secret: "" };
    const bytes = Secret.fromBase32(secret).bytes;
    const { sealedSecret } = await db().totp.findUniqueOrThrow({ where: { moderatorId: anna } });
    expect(Buffer.from(sealedSecret).includes(Buffer.from(bytes))).toBe(false);
    const own = { purpose: "totp", moderatorId: anna } as const;
    expect(Buffer.from(unseal(sealedSecret, own) ?? []).equals(Buffer.from(bytes))).toBe(true);
    expect(unseal(sealedSecret, { ...own, moderatorId: randomUUID() })).toBeNull();
    const changed = new Uint8Array(sealedSecret);
    changed[30] = (changed[30] ?? 0) ^ 1;
    expect(unseal(changed, own)).toBeNull();
    expect(unseal(new Uint8Array(5), own)).toBeNull();
    expect(Buffer.from(seal(bytes, own)).equals(Buffer.from(seal(bytes, own)))).toBe(false);
  });

  test("is changed by a complete session alone", async () => {
    const anna = await person(await makeLetter(), "moderator");
    const [here, there] = [await signIn(anna), await signIn(anna)];
    const [session, before] = [await complete(here), await complete(there)];
    await withApp(session);
    // A request that began before the app was set up, in a session that has not passed it.
    const refused = { ok: false, error: "signInAgain" };
    expect(await removeTotp(before, now)).toEqual(refused);
    expect(await beginTotp(before, now)).toEqual(refused);
    expect(await renewRecoveryCodes(before, now)).toEqual(refused);
    expect(await removePasskey(before, "x", now)).toEqual(refused);
    await endOwnSessions(session, "others");
    expect(await removeTotp(before, now)).toEqual(refused);
    expect(await beginTotp(session, now)).toEqual({ ok: false, error: "already" });
    expect(await removeTotp(session, now)).toMatchObject({ ok: true });
    expect(await countRecoveryCodes(anna)).toBe(0);
    expect(await renewRecoveryCodes(session, now)).toEqual({ ok: false, error: "noFactor" });
  });

  test("that is being set up belongs to one session: another neither sees nor finishes it", async () => {
    const anna = await person(await makeLetter(), "moderator");
    const [secret, other] = [await signIn(anna), await signIn(anna)];
    const [here, there] = [await complete(secret), await complete(other)];
    await beginTotp(here, now);
    const setup = await findTotpSetup(here);
    expect(await findTotpSetup(there)).toBeNull();
    const code = (uri: TotpSetup | null) =>
      new TOTP({ secret: Secret.fromBase32(uri?.secret ?? "") }).generate({ timestamp: now.getTime() });
    expect(await confirmTotp(there, code(setup), now)).toEqual({ ok: false, error: "notBegun" });
    expect(await removeTotp(there, now)).toEqual({ ok: false, error: "notBegun" });
    // Whoever begins anew takes the place of an unfinished setup, and the key shown before is worth nothing.
    expect(await beginTotp(there, now)).toMatchObject({ ok: true });
    expect(await findTotpSetup(here)).toBeNull();
    expect(await confirmTotp(here, code(setup), now)).toEqual({ ok: false, error: "notBegun" });
    expect(await confirmTotp(there, code(setup), now)).toEqual({ ok: false, error: "wrong" });
    const theirs = await findTotpSetup(there);
    expect(await confirmTotp(there, code(theirs), now)).toMatchObject({ ok: true });
    // Once it is set up it stays when that session ends; a setup goes with its session.
    await endSession(other);
    expect(await hasTotp(anna)).toBe(true);
    const bela = await person(await makeLetter(), "moderator");
    const short = await signIn(bela);
    await beginTotp(await complete(short), now);
    await endSession(short);
    expect(await db().totp.count({ where: { moderatorId: bela } })).toBe(0);
  });

  test.each(["added", "removed", "new codes"] as const)(
    "%s: the person's other sessions await the factor again",
    async (change) => {
      const anna = await person(await makeLetter(), "moderator");
      const [secret, other] = [await signIn(anna), await signIn(anna)];
      const here = await complete(secret);
      const { codes } = await withApp(here);
      const passed = await passWithCode(await awaiting(other), codes[0] ?? "", now);
      const elsewhere = passed.ok ? passed.value.secret : "";
      expect(await findSession(elsewhere, now)).not.toBeNull();
      const key = {
        moderatorId: anna,
        name: "Key",
        publicKey: new Uint8Array(1),
        counter: 0,
        createdAt: now,
      };
      await db().passkey.create({ data: { id: "second", ...key } });
      if (change === "added") await transaction((tx) => noteFactorAdded(tx, here, "passkey", now));
      if (change === "removed") expect(await removePasskey(here, "second", now)).toMatchObject({ ok: true });
      if (change === "new codes") expect(await renewRecoveryCodes(here, now)).toMatchObject({ ok: true });
      expect(await findSession(secret, now)).not.toBeNull();
      expect(await findSession(elsewhere, now)).toBeNull();
      expect(await findAwaitingFactor(elsewhere, now)).not.toBeNull();
      await db().passkey.deleteMany({ where: { id: "second" } });
    },
  );

  test("taken away as the last factor ends the person's other sessions, also those that have yet to pass", async () => {
    const anna = await person(await makeLetter(), "moderator");
    const [secret, other] = [await signIn(anna), await signIn(anna)];
    await withApp(await complete(secret));
    await awaiting(other);
    expect(await removeTotp(await complete(secret), now)).toMatchObject({ ok: true });
    expect(await findSession(secret, now)).not.toBeNull();
    expect(await findSession(other, now)).toBeNull();
    expect(await sessionsOf(anna, now)).toHaveLength(1);
  });
});

describe("recovery codes", () => {
  test("open once each, however they are typed, and new ones replace the old", async () => {
    const letter = await makeLetter();
    const anna = await person(letter, "moderator");
    const session = await complete(await signIn(anna));
    const { codes } = await withApp(session);
    const [first = "", second = "", third = ""] = codes;
    const [one, two, three] = await Promise.all([1, 2, 3].map(async () => awaiting(await signIn(anna))));
    if (!one || !two || !three) throw new Error("no sessions");
    const both = await Promise.all([one, two].map((awaited) => passWithCode(awaited, first, now)));
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    const typed = ` ${second.toUpperCase().replaceAll("-", " ")}`;
    expect(await passWithCode(three, typed, now)).toMatchObject({ ok: true });
    expect(await countRecoveryCodes(anna)).toBe(8);
    expect(JSON.stringify(await db().recoveryCode.findMany())).not.toContain(third);
    const renewed = await renewRecoveryCodes(session, now);
    if (!renewed.ok) throw new Error(renewed.error);
    const four = await awaiting(await signIn(anna));
    expect(await passWithCode(four, third, now)).toEqual({ ok: false, error: "wrong" });
    expect(await passWithCode(four, renewed.value[0] ?? "", now)).toMatchObject({ ok: true });
    const actions = await db().auditEntry.findMany({
      where: { letterId: letter.id },
      orderBy: { id: "asc" },
    });
    expect(actions.map(({ action }) => action)).toEqual([
      "role",
      "factorAdd",
      "recoveryUse",
      "recoveryUse",
      "recoveryCodes",
      "recoveryUse",
    ]);
  });

  test("of somebody else open nothing", async () => {
    const letter = await makeLetter();
    const [anna, bela] = [await person(letter, "moderator"), await person(letter, "moderator")];
    const { codes } = await withApp(await complete(await signIn(anna)));
    await withApp(await complete(await signIn(bela)));
    const awaited = await awaiting(await signIn(bela));
    expect(await passWithCode(awaited, codes[0] ?? "", now)).toEqual({ ok: false, error: "wrong" });
  });
});

describe("a passkey's challenge", () => {
  test("is of one session, works once and for five minutes", async () => {
    const anna = await person(await makeLetter(), "moderator");
    const session = await complete(await signIn(anna));
    const begun = await beginPasskey(session, now);
    if (!begun.ok) throw new Error(begun.error);
    expect(begun.value.rp.id).toBe("localhost");
    const answer = {
      id: "x",
      rawId: "x",
      type: "public-key" as const,
      clientExtensionResults: {},
      response: { clientDataJSON: "e30", attestationObject: "oA" },
    };
    expect(await db().passkeyChallenge.count({ where: { sessionId: session.sessionId } })).toBe(1);
    expect(await addPasskey(session, "Key", answer, now)).toEqual({ ok: false, error: "refused" });
    expect(await db().passkeyChallenge.count({ where: { sessionId: session.sessionId } })).toBe(0);
    await db().passkey.create({
      data: {
        id: randomUUID(),
        moderatorId: anna,
        name: "Key",
        publicKey: new Uint8Array(1),
        counter: 0,
        createdAt: now,
      },
    });
    const awaited = await awaiting(await signIn(anna));
    expect(await passWithPasskey(awaited, shownPasskey, now)).toEqual({ ok: false, error: "refused" });
  });

  test("is refused once the session has ended meanwhile", async () => {
    const anna = await person(await makeLetter(), "moderator");
    const [secret, other] = [await signIn(anna), await signIn(anna)];
    const session = await complete(secret);
    const key = { id: randomUUID(), name: "Key", publicKey: new Uint8Array(1), counter: 0, createdAt: now };
    await db().passkey.create({ data: { ...key, moderatorId: anna } });
    const awaited = await awaiting(other);
    await endSession(secret);
    await endSession(other);
    expect(await beginPass(awaited, now)).toEqual({ ok: false, error: "refused" });
    expect(await beginPasskey(session, now)).toEqual({ ok: false, error: "signInAgain" });
  });
});

describe("a letter that asks for a second factor", () => {
  test("opens to nobody without one, by no way in, and to whoever sets one up", async () => {
    const letter = await makeLetter();
    const [owner, anna] = [await person(letter, "owner"), await person(letter, "moderator")];
    const signatureId = await pendingSignature(letter);
    expect(await requireFactor(letter.slug, true, owner)).toEqual({ ok: false, error: "yoursFirst" });
    const session = await complete(await signIn(owner));
    await beginTotp(session, now);
    expect(await requireFactor(letter.slug, true, owner)).toEqual({ ok: false, error: "yoursFirst" });
    await withApp(session);
    expect(await requireFactor(letter.slug, true, anna)).toEqual({ ok: false, error: "forbidden" });
    expect(await requireFactor(letter.slug, true, owner)).toMatchObject({ ok: true });
    expect(await requireFactor(letter.slug, true, owner)).toMatchObject({ ok: true });

    expect(await deskLetter(letter.slug, anna)).toBeNull();
    expect(await lettersOf(anna)).toEqual([]);
    expect(await findForDesk(signatureId, letter.slug, anna)).toBeNull();
    expect(await decide({ signatureId, kind: "approve", reason: "" }, anna, now)).toMatchObject({
      ok: false,
    });
    expect(await statusOf(signatureId)).toBe("pending");
    expect(await lettersAskingFactor(anna)).toEqual([letter.slug]);
    expect(await deskLetter(letter.slug, owner)).not.toBeNull();

    await withApp(await complete(await signIn(anna)));
    expect(await lettersAskingFactor(anna)).toEqual([]);
    expect(await deskLetter(letter.slug, anna)).toMatchObject({ role: "moderator" });
    const rule = await db().auditEntry.findMany({ where: { letterId: letter.id, action: "factorRule" } });
    expect(rule.map(({ detail }) => detail)).toEqual(["required"]);
  });

  test("lets whoever lost theirs in again once the operator has reset it", async () => {
    const letter = await makeLetter();
    const anna = await person(letter, "owner");
    const here = await signIn(anna);
    await withApp(await complete(here));
    const link = parseToken(new URL(await makeSignInLink(anna, new Date())).searchParams.get("token"));
    expect(await signInLinkWorks(link, new Date())).toBe(true);
    expect(await resetSecondFactor(anna, now)).toBe(true);
    expect(await signInLinkWorks(link, new Date())).toBe(false);
    expect(await findSession(here, now)).toBeNull();
    const again = await signIn(anna);
    expect(await findSession(again, now)).not.toBeNull();
    expect(await countRecoveryCodes(anna)).toBe(0);
    expect(await resetSecondFactor(anna, now)).toBe(false);
    const entries = await db().auditEntry.findMany({ where: { letterId: letter.id, action: "factorReset" } });
    expect(entries[0]).toMatchObject({ actor: "system", detail: anna });
  });
});
