import { CorrectionForm } from "@/app/admin/letters/[slug]/signatures/[id]/CorrectionForm";
import { DecisionForm } from "@/app/admin/letters/[slug]/signatures/[id]/DecisionForm";
import { HandlingForm } from "@/app/admin/letters/[slug]/signatures/[id]/HandlingForm";
import { NoticeForm } from "@/app/admin/letters/[slug]/signatures/[id]/NoticeForm";
import { QuestionForm } from "@/app/admin/letters/[slug]/signatures/[id]/QuestionForm";
import {
  correctionWords,
  decisionWords,
  fieldLabel,
  handlingWords,
  noticeWords,
  questionWords,
} from "@/app/admin/letters/[slug]/signatures/[id]/words";
import { isForeignMail, ownDomain } from "@/lib/authority/address";
import { authorityRuleOf } from "@/lib/authority/rule";
import { type AuthorityRuleInput, suggestedNames } from "@/lib/authority/schema";
import { originalOf } from "@/lib/corrections/queries";
import { countriesByName } from "@/lib/i18n/countries";
import { defaultLocale, isLocale, type Locale } from "@/lib/i18n/locales";
import type { Translate } from "@/lib/i18n/translate";
import { colleaguesOf, type DeskSignature } from "@/lib/moderation/queries";
import { reasonsIn, reasonText } from "@/lib/moderation/reasons";
import { correctableFields } from "@/lib/signatures/schema";
import { movesFrom } from "@/lib/signatures/status";
import { tagsOf } from "@/lib/tags/queries";

export interface FormsProps {
  t: Translate;
  locale: Locale;
  signature: DeskSignature;
  /** The newest entry of the history that the page shows. */
  seen: string;
}

/** Everything that a moderator can do with a signature. */
export async function Forms({ t, locale, signature, seen }: FormsProps) {
  const { id, letterId, status } = signature;
  const [rule, reasons, colleagues, tags] = await Promise.all([
    authorityRuleOf(letterId),
    reasonsIn(letterId),
    colleaguesOf(letterId),
    tagsOf(letterId),
  ]);
  const signerLocale = isLocale(signature.locale) ? signature.locale : defaultLocale;
  const letterLocale = isLocale(signature.letter.defaultLocale)
    ? signature.letter.defaultLocale
    : defaultLocale;
  const actions = movesFrom(status, "moderator").flatMap((move) =>
    move === "approve" || move === "reject" || move === "remove" || move === "reopen" ? [move] : [],
  );
  const isCorrectable = status === "pending" || status === "published";
  const mayBeTold = isCorrectable && signature.kind === "organisation" && !hasOpenObjection(signature);
  const domain = mayBeTold ? ownDomain(signature.website) : null;
  const original = originalOf(signature.corrections);
  return (
    <>
      <h2>{t("desk.decide")}</h2>
      <DecisionForm
        key={`decide ${id}`}
        signatureId={id}
        seen={seen}
        actions={actions}
        reasons={reasons.map((texts) => reasonText(texts, signerLocale, letterLocale))}
        language={signerLocale}
        clearing={
          hasOpenObjection(signature)
            ? { cleared: t("authority.cleared"), clearedHint: t("authority.clearedHint") }
            : null
        }
        words={decisionWords(t, locale, signerLocale)}
      />
      <QuestionForm
        key={`ask ${id}`}
        signatureId={id}
        canAsk={status === "pending" && signature.email !== null && signature.aside !== "question"}
        words={questionWords(t, locale, signerLocale)}
      />
      <NoticeForm
        key={`notice ${id}`}
        signatureId={id}
        addresses={domain ? suggestedNames.map((name) => `${name}@${domain}`) : []}
        why={noticeReason(t, rule, signature)}
        words={noticeWords(t, domain ?? "", rule.days)}
      />
      {isCorrectable && (
        <CorrectionForm
          key={`correct ${id}`}
          signatureId={id}
          seen={seen}
          fields={correctableFields.map((field) => ({
            field,
            label: fieldLabel(t, field),
            value: signature[field] ?? "",
            original:
              field in original && original[field] !== signature[field]
                ? t("desk.corrections.original", { value: original[field] ?? t("desk.fields.none") })
                : null,
          }))}
          countries={countriesByName(locale)}
          words={correctionWords(t, status === "published", signature.showRepresentative)}
        />
      )}
      <h2>{t("desk.handling.title")}</h2>
      <HandlingForm
        key={`handle ${id}`}
        signatureId={id}
        aside={asideMove(signature)}
        assigneeId={signature.assigneeId}
        colleagues={colleagues}
        tags={signature.tags.map(({ tag }) => ({
          id: tag.id,
          name: tag.name,
          remove: t("desk.handling.untag", { name: tag.name }),
        }))}
        knownTags={tags.map(({ name }) => name)}
        words={handlingWords(t)}
      />
    </>
  );
}

function hasOpenObjection({ authorityNotices }: DeskSignature): boolean {
  return authorityNotices.some(({ objectedAt, clearedAt }) => objectedAt && !clearedAt);
}

/** Why the organisation should be told, where nobody has told it. */
function noticeReason(t: Translate, { rule, waits }: AuthorityRuleInput, signature: DeskSignature) {
  const { status, website, email, authorityNotices } = signature;
  if (status !== "pending" || authorityNotices.length > 0) return null;
  const isForeign = isForeignMail(email, website);
  if (rule === "always" || (rule === "foreign_mail" && isForeign))
    return t(waits ? "authority.askedWaits" : "authority.asked");
  return isForeign ? t("authority.suggested") : null;
}

/** What can be done about a signature's place in the queue. */
function asideMove({ status, aside }: DeskSignature): "hold" | "release" | null {
  if (status !== "pending" || aside === "objection") return null;
  return aside ? "release" : "hold";
}
