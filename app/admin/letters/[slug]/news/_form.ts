import { type Locale, languageName, locales } from "@/lib/i18n/locales";
import type { Translate } from "@/lib/i18n/translate";
import { type NewsText, newsLimits } from "@/lib/news/schema";

/** The words and fields of the form, the letter's own language first. */
export function newsForm(t: Translate, locale: Locale, own: Locale, texts: NewsText[]) {
  const order = [own, ...locales.filter((one) => one !== own)];
  return {
    languages: order.map((one) => {
      const language = languageName(one, locale);
      const text = texts.find((kept) => kept.locale === one);
      return {
        locale: one,
        label: one === own ? t("news.own", { language }) : t("news.other", { language }),
        subject: text?.subject ?? "",
        body: text?.body ?? "",
      };
    }),
    limits: newsLimits,
    words: {
      subject: t("news.subject"),
      body: t("news.body"),
      hint: t("news.hint"),
      save: t("news.save"),
    },
  };
}
