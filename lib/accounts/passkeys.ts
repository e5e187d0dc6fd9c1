import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { z } from "zod";
import {
  type ChangeRefusal,
  changeFactors,
  type FactorAdded,
  noteFactorAdded,
  noteFactorRemoved,
  throttleFactor,
} from "@/lib/accounts/second-factor";
import {
  isFresh,
  markPassed,
  type Passing,
  type RenewedSession,
  type SignedIn,
} from "@/lib/accounts/sessions";
import { db, type Tx, transaction } from "@/lib/db";
import { siteUrl } from "@/lib/env";
import { fail, ok, type Result } from "@/lib/result";
import { hasUnsafeCharacters } from "@/lib/signatures/characters";

/** How long a browser may take to answer. */
const challengeMs = 5 * 60_000;
const mostPasskeys = 20;

export type PasskeyRefusal = ChangeRefusal | "refused" | "tooMany" | "unknown" | "wait";

/** What somebody calls a passkey, to know it again. */
export const PasskeyName = z
  .string()
  .transform((text) => text.normalize("NFC").trim())
  .pipe(
    z
      .string()
      .min(1)
      .max(60)
      .refine((text) => !hasUnsafeCharacters(text)),
  );

/** The site as WebAuthn knows it: from the settings, never from what a request says. */
function relyingParty() {
  const { hostname, origin } = new URL(siteUrl());
  return { rpID: hostname, origin };
}

/** What a browser needs to make a passkey. */
export async function beginPasskey(
  session: SignedIn,
  now: Date,
): Promise<Result<PublicKeyCredentialCreationOptionsJSON, PasskeyRefusal>> {
  // Asked again when it is added; here, so that nobody touches a key for nothing.
  if (!isFresh(session, now)) return fail("proveAgain");
  const known = await db().passkey.findMany({ where: { moderatorId: session.moderatorId } });
  if (known.length >= mostPasskeys) return fail("tooMany");
  const options = await generateRegistrationOptions({
    rpName: relyingParty().rpID,
    rpID: relyingParty().rpID,
    userName: session.email,
    userID: new TextEncoder().encode(session.moderatorId),
    attestationType: "none",
    excludeCredentials: known.map(({ id, transports }) => ({ id, transports })),
    authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" },
  });
  const isKept = await keepChallenge(session.sessionId, "add", options.challenge, now);
  return isKept ? ok(options) : fail("signInAgain");
}

/** Keeps a passkey that a browser made for the challenge of this very session. */
export async function addPasskey(
  session: SignedIn,
  name: string,
  response: RegistrationResponseJSON,
  now: Date,
): Promise<Result<FactorAdded, PasskeyRefusal>> {
  const { sessionId, moderatorId } = session;
  const expectedChallenge = await takeChallenge(sessionId, "add", now);
  if (!expectedChallenge) return fail("refused");
  const { rpID, origin } = relyingParty();
  // It throws what a browser answered wrongly: for us the answer is refused, whatever the reason.
  const verified = await verifyRegistrationResponse({
    response,
    expectedChallenge,
    expectedOrigin: origin,
    expectedRPID: rpID,
    requireUserVerification: false,
  }).catch(() => null);
  if (!verified?.verified) return fail("refused");
  const { id, publicKey, counter, transports = [] } = verified.registrationInfo.credential;
  return changeFactors<FactorAdded, PasskeyRefusal>(session, now, async (tx) => {
    if ((await tx.passkey.count({ where: { moderatorId } })) >= mostPasskeys) return fail("tooMany");
    const kept = { id, moderatorId, name, publicKey, counter: BigInt(counter), transports, createdAt: now };
    const made = await tx.passkey.createMany({ data: [kept], skipDuplicates: true });
    return made.count === 1 ? ok(await noteFactorAdded(tx, session, "passkey", now)) : fail("refused");
  });
}

