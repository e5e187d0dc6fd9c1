import { createHmac, randomBytes } from "node:crypto";
import { db } from "@/lib/db";
import { required } from "@/lib/env";
import { addressGroup } from "@/lib/throttle/addresses";

const kept = new Map<string, Uint8Array>();

/**
 * The network that a request came from as a keyed hash (HMAC-SHA-256, 32 bytes) that means nothing once the day's key
 * is swept. The day's key lies in the database, beside the hashes, so a secret from outside goes into it: a dump of today gives no
 * addresses either. Null where the address is not known.
 */
export async function networkHash(
  address: string | null,
  now: Date,
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (address === null) return null;
  const key = await keyOfDay(now);
  return new Uint8Array(createHmac("sha256", key).update(addressGroup(address)).digest());
}

async function keyOfDay(now: Date): Promise<Uint8Array> {
  const day = now.toISOString().slice(0, 10);
  const known = kept.get(day);
  if (known) return known;
  await db().$executeRaw`
    INSERT INTO network_key (day, key) VALUES (${day}::date, ${randomBytes(32)}) ON CONFLICT DO NOTHING`;
  const { key } = await db().networkKey.findUniqueOrThrow({ where: { day: new Date(day) } });
  const outside = new Uint8Array(
    createHmac("sha256", required("AUTH_SECRET")).update("network\n").update(key).digest(),
  );
  kept.clear();
  kept.set(day, outside);
  return outside;
}
