import { redirect } from "next/navigation";
import { refusedSignIn } from "@/app/_http/refused-sign-in";
import { currentModerator, deskLocale, passingModerator } from "@/app/admin/_session";
import { titleAtDesk } from "@/app/admin/_title";
import styles from "@/app/admin/people.module.css";
import { PassForm } from "@/app/admin/second-factor/PassForm";
import { passkeysOf } from "@/lib/accounts/passkeys";
import { translator } from "@/lib/i18n/translate";

export const generateMetadata = () => titleAtDesk((t) => t("people.pass.title"));

/**
 * Asks whoever signed in for the second factor; until it is passed nothing else opens. Asks once more where how one signs in is to be
 * changed, and leads back there.
 */
export default async function SecondFactorPage() {
  const who = await passingModerator();
  if (!who) redirect((await currentModerator()) ? "/admin" : refusedSignIn("session"));
  const t = translator(await deskLocale());
  const passkeys = await passkeysOf(who.moderatorId);
  return (
    <main id="main" className="narrow">
      <h1>{t("people.pass.title")}</h1>
      <p>{t(who.isAgain ? "people.prove.factor" : "people.pass.intro", { email: who.email })}</p>
      <PassForm
        hasPasskey={passkeys.length > 0}
        words={{
          passkey: t("people.pass.passkey"),
          or: t("people.pass.or"),
          code: t("people.pass.code"),
          button: t("people.pass.button"),
          refused: t("people.pass.refused"),
        }}
      />
      <p className="soft">{t("people.pass.lost")}</p>
      <form method="post" action="/api/auth/sign-out" className={styles.leave}>
        <button className="quiet" type="submit">
          {t("desk.signOut")}
        </button>
      </form>
    </main>
  );
}
