import { pageContext } from "@/app/_http/context";
import { letterNotice } from "@/app/_http/letter-notice";
import { type OwnPlace, ownForm, ownPage } from "@/app/_http/own-route";
import { requestAddress } from "@/app/_http/peer";
import { refuseMethod } from "@/app/_http/refusals";
import { type Refused, refused } from "@/app/_http/refused";
import { respondPersonally, seeOther } from "@/app/_http/respond";
import { RepresentativePage, type RepresentativePageProps } from "@/app/_ui/document/mine/RepresentativePage";
import { beginHandover, type HandoverRefusal } from "@/lib/handovers/commands";
import { writeTo } from "@/lib/letters/contact";
import { readSignForm, type SignForm } from "@/lib/signatures/schema";
import { readOwnSignature } from "@/lib/signers/queries";

export const GET = ownPage(async (place) => {
  const signature = await readOwnSignature(place.visit.signatureId);
  const isStanding = signature?.status === "pending" || signature?.status === "published";
  return isStanding && signature?.kind === "organisation" && signature.email ? form(place) : notHere(place);
});

export const POST = ownForm(async (place, posted, request) => {
  const { locale, letter, visit, now } = place;
  const values = readSignForm(posted);
  const { signatureId } = visit;
  const address = requestAddress(request.headers);
  const begun = await beginHandover({ signatureId, form: values, address, locale, now });
  return begun.ok ? seeOther(`/${locale}/${letter.slug}/mine/named`) : refusal(place, values, begun.error);
});

function form(
  { locale, letter }: OwnPlace,
  page: Omit<RepresentativePageProps, "context" | "letter"> = {},
  because?: Refused,
): Promise<Response> {
  const context = pageContext(locale);
  return respondPersonally(<RepresentativePage {...{ context, letter, ...page }} />, { refused: because });
}

/** The form again with everything that was typed, and what is in the way. */
function refusal(place: OwnPlace, values: SignForm, why: HandoverRefusal): Promise<Response> {
  const { t } = pageContext(place.locale);
  switch (why.code) {
    case "unknown":
    case "notAllowed":
      return notHere(place);
    case "fields":
      return form(place, { values, errors: why.errors }, refused.incomplete);
    case "sameAddress":
      return form(place, { values, isSameAddress: true }, refused.incomplete);
    case "blocked": {
      const { publisher } = place.letter;
      const text = t("mine.representative.blocked", { publisher, contact: writeTo(place.letter) });
      const notice = { title: t("mine.refusedTitle"), text };
      return form(place, { values, notice }, refused.blocked);
    }
    case "tooManyHere": {
      const minutes = Math.ceil(why.waitSeconds / 60);
      const text = t("mine.representative.tooManyHere", { minutes });
      return form(place, { values, notice: { title: t("mine.tooManyTitle"), text } }, refused.tooMany);
    }
    case "tooMany": {
      const hours = Math.ceil(why.waitSeconds / 3600);
      const text = t("mine.representative.tooMany", { number: hours });
      return form(place, { values, notice: { title: t("mine.tooManyTitle"), text } }, refused.tooMany);
    }
  }
}

/** An individual speaks for nobody else; and nobody represents what has not been confirmed, or has ended. */
function notHere({ locale, letter }: OwnPlace): Promise<Response> {
  const { t } = pageContext(locale);
  return letterNotice(locale, letter, {
    title: t("mine.representative.notHereTitle"),
    text: t("mine.representative.notHere"),
    way: { words: t("mine.back"), to: "/mine" },
    refused: refused.changed,
  });
}

const refuse = refuseMethod(["GET", "HEAD", "POST"]);

export { refuse as DELETE, refuse as PATCH, refuse as PUT };
