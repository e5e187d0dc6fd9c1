import { deskLocale } from "@/app/admin/_session";
import { translator } from "@/lib/i18n/translate";

export default async function DeskNotFound() {
  const t = translator(await deskLocale());
  return (
    <main id="main" className="narrow">
      <h1>{t("problem.notFoundTitle")}</h1>
      <p>{t("desk.notHere")}</p>
      <p>
        <a href="/admin">{t("desk.title")}</a>
      </p>
    </main>
  );
}
