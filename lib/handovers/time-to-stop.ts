/**
 * How long the present address can stop a handing over, in hours, from the mail that tells it: one link to the own page that fell into
 * other hands must not take a signature over while its owner is asleep.
 */
export const hoursToStop = 24;

/** When a handing over takes effect at the earliest, if the present address was or is told at a moment. */
export function effectiveFrom(toldAt: Date): Date {
  return new Date(toldAt.getTime() + hoursToStop * 3600_000);
}
