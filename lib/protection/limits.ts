import { env } from "@/lib/env";

/** What limits the sign-ons of a letter, each per hour; and what counts as a burst. */
export const limitNames = [
  "perNetwork",
  "perWideNetwork",
  "perDomain",
  "perAddress",
  "perLetter",
  "burstCount",
  "burstFactor",
] as const;
export type LimitName = (typeof limitNames)[number];
export type Limits = Record<LimitName, number>;

/** A wide network (IPv4 /24, IPv6 /48) may have as much as so many of the narrow ones in it. */
export const networksInWide = 5;
/** Sign-ons in ten minutes that are many for any letter, and how many times its usual number they must be. */
const burst = { burstCount: 300, burstFactor: 5 };

/** The limits that hold for a letter: its own where it has some, else this server's. */
export function limitsOf(own: Partial<Record<LimitName, number | null>> | null): Limits {
  const { SIGN_LIMIT_PER_IP, SIGN_LIMIT_PER_DOMAIN, SIGN_LIMIT_PER_ADDRESS, SIGN_LIMIT_PER_LETTER } = env();
  const perNetwork = own?.perNetwork ?? SIGN_LIMIT_PER_IP;
  return {
    perNetwork,
    perWideNetwork: own?.perWideNetwork ?? perNetwork * networksInWide,
    perDomain: own?.perDomain ?? SIGN_LIMIT_PER_DOMAIN,
    perAddress: own?.perAddress ?? SIGN_LIMIT_PER_ADDRESS,
    perLetter: own?.perLetter ?? SIGN_LIMIT_PER_LETTER,
    burstCount: own?.burstCount ?? burst.burstCount,
    burstFactor: own?.burstFactor ?? burst.burstFactor,
  };
}

/** Below this a limit is not divided: an office signs a handful of times. */
const handful = 5;
const withoutProof = 3;
const inSlowMode = 4;

/** What is left of a network's limit without a proof of work, and in slow mode. */
export function strictLimit(
  max: number,
  { isProven, isSlow }: { isProven: boolean; isSlow: boolean },
): number {
  const share = max / (isProven ? 1 : withoutProof) / (isSlow ? inSlowMode : 1);
  return Math.max(Math.ceil(share), Math.min(max, handful));
}

/** How long the confirmation mail of a sign-on waits, in seconds. */
export function mailDelay({ isProven, isSlow }: { isProven: boolean; isSlow: boolean }): number {
  return isProven ? 0 : env().SIGN_MAIL_DELAY * (isSlow ? inSlowMode : 1);
}

/** Whether so many sign-ons within ten minutes are a burst, for a letter with so many usually. */
export function isBurst(count: number, usual: number, { burstCount, burstFactor }: Limits): boolean {
  return count > burstCount && count > usual * burstFactor;
}
