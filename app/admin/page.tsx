import { redirect } from "next/navigation";
import { Frame } from "@/app/admin/_frame";
import { DeskLink } from "@/app/admin/_link";
import { deskLocale, requireModerator } from "@/app/admin/_session";
import { letterTitle, titleAtDesk } from "@/app/admin/_title";
import { lettersAskingFactor } from "@/lib/accounts/factor-rule";
import { translator } from "@/lib/i18n/translate";
import { lettersOf } from "@/lib/moderation/queries";

export const generateMetadata = () => titleAtDesk((t) => t("desk.letters"));

/** The letters of a moderator; with one there is nothing to choose. */
export default async function DeskPage() {
  const moderator = await requireModerator();
  const [letters, asking] = await Promise.all([
    lettersOf(moderator.moderatorId),
    lettersAskingFactor(moderator.moderatorId),
  ]);
  if (letters.length === 0 && asking.length > 0) redirect("/admin/account");
  if (letters.length === 1 && asking.length === 0) redirect(`/admin/letters/${letters[0]?.slug}`);
  const locale = await deskLocale();
  const askingLetters = await Promise.all(
    asking.map(async (slug) => ({ slug, title: await letterTitle(slug, locale) })),
  );
  const t = translator(locale);
  return (
    <Frame t={t} moderator={moderator}>
      <h1>{t("desk.letters")}</h1>
      {letters.length === 0 && <p>{t("desk.noLetters")}</p>}
      <ul className="letters">
        {letters.map(({ slug, role, publishedCount }) => (
          <li key={slug}>
            <DeskLink href={`/admin/letters/${slug}`}>{slug}</DeskLink>{" "}
            <span className="soft">
              {t(`desk.role.${role}`)} · {t("letter.signatoryCount", { count: publishedCount })}
            </span>
          </li>
        ))}
        {askingLetters.map(({ slug, title }) => (
          <li key={slug}>
            <span>{t("people.rule.open", { title })}</span>
            <DeskLink href="/admin/account">{t("people.rule.setUp")}</DeskLink>
          </li>
        ))}
      </ul>
    </Frame>
  );
}
