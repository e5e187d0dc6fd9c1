import { pageContext } from "@/app/_http/context";
import { noteFault } from "@/app/_http/letter-route";
import { failedPage, notFoundPage, refuseMethod } from "@/app/_http/refusals";
import { respondPersonally } from "@/app/_http/respond";
import { SitePrivacyPage } from "@/app/_ui/document/PrivacyPage";
import { isLocale } from "@/lib/i18n/locales";
import { listLetters } from "@/lib/letters/queries";

export async function GET(_request: Request, { params }: { params: Promise<{ locale: string }> }) {
  const { locale } = await params;
  if (!isLocale(locale)) return notFoundPage();
  try {
    const letters = await listLetters(locale);
    return await respondPersonally(<SitePrivacyPage context={pageContext(locale)} letters={letters} />);
  } catch (error) {
    noteFault(error);
    return failedPage(locale);
  }
}

const refuse = refuseMethod(["GET", "HEAD"]);

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
