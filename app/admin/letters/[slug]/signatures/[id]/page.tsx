import { notFound } from "next/navigation";
import { ForeignText } from "@/app/_ui/document/ForeignText";
import { Frame } from "@/app/admin/_frame";
import { DeskLink } from "@/app/admin/_link";
import { queueAddress, readQueueQuery, type SearchParams } from "@/app/admin/_queue";
import { deskLocale, requireModerator } from "@/app/admin/_session";
import { actionWords, evidenceText } from "@/app/admin/_words";
import { DecisionForm } from "@/app/admin/letters/[slug]/signatures/[id]/DecisionForm";
import { Facts } from "@/app/admin/letters/[slug]/signatures/[id]/Facts";
import { HandlingForm } from "@/app/admin/letters/[slug]/signatures/[id]/HandlingForm";
import { may } from "@/lib/accounts/rights";
import { historyOf } from "@/lib/audit/queries";
import { evidenceOf } from "@/lib/evidence/queries";
import { defaultLocale, isLocale, ownName } from "@/lib/i18n/locales";
import { formatMoment, type Translate, translator } from "@/lib/i18n/translate";
import { colleaguesOf, type DeskSignature, findForDesk } from "@/lib/moderation/queries";
import { queueCursor, readQueue } from "@/lib/moderation/queue";
import { reasonsOf } from "@/lib/moderation/reasons";
import { movesFrom } from "@/lib/signatures/status";

interface SignaturePageProps {
  params: Promise<{ slug: string; id: string }>;
  searchParams: Promise<SearchParams>;
}

/** One signature with its evidence, its history and the decisions it allows. */
export default async function SignaturePage({ params, searchParams }: SignaturePageProps) {
  const moderator = await requireModerator();
  const { slug, id } = await params;
  const signature = await findForDesk(id, slug, moderator.moderatorId);
  if (!signature) notFound();
  const locale = await deskLocale();
  const t = translator(locale);
  const { query } = readQueueQuery(await searchParams);
  const place = { letterId: signature.letterId, moderatorId: moderator.moderatorId };
  const signerLocale = isLocale(signature.locale) ? signature.locale : defaultLocale;
  const [kept, history, following, reasons, colleagues] = await Promise.all([
    evidenceOf([signature.id]),
    historyOf(signature.id),
    readQueue(place, query, queueCursor(query.sort, signature), 1),
    reasonsOf(signature.letterId, signerLocale),
    colleaguesOf(signature.letterId),
  ]);
  const evidence = kept.get(signature.id) ?? [];
  const next = following.items[0]?.id;
  const here = `/admin/letters/${slug}`;
  const mayModerate = may(signature.role, "moderate");
  const actions = movesFrom(signature.status, "moderator").flatMap((move) =>
    move === "approve" || move === "reject" || move === "remove" || move === "reopen" ? [move] : [],
  );
  return (
    <Frame t={t} moderator={moderator} keys="signature">
      <p className="trail">
        <DeskLink data-key="u" href={queueAddress(here, query)}>
          {t("desk.backToQueue")}
        </DeskLink>
        {next && (
          <DeskLink data-key="j" href={queueAddress(`${here}/signatures/${next}`, query)}>
            {t("desk.next")}
          </DeskLink>
        )}
      </p>
      <p className={`status status-${signature.status}`}>{t(`desk.status.${signature.status}`)}</p>
      <h1>
        <ForeignText lang={signature.nameLang} pageLang={locale}>
          {signature.name}
        </ForeignText>
      </h1>
      <div className="sides">
        <section aria-labelledby="evidence-title">
          <h2 id="evidence-title">{t("desk.evidence")}</h2>
          {evidence.length === 0 && <p className="soft">{t("desk.notGathered")}</p>}
          <ul className="evidence">
            {evidence.map((found) => (
              <li
                key={`${found.code} ${Object.values(found.values).join(" ")}`}
                className={`weighs-${found.weighs}`}
              >
                <span className="weighs">
                  {t(`desk.weighs.${found.weighs}`)} ·{" "}
                  {t("desk.checkedAt", { at: formatMoment(found.checkedAt, locale) })}
                </span>
                {evidenceText(t, found, locale)}
              </li>
            ))}
          </ul>
          {mayModerate && (
            <>
              <h2>{t("desk.decide")}</h2>
              <DecisionForm
                key={`decide ${signature.id}`}
                signatureId={signature.id}
                actions={actions}
                reasons={reasons}
                language={signerLocale}
                words={decisionWords(t, ownName(signerLocale))}
              />
              <h2>{t("desk.handling.title")}</h2>
              <HandlingForm
                key={`handle ${signature.id}`}
                signatureId={signature.id}
                aside={asideMove(signature)}
                assigneeId={signature.assigneeId}
                colleagues={colleagues}
                words={handlingWords(t)}
              />
            </>
          )}
        </section>
        <section aria-labelledby="details-title">
          <h2 id="details-title">{t("desk.details")}</h2>
          <Facts t={t} locale={locale} signature={signature} />
          <h2>{t("desk.history")}</h2>
          <ol className="history">
            {history.map((entry) => (
              <li key={`${entry.at.toISOString()} ${entry.action}`}>
                <time dateTime={entry.at.toISOString()}>{formatMoment(entry.at, locale)}</time>{" "}
                {actionWords(t, entry.action)}{" "}
                {t(`desk.historyBy.${entry.actor}`, { email: entry.moderatorEmail ?? "?" })}
              </li>
            ))}
          </ol>
          {signature.notes.length > 0 && <h2>{t("desk.handling.notes")}</h2>}
          {signature.notes.map((note) => (
            <blockquote key={note.id} dir="auto">
              {note.text}
              <footer className="soft">
                {t("desk.handling.noteBy", {
                  email: note.moderator.email,
                  at: formatMoment(note.writtenAt, locale),
                })}
              </footer>
            </blockquote>
          ))}
          {signature.decisions.map(
            (decision) =>
              decision.reason &&
              !decision.undoneAt && (
                <blockquote key={decision.id} dir="auto">
                  {decision.reason}
                </blockquote>
              ),
          )}
        </section>
      </div>
    </Frame>
  );
}

/** What can be done about a signature's place in the queue. */
function asideMove({ status, aside }: DeskSignature): "hold" | "release" | null {
  if (status !== "pending") return null;
  return aside ? "release" : "hold";
}

/** Words go to the browser as they are: a client component needs no message files. */
function decisionWords(t: Translate, language: string) {
  return {
    choose: t("desk.choose"),
    chooseNone: t("desk.chooseNone"),
    reason: t("desk.reason"),
    reasonHint: t("desk.reasonHint", { language }),
    noAction: t("desk.noAction"),
    undo: t("desk.undo.button"),
    undoWait: t("desk.undo.wait"),
    approve: t("desk.actions.approve"),
    reject: t("desk.actions.reject"),
    remove: t("desk.actions.remove"),
    reopen: t("desk.actions.reopen"),
  };
}

function handlingWords(t: Translate) {
  return {
    hold: t("desk.handling.hold"),
    release: t("desk.handling.release"),
    assignLabel: t("desk.handling.assignLabel"),
    assign: t("desk.handling.assign"),
    nobody: t("desk.search.nobody"),
    noteLabel: t("desk.handling.noteLabel"),
    noteHint: t("desk.handling.noteHint"),
    note: t("desk.handling.note"),
  };
}
