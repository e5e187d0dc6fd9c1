import { db, type Tx, transaction } from "@/lib/db";
import { keysAskedFor } from "@/lib/evidence/asked-names";
import { type Evidence, gatherEvidence, type Subject } from "@/lib/evidence/evidence";
import { nameKeys } from "@/lib/evidence/name-keys";
import { findSameNames, type NamedSubject } from "@/lib/evidence/similar-names";
import { lockSignature } from "@/lib/moderation/changes";
import { markGathered, markNamesKept } from "@/lib/signatures/marks";

const subjectColumns = {
  id: true,
  letterId: true,
  kind: true,
  name: true,
  nameAlt: true,
  website: true,
  email: true,
  network: true,
  isProven: true,
  createdAt: true,
  confirmedAt: true,
  bounce: true,
  bouncedAt: true,
  status: true,
  anonymisedAt: true,
  handovers: {
    where: { confirmedAt: { not: null } },
    orderBy: { confirmedAt: "desc" },
    take: 1,
    select: { confirmedAt: true },
  },
} as const;

/**
 * Gathers the evidence about a signature anew and keeps it, with its names as others are compared with them. Pending
 * signatures under the same name, or under one that its signer asks for, are gathered anew as well, for they have a new neighbour.
 */
export async function keepEvidence(signatureId: string, now: Date): Promise<void> {
  const subject = await gatherAndKeep(signatureId, now);
  if (!subject) return;
  const same = await transaction(async (tx) => {
    const keys = new Set([...subject.keys, ...(await keysAskedFor(tx, signatureId))]);
    return findSameNames(tx, { ...subject, keys: [...keys] }, 10);
  });
  for (const { id, status } of same) if (status === "pending") await gatherAndKeep(id, now);
}

/** @returns what other names are compared with, or null where there is nothing to gather about. */
async function gatherAndKeep(signatureId: string, now: Date): Promise<NamedSubject | null> {
  const named = await transaction(async (tx) => {
    // Read behind the lock: erased or changed meanwhile, its name must not come back, neither here nor below.
    await lockSignature(tx, signatureId);
    const subject = await readSubject(tx, signatureId);
    if (!subject || subject.status === "unconfirmed" || subject.anonymisedAt) return null;
    const keys = nameKeys(subject.name, subject.nameAlt);
    await keepNames(tx, [{ id: signatureId, keys }]);
    return { subject, keys };
  });
  if (!named) return null;
  const { subject, keys } = named;
  const evidence = await gatherEvidence(subject satisfies Subject);
  await transaction((tx) => storeEvidence(tx, subject, evidence, now));
  return { id: signatureId, letterId: subject.letterId, keys };
}

/** What the checks read of a signature, as it stands; null where it is not there. */
export async function readSubject(tx: Tx, id: string) {
  const found = await tx.signature.findUnique({ where: { id }, select: subjectColumns });
  // The address that it has now was confirmed when it was handed over.
  return found && { ...found, confirmedAt: found.handovers[0]?.confirmedAt ?? found.confirmedAt };
}

/** What somebody can change about a signature while it is looked into, which takes as long as others' name servers like. */
const changeable = ["name", "nameAlt", "website", "email", "bounce"] as const;

async function storeEvidence(tx: Tx, subject: Subject, evidence: Evidence[], now: Date): Promise<void> {
  const { id: signatureId } = subject;
  const doubts = evidence.filter(({ weighs }) => weighs === "against").length;
  // The signature's row is the lock: two who gather at once keep one set.
  await lockSignature(tx, signatureId);
  const today = await readSubject(tx, signatureId);
  // Whoever changed it meanwhile queued the job that looks into what it is now.
  if (changeable.some((field) => today?.[field] !== subject[field])) return;
  if (!(await markGathered(tx, signatureId, doubts, now))) return;
  await tx.evidence.deleteMany({ where: { signatureId } });
  await tx.evidence.createMany({
    data: evidence.map(({ code, weighs, values }, place) => ({
      signatureId,
      place,
      code,
      weighs,
      values,
      checkedAt: now,
    })),
  });
}

async function keepNames(tx: Tx, named: { id: string; keys: string[] }[]): Promise<void> {
  await tx.signatureName.deleteMany({ where: { signatureId: { in: named.map(({ id }) => id) } } });
  await tx.signatureName.createMany({
    data: named.flatMap(({ id, keys }) => keys.map((key) => ({ signatureId: id, key }))),
    skipDuplicates: true,
  });
}

const batch = 500;

/**
 * Gathers what is missing: after an import, an upgrade, or a crash between a confirmation and its job. Of imported names,
 * which nobody confirmed, only the names are kept. Returns how many signatures it was.
 */
export async function gatherMissing(now: Date): Promise<number> {
  let total = 0;
  for (;;) {
    const rows = await db().$queryRaw<
      { id: string; name: string; nameAlt: string | null; isImported: boolean }[]
    >`
      SELECT id, name, name_alt AS "nameAlt", sealed_email IS NULL AS "isImported" FROM signature
      WHERE evidence_at IS NULL AND status <> 'unconfirmed' AND anonymised_at IS NULL ORDER BY created_at LIMIT ${batch}`;
    const imported = rows.filter(({ isImported }) => isImported);
    await transaction(async (tx) => {
      // Erased meanwhile, a name must not come back.
      const there = await tx.$queryRaw<{ id: string }[]>`
        SELECT id FROM signature WHERE id = ANY(${imported.map(({ id }) => id)}::uuid[]) AND anonymised_at IS NULL
        ORDER BY id FOR UPDATE`;
      const isThere = new Set(there.map(({ id }) => id));
      await keepNames(
        tx,
        imported.flatMap(({ id, name, nameAlt }) =>
          isThere.has(id) ? [{ id, keys: nameKeys(name, nameAlt) }] : [],
        ),
      );
      await markNamesKept(
        tx,
        imported.map(({ id }) => id),
        now,
      );
    });
    for (const { id, isImported } of rows) if (!isImported) await keepEvidence(id, now);
    total += rows.length;
    if (rows.length < batch) return total;
  }
}