/** Takes one of somebody's own passkeys away. */
export async function removePasskey(
  session: SignedIn,
  id: string,
  now: Date,
): Promise<Result<null, PasskeyRefusal>> {
  return changeFactors<null, PasskeyRefusal>(session, now, async (tx) => {
    const { count } = await tx.passkey.deleteMany({ where: { id, moderatorId: session.moderatorId } });
    if (count === 0) return fail("unknown");
    await noteFactorRemoved(tx, session, "passkey");
    return ok(null);
  });
}

/** Somebody's passkeys, the oldest first. */
export async function passkeysOf(moderatorId: string) {
  return db().passkey.findMany({
    where: { moderatorId },
    orderBy: { createdAt: "asc" },
    select: { id: true, name: true, createdAt: true, lastUsedAt: true },
  });
}

/** What a browser needs to show one of somebody's passkeys. */
export async function beginPass(
  { sessionId, moderatorId }: Passing,
  now: Date,
): Promise<Result<PublicKeyCredentialRequestOptionsJSON, PasskeyRefusal>> {
  const known = await db().passkey.findMany({ where: { moderatorId } });
  if (known.length === 0) return fail("unknown");
  const options = await generateAuthenticationOptions({
    rpID: relyingParty().rpID,
    allowCredentials: known.map(({ id, transports }) => ({ id, transports })),
    userVerification: "preferred",
  });
  return (await keepChallenge(sessionId, "pass", options.challenge, now)) ? ok(options) : fail("refused");
}

/** Passes the second factor with a passkey. */
export async function passWithPasskey(
  passing: Passing,
  response: AuthenticationResponseJSON,
  now: Date,
): Promise<Result<RenewedSession, PasskeyRefusal>> {
  const { sessionId, moderatorId } = passing;
  if ((await throttleFactor("factor-passkey", moderatorId)) !== null) return fail("wait");
  const expectedChallenge = await takeChallenge(sessionId, "pass", now);
  const key = await db().passkey.findUnique({ where: { id: response.id, moderatorId } });
  if (!expectedChallenge || !key) return fail("refused");
  const { rpID, origin } = relyingParty();
  const verified = await verifyAuthenticationResponse({
    response,
    expectedChallenge,
    expectedOrigin: origin,
    expectedRPID: rpID,
    credential: { id: key.id, publicKey: new Uint8Array(key.publicKey), counter: Number(key.counter) },
    requireUserVerification: false,
  }).catch(() => null);
  if (!verified?.verified) return fail("refused");
  const counter = BigInt(verified.authenticationInfo.newCounter);
  return transaction(async (tx) => {
    // Gone meanwhile: a passkey that was taken away opens nothing.
    const where = { id: key.id, moderatorId };
    const used = await tx.passkey.updateMany({ where, data: { counter, lastUsedAt: now } });
    const passed = used.count === 1 && (await markPassed(tx, passing, now));
    return passed ? ok(passed) : fail("refused");
  });
}

type Purpose = "add" | "pass";

/** False where the session ended meanwhile. */
async function keepChallenge(
  sessionId: string,
  purpose: Purpose,
  challenge: string,
  now: Date,
): Promise<boolean> {
  const expiresAt = new Date(now.getTime() + challengeMs);
  const kept = await db().$executeRaw`
    INSERT INTO passkey_challenge (session_id, purpose, challenge, expires_at)
    SELECT id, ${purpose}, ${challenge}, ${expiresAt} FROM session WHERE id = ${sessionId}::uuid FOR KEY SHARE
    ON CONFLICT (session_id, purpose) DO UPDATE SET challenge = excluded.challenge, expires_at = excluded.expires_at`;
  return kept === 1;
}

/** Uses a session's challenge up. Of two answers at once one gets it; null also where it is over. */
async function takeChallenge(
  sessionId: string,
  purpose: Purpose,
  now: Date,
  tx: Tx = db(),
): Promise<string | null> {
  const [taken] = await tx.$queryRaw<{ challenge: string; expires_at: Date }[]>`
    DELETE FROM passkey_challenge WHERE session_id = ${sessionId}::uuid AND purpose = ${purpose}
    RETURNING challenge, expires_at`;
  return taken && taken.expires_at > now ? taken.challenge : null;
}
