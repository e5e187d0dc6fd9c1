import { pageContext } from "@/app/_http/context";
import { notFoundPage, refuseMethod } from "@/app/_http/refusals";
import { respondPersonally } from "@/app/_http/respond";
import { LettersPage } from "@/app/_ui/document/LettersPage";
import { isLocale } from "@/lib/i18n/locales";
import { listLetters } from "@/lib/letters/queries";

export async function GET(_request: Request, { params }: { params: Promise<{ locale: string }> }) {
  const { locale } = await params;
  if (!isLocale(locale)) return notFoundPage();
  return respondPersonally(<LettersPage context={pageContext(locale)} letters={await listLetters(locale)} />);
}

const refuse = refuseMethod(["GET", "HEAD"]);

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
