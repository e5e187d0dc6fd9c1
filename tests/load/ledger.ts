import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { db, transaction } from "@/lib/db";
import { beginLogs } from "@/lib/ledger/begin";
import { beginLog } from "@/lib/ledger/commands";
import { signingKey } from "@/lib/ledger/key";
import { partsOf } from "@/lib/ledger/queries";
import { moveSignatures } from "@/lib/signatures/status";
import { fillLetter } from "@/tests/load/fill";
import { row } from "@/tests/load/pages";

const many = 100_000;
const bulk = 5000;
const root = path.resolve(import.meta.dirname, "../..");

/** The record of a list of 100,000 names: begun, fetched, checked beside bare SHA-256, and added to. */
export async function measureLedger(site: string, databaseUrl: string): Promise<void> {
  const slug = "ledger";
  await fillLetter(databaseUrl, slug, many);
  const begun = await seconds(() => beginLogs(db(), new Date()));
  const { value: parts, took: fetched } = await timed(() => fetchParts(site, slug));
  const folder = await mkdtemp(path.join(os.tmpdir(), "undersigned-ledger-"));
  const file = path.join(folder, "record.json");
  await writeFile(file, parts.join(""));
  const verified = await seconds(async () => check(["scripts/run.mjs", "scripts/register-verify.ts"], file));
  const recipe = await seconds(async () => check(["public/check-a-list.mjs"], file));
  await rm(folder, { recursive: true, force: true });
  const leaves = parts.flatMap((part) =>
    JSON.parse(part).entries.map((entry: unknown) => JSON.stringify(entry)),
  );
  const bare = await seconds(async () => {
    for (const leaf of leaves) createHash("sha256").update(leaf).digest();
  });
  const size = parts.reduce((bytes, part) => bytes + Buffer.byteLength(part), 0);
  console.log(`\nLedger: a record of ${many.toLocaleString("en")} entries, in seconds`);
  console.log(row(["", "", "", "took", "bare", "ratio"]));
  const line = (name: string, took: number) =>
    console.log(row([name.padEnd(26), "", "", took.toFixed(2), bare.toFixed(2), (took / bare).toFixed(0)]));
  line("register:verify, whole", verified);
  line("check-a-list.mjs, whole", recipe);
  console.log(`“bare” is SHA-256 of as many leaves and nothing else. Bar: register:verify under 10 s.`);
  console.log(
    `Begun in ${begun.toFixed(1)} s; fetched in ${partsOf(many)} parts, ${(size / 1e6).toFixed(0)} MB, in ${fetched.toFixed(1)} s.`,
  );
  await measureAppending(slug);
}

async function fetchParts(site: string, slug: string): Promise<string[]> {
  const parts: string[] = [];
  for (let part = 1; part <= partsOf(many); part += 1) {
    const answer = await fetch(`${site}/api/v1/letters/${slug}/log?part=${part}`);
    if (answer.status !== 200) throw new Error(`part ${part}: ${answer.status}`);
    parts.push(await answer.text());
  }
  return parts;
}

function check(program: string[], file: string): void {
  const done = spawnSync(process.execPath, [...program, file, "--key", signingKey().publicKey], {
    cwd: root,
    encoding: "utf8",
  });
  if (done.status !== 0) throw new Error(done.stderr);
}

/** Five thousand approved at once, and one at a time, on top of the 100,000. */
async function measureAppending(slug: string): Promise<void> {
  const letter = await db().letter.findUniqueOrThrow({ where: { slug }, select: { id: true } });
  const ids = await pending(letter.id, bulk + 100);
  const actor = { kind: "moderator", moderatorId: crypto.randomUUID() } as const;
  const approve = (signatureIds: string[]) =>
    transaction((tx) => moveSignatures(tx, { signatureIds, move: "approve", actor, now: new Date() }));
  const whole = await seconds(() => approve(ids.slice(0, bulk)));
  const ones = await seconds(async () => {
    for (const id of ids.slice(bulk)) await approve([id]);
  });
  const locks = await seconds(async () => {
    for (let at = 0; at < 100; at += 1)
      await transaction((tx) => beginLog(tx, { letterId: letter.id, now: new Date() }));
  });
  console.log(
    `Approved ${bulk.toLocaleString("en")} in one transaction in ${whole.toFixed(1)} s; one at a time ${(ones * 10).toFixed(1)} ms each, of which taking the lock and the log's end in a transaction of its own would be ${(locks * 10).toFixed(1)} ms.`,
  );
}

async function pending(letterId: string, count: number): Promise<string[]> {
  return transaction(async (tx) => {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      WITH added AS (
        INSERT INTO signature (letter_id, letter_version_id, status, kind, name, locale, evidence_at)
        SELECT ${letterId}::uuid, v.id, 'unconfirmed', 'organisation', 'New ' || n, 'en', now()
        FROM generate_series(1, ${count}::int) n, letter_version v WHERE v.letter_id = ${letterId}::uuid AND v.locale = 'en'
        RETURNING id, letter_id
      ), logged AS (
        INSERT INTO audit_entry (letter_id, signature_id, actor, action, to_status)
        SELECT letter_id, id, 'signer', 'sign', 'unconfirmed' FROM added
      ) SELECT id FROM added`;
    const ids = rows.map(({ id }) => id);
    await tx.$executeRaw`UPDATE signature SET status = 'pending' WHERE id = ANY(${ids}::uuid[])`;
    await tx.$executeRaw`INSERT INTO audit_entry (letter_id, signature_id, actor, action, to_status)
      SELECT letter_id, id, 'signer', 'confirm', 'pending' FROM signature WHERE id = ANY(${ids}::uuid[])`;
    return ids;
  });
}

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; took: number }> {
  const since = performance.now();
  const value = await work();
  return { value, took: (performance.now() - since) / 1000 };
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  return (await timed(work)).took;
}
