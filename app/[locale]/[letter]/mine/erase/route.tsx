import { pageContext } from "@/app/_http/context";
import { askLinkPage, ownForm, ownPage } from "@/app/_http/own-route";
import { refuseMethod } from "@/app/_http/refusals";
import { refused } from "@/app/_http/refused";
import { respondPersonally, seeOther } from "@/app/_http/respond";
import { withVisit } from "@/app/_http/visit";
import { ErasePage } from "@/app/_ui/document/mine/ErasePage";
import { eraseOwn } from "@/lib/signers/commands";
import { readOwnSignature } from "@/lib/signers/queries";

export const GET = ownPage(async ({ locale, letter, visit }) => {
  const signature = await readOwnSignature(visit.signatureId);
  if (!signature) return askLinkPage(locale, letter, { why: "ended" }, refused.noVisit);
  return respondPersonally(<ErasePage {...{ context: pageContext(locale), letter, signature }} />);
});

/** Erases everything, after a second deliberate step. What was erased in another window is erased all the same. */
export const POST = ownForm(async ({ locale, letter, visit, now }, form) => {
  if (form.get("sure") !== "yes") {
    const signature = await readOwnSignature(visit.signatureId);
    if (!signature) return askLinkPage(locale, letter, { why: "ended" }, refused.noVisit);
    const context = pageContext(locale);
    return respondPersonally(<ErasePage {...{ context, letter, signature, isUnticked: true }} />, {
      refused: refused.incomplete,
    });
  }
  await eraseOwn(visit.signatureId, now);
  return withVisit(seeOther(`/${locale}/${letter.slug}/mine/erased`), letter.slug, null);
});

const refuse = refuseMethod(["GET", "HEAD", "POST"]);

export { refuse as DELETE, refuse as PATCH, refuse as PUT };
