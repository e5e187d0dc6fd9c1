import { notFound } from "next/navigation";
import { ForeignText } from "@/app/_ui/document/ForeignText";
import { evidenceText } from "@/app/admin/_evidence";
import { Frame } from "@/app/admin/_frame";
import { DeskLink } from "@/app/admin/_link";
import { deskLocale, requireModerator } from "@/app/admin/_session";
import { gatherEvidence } from "@/lib/evidence/evidence";
import { countryName } from "@/lib/i18n/countries";
import { formatMoment, translator } from "@/lib/i18n/translate";
import { deskLetter, queueViews, readQueue } from "@/lib/moderation/queries";

interface QueuePageProps {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** The queue of a letter: a view, oldest first, with what speaks against a name beside it. */
export default async function QueuePage({ params, searchParams }: QueuePageProps) {
  const moderator = await requireModerator();
  const letter = await deskLetter((await params).slug, moderator.moderatorId);
  if (!letter) notFound();
  const query = await searchParams;
  const view = queueViews.find((known) => known === query.view) ?? "pending";
  const locale = await deskLocale();
  const t = translator(locale);
  const after = typeof query.after === "string" ? query.after : null;
  const { items, next } = await readQueue(letter.id, view, after);
  const rows = await Promise.all(
    items.map(async (item) => ({ item, evidence: view === "pending" ? await gatherEvidence(item) : [] })),
  );
  const here = `/admin/letters/${letter.slug}`;
  return (
    <Frame t={t} moderator={moderator}>
      <div className="head">
        <h1>{t(`desk.views.${view}`)}</h1>
        <a href={`/${locale}/${letter.slug}`}>{t("desk.publicPage")}</a>
      </div>
      <nav className="views">
        {queueViews.map((name) => (
          <DeskLink
            key={name}
            href={`${here}?view=${name}`}
            aria-current={name === view ? "page" : undefined}
          >
            {t(`desk.views.${name}`)}
          </DeskLink>
        ))}
      </nav>
      {rows.length === 0 ? (
        <p className="empty">{t(`desk.empty.${view}`)}</p>
      ) : (
        <ul className="queue">
          {rows.map(({ item, evidence }) => (
            <li key={item.id}>
              <DeskLink className="queue-name" href={`${here}/signatures/${item.id}`}>
                <ForeignText lang={item.nameLang} pageLang={locale}>
                  {item.name}
                </ForeignText>
              </DeskLink>
              <span className="soft">
                {[
                  t(`desk.kind.${item.kind}`),
                  item.country && countryName(item.country, locale),
                  item.email,
                  formatMoment(item.createdAt, locale),
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
              {evidence.map((found) => (
                <span
                  className={found.weighs === "against" ? "doubt" : "fine"}
                  key={`${found.code} ${Object.values(found.values).join(" ")}`}
                >
                  {evidenceText(t, found, locale)}
                </span>
              ))}
            </li>
          ))}
        </ul>
      )}
      {next && (
        <p>
          <DeskLink href={`${here}?view=${view}&after=${encodeURIComponent(next)}`}>
            {t("desk.more")}
          </DeskLink>
        </p>
      )}
    </Frame>
  );
}
