import { ownForm } from "@/app/_http/own-route";
import { refuseMethod } from "@/app/_http/refusals";
import { seeOther } from "@/app/_http/respond";
import { countRefusal } from "@/lib/refusals/counter";
import { chooseNews } from "@/lib/signers/commands";

/** Turns news on or off. */
export const POST = ownForm(async ({ locale, letter, visit, now }, form) => {
  const wantsNews = form.get("news") === "on";
  const agreement = String(form.get("agreement") ?? "");
  const chosen = await chooseNews({ signatureId: visit.signatureId, wantsNews, agreement, locale, now });
  const isTooMuch = !chosen.ok && chosen.error === "tooMany";
  if (!chosen.ok) countRefusal(isTooMuch ? "too_many" : "changed");
  const why = !chosen.ok && (isTooMuch ? "newsTooMany" : "newsChanged");
  const said = why || (wantsNews ? "newsOn" : "newsOff");
  return seeOther(`/${locale}/${letter.slug}/mine?said=${said}`);
});

const refuse = refuseMethod(["POST"]);

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as PUT };
