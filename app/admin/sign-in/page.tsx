import { headers } from "next/headers";
import { mayReadInbox } from "@/app/_http/peer";
import { deskLocale } from "@/app/admin/_session";
import { titleAtDesk } from "@/app/admin/_title";
import styles from "@/app/admin/people.module.css";
import { oidcName } from "@/lib/accounts/oidc-adapter";
import { translator } from "@/lib/i18n/translate";

const problems = ["link", "email", "wait", "site", "session", "oidc", "again"] as const;

export const generateMetadata = () => titleAtDesk((t) => t("signIn.title"));

/** Asks for a sign-in link. */
export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, unknown>>;
}) {
  const t = translator(await deskLocale());
  const query = await searchParams;
  const problem = problems.find((known) => known === query.problem);
  if (query.sent) return <Sent />;
  const provider = oidcName();
  return (
    <main id="main" className="narrow">
      <h1>{t("signIn.title")}</h1>
      {problem && (
        <p className="alert" role="alert">
          {t(`signIn.problems.${problem}`)}
        </p>
      )}
      {query.accepted === "1" && <p role="status">{t("signIn.accepted")}</p>}
      <p>{t("signIn.intro")}</p>
      <form method="post" action="/api/auth/link">
        <label htmlFor="email">{t("signIn.email")}</label>
        <input id="email" name="email" type="email" autoComplete="email" required />
        <button type="submit">{t("signIn.button")}</button>
      </form>
      {provider !== null && (
        <form method="post" action="/api/auth/oidc" className={styles.pass}>
          <button className="quiet" type="submit">
            {t("signIn.with", { name: provider })}
          </button>
        </form>
      )}
    </main>
  );
}

async function Sent() {
  const locale = await deskLocale();
  const t = translator(locale);
  const hasInbox = mayReadInbox(await headers());
  return (
    <main id="main" className="narrow">
      <h1>{t("signIn.sentTitle")}</h1>
      <p role="status">{t("signIn.sent")}</p>
      {hasInbox && (
        <p>
          {t("signed.inbox", { minutes: 0 })}{" "}
          <a href={`/dev/inbox?lang=${locale}`}>{t("signed.inboxLink")}</a>
        </p>
      )}
    </main>
  );
}
