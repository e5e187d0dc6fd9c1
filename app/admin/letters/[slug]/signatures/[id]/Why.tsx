import type { ReactNode } from "react";
import { actionWords } from "@/app/admin/_words";
import { AmendmentDiff } from "@/app/admin/letters/[slug]/signatures/[id]/AmendmentAsked";
import { EvidenceRows, type EvidenceSaid } from "@/app/admin/letters/[slug]/signatures/[id]/EvidenceRows";
import { fieldLabel } from "@/app/admin/letters/[slug]/signatures/[id]/words";
import { valuesOf } from "@/lib/amendments/queries";
import type { HistoryEntry } from "@/lib/audit/queries";
import { fieldsOf } from "@/lib/corrections/queries";
import { keptEvidence } from "@/lib/evidence/queries";
import type { Locale } from "@/lib/i18n/locales";
import { formatMoment, type Translate } from "@/lib/i18n/translate";
import type { DeskSignature } from "@/lib/moderation/queries";
import { correctableFields } from "@/lib/signatures/schema";

export interface WhyProps extends EvidenceSaid {
  signature: DeskSignature;
  history: HistoryEntry[];
}

/** Why a name is on the list, or what was decided about it: who, when, for which reason, and on what evidence. */
export async function Why({ signature, history, ...said }: WhyProps) {
  const { t, locale } = said;
  const isPublished = signature.status === "published";
  const imported = history.find(({ action }) => action === "import");
  const steps: { at: Date; key: string; content: ReactNode }[] = [
    ...(isPublished && signature.confirmedAt
      ? [{ at: signature.confirmedAt, key: "confirmed", content: t("desk.why.confirmed") }]
      : []),
    ...(isPublished && imported
      ? [{ at: imported.at, key: "imported", content: t("desk.why.imported") }]
      : []),
    ...signature.decisions.map((decision) => ({
      at: decision.decidedAt,
      key: decision.id,
      content: <DecisionMade {...said} {...{ decision, letterId: signature.letterId }} />,
    })),
    ...signature.corrections.map((correction) => ({
      at: correction.madeAt,
      key: correction.id,
      content: <CorrectionMade {...{ t, correction }} />,
    })),
    ...signature.amendments.flatMap((amendment) =>
      amendment.state === "refused" && amendment.decidedAt
        ? [
            {
              at: amendment.decidedAt,
              key: amendment.id,
              content: <AmendmentRefused {...{ t, locale, amendment }} />,
            },
          ]
        : [],
    ),
  ];
  if (steps.length === 0) return null;
  return (
    <>
      <h2>{t(isPublished ? "desk.why.title" : "desk.why.decisions")}</h2>
      {signature.olderSteps > 0 && (
        <p className="soft">{t("desk.why.older", { count: signature.olderSteps })}</p>
      )}
      <ol className="history">
        {steps
          .sort((a, b) => a.at.getTime() - b.at.getTime())
          .map(({ at, key, content }) => (
            <li key={key}>
              <time dateTime={at.toISOString()}>{formatMoment(at, locale)}</time> {content}
            </li>
          ))}
      </ol>
    </>
  );
}

async function DecisionMade({
  decision,
  letterId,
  ...said
}: EvidenceSaid & { decision: DeskSignature["decisions"][number]; letterId: string }) {
  const { t } = said;
  const evidence = await keptEvidence(decision.evidence, letterId);
  const words = `${actionWords(t, decision.kind)} ${t("desk.historyBy.moderator", { email: decision.moderator.email })}`;
  return (
    <>
      {decision.undoneAt ? <s>{words}</s> : words}
      {decision.undoneAt && ` ${t("desk.why.undone")}`}
      {decision.reason && <blockquote dir="auto">{decision.reason}</blockquote>}
      {evidence.length > 0 && (
        <details className="more">
          <summary>{t("desk.why.evidence")}</summary>
          <EvidenceRows {...said} found={evidence} />
        </details>
      )}
    </>
  );
}

function CorrectionMade({
  t,
  correction,
}: {
  t: Translate;
  correction: DeskSignature["corrections"][number];
}) {
  const [before, after] = [fieldsOf(correction.before), fieldsOf(correction.after)];
  return (
    <>
      {t(correction.amendmentId ? "desk.historyAction.amendAccept" : "desk.historyAction.correct")}{" "}
      {correction.moderator
        ? t("desk.historyBy.moderator", { email: correction.moderator.email })
        : t("desk.historyBy.signer")}
      <ul className="changes">
        {correctableFields
          .filter((field) => field in after)
          .map((field) => (
            <li key={field}>
              {fieldLabel(t, field)}: <bdi>{before[field] ?? t("desk.fields.none")}</bdi> →{" "}
              <bdi>{after[field] ?? t("desk.fields.none")}</bdi>
            </li>
          ))}
      </ul>
    </>
  );
}

/** What the signer asked for and did not get, with the reason that the signer read. */
function AmendmentRefused({
  t,
  locale,
  amendment,
}: {
  t: Translate;
  locale: Locale;
  amendment: DeskSignature["amendments"][number];
}) {
  return (
    <>
      {t("desk.historyAction.amendRefuse")}{" "}
      {t("desk.historyBy.moderator", { email: amendment.moderator?.email ?? "?" })}
      <AmendmentDiff
        {...{ t, locale, before: valuesOf(amendment.before), after: valuesOf(amendment.after) }}
      />
      {amendment.reason && <blockquote dir="auto">{amendment.reason}</blockquote>}
    </>
  );
}
