import { notFoundPage } from "@/app/_http/refusals";
import { defaultLocale, isLocale } from "@/lib/i18n/locales";

async function answer(_request: Request, { params }: { params: Promise<{ locale: string }> }) {
  const { locale } = await params;
  return notFoundPage(isLocale(locale) ? locale : defaultLocale);
}

export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT };
