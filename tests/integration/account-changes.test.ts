import { randomUUID } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import { describe, expect, test } from "vitest";
import { identitiesOf, linkIdentity, unlinkIdentity } from "@/lib/accounts/identities";
import { expel, grantRole, signOutMember } from "@/lib/accounts/members";
import { passWithCode } from "@/lib/accounts/pass-code";
import { addPasskey, beginPasskey, removePasskey } from "@/lib/accounts/passkeys";
import { renewRecoveryCodes, resetSecondFactor } from "@/lib/accounts/second-factor";
import {
  beginSession,
  endOwnSessions,
  findAwaitingFactor,
  findSession,
  isFresh,
  type SignedIn,
} from "@/lib/accounts/sessions";
import { mailSignInLink, makeSignInLink, signInLinkWorks } from "@/lib/accounts/sign-in-links";
import { beginTotp, confirmTotp, findTotpSetup, hasTotp, removeTotp } from "@/lib/accounts/totp";
import { sealForJob } from "@/lib/addresses/seal";
import { db, transaction } from "@/lib/db";
import type { Locale } from "@/lib/i18n/locales";
import type { Letter } from "@/lib/letters/queries";
import { findMessage } from "@/lib/mail/messages";
import { queueMessage } from "@/lib/mail/queue";
import { sendMessage } from "@/lib/mail/send";
import { HandlingInput, handle } from "@/lib/moderation/handling";
import { makeToken, parseToken } from "@/lib/tokens/tokens";
import { makeLetter, pendingSignature, withTestDatabase } from "@/tests/support/world";

withTestDatabase();

const now = new Date("2026-11-25T12:00:00Z");
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

async function person(letter: Letter, locale: Locale = "en"): Promise<string> {
  const email = `person-${randomUUID().slice(0, 8)}@host.example`;
  const { moderatorId } = await grantRole(email, "moderator", letter.slug);
  await db().moderator.update({ where: { id: moderatorId }, data: { locale } });
  return moderatorId;
}

async function signIn(moderatorId: string, at = now): Promise<string> {
  const secret = makeToken();
  await beginSession(secret, moderatorId, at);
  return secret;
}

async function complete(secret: string, at = now): Promise<SignedIn> {
  const found = await findSession(secret, at);
  if (!found) throw new Error("not signed in");
  return found;
}

/** Sets an app up; returns what makes its codes, and the recovery codes. */
async function withApp(session: SignedIn, at = now) {
  await beginTotp(session, at);
  const totp = new TOTP({ secret: Secret.fromBase32((await findTotpSetup(session))?.secret ?? "") });
  const codeAt = (when: Date) => totp.generate({ timestamp: when.getTime() });
  const confirmed = await confirmTotp(session, codeAt(at), at);
  if (!confirmed.ok) throw new Error(confirmed.error);
  return { codeAt, codes: confirmed.value.codes ?? [] };
}

const passkey = (moderatorId: string) => ({
  id: randomUUID(),
  moderatorId,
  name: "Key",
  publicKey: new Uint8Array(1),
  counter: 0,
  createdAt: now,
});

/** An answer that no browser gave. */
const answer = {
  id: "x",
  rawId: "x",
  type: "public-key" as const,
  clientExtensionResults: {},
  response: { clientDataJSON: "e30", attestationObject: "oA" },
};

async function toldOf(moderatorId: string): Promise<(string | null)[]> {
  const where = { moderatorId, kind: "account_changed" as const };
  const messages = await db().message.findMany({ where, orderBy: { createdAt: "asc" } });
  return messages.map(({ accountChange }) => accountChange);
}

