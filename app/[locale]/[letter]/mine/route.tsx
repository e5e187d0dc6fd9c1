import { pageContext } from "@/app/_http/context";
import { readForm } from "@/app/_http/forms";
import { letterRoute } from "@/app/_http/letter-route";
import { isFromThisSite } from "@/app/_http/origin";
import { askLinkPage } from "@/app/_http/own-route";
import { notFoundPage, refusedForm, refuseMethod } from "@/app/_http/refusals";
import { refused } from "@/app/_http/refused";
import { respondPersonally, seeOther } from "@/app/_http/respond";
import { visitSecret, withVisit } from "@/app/_http/visit";
import { OpenPage } from "@/app/_ui/document/mine/OpenPage";
import { OwnPage, ownNotices } from "@/app/_ui/document/mine/OwnPage";
import { waitingChange } from "@/lib/amendments/queries";
import { declinedAt, openHandover } from "@/lib/handovers/queries";
import type { Locale } from "@/lib/i18n/locales";
import { findLetter, type Letter } from "@/lib/letters/queries";
import { type LinkRefusal, readLink } from "@/lib/signers/links";
import { readOwnSignature } from "@/lib/signers/queries";
import { beginVisit, findVisit } from "@/lib/signers/visits";

/** A signer's own page; with a link's token the page with its button; else where the link is asked for. Nothing changes. */
export const GET = letterRoute(async (request, { locale, slug }) => {
  const letter = await findLetter(slug, locale);
  if (!letter) return notFoundPage(locale);
  const now = new Date();
  const token = new URL(request.url).searchParams.get("token");
  if (token !== null) {
    const link = await readLink(slug, token, now);
    if (!link.ok) return refusal(locale, letter, link.error);
    const context = pageContext(locale);
    return respondPersonally(<OpenPage {...{ context, letter, link: link.value, token }} />);
  }
  const secret = visitSecret(request.headers);
  const visit = await findVisit(slug, secret, now);
  const signature = visit && (await readOwnSignature(visit.signatureId));
  if (!signature) return askLinkPage(locale, letter, secret ? { why: "ended" } : {});
  const context = pageContext(locale);
  const [amendment, handover, declined] = await Promise.all([
    waitingChange(signature.id),
    openHandover(signature.id),
    declinedAt(signature.id),
  ]);
  const until = visit.expiresAt;
  const said = new URL(request.url).searchParams.get("said");
  // What an address says was stopped may have been begun anew.
  const isStale = said === "handoverStopped" && handover !== null;
  const notice = isStale ? undefined : ownNotices.find((one) => one === said);
  return respondPersonally(
    <OwnPage {...{ context, letter, signature, amendment, handover, declined, until, notice }} />,
  );
});

/** Uses a link up, and begins a visit. */
export const POST = letterRoute(async (request, { locale, slug }) => {
  if (!isFromThisSite(request.headers)) return refusedForm(locale, "otherSite", "mine");
  const posted = await readForm(request);
  if (!posted.ok) return refusedForm(locale, posted.error, "mine");
  const letter = await findLetter(slug, locale);
  if (!letter) return notFoundPage(locale);
  const earlier = visitSecret(request.headers);
  const begun = await beginVisit(slug, posted.value.get("token"), new Date(), earlier);
  if (!begun.ok) return refusal(locale, letter, begun.error);
  return withVisit(seeOther(`/${locale}/${slug}/mine`), slug, begun.value);
});

function refusal(locale: Locale, letter: Letter, why: LinkRefusal): Promise<Response> {
  return askLinkPage(locale, letter, { why }, refused[why]);
}

const refuse = refuseMethod(["GET", "HEAD", "POST"]);

export { refuse as DELETE, refuse as PATCH, refuse as PUT };
