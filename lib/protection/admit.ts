import { addressIndexes } from "@/lib/addresses/blind-index";
import { db, type Tx } from "@/lib/db";
import { env } from "@/lib/env";
import { mailHost, registrable } from "@/lib/evidence/domains";
import { isFreeMail } from "@/lib/evidence/mail-provider";
import { strictLimit } from "@/lib/protection/limits";
import { type Gates, recentWatch, type Watch } from "@/lib/protection/watch";
import { addressGroup, wideGroup } from "@/lib/throttle/addresses";
import { type Limit, someShard, throttle, throttleInVain, throttleSignOn } from "@/lib/throttle/commands";

/** A checked sign-on, before it is stored. */
export interface SignOn {
  letterId: string;
  email: string;
  /** The client's address, or null where it is not known. */
  address: string | null;
  isProven: boolean;
  /** Whether it filled in the field that people do not see. */
  isCaught?: boolean;
  now: Date;
}

/**
 * What becomes of a sign-on: it is taken; or its network or mail domain is blocked, which is said; or its address is, which is not
 * said, for whoever typed it may be anybody; or it was caught as a robot's, which is not said either; or there were too many.
 */
export type Admission =
  | { kind: "taken" | "ignored"; isSlow: boolean }
  | { kind: "blocked" }
  | { kind: "tooMany"; waitSeconds: number };

/** The figures of a letter are read again within ten minutes of its limit (lib/protection/watch.ts). */
const slotSeconds = 600;

/** Holds a sign-on against the letter's lists and limits, and counts it: one statement, whatever there is to count. */
export async function admit(signOn: SignOn): Promise<Admission> {
  const { letterId, now, isProven } = signOn;
  const watch = await recentWatch(letterId, now);
  const { isSlow, blocked, allowed } = watch;
  const indexes = addressIndexes(signOn.email).map((index) => Buffer.from(index).toString("hex"));
  if (stands(blocked, signOn) && !stands(allowed, signOn)) {
    await countAside(letterId, "blocked");
    return { kind: "blocked" };
  }
  if (watch.taken >= watch.limits.perLetter || watch.takenEverywhere >= env().SIGN_LIMIT_PER_SITE) {
    await countAside(letterId, "limited");
    return { kind: "tooMany", waitSeconds: slotSeconds };
  }
  const limits = limitsFor(signOn, indexes, watch);
  const isBlocked = hasAny(blocked.addresses, indexes) && !hasAny(allowed.addresses, indexes);
  const isInVain = isBlocked || signOn.isCaught;
  const waitSeconds = isInVain
    ? await throttleInVain(limits, { letterId, as: isBlocked ? "blocked" : "trapped" })
    : await throttleSignOn(limits, { letterId, isProven });
  if (waitSeconds !== null) return { kind: "tooMany", waitSeconds };
  return { kind: isInVain ? "ignored" : "taken", isSlow };
}

/**
 * Counts that a signer names somebody's address, which gets a mail that nobody asked for there: as a sign-on counts, with those of the
 * same network and to the same mail domain. What the mailbox itself may get is counted when the mail goes out.
 * @returns seconds to wait when there were too many, otherwise null.
 */
export async function admitNaming(
  tx: Tx,
  naming: Pick<SignOn, "letterId" | "email" | "address" | "now">,
): Promise<number | null> {
  const watch = await recentWatch(naming.letterId, naming.now);
  // Whoever names has confirmed a mail: no proof of work says more.
  return throttle(placeLimits({ ...naming, isProven: true }, watch), tx);
}

/** What of an address stands on a letter's list of what it does not take, where it comes by another way than the form. */
export async function barOf(
  letterId: string,
  email: string,
  now: Date,
): Promise<"domain" | "address" | null> {
  const { blocked, allowed } = await recentWatch(letterId, now);
  const indexes = addressIndexes(email).map((index) => Buffer.from(index).toString("hex"));
  if (hasDomain(blocked.domains, email) && !hasDomain(allowed.domains, email)) return "domain";
  return hasAny(blocked.addresses, indexes) && !hasAny(allowed.addresses, indexes) ? "address" : null;
}

/** Whether the network or the mail domain of a sign-on stands on a list. */
function stands({ networks, domains }: Gates, { address, email }: SignOn): boolean {
  return networks.has(address) || hasDomain(domains, email);
}

function hasAny(known: Set<string>, wanted: string[]): boolean {
  return wanted.some((one) => known.has(one));
}

/** A domain stands for what is below it. */
function hasDomain(domains: Set<string>, email: string): boolean {
  const labels = mailHost(email).split(".");
  return labels.some((_, at) => domains.has(labels.slice(at).join(".")));
}

/** The limits of a sign-on, from the network to the address: what one refuses does not use up the next. */
function limitsFor(signOn: SignOn, indexes: string[], watch: Watch): Limit[] {
  const { limits, allowed } = watch;
  return [
    ...placeLimits(signOn, watch),
    ...(hasAny(allowed.addresses, indexes)
      ? []
      : [perHour("sign-address", indexes[0] ?? "", limits.perAddress)]),
  ];
}

/** Those of the network that it comes from, and of the mail domain that it names. */
function placeLimits({ address, email, isProven }: SignOn, watch: Watch): Limit[] {
  const { limits, isSlow, allowed } = watch;
  const strict = (max: number) => strictLimit(max, { isProven, isSlow });
  const host = mailHost(email);
  const isAllowedNetwork = allowed.networks.has(address);
  const isAllowedDomain = isFreeMail(host) || hasDomain(allowed.domains, email);
  return [
    ...(isAllowedNetwork ? [] : [perHour("sign-ip", addressGroup(address), strict(limits.perNetwork))]),
    ...(isAllowedNetwork ? [] : [perHour("sign-wide", wideGroup(address), strict(limits.perWideNetwork))]),
    ...(isAllowedDomain ? [] : [perHour("sign-domain", registrable(host), limits.perDomain)]),
  ];
}

function perHour(scope: string, subject: string, max: number): Limit {
  return { scope, subject, max, windowSeconds: 3600 };
}

/** Counts a sign-on that was not taken, for the desk to see. */
async function countAside(letterId: string, why: "blocked" | "limited"): Promise<void> {
  const one = (name: typeof why) => (name === why ? 1 : 0);
  await db().$executeRaw`
    INSERT INTO sign_on_count AS c (letter_id, slot, shard, blocked, limited)
    VALUES (${letterId}::uuid, date_bin('10 minutes', now(), 'epoch'), ${someShard()}::smallint,
      ${one("blocked")}::int, ${one("limited")}::int)
    ON CONFLICT (letter_id, slot, shard) DO UPDATE SET
      blocked = c.blocked + excluded.blocked, limited = c.limited + excluded.limited`;
}
