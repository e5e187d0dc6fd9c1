import { Secret, TOTP } from "otpauth";
import { seal, unseal } from "@/lib/accounts/seal";
import {
  type ChangeRefusal,
  changeFactors,
  type FactorAdded,
  noteFactorAdded,
  noteFactorRemoved,
  throttleFactor,
} from "@/lib/accounts/second-factor";
import type { SignedIn } from "@/lib/accounts/sessions";
import { db, type Tx } from "@/lib/db";
import { siteUrl } from "@/lib/env";
import { fail, ok, type Result } from "@/lib/result";

/** 160 bits, as RFC 4226 (section 4) recommends; SHA-1, six digits and 30 seconds are what every app takes. */
const secretBytes = 20;
/** One step of 30 seconds either way: clocks differ (RFC 6238, 5.2). */
const window = 1;

export type TotpRefusal = ChangeRefusal | "already" | "notBegun" | "wrong" | "wait";

/**
 * Begins to set an authenticator app up: a new secret, which counts for nothing until a code of it was typed, in the session that
 * began. It takes the place of whatever another session of the same person had begun.
 */
export async function beginTotp(session: SignedIn, now: Date): Promise<Result<null, TotpRefusal>> {
  const { sessionId, moderatorId } = session;
  return changeFactors<null, TotpRefusal>(session, now, async (tx) => {
    const known = await tx.totp.findUnique({ where: { moderatorId } });
    if (known?.confirmedAt) return fail("already");
    const { buffer } = new Secret({ size: secretBytes });
    const sealedSecret = seal(new Uint8Array(buffer), sealOf(moderatorId));
    const fresh = { sealedSecret, lastStep: 0, sessionId };
    await tx.totp.upsert({ where: { moderatorId }, create: { moderatorId, ...fresh }, update: fresh });
    return ok(null);
  });
}

/** What the app is told: the secret in base32, and the same as an address for a QR code. */
export interface TotpSetup {
  secret: string;
  uri: string;
}

/** The app that this session is setting up, or null. The secret of one that is set up is never shown again. */
export async function findTotpSetup({ sessionId, moderatorId, email }: SignedIn): Promise<TotpSetup | null> {
  const row = await db().totp.findUnique({ where: { moderatorId, sessionId, confirmedAt: null } });
  const totp = row && openTotp(row, email);
  return totp && { secret: totp.secret.base32, uri: totp.toString() };
}

/** Whether somebody's app is set up. */
export async function hasTotp(moderatorId: string): Promise<boolean> {
  return (await db().totp.count({ where: { moderatorId, confirmedAt: { not: null } } })) > 0;
}

/** Finishes the setup with a code of the app. */
export async function confirmTotp(
  session: SignedIn,
  typed: string,
  now: Date,
): Promise<Result<FactorAdded, TotpRefusal>> {
  const { sessionId, moderatorId } = session;
  if ((await throttleFactor("factor-setup", moderatorId)) !== null) return fail("wait");
  return changeFactors<FactorAdded, TotpRefusal>(session, now, async (tx) => {
    const row = await tx.totp.findUnique({ where: { moderatorId } });
    if (row?.confirmedAt) return fail("already");
    if (row?.sessionId !== sessionId) return fail("notBegun");
    const code = codeIn(typed);
    const step = code && stepOf(row, code, now);
    if (!step) return fail("wrong");
    const confirmed = { confirmedAt: now, lastStep: step, sessionId: null };
    await tx.totp.update({ where: { moderatorId }, data: confirmed });
    return ok(await noteFactorAdded(tx, session, "totp", now));
  });
}

/** Takes the app away, or gives this session's setup up. */
export async function removeTotp(session: SignedIn, now: Date): Promise<Result<null, TotpRefusal>> {
  const { sessionId, moderatorId } = session;
  return changeFactors<null, TotpRefusal>(session, now, async (tx) => {
    const row = await tx.totp.findUnique({ where: { moderatorId } });
    if (!row || (!row.confirmedAt && row.sessionId !== sessionId)) return fail("notBegun");
    await tx.totp.delete({ where: { moderatorId } });
    if (row.confirmedAt) await noteFactorRemoved(tx, session, "totp");
    return ok(null);
  });
}

/** The six digits of what somebody typed, or null. Phones and keyboards have digits of other widths, and apps show a gap. */
export function codeIn(typed: string): string | null {
  const digits = typed.normalize("NFKC").replace(/\s/g, "");
  return /^\d{6}$/.test(digits) ? digits : null;
}

/** Takes a code of somebody's app: each step counts once, also when two requests bring the same code at once. */
export async function takeTotpCode(tx: Tx, moderatorId: string, code: string, now: Date): Promise<boolean> {
  const row = await tx.totp.findUnique({ where: { moderatorId, confirmedAt: { not: null } } });
  const step = row && stepOf(row, code, now);
  if (!step) return false;
  const where = { moderatorId, lastStep: { lt: step } };
  return (await tx.totp.updateMany({ where, data: { lastStep: step } })).count === 1;
}

interface KeptTotp {
  moderatorId: string;
  sealedSecret: Uint8Array;
}

/** The 30-second step that a code belongs to, or null when it is wrong. */
function stepOf(row: KeptTotp, token: string, now: Date): number | null {
  const totp = openTotp(row, "");
  const timestamp = now.getTime();
  const delta = totp?.validate({ token, timestamp, window }) ?? null;
  return totp && delta !== null ? totp.counter({ timestamp }) + delta : null;
}

function openTotp({ moderatorId, sealedSecret }: KeptTotp, label: string): TOTP | null {
  const secret = unseal(sealedSecret, sealOf(moderatorId));
  if (!secret) return null;
  const issuer = new URL(siteUrl()).hostname;
  return new TOTP({ issuer, label: label || issuer, secret: new Secret({ buffer: secret.buffer }) });
}

const sealOf = (moderatorId: string) => ({ purpose: "totp", moderatorId }) as const;
