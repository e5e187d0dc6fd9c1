import { ownForm } from "@/app/_http/own-route";
import { refuseMethod } from "@/app/_http/refusals";
import { seeOther } from "@/app/_http/respond";
import { chooseNews } from "@/lib/signers/commands";

/** Turns news on or off. */
export const POST = ownForm(async ({ locale, letter, visit, now }, form) => {
  const wantsNews = form.get("news") === "on";
  const agreement = String(form.get("agreement") ?? "");
  const chosen = await chooseNews({ signatureId: visit.signatureId, wantsNews, agreement, locale, now });
  const refused = !chosen.ok && (chosen.error === "tooMany" ? "newsTooMany" : "newsChanged");
  const said = refused || (wantsNews ? "newsOn" : "newsOff");
  return seeOther(`/${locale}/${letter.slug}/mine?said=${said}`);
});

const refuse = refuseMethod(["POST"]);

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as PUT };
