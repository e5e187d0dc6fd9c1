import { deskLocale } from "@/app/admin/_session";
import { translator } from "@/lib/i18n/translate";

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
