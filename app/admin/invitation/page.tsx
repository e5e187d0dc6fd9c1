import { deskLocale } from "@/app/admin/_session";
import { titleAtDesk } from "@/app/admin/_title";
import { findInvitation, type InvitationProblem } from "@/lib/accounts/invitations";
import { type Translate, translator } from "@/lib/i18n/translate";
import { findLetter } from "@/lib/letters/queries";
import { countRefusal } from "@/lib/refusals/counter";

export const generateMetadata = () => titleAtDesk((t) => t("people.invitation.title"));

/** The page behind a mailed invitation: only its button accepts. */
export default async function InvitationPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, unknown>>;
}) {
  const locale = await deskLocale();
  const t = translator(locale);
  const { token, problem } = await searchParams;
  const isFromElsewhere = problem === "site";
  const found = await findInvitation(token, new Date());
  if (!found.ok) {
    countRefusal(found.error === "unknown" ? "link" : "link_over");
    return <Problem t={t} why={found.error} />;
  }
  const { slug, role, email, invitedBy, signsIn } = found.value;
  const letter = await findLetter(slug, locale);
  return (
    <main id="main" className="narrow">
      <h1>{t("people.invitation.title")}</h1>
      {isFromElsewhere && (
        <p className="alert" role="alert">
          {t("people.invitation.otherSite")}
        </p>
      )}
      <p>{t("people.invitation.text", { email: invitedBy, title: letter?.version.title ?? slug })}</p>
      <dl className="facts">
        <div>
          <dt>{t("people.invitation.role")}</dt>
          <dd>{t(`people.invite.roleHints.${role}`)}</dd>
        </div>
        <div>
          <dt>{t("people.invitation.address")}</dt>
          <dd>{email}</dd>
        </div>
      </dl>
      <p>{t("people.invitation.notYou")}</p>
      <form method="post" action="/api/auth/invitation">
        <input type="hidden" name="token" value={String(token)} />
        <button type="submit">{t(signsIn ? "people.invitation.button" : "people.invitation.accept")}</button>
      </form>
    </main>
  );
}

function Problem({ t, why }: { t: Translate; why: InvitationProblem }) {
  const isUsed = why === "used";
  return (
    <main id="main" className="narrow">
      <h1>{t("people.invitation.problems.title")}</h1>
      <p>{t(`people.invitation.problems.${why}`)}</p>
      {isUsed && (
        <p>
          <a href="/admin/sign-in">{t("people.invitation.signIn")}</a>
        </p>
      )}
    </main>
  );
}
