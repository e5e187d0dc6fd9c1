import { createHmac } from "node:crypto";
import { type Challenge, createChallenge, randomInt, verifySolution } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/pbkdf2";
import { z } from "zod";
import { required } from "@/lib/env";

/**
 * The work that a browser does while somebody fills in the form: about a hundred keys of 2,000 rounds of PBKDF2, 0.1 s of a laptop's
 * core and under a second of an old phone's. In slow mode it is four times as much.
 */
const rounds = 2_000;
const keys = { usual: [50, 150], slow: [200, 600] } as const;

/** How long a challenge can be answered. A page that is open for longer fetches another. */
const lifeMs = 2 * 3600_000;

/** A challenge for a letter's form, signed, so that nothing of it need be kept. */
export function makeChallenge(letterId: string, isSlow: boolean, now: Date): Promise<Challenge> {
  const [fewest, most] = keys[isSlow ? "slow" : "usual"];
  return createChallenge({
    algorithm: "PBKDF2/SHA-256",
    cost: rounds,
    counter: randomInt(most, fewest),
    deriveKey,
    data: { letter: letterId },
    expiresAt: new Date(now.getTime() + lifeMs),
    hmacSignatureSecret: secretFor("challenge"),
    hmacKeySignatureSecret: secretFor("key"),
  });
}

/** A solved challenge: its name, and when it would have run out anyway. */
export interface Proof {
  nonce: Uint8Array<ArrayBuffer>;
  expiresAt: Date;
}

const hex = z.string().regex(/^(?:[0-9a-f]{2}){1,64}$/);
const Payload = z.object({
  challenge: z.object({
    parameters: z.strictObject({
      algorithm: z.literal("PBKDF2/SHA-256"),
      nonce: hex,
      salt: hex,
      cost: z.literal(rounds),
      keyLength: z.literal(32),
      keyPrefix: hex,
      keySignature: hex,
      expiresAt: z.int(),
      data: z.strictObject({ letter: z.uuid() }),
    }),
    signature: hex,
  }),
  solution: z.object({ counter: z.int(), derivedKey: hex, time: z.number().optional() }),
});

/** Longest accepted answer in characters; an honest one has about 800. */
const longest = 4_000;

/**
 * Reads the form's answer to a challenge. Forged, expired, of another letter, unreadable: null, which is no error but a sign-on
 * without proof. Whether it was used before is `isSpent`'s to say, and at last `spendProof`'s.
 */
export async function readProof(answer: string, letterId: string, now: Date): Promise<Proof | null> {
  const parsed = answer.length <= longest ? Payload.safeParse(decode(answer)) : null;
  if (!parsed?.success) return null;
  const { challenge, solution } = parsed.data;
  const { data, expiresAt, nonce } = challenge.parameters;
  if (data.letter !== letterId || expiresAt * 1000 <= now.getTime()) return null;
  const { verified } = await verifySolution({
    challenge,
    solution: { time: 0, ...solution },
    deriveKey,
    hmacSignatureSecret: secretFor("challenge"),
    hmacKeySignatureSecret: secretFor("key"),
  });
  return verified
    ? { nonce: new Uint8Array(Buffer.from(nonce, "hex")), expiresAt: new Date(expiresAt * 1000) }
    : null;
}

/** Base64 of JSON, as ALTCHA's widget sends it. */
function decode(answer: string): unknown {
  try {
    return JSON.parse(Buffer.from(answer, "base64").toString("utf8"));
  } catch {
    return null;
  }
}

function secretFor(purpose: string): string {
  return createHmac("sha256", required("AUTH_SECRET")).update(`proof of work\n${purpose}`).digest("hex");
}
