import type { Metadata } from "next";
import { ForeignText } from "@/app/_ui/document/ForeignText";
import { Frame } from "@/app/admin/_frame";
import { DeskLink } from "@/app/admin/_link";
import { queueAddress, readQueueQuery, type SearchParams } from "@/app/admin/_queue";
import { deskLocale, notTheirs, requireModerator } from "@/app/admin/_session";
import { titleAtLetter } from "@/app/admin/_title";
import { actionWords } from "@/app/admin/_words";
import { AmendmentAsked, isDoubt } from "@/app/admin/letters/[slug]/signatures/[id]/AmendmentAsked";
import { AmendmentForm } from "@/app/admin/letters/[slug]/signatures/[id]/AmendmentForm";
import styles from "@/app/admin/letters/[slug]/signatures/[id]/amendment.module.css";
import { Notes, Questions } from "@/app/admin/letters/[slug]/signatures/[id]/Conversation";
import { DataRequests } from "@/app/admin/letters/[slug]/signatures/[id]/DataRequests";
import { WeighedEvidence } from "@/app/admin/letters/[slug]/signatures/[id]/EvidenceRows";
import { Facts } from "@/app/admin/letters/[slug]/signatures/[id]/Facts";
import { Follow } from "@/app/admin/letters/[slug]/signatures/[id]/Follow";
import { Forms } from "@/app/admin/letters/[slug]/signatures/[id]/Forms";
import { Notices } from "@/app/admin/letters/[slug]/signatures/[id]/Notices";
import { Why } from "@/app/admin/letters/[slug]/signatures/[id]/Why";
import { amendmentWords, dataWords } from "@/app/admin/letters/[slug]/signatures/[id]/words";
import { may } from "@/lib/accounts/rights";
import { valuesOf } from "@/lib/amendments/queries";
import { evidenceOf } from "@/lib/evidence/queries";
import { evidenceOfWish } from "@/lib/evidence/wished";
import { openHandover } from "@/lib/handovers/queries";
import { defaultLocale, isLocale } from "@/lib/i18n/locales";
import { formatMoment, translator } from "@/lib/i18n/translate";
import { findForDesk, openAtDesk } from "@/lib/moderation/queries";
import { previousInQueue, queueCursor, readQueue } from "@/lib/moderation/queue";
import { whoLooks } from "@/lib/presence/queries";
import { erasureReasons } from "@/lib/privacy/erasure";
import { placeOnList } from "@/lib/register/cursor";

interface SignaturePageProps {
  params: Promise<{ slug: string; id: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params }: SignaturePageProps): Promise<Metadata> {
  return titleAtLetter(params, async (_, moderatorId) => {
    const { id, slug } = await params;
    return (await findForDesk(id, slug, moderatorId))?.name ?? null;
  });
}

