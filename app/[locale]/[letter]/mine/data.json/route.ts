import { askLinkPage, ownPage } from "@/app/_http/own-route";
import { refuseMethod } from "@/app/_http/refusals";
import { refused } from "@/app/_http/refused";
import { respondWithFile } from "@/app/_http/respond";
import { heldData } from "@/lib/privacy/held-data";

/** Everything that is held about the signature, as a file (GDPR Art. 20). */
export const GET = ownPage(async ({ locale, letter, visit }) => {
  const held = await heldData(visit.signatureId);
  if (!held) return askLinkPage(locale, letter, { why: "ended" }, refused.noVisit);
  return respondWithFile(held, `${letter.slug}-${visit.signatureId}.json`);
});

const refuse = refuseMethod(["GET", "HEAD"]);

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
