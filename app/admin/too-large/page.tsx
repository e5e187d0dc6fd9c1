import { deskLocale } from "@/app/admin/_session";
import { titleAtDesk } from "@/app/admin/_title";
import { translator } from "@/lib/i18n/translate";

export const generateMetadata = () => titleAtDesk((t) => t("desk.failure.tooLargeTitle"));

/** Where a form leads that is too large to be read, without script. */
export default async function TooLargePage() {
  const t = translator(await deskLocale());
  return (
    <main id="main" className="narrow">
      <h1>{t("desk.failure.tooLargeTitle")}</h1>
      <p role="alert">{t("desk.failure.tooLarge")}</p>
      <p>{t("desk.failure.back")}</p>
      <p>
        <a href="/admin">{t("desk.title")}</a>
      </p>
    </main>
  );
}