/** One signature with its evidence, its history and the decisions it allows. */
export default async function SignaturePage({ params, searchParams }: SignaturePageProps) {
  const { moderatorId, ...moderator } = await requireModerator();
  const { slug, id } = await params;
  const opened = await openAtDesk(id, slug, moderatorId);
  if (!opened) notTheirs();
  const { signature, history } = opened;
  const locale = await deskLocale();
  const t = translator(locale);
  const { query } = readQueueQuery(await searchParams);
  const { letterId } = signature;
  const [kept, following, previous, looking] = await Promise.all([
    evidenceOf([signature.id]),
    readQueue({ letterId, moderatorId }, query, queueCursor(query.sort, signature), 1),
    previousInQueue({ letterId, moderatorId }, query, queueCursor(query.sort, signature)),
    whoLooks(letterId, moderatorId),
  ]);
  const evidence = kept.get(signature.id) ?? [];
  const amendment = signature.amendments.find(({ state }) => state === "open");
  const wished = amendment && (await evidenceOfWish(signature.id, valuesOf(amendment.after)));
  const handover = await openHandover(signature.id);
  const next = following.items[0]?.id;
  const here = `/admin/letters/${slug}`;
  const seen = String(history.at(-1)?.id ?? 0n);
  const addressOf = (other: string) => queueAddress(`${here}/signatures/${other}`, query);
  const said = { t, locale, addressOf };
  const isOnList = signature.status === "published";
  const place = isOnList && `/${locale}/${slug}${placeOnList(signature.position)}`;
  return (
    <Frame
      t={t}
      moderator={{ moderatorId, ...moderator }}
      keys={may(signature.role, "moderate") ? "signature" : "looking"}
    >
      <p className="trail">
        <DeskLink data-key="u" href={queueAddress(here, query)}>
          {t("desk.backToQueue")}
        </DeskLink>
        {previous && (
          <DeskLink data-key="k" href={addressOf(previous)}>
            {t("desk.previous")}
          </DeskLink>
        )}
        {next && (
          <DeskLink data-key="j" href={addressOf(next)}>
            {t("desk.next")}
          </DeskLink>
        )}
      </p>
      <Follow
        key={signature.id}
        slug={slug}
        signatureId={signature.id}
        seen={seen}
        looking={looking.flatMap((one) => (one.signatureId === signature.id ? [one.email] : []))}
        words={{
          looking: t("desk.together.looking"),
          changed: t("desk.together.changed"),
          show: t("desk.together.show"),
          ended: t("desk.together.ended"),
          signIn: t("desk.together.signIn"),
        }}
      />
      <div className="titled">
        <h1>
          {signature.anonymisedAt ? (
            t("privacy.desk.anonymised")
          ) : (
            <ForeignText lang={signature.nameLang} pageLang={locale}>
              {signature.name}
            </ForeignText>
          )}
        </h1>
        <p className={`status status-${signature.status}`}>
          {t(signature.aside ? `desk.aside.${signature.aside}` : `desk.status.${signature.status}`)}
        </p>
        {place && <a href={place}>{t("desk.onTheList")}</a>}
      </div>
      {signature.anonymisedAt && (
        <p className="soft">
          {t("privacy.desk.anonymisedText", { at: formatMoment(signature.anonymisedAt, locale) })}
        </p>
      )}
      {signature.tags.length > 0 && (
        <p className="tag-line">
          {signature.tags.map(({ tag }) => (
            <bdi className="tag" key={tag.id}>
              {tag.name}
            </bdi>
          ))}
        </p>
      )}
      <div className={styles.asked}>
        {amendment && <AmendmentAsked {...said} {...{ signature, amendment, wished }} />}
        {may(signature.role, "moderate") && (
          <AmendmentForm
            key={`amendment ${signature.id}`}
            signatureId={signature.id}
            amendmentId={amendment?.id ?? null}
            isDoubted={wished?.some(isDoubt) ?? false}
            seen={seen}
            words={amendmentWords(t, locale, isLocale(signature.locale) ? signature.locale : defaultLocale)}
          />
        )}
      </div>
      <div className="sides">
        <section aria-labelledby="evidence-title">
          <div className="titled">
            <h2 id="evidence-title">{t(amendment ? "amendment.evidenceNow" : "desk.evidence")}</h2>
            {evidence[0] && (
              <p className="weighs">
                {t("desk.checkedAt", { at: formatMoment(evidence[0].checkedAt, locale) })}
              </p>
            )}
          </div>
          {evidence.length === 0 && (
            <p className="soft">{t(signature.anonymisedAt ? "desk.fields.none" : "desk.notGathered")}</p>
          )}
          <WeighedEvidence {...said} found={evidence} />
          <Notices {...{ t, locale, signature }} />
          <Questions {...{ t, locale, signature }} />
          <Notes {...{ t, locale, signature }} />
          {may(signature.role, "moderate") && !signature.anonymisedAt && (
            <Forms {...{ t, locale, signature, seen }} />
          )}
          {may(signature.role, "govern") && (
            <DataRequests
              key={`data ${signature.id}`}
              slug={slug}
              signatureId={signature.id}
              name={signature.name}
              reasons={erasureReasons.map((reason) => [reason, t(`privacy.desk.data.reasons.${reason}`)])}
              isErased={signature.anonymisedAt !== null}
              words={dataWords(t)}
            />
          )}
        </section>
        <section aria-labelledby="details-title">
          <Why {...said} {...{ signature, history }} />
          <h2 id="details-title">{t("desk.details")}</h2>
          <Facts {...{ t, locale, signature, handover }} />
          <h2>{t("desk.history")}</h2>
          <ol className="history">
            {history.map((entry) => (
              <li key={String(entry.id)}>
                <time dateTime={entry.at.toISOString()}>{formatMoment(entry.at, locale)}</time>{" "}
                {actionWords(t, entry.action)}{" "}
                {t(`desk.historyBy.${entry.actor}`, { email: entry.moderatorEmail ?? "?" })}
                {entry.about && (
                  <>
                    {": "}
                    <bdi>{entry.about}</bdi>
                  </>
                )}
              </li>
            ))}
          </ol>
        </section>
      </div>
    </Frame>
  );
}
