import type { RefusalKind } from "@/lib/generated/prisma/enums";
import { countRefusal } from "@/lib/refusals/counter";

/** How a request is refused: the status of its answer, and what it counts as in the desk's figures. */
export interface Refused {
  status: number;
  as: RefusalKind;
}

/** Every way to refuse a request for a page, by what the routes call it. */
export const refused = {
  otherSite: { status: 403, as: "other_site" },
  tooLarge: { status: 413, as: "too_large" },
  unreadable: { status: 400, as: "unreadable" },
  method: { status: 405, as: "method" },
  nowhere: { status: 404, as: "nowhere" },
  incomplete: { status: 422, as: "incomplete" },
  blocked: { status: 403, as: "blocked" },
  tooMany: { status: 429, as: "too_many" },
  // What it is about has changed since its page was made, or is over.
  changed: { status: 409, as: "changed" },
  letterClosed: { status: 410, as: "changed" },
  noVisit: { status: 403, as: "visit" },
  // Links of mails.
  malformed: { status: 400, as: "link" },
  unknown: { status: 404, as: "link" },
  expired: { status: 410, as: "link_over" },
  used: { status: 410, as: "link_over" },
  over: { status: 410, as: "link_over" },
  closed: { status: 410, as: "link_over" },
} as const satisfies Record<string, Refused>;

/** Counts a refusal, and gives the status that it is answered with. */
export function statusOf({ status, as }: Refused): number {
  countRefusal(as);
  return status;
}
