import { ForeignText } from "@/app/_ui/document/ForeignText";
import { DeskLink } from "@/app/admin/_link";
import { queueAddress } from "@/app/admin/_queue";
import { evidenceText } from "@/app/admin/_words";
import { amendableLabel } from "@/app/admin/letters/[slug]/signatures/[id]/words";
import type { FoundEvidence } from "@/lib/evidence/queries";
import { countryName } from "@/lib/i18n/countries";
import type { Locale } from "@/lib/i18n/locales";
import { formatMoment, type Translate } from "@/lib/i18n/translate";
import type { QueueItem } from "@/lib/moderation/queue";
import type { QueueQuery } from "@/lib/moderation/queue-query";
import type { AmendableField } from "@/lib/signatures/schema";
import type { Tag } from "@/lib/tags/queries";

export interface QueueListProps {
  t: Translate;
  locale: Locale;
  here: string;
  query: QueueQuery;
  items: QueueItem[];
  evidence: Map<string, FoundEvidence[]>;
  /** What the signers ask to change. */
  asked: Map<string, AmendableField[]>;
  tags: Map<string, Tag[]>;
  /** The id of the form that the ticks belong to; null for whoever may not decide. */
  bulkForm: string | null;
}

/** The signatures of a queue, with what speaks against each in words, and how much speaks for it. */
export function QueueList({
  t,
  locale,
  here,
  query,
  items,
  evidence,
  asked,
  tags,
  bulkForm,
}: QueueListProps) {
  return (
    <ul className="queue">
      {items.map((item) => {
        const found = evidence.get(item.id) ?? [];
        const isPending = item.status === "pending";
        const isTickable = isPending && bulkForm !== null;
        const wished = asked.get(item.id);
        // What speaks for the name on the list does not speak for the one that is asked for.
        const forIt = wished ? 0 : found.filter(({ weighs }) => weighs === "for").length;
        return (
          <li key={item.id} className={isTickable ? "tickable" : undefined}>
            {isTickable && (
              <input
                type="checkbox"
                name="id"
                value={item.id}
                form={bulkForm}
                aria-label={t("desk.bulk.select", { name: item.name })}
              />
            )}
            <DeskLink
              className="queue-name"
              data-row={item.id}
              href={queueAddress(`${here}/signatures/${item.id}`, query)}
            >
              <ForeignText lang={item.nameLang} pageLang={locale}>
                {item.name || t("privacy.desk.anonymised")}
              </ForeignText>
            </DeskLink>
            <span className="soft">
              {[
                !isPending && t(`desk.status.${item.status}`),
                t(`desk.kind.${item.kind}`),
                item.country && countryName(item.country, locale),
                item.email,
                formatMoment(item.createdAt, locale),
                item.assigneeEmail && t("desk.assignedTo", { email: item.assigneeEmail }),
              ]
                .filter(Boolean)
                .join(" · ")}
            </span>
            <span className="looking" />
            {(tags.get(item.id) ?? []).length > 0 && (
              <span className="tag-line">
                {tags.get(item.id)?.map(({ id, name }) => (
                  <bdi className="tag" key={id}>
                    {name}
                  </bdi>
                ))}
              </span>
            )}
            {item.hasAnswer && <span className="fine">{t("desk.questions.hasAnswer")}</span>}
            {found
              .filter(({ weighs }) => weighs === "against")
              .map((one) => (
                <span className="doubt" key={`${one.code} ${Object.values(one.values).join(" ")}`}>
                  {evidenceText(t, one, locale)}
                </span>
              ))}
            {wished && (
              <span>
                {t("amendment.asksFor", {
                  fields: wished.map((field) => amendableLabel(t, field)).join(", "),
                })}
              </span>
            )}
            {forIt > 0 && <span className="fine">{t("desk.speaksFor", { count: forIt })}</span>}
            {found.length === 0 && isPending && <span className="soft">{t("desk.notGathered")}</span>}
          </li>
        );
      })}
    </ul>
  );
}
