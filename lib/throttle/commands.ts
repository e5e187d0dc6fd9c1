import { createHmac } from "node:crypto";
import { db, type Tx } from "@/lib/db";
import { required } from "@/lib/env";

/** One limit: at most `max` events per `windowSeconds` for one subject. */
export interface Limit {
  scope: string;
  subject: string;
  max: number;
  windowSeconds: number;
}

/**
 * Counts one event against each limit in turn, until one refuses: what one limit refuses does not use up the next, so a flood
 * from one network cannot lock out the addresses that it names. One atomic statement (count_events), so that it holds across
 * processes. Windows are fixed: they begin with the first event. Subjects are stored as keyed hashes only.
 * Inside a transaction a count goes with it.
 * @returns seconds to wait when a limit is exceeded, otherwise null.
 */
export async function throttle(limits: Limit[], tx: Tx = db()): Promise<number | null> {
  const [counted] = await tx.$queryRaw<{ wait: number | null }[]>`
    SELECT count_events(${limits.map(keyOf)}::bytea[], ${limits.map(({ max }) => max)}::int[],
      ${limits.map(({ windowSeconds }) => windowSeconds)}::int[]) AS wait`;
  return counted?.wait ?? null;
}

/**
 * The same for a sign-on, with the letter's own figures (lib/protection), in one statement that does not wait for the disk: a count
 * that a crash forgets is no loss. Limits come in an order that is the same for everybody, so that no two wait for each other.
 */
export async function throttleSignOn(
  limits: Limit[],
  { letterId, isProven }: { letterId: string; isProven: boolean },
): Promise<number | null> {
  const [counted] = await db().$queryRaw<{ wait: number | null }[]>`
    SELECT count_sign_on(${limits.map(keyOf)}::bytea[], ${limits.map(({ max }) => max)}::int[],
      ${limits.map(({ windowSeconds }) => windowSeconds)}::int[], ${letterId}::uuid, ${someShard()}::int, ${isProven}) AS wait`;
  return counted?.wait ?? null;
}

/**
 * The same for a sign-on that will come to nothing, of a robot that was caught or with a blocked address: counted as such, and told to wait
 * when others are, in one statement as well. What it uses up is apart, so that it takes nothing from whoever signs from its network, or
 * has the address that it names.
 */
export async function throttleInVain(
  limits: Limit[],
  { letterId, as }: { letterId: string; as: "trapped" | "blocked" },
): Promise<number | null> {
  const apart = limits.map((limit) => ({ ...limit, scope: `caught-${limit.scope}` }));
  const [counted] = await db().$queryRaw<{ wait: number | null }[]>`
    WITH caught AS (
      INSERT INTO sign_on_count AS c (letter_id, slot, shard, trapped, blocked)
      VALUES (${letterId}::uuid, date_bin('10 minutes', now(), 'epoch'), ${someShard()}::smallint,
        ${as === "trapped" ? 1 : 0}::int, ${as === "blocked" ? 1 : 0}::int)
      ON CONFLICT (letter_id, slot, shard) DO UPDATE SET
        trapped = c.trapped + excluded.trapped, blocked = c.blocked + excluded.blocked
    )
    SELECT set_config('synchronous_commit', 'off', true) AS unsynced,
      count_events(${apart.map(keyOf)}::bytea[], ${apart.map(({ max }) => max)}::int[],
        ${apart.map(({ windowSeconds }) => windowSeconds)}::int[]) AS wait`;
  return counted?.wait ?? null;
}

const shards = 8;

/** One of the rows that a letter's figures are spread over: whichever, for their sum is the figure. */
export function someShard(): number {
  return Math.floor(Math.random() * shards);
}

/** Takes one event back that turned out to be none of those that the limits are for. */
export async function giveBack(limits: Limit[], tx: Tx): Promise<void> {
  for (const limit of limits)
    await tx.$executeRaw`UPDATE throttle SET count = count - 1 WHERE key = ${keyOf(limit)} AND count > 0`;
}

function keyOf({ scope, subject }: Limit): Buffer {
  return createHmac("sha256", required("AUTH_SECRET")).update(`throttle\n${scope}\n${subject}`).digest();
}
