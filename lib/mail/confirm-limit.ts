import { addressIndex } from "@/lib/addresses/blind-index";
import { throttle } from "@/lib/throttle/commands";

/** Mails to confirm that one mailbox gets at most, of all letters together and however its address is spelled. */
const most = { hour: 3, day: 6 };
/** What of it is kept for sign-ons with a proof of work: robots without one do not use up what a person needs. */
const keptForProven = { hour: 1, day: 2 };

/**
 * Counts a mail to confirm against what its mailbox may get, once however often it is tried.
 * @returns whether it may go.
 */
export async function mayMailToConfirm(
  email: string,
  { isProven, attempts }: { isProven: boolean | null; attempts: number },
): Promise<boolean> {
  if (attempts > 0) return true;
  const subject = Buffer.from(addressIndex(email)).toString("hex");
  const spare = isProven === false ? keptForProven : { hour: 0, day: 0 };
  const limits = [
    { scope: "confirm-hour", subject, max: most.hour - spare.hour, windowSeconds: 3600 },
    { scope: "confirm-day", subject, max: most.day - spare.day, windowSeconds: 24 * 3600 },
  ];
  return (await throttle(limits)) === null;
}
