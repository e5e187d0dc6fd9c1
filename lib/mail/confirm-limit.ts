import { addressIndex } from "@/lib/addresses/blind-index";
import { throttle } from "@/lib/throttle/commands";

/** Mails to confirm that one mailbox gets at most, of all letters together and however its address is spelled. */
const most = { hour: 3, day: 6 };
/** What of it goes to sign-ons without a proof of work: robots do not use up what a person needs, however often they try. */
const unproven = { hour: 2, day: 4 };

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
  const within = (scope: string, { hour, day }: typeof most) => [
    { scope: `${scope}-hour`, subject, max: hour, windowSeconds: 3600 },
    { scope: `${scope}-day`, subject, max: day, windowSeconds: 24 * 3600 },
  ];
  // What its own limits refuse is not counted against those of all.
  const own = isProven === false ? within("confirm-unproven", unproven) : [];
  return (await throttle([...own, ...within("confirm", most)])) === null;
}
