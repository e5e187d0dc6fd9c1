import { redirect } from "next/navigation";
import { refusedSignIn } from "@/app/_http/refused-sign-in";
import { deskLocale } from "@/app/admin/_session";
import { titleAtDesk } from "@/app/admin/_title";
import { signInLinkWorks } from "@/lib/accounts/sign-in-links";
import { translator } from "@/lib/i18n/translate";

export const generateMetadata = () => titleAtDesk((t) => t("signIn.linkTitle"));

/** The page behind a mailed sign-in link: only its button signs in. */
export default async function ConfirmPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, unknown>>;
}) {
  const { token } = await searchParams;
  if (!(await signInLinkWorks(token, new Date()))) redirect(refusedSignIn("link"));
  const t = translator(await deskLocale());
  return (
    <main id="main" className="narrow">
      <h1>{t("signIn.linkTitle")}</h1>
      <p>{t("signIn.link")}</p>
      <form method="post" action="/api/auth/sign-in">
        <input type="hidden" name="token" value={String(token)} />
        <button type="submit">{t("signIn.linkButton")}</button>
      </form>
    </main>
  );
}
