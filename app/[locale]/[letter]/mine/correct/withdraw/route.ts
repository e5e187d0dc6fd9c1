import { ownForm } from "@/app/_http/own-route";
import { refuseMethod } from "@/app/_http/refusals";
import { seeOther } from "@/app/_http/respond";
import { withdrawAmendment } from "@/lib/amendments/commands";

/** Takes back what waits for a moderator. Where nothing waits any more, the page says how it stands. */
export const POST = ownForm(async ({ locale, letter, visit, now }) => {
  await withdrawAmendment(visit.signatureId, now);
  return seeOther(`/${locale}/${letter.slug}/mine`);
});

const refuse = refuseMethod(["POST"]);

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as PUT };
