import { pageContext } from "@/app/_http/context";
import { letterNotice } from "@/app/_http/letter-notice";
import { type OwnPlace, ownForm, ownPage } from "@/app/_http/own-route";
import { refuseMethod } from "@/app/_http/refusals";
import { type Refused, refused } from "@/app/_http/refused";
import { respondPersonally, seeOther } from "@/app/_http/respond";
import { WithdrawPage } from "@/app/_ui/document/mine/WithdrawPage";
import { type WithdrawRefusal, withdraw } from "@/lib/signers/commands";
import { readOwnSignature } from "@/lib/signers/queries";

export const GET = ownPage(async (place) => {
  const { locale, letter, visit } = place;
  const signature = await readOwnSignature(visit.signatureId);
  if (!signature) return refusal(place, "unknown");
  if (signature.status === "withdrawn") return refusal(place, "already");
  if (signature.status !== "pending" && signature.status !== "published") return refusal(place, "ended");
  return respondPersonally(<WithdrawPage {...{ context: pageContext(locale), letter, signature }} />);
});

export const POST = ownForm(async (place) => {
  const withdrawn = await withdraw(place.visit.signatureId, place.now);
  if (!withdrawn.ok) return refusal(place, withdrawn.error);
  return seeOther(`/${place.locale}/${place.letter.slug}/mine`);
});

const refusedAs = {
  unknown: { status: 404, as: "changed" },
  already: undefined,
  ended: refused.changed,
} as const satisfies Record<WithdrawRefusal, Refused | undefined>;

function refusal({ locale, letter }: OwnPlace, why: WithdrawRefusal): Promise<Response> {
  const { t } = pageContext(locale);
  return letterNotice(locale, letter, {
    title: t(`mine.withdrawRefusals.${why}Title`),
    text: t(`mine.withdrawRefusals.${why}`),
    way: { words: t("mine.back"), to: "/mine" },
    path: "/mine/withdraw",
    refused: refusedAs[why],
  });
}

const refuse = refuseMethod(["GET", "HEAD", "POST"]);

export { refuse as DELETE, refuse as PATCH, refuse as PUT };
