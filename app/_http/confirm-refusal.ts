import { pageContext } from "@/app/_http/context";
import { letterNotice } from "@/app/_http/letter-notice";
import { refused } from "@/app/_http/refused";
import type { Locale } from "@/lib/i18n/locales";
import type { Letter } from "@/lib/letters/queries";
import type { ConfirmRefusal } from "@/lib/signatures/commands";

/** What the page behind a link to confirm says that does not work. */
export function confirmRefusal(locale: Locale, letter: Letter, why: ConfirmRefusal): Promise<Response> {
  const { t } = pageContext(locale);
  const mayStartAgain = why === "expired" || why === "unknown";
  return letterNotice(locale, letter, {
    title: t(`confirm.${why}Title`),
    text: t(`confirm.${why}`),
    way: mayStartAgain ? { words: t("confirm.signAgain"), to: "/sign" } : { words: t("confirm.back") },
    refused: refused[why],
  });
}