describe("a stolen old session", () => {
  const refused = { ok: false, error: "proveAgain" };

  test("cannot add a passkey or an app, nor untie an account at a provider", async () => {
    const anna = await person(await makeLetter());
    const secret = await signIn(anna);
    const issuer = "https://login.example";
    await linkIdentity({ issuer, subject: "s", email: null, isEmailVerified: true }, anna, now);
    const begun = await complete(secret);
    const challenge = await beginPasskey(begun, later(10));
    expect(challenge.ok).toBe(true);
    await beginTotp(begun, now);
    const setup = await findTotpSetup(begun);
    const code = new TOTP({ secret: Secret.fromBase32(setup?.secret ?? "") }).generate({
      timestamp: later(11).getTime(),
    });
    // Seen meanwhile, so that it is not idle.
    await complete(secret, later(9));
    const stolen = await complete(secret, later(11));
    expect(isFresh(stolen, later(11))).toBe(false);
    expect(await beginPasskey(stolen, later(11))).toEqual(refused);
    expect(await beginTotp(stolen, later(11))).toEqual(refused);
    expect(await confirmTotp(stolen, code, later(11))).toEqual(refused);
    expect(await unlinkIdentity(stolen, issuer, later(11))).toEqual(refused);
    expect(await hasTotp(anna)).toBe(false);
    expect(await identitiesOf(anna)).toHaveLength(1);
    // Signed in once more, the same works.
    const fresh = await complete(await signIn(anna, later(11)), later(11));
    expect(await unlinkIdentity(fresh, issuer, later(11))).toEqual({ ok: true, value: null });
    expect(await unlinkIdentity(fresh, issuer, later(11))).toEqual({ ok: false, error: "notLinked" });
  });

  test("cannot add a passkey with a challenge that it was given while it was fresh", async () => {
    const anna = await person(await makeLetter());
    const session = await complete(await signIn(anna));
    await beginPasskey(session, later(10));
    // The answer is looked at first; whichever is refused, nothing is added.
    expect((await addPasskey(session, "Key", answer, later(11))).ok).toBe(false);
    expect(await db().passkey.count({ where: { moderatorId: anna } })).toBe(0);
  });

  test("changes no factor that there is, until the factor is shown once more", async () => {
    const anna = await person(await makeLetter());
    const secret = await signIn(anna);
    const { codeAt } = await withApp(await complete(secret));
    const key = passkey(anna);
    await db().passkey.create({ data: key });
    await complete(secret, later(9));
    const old = await complete(secret, later(11));
    expect(await removeTotp(old, later(11))).toEqual(refused);
    expect(await removePasskey(old, key.id, later(11))).toEqual(refused);
    expect(await renewRecoveryCodes(old, later(11))).toEqual(refused);
    const passed = await passWithCode(old, codeAt(later(11)), later(11));
    if (!passed.ok) throw new Error(passed.error);
    const again = await complete(passed.value.secret, later(11));
    expect(await removePasskey(again, key.id, later(21))).toEqual({ ok: true, value: null });
    expect(await removeTotp(again, later(22))).toEqual(refused);
  });
});

describe("the secret of a session", () => {
  test("is another one once the second factor is passed, and the old one is dead", async () => {
    const anna = await person(await makeLetter());
    const { codeAt, codes } = await withApp(await complete(await signIn(anna)));
    const planted = await signIn(anna);
    const awaited = await findAwaitingFactor(planted, now);
    if (!awaited) throw new Error("nothing awaited");
    const passed = await passWithCode(awaited, codes[0] ?? "", now);
    if (!passed.ok) throw new Error(passed.error);
    expect(await findSession(planted, now)).toBeNull();
    expect(await findAwaitingFactor(planted, now)).toBeNull();
    const session = await complete(passed.value.secret);
    expect(session).toMatchObject({ sessionId: awaited.sessionId, expiresAt: passed.value.expiresAt });
    // Once more: whoever saw the cookie before gets no share in the fresh proof.
    const again = await passWithCode(session, codeAt(later(5)), later(5));
    if (!again.ok) throw new Error(again.error);
    expect(await findSession(passed.value.secret, later(5))).toBeNull();
    expect(await findSession(again.value.secret, later(5))).not.toBeNull();
    expect(JSON.stringify(await db().session.findMany())).not.toContain(again.value.secret);
  });
});

