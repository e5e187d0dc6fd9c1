import { pageContext } from "@/app/_http/context";
import { readForm } from "@/app/_http/forms";
import { letterNotice } from "@/app/_http/letter-notice";
import { letterRoute } from "@/app/_http/letter-route";
import { isFromThisSite } from "@/app/_http/origin";
import { requestAddress } from "@/app/_http/peer";
import { notFoundPage, refusedForm, refuseMethod } from "@/app/_http/refusals";
import { refused } from "@/app/_http/refused";
import { respondPersonally, seeOther } from "@/app/_http/respond";
import { SignPage } from "@/app/_ui/document/SignPage";
import type { Locale } from "@/lib/i18n/locales";
import { formatDay } from "@/lib/i18n/translate";
import { writeTo } from "@/lib/letters/contact";
import { findLetter, isOpenForSigning, type Letter } from "@/lib/letters/queries";
import { type SignRefusal, sign } from "@/lib/signatures/commands";
import { readSignForm, type SignForm } from "@/lib/signatures/schema";

export const GET = letterRoute(async (_request, { locale, slug }) => {
  const letter = await findLetter(slug, locale);
  if (!letter) return notFoundPage(locale);
  if (!isOpenForSigning(letter, new Date())) return closedPage(locale, letter);
  return respondPersonally(<SignPage context={pageContext(locale)} letter={letter} />);
});

export const POST = letterRoute(async (request, { locale, slug }) => {
  if (!isFromThisSite(request.headers)) return refusedForm(locale, "otherSite");
  const posted = await readForm(request);
  if (!posted.ok) return refusedForm(locale, posted.error);
  const form = readSignForm(posted.value);
  const agreement = String(posted.value.get("agreement") ?? "");
  const address = requestAddress(request.headers);
  const proof = String(posted.value.get("altcha") ?? "");
  const trap = String(posted.value.get("topic") ?? "");
  const signed = await sign({ slug, locale, form, agreement, proof, trap, address, now: new Date() });
  return signed.ok ? seeOther(`/${locale}/${slug}/signed`) : refusal(locale, form, signed.error);
});

/** The form again with everything that was typed, and what is in the way. */
function refusal(locale: Locale, values: SignForm, why: SignRefusal): Promise<Response> {
  const context = pageContext(locale);
  const { t } = context;
  switch (why.code) {
    case "unknownLetter":
      return notFoundPage(locale);
    case "closed":
      return closedPage(locale, why.letter);
    case "fields": {
      const { letter, errors } = why;
      return respondPersonally(<SignPage {...{ context, letter, values, errors }} />, {
        refused: refused.incomplete,
      });
    }
    case "textChanged": {
      const notice = { title: t("sign.textChangedTitle"), text: t("sign.textChanged") };
      const page = <SignPage {...{ context, letter: why.letter, values, notice }} />;
      return respondPersonally(page, { refused: refused.changed });
    }
    case "blocked": {
      const { publisher } = why.letter;
      const text = t("sign.blocked", { publisher, contact: writeTo(why.letter) });
      const notice = { title: t("sign.blockedTitle"), text };
      const page = <SignPage {...{ context, letter: why.letter, values, notice }} />;
      return respondPersonally(page, { refused: refused.blocked });
    }
    case "tooMany": {
      const minutes = Math.ceil(why.waitSeconds / 60);
      const notice = { title: t("sign.errorTitle"), text: t("sign.tooMany", { minutes }) };
      const page = <SignPage {...{ context, letter: why.letter, values, notice }} />;
      return respondPersonally(page, {
        refused: refused.tooMany,
        headers: { "Retry-After": String(why.waitSeconds) },
      });
    }
  }
}

function closedPage(locale: Locale, letter: Letter): Promise<Response> {
  const { t } = pageContext(locale);
  const date = formatDay(letter.closesAt ?? new Date(), locale);
  return letterNotice(locale, letter, {
    title: t("sign.closedTitle"),
    text: t("sign.closed", { date }),
    way: { words: t("sign.readLetter") },
    refused: refused.letterClosed,
  });
}

const refuse = refuseMethod(["GET", "HEAD", "POST"]);

export { refuse as DELETE, refuse as PATCH, refuse as PUT };
