import { pageContext } from "@/app/_http/context";
import { letterNotice } from "@/app/_http/letter-notice";
import { ownPage } from "@/app/_http/own-route";
import { refuseMethod } from "@/app/_http/refusals";
import { refused } from "@/app/_http/refused";
import { respondWithFile } from "@/app/_http/respond";
import { readReceipt } from "@/lib/ledger/receipt";

/** The receipt as a file, which `register:verify` takes. */
export const GET = ownPage(async ({ locale, letter, visit }) => {
  const receipt = await readReceipt(visit.signatureId);
  if (receipt) return respondWithFile(receipt, `receipt-${letter.slug}.json`);
  const { t } = pageContext(locale);
  return letterNotice(locale, letter, {
    title: t("mine.noReceiptTitle"),
    text: t("mine.noReceipt"),
    way: { words: t("mine.back"), to: "/mine" },
    refused: refused.nowhere,
  });
});

const refuse = refuseMethod(["GET", "HEAD"]);

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