describe("a mail tells whoever's sign-in changed", () => {
  test("of each factor added or taken away, new codes, a code used, a provider, a reset", async () => {
    const letter = await makeLetter();
    const anna = await person(letter);
    const session = await complete(await signIn(anna));
    const { codes } = await withApp(session);
    const key = passkey(anna);
    await db().passkey.create({ data: key });
    await removePasskey(session, key.id, now);
    const other = await findAwaitingFactor(await signIn(anna), now);
    if (other) await passWithCode(other, codes[0] ?? "", now);
    await renewRecoveryCodes(session, now);
    await linkIdentity(
      { issuer: "https://x.example", subject: "t", email: null, isEmailVerified: true },
      anna,
      now,
    );
    await unlinkIdentity(session, "https://x.example", now);
    await removeTotp(session, now);
    await resetSecondFactor(anna, now);
    const told = [
      "appAdded",
      "passkeyRemoved",
      "codeUsed",
      "codesRenewed",
      "identityLinked",
      "identityUnlinked",
      "appRemoved",
      "reset",
    ];
    expect((await toldOf(anna)).sort()).toEqual([...told].sort());
    const entries = await db().auditEntry.findMany({
      where: { letterId: letter.id },
      orderBy: { id: "asc" },
    });
    expect(entries.map(({ action }) => action)).toEqual([
      "role",
      "factorAdd",
      "factorRemove",
      "recoveryUse",
      "recoveryCodes",
      "identityLink",
      "identityUnlink",
      "factorRemove",
      "factorReset",
    ]);
  });

  test("and of nothing that was refused, or only begun", async () => {
    const anna = await person(await makeLetter());
    const session = await complete(await signIn(anna));
    await beginTotp(session, now);
    await confirmTotp(session, "000000", now);
    await removeTotp(session, now);
    await removePasskey(session, "x", now);
    expect(await toldOf(anna)).toEqual([]);
  });

  test.each([
    ["en", "Something about your sign-in changed", "an authenticator app was set up"],
    ["de", "An Ihrer Anmeldung hat sich etwas geändert", "wurde eine Authenticator-App eingerichtet"],
    ["fr", "Quelque chose a changé dans votre connexion", "Une application d’authentification a été"],
  ] as const)("in their language (%s), without a link that signs in", async (locale, subject, words) => {
    const anna = await person(await makeLetter(), locale);
    await withApp(await complete(await signIn(anna)));
    const { id } = await db().message.findFirstOrThrow({ where: { moderatorId: anna, status: "queued" } });
    await sendMessage(id, now);
    const mail = await db().inboxMail.findFirstOrThrow({ where: { id: { contains: id } } });
    expect(mail.subject).toBe(subject);
    expect(mail.text.replace(/\s+/g, " ")).toContain(words);
    expect(mail.text).not.toContain("token=");
  });
});

describe("a sign-in mail that waits", () => {
  const ways: [string, (letter: Letter, owner: string, anna: string) => Promise<unknown>][] = [
    ["the operator resets the factors", (_, __, anna) => resetSecondFactor(anna, new Date())],
    ["its reader is taken off a letter", (letter, owner, anna) => expel(letter.slug, anna, owner)],
    ["an owner signs its reader out", (letter, owner, anna) => signOutMember(letter.slug, anna, owner)],
    [
      "its reader ends all other sessions",
      async (_, __, anna) =>
        endOwnSessions(await complete(await signIn(anna, new Date()), new Date()), "others"),
    ],
  ];

  test.each(ways)("makes no link once %s", async (_, signOut) => {
    const letter = await makeLetter();
    const owner = (await grantRole(`o-${randomUUID()}@host.example`, "owner", letter.slug)).moderatorId;
    const anna = await person(letter);
    const { email } = await db().moderator.findUniqueOrThrow({ where: { id: anna } });
    const askedAt = new Date(Date.now() - 1000);
    await mailSignInLink({ sealed: sealForJob(email), locale: "en", askedAt });
    const [waiting] = await db().message.findMany({ where: { moderatorId: anna, kind: "sign_in" } });
    if (!waiting) throw new Error("no mail waits");
    await signOut(letter, owner, anna);
    await sendMessage(waiting.id, new Date());
    expect((await findMessage(waiting.id))?.status).toBe("cancelled");
    // Asked for before, and taken up only now.
    await mailSignInLink({ sealed: sealForJob(email), locale: "en", askedAt });
    const where = { moderatorId: anna, kind: "sign_in" as const };
    expect(await db().message.count({ where })).toBe(1);
    expect(await db().token.count({ where: { moderatorId: anna, usedAt: null } })).toBe(0);
    // Asked for since, it comes.
    await mailSignInLink({ sealed: sealForJob(email), locale: "en", askedAt: new Date(Date.now() + 1000) });
    const fresh = await db().message.findFirstOrThrow({ where: { ...where, status: "queued" } });
    await sendMessage(fresh.id, new Date());
    const mail = await db().inboxMail.findFirstOrThrow({ where: { id: { contains: fresh.id } } });
    const link = parseToken(/token=([\w-]{43})/.exec(mail.text)?.[1]);
    expect(await signInLinkWorks(link, new Date())).toBe(true);
  });

  test("comes, and its link works, where its reader is taken off one letter and works on another", async () => {
    const [letter, elsewhere] = [await makeLetter(), await makeLetter()];
    const owner = (await grantRole(`o-${randomUUID()}@host.example`, "owner", letter.slug)).moderatorId;
    const anna = await person(letter);
    const { email } = await db().moderator.findUniqueOrThrow({ where: { id: anna } });
    await grantRole(email, "moderator", elsewhere.slug);
    const [, token = ""] = (await makeSignInLink(anna, new Date())).split("token=");
    await transaction((tx) => queueMessage(tx, { kind: "sign_in", locale: "en", moderatorId: anna }));
    expect(await expel(letter.slug, anna, owner)).toMatchObject({ ok: true });
    expect(await signInLinkWorks(token, new Date())).toBe(true);
    expect(await db().message.count({ where: { moderatorId: anna, status: "queued" } })).toBe(1);
    const other = (await grantRole(`o-${randomUUID()}@host.example`, "owner", elsewhere.slug)).moderatorId;
    expect(await expel(elsewhere.slug, anna, other)).toMatchObject({ ok: true });
    expect(await signInLinkWorks(token, new Date())).toBe(false);
  });

  test("makes a link that is found, or none, while its reader is signed out at that very moment", async () => {
    for (let round = 0; round < 10; round += 1) {
      const anna = await person(await makeLetter());
      await transaction((tx) => queueMessage(tx, { kind: "sign_in", locale: "en", moderatorId: anna }));
      const { id } = await db().message.findFirstOrThrow({ where: { moderatorId: anna } });
      await Promise.all([sendMessage(id, new Date()), resetSecondFactor(anna, new Date())]);
      expect(await db().token.count({ where: { moderatorId: anna, usedAt: null } })).toBe(0);
    }
  });
});

