import { amendedText } from "@/app/_ui/amended-text";
import styles from "@/app/admin/letters/[slug]/signatures/[id]/amendment.module.css";
import { amendableLabel } from "@/app/admin/letters/[slug]/signatures/[id]/words";
import { wordDiff } from "@/lib/amendments/diff";
import { valuesOf } from "@/lib/amendments/queries";
import type { KeptValues } from "@/lib/corrections/keep";
import type { Locale } from "@/lib/i18n/locales";
import { formatMoment, type Translate } from "@/lib/i18n/translate";
import type { DeskSignature } from "@/lib/moderation/queries";
import { amendableFields } from "@/lib/signatures/schema";

export interface AmendmentAskedProps {
  t: Translate;
  locale: Locale;
  signature: DeskSignature;
  amendment: DeskSignature["amendments"][number];
}

/** What the signer asks to change, beside what stands there now. */
export function AmendmentAsked({ t, locale, signature, amendment }: AmendmentAskedProps) {
  const before = { ...signature };
  return (
    <>
      <h2 id="amendment">{t("amendment.title")}</h2>
      <p className="soft">{t("amendment.asked", { at: formatMoment(amendment.askedAt, locale) })}</p>
      <AmendmentDiff {...{ t, locale, before, after: valuesOf(amendment.after) }} />
    </>
  );
}

/** Old and new, field by field, with the words that differ struck through and underlined: readable without colour. */
export function AmendmentDiff({
  t,
  locale,
  before,
  after,
}: {
  t: Translate;
  locale: Locale;
  before: KeptValues;
  after: KeptValues;
}) {
  const differing = amendableFields.filter((field) => field in after && before[field] !== after[field]);
  if (differing.length === 0) return <p className="soft">{t("amendment.same")}</p>;
  return (
    <dl className={styles.diff}>
      {differing.map((field) => {
        const old = amendedText({ t, locale }, field, before);
        const young = amendedText({ t, locale }, field, { ...before, ...after });
        const runs = wordDiff(old, young);
        const none = <span className="soft">{t("desk.fields.none")}</span>;
        return (
          <div key={field}>
            <dt>{amendableLabel(t, field)}</dt>
            <dd>
              <span className={styles.side}>{t("amendment.now")}</span>
              <bdi>
                {old === ""
                  ? none
                  : // biome-ignore lint/suspicious/noArrayIndexKey: a run is its place
                    runs.map(({ text, is }, at) => is !== "added" && <Run key={at} {...{ text, is }} />)}
              </bdi>
            </dd>
            <dd>
              <span className={styles.side}>{t("amendment.wished")}</span>
              <bdi>
                {young === ""
                  ? none
                  : // biome-ignore lint/suspicious/noArrayIndexKey: a run is its place
                    runs.map(({ text, is }, at) => is !== "removed" && <Run key={at} {...{ text, is }} />)}
              </bdi>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function Run({ text, is }: { text: string; is: "kept" | "removed" | "added" }) {
  if (is === "kept") return text;
  return is === "removed" ? <del>{text}</del> : <ins>{text}</ins>;
}
