import { pageContext } from "@/app/_http/context";
import { askLinkPage, ownPage } from "@/app/_http/own-route";
import { refuseMethod } from "@/app/_http/refusals";
import { refused } from "@/app/_http/refused";
import { respondPersonally } from "@/app/_http/respond";
import { HeldPage } from "@/app/_ui/document/mine/HeldPage";
import { heldData } from "@/lib/privacy/held-data";

/** The same to read, in words (GDPR Art. 15). */
export const GET = ownPage(async ({ locale, letter, visit }) => {
  const data = await heldData(visit.signatureId);
  if (!data) return askLinkPage(locale, letter, { why: "ended" }, refused.noVisit);
  return respondPersonally(<HeldPage {...{ context: pageContext(locale), letter, data }} />);
});

const refuse = refuseMethod(["GET", "HEAD"]);

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
