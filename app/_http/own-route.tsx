import { pageContext } from "@/app/_http/context";
import { type PostedForm, readForm } from "@/app/_http/forms";
import { letterRoute } from "@/app/_http/letter-route";
import { isFromThisSite } from "@/app/_http/origin";
import { notFoundPage, refusedForm } from "@/app/_http/refusals";
import { type Refused, refused } from "@/app/_http/refused";
import { respondPersonally } from "@/app/_http/respond";
import { visitSecret } from "@/app/_http/visit";
import { AskLinkPage, type AskLinkPageProps } from "@/app/_ui/document/mine/AskLinkPage";
import type { Locale } from "@/lib/i18n/locales";
import { findLetter, type Letter } from "@/lib/letters/queries";
import { readSignForm } from "@/lib/signatures/schema";
import { findVisit, type Visit } from "@/lib/signers/visits";

/** A signer's page of a letter, open to whoever has a visit. */
export interface OwnPlace {
  locale: Locale;
  letter: Letter;
  visit: Visit;
  now: Date;
}

/** A page below `mine`. Without a visit it is the page where a link is asked for. */
export function ownPage(show: (place: OwnPlace) => Promise<Response>) {
  return letterRoute(async (request, { locale, slug }) => {
    const letter = await findLetter(slug, locale);
    if (!letter) return notFoundPage(locale);
    const now = new Date();
    const visit = await findVisit(slug, visitSecret(request.headers), now);
    return visit
      ? show({ locale, letter, visit, now })
      : askLinkPage(locale, letter, { why: "ended" }, refused.noVisit);
  });
}

/** A form below `mine`. Without a visit nothing is done, and the page says so. */
export function ownForm(act: (place: OwnPlace, form: PostedForm, request: Request) => Promise<Response>) {
  return letterRoute(async (request, { locale, slug }) => {
    if (!isFromThisSite(request.headers)) return refusedForm(locale, "otherSite", "mine");
    const posted = await readForm(request);
    if (!posted.ok) return refusedForm(locale, posted.error, "mine");
    const letter = await findLetter(slug, locale);
    if (!letter) return notFoundPage(locale);
    const now = new Date();
    const visit = await findVisit(slug, visitSecret(request.headers), now);
    if (!visit) {
      const unsent = typedIn(posted.value);
      return askLinkPage(locale, letter, { why: "ended", unsent }, refused.noVisit);
    }
    return act({ locale, letter, visit, now }, posted.value, request);
  });
}

/** What somebody typed into a form that came too late: it goes back to them, and nowhere else. */
function typedIn(posted: PostedForm): string[] {
  const { name, nameAlt, website, representativeName, representativeRole, email } = readSignForm(posted);
  return [name, nameAlt, website, representativeName, representativeRole, email].filter(
    (text) => text !== "",
  );
}

/** Where the link to one's own page is asked for again, and why one has to. */
export function askLinkPage(
  locale: Locale,
  letter: Letter,
  about: Pick<AskLinkPageProps, "why" | "typed" | "problem" | "waitMinutes" | "unsent"> = {},
  refused?: Refused,
): Promise<Response> {
  return respondPersonally(<AskLinkPage {...{ context: pageContext(locale), letter, ...about }} />, {
    refused,
  });
}