describe("whoever is taken off a letter", () => {
  const assign = (signatureId: string, assigneeId: string, by: string) =>
    handle(HandlingInput.parse({ signatureId, kind: "assign", assigneeId }), by, now);

  test("looks after nothing of it any more, and after all else as before", async () => {
    const [letter, elsewhere] = [await makeLetter(), await makeLetter()];
    const owner = (await grantRole(`o-${randomUUID()}@host.example`, "owner", letter.slug)).moderatorId;
    const [anna, bela] = [await person(letter), await person(letter)];
    const { email } = await db().moderator.findUniqueOrThrow({ where: { id: anna } });
    await grantRole(email, "moderator", elsewhere.slug);
    const hers = [await pendingSignature(letter), await pendingSignature(letter)];
    const [his, there] = [await pendingSignature(letter), await pendingSignature(elsewhere)];
    for (const id of hers) await assign(id, anna, owner);
    await assign(his, bela, owner);
    await assign(there, anna, anna);
    expect(await expel(letter.slug, anna, owner)).toMatchObject({ ok: true });
    const assignees = await db().signature.findMany({
      where: { id: { in: [...hers, his, there] } },
      select: { id: true, assigneeId: true },
    });
    expect(new Map(assignees.map(({ id, assigneeId }) => [id, assigneeId]))).toEqual(
      new Map<string, string | null>([
        ...hers.map((id): [string, null] => [id, null]),
        [his, bela],
        [there, anna],
      ]),
    );
    const entries = await db().auditEntry.findMany({ where: { action: "assign", detail: "nobody" } });
    expect(entries.map(({ signatureId }) => signatureId).sort()).toEqual([...hers].sort());
    expect(
      entries.every(({ moderatorId, letterId }) => moderatorId === owner && letterId === letter.id),
    ).toBe(true);
  });

  test("is given nothing at that very moment", async () => {
    for (let round = 0; round < 10; round += 1) {
      const letter = await makeLetter();
      const owner = (await grantRole(`o-${randomUUID()}@host.example`, "owner", letter.slug)).moderatorId;
      const anna = await person(letter);
      const ids = [await pendingSignature(letter), await pendingSignature(letter)];
      await Promise.all([...ids.map((id) => assign(id, anna, owner)), expel(letter.slug, anna, owner)]);
      expect(await db().signature.count({ where: { assigneeId: anna } })).toBe(0);
    }
  });
});
