import { ownForm } from "@/app/_http/own-route";
import { refuseMethod } from "@/app/_http/refusals";
import { seeOther } from "@/app/_http/respond";
import { visitSecret, withVisit } from "@/app/_http/visit";
import { endVisit } from "@/lib/signers/visits";

/** Ends the visit, and takes its cookie away. */
export const POST = ownForm(async ({ locale, letter }, _form, request) => {
  await endVisit(visitSecret(request.headers));
  return withVisit(seeOther(`/${locale}/${letter.slug}/mine/left`), letter.slug, null);
});

const refuse = refuseMethod(["POST"]);

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as PUT };
