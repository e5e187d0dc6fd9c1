import type { Metadata } from "next";
import { Frame } from "@/app/admin/_frame";
import { deskLocale, notTheirs, requireModerator } from "@/app/admin/_session";
import { titleAtLetter } from "@/app/admin/_title";
import { FactorRule } from "@/app/admin/letters/[slug]/people/FactorRule";
import { InviteForm } from "@/app/admin/letters/[slug]/people/InviteForm";
import { OpenInvitations } from "@/app/admin/letters/[slug]/people/OpenInvitations";
import { PeopleList } from "@/app/admin/letters/[slug]/people/PeopleList";
import styles from "@/app/admin/people.module.css";
import { roles } from "@/lib/accounts/members";
import { asksSecondFactor, openInvitationsOf, peopleOf } from "@/lib/accounts/people";
import { may } from "@/lib/accounts/rights";
import type { Role } from "@/lib/generated/prisma/enums";
import { formatMoment, type Translate, translator } from "@/lib/i18n/translate";
import { deskLetter } from "@/lib/moderation/queries";

export async function generateMetadata({ params }: { params: Promise<{ slug: string }> }): Promise<Metadata> {
  return titleAtLetter(params, (t) => t("people.page.title"));
}

/** Who works on a letter, who is invited, and what is asked of them; for its owners. */
export default async function PeoplePage({ params }: { params: Promise<{ slug: string }> }) {
  const moderator = await requireModerator();
  const letter = await deskLetter((await params).slug, moderator.moderatorId);
  if (!letter || !may(letter.role, "govern")) notTheirs();
  const locale = await deskLocale();
  const t = translator(locale);
  const [people, invitations, isRequired] = await Promise.all([
    peopleOf(letter.id),
    openInvitationsOf(letter.id),
    asksSecondFactor(letter.id),
  ]);
  const now = new Date();
  const roleNames = roles.map((role): [Role, string] => [role, t(`desk.role.${role}`)]);
  return (
    <Frame t={t} moderator={moderator} of={{ locale, letter, at: "/people" }}>
      <h1>{t("people.page.title")}</h1>
      <p className="soft">{t("people.page.intro")}</p>
      <div className={styles.page}>
        <PeopleList
          slug={letter.slug}
          roles={roleNames}
          words={listWords(t)}
          people={people.map(({ moderatorId, email, role, lastSeenAt, hasSecondFactor }) => ({
            id: moderatorId,
            email,
            role,
            isYou: moderatorId === moderator.moderatorId,
            seen: lastSeenAt
              ? t("people.page.seen", { at: formatMoment(lastSeenAt, locale) })
              : t("people.page.neverSeen"),
            hasSecondFactor,
            labels: {
              change: t("people.page.changeOf", { email }),
              role: t("people.page.roleOf", { email }),
            },
          }))}
        />
        <OpenInvitations
          slug={letter.slug}
          words={{
            title: t("people.invite.open"),
            again: t("people.invite.again"),
            revoke: t("people.invite.revoke"),
          }}
          invitations={invitations.map(({ id, email, role, expiresAt, invitedBy }) => ({
            id,
            email,
            isOver: expiresAt <= now,
            facts: t("people.invite.facts", { role: t(`desk.role.${role}`), by: invitedBy.email }),
            until: t(expiresAt > now ? "people.invite.until" : "people.invite.over", {
              at: formatMoment(expiresAt, locale),
            }),
            labels: {
              again: t("people.invite.againTo", { email }),
              revoke: t("people.invite.revokeOf", { email }),
            },
          }))}
        />
        <InviteForm
          slug={letter.slug}
          roles={roles.map((role) => [role, t(`people.invite.roleHints.${role}`)])}
          words={{
            title: t("people.invite.title"),
            email: t("people.invite.email"),
            role: t("people.invite.role"),
            send: t("people.invite.button"),
          }}
        />
        <FactorRule
          slug={letter.slug}
          isRequired={isRequired}
          words={{
            title: t("people.rule.title"),
            account: t("people.account.title"),
            text: t(isRequired ? "people.rule.required" : "people.rule.optional"),
            change: t(isRequired ? "people.rule.release" : "people.rule.require"),
          }}
        />
      </div>
    </Frame>
  );
}

function listWords(t: Translate) {
  return {
    you: t("people.page.you"),
    factorYes: t("people.page.factorYes"),
    factorNo: t("people.page.factorNo"),
    change: t("people.page.change"),
    role: t("people.page.role"),
    changeRole: t("people.page.changeRole"),
    signOut: t("people.page.signOut"),
    signOutHint: t("people.page.signOutHint"),
    expel: t("people.page.expel"),
    expelHint: t("people.page.expelHint"),
  };
}
