import { pageContext } from "@/app/_http/context";
import { letterNotice } from "@/app/_http/letter-notice";
import { ownPage } from "@/app/_http/own-route";

/** The page below `mine` that a form leads to once it has done its work. */
export function ownDonePage(path: "corrected" | "asked" | "named") {
  return ownPage(async ({ locale, letter }) => {
    const { t } = pageContext(locale);
    return letterNotice(locale, letter, {
      title: t(`mine.done.${path}Title`),
      text: t(`mine.done.${path}`),
      way: { words: t("mine.back"), to: "/mine" },
      path: `/mine/${path}`,
    });
  });
}
