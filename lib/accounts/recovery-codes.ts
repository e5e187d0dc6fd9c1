import { createHash, randomInt } from "node:crypto";
import { db, type Tx } from "@/lib/db";

const count = 10;
/** No letter or digit that looks like another. */
const alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
const groups = 4;
const groupLength = 4;

/** Gives somebody ten new recovery codes; the old ones stop working. They are shown now or never. */
export async function makeRecoveryCodes(tx: Tx, moderatorId: string): Promise<string[]> {
  const codes = Array.from({ length: count }, makeCode);
  await tx.recoveryCode.deleteMany({ where: { moderatorId } });
  await tx.recoveryCode.createMany({ data: codes.map((code) => ({ moderatorId, hash: hashOf(code) })) });
  return codes;
}

/** Uses a recovery code up. Of two at once one gets it. */
export async function takeRecoveryCode(
  tx: Tx,
  moderatorId: string,
  typed: string,
  now: Date,
): Promise<boolean> {
  const where = { moderatorId, hash: hashOf(typed), usedAt: null };
  return (await tx.recoveryCode.updateMany({ where, data: { usedAt: now } })).count === 1;
}

/** How many of somebody's recovery codes still work. */
export async function countRecoveryCodes(moderatorId: string): Promise<number> {
  return db().recoveryCode.count({ where: { moderatorId, usedAt: null } });
}

/** 16 of 31 characters: 79 random bits, more than can be guessed, so that a plain hash keeps them. */
function makeCode(): string {
  const group = () =>
    Array.from({ length: groupLength }, () => alphabet[randomInt(alphabet.length)]).join("");
  return Array.from({ length: groups }, group).join("-");
}

/** However it was typed: case, spaces and hyphens do not matter. */
function hashOf(code: string): Uint8Array<ArrayBuffer> {
  const plain = code.toLowerCase().replace(/[^a-z0-9]/g, "");
  return new Uint8Array(createHash("sha256").update(plain).digest());
}
