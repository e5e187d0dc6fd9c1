import { amendedText } from "@/app/_ui/amended-text";
import { evidenceText } from "@/app/admin/_words";
import styles from "@/app/admin/letters/[slug]/signatures/[id]/amendment.module.css";
import { amendableLabel } from "@/app/admin/letters/[slug]/signatures/[id]/words";
import { wordDiff } from "@/lib/amendments/diff";
import { valuesOf } from "@/lib/amendments/queries";
import type { KeptValues } from "@/lib/corrections/keep";
import type { WishedEvidence } from "@/lib/evidence/wished";
import type { Locale } from "@/lib/i18n/locales";
import { formatMoment, type Translate } from "@/lib/i18n/translate";
import type { DeskSignature } from "@/lib/moderation/queries";
import { amendableFields } from "@/lib/signatures/schema";

export interface AmendmentAskedProps {
  t: Translate;
  locale: Locale;
  signature: DeskSignature;
  amendment: DeskSignature["amendments"][number];
  /** What the checks say about what is asked for; null where none of it is a check's concern. */
  wished: WishedEvidence[] | null | undefined;
}

/** Whether it has to be read before somebody accepts: it speaks against what is asked for, or speaks for it no longer. */
export function isDoubt({ weighs, change }: WishedEvidence): boolean {
  return weighs === "against" || change === "gone";
}

/** What the signer asks to change, beside what stands there now. What speaks against it stands first, to be seen without scrolling. */
export function AmendmentAsked({ t, locale, signature, amendment, wished }: AmendmentAskedProps) {
  const before = { ...signature };
  const doubts = wished?.filter(isDoubt) ?? [];
  const others = wished?.filter((one) => !isDoubt(one)) ?? [];
  return (
    <>
      <h2 id="amendment">{t("amendment.title")}</h2>
      {doubts.length > 0 && <Wished {...{ t, locale, found: doubts }} id="amendment-doubts" />}
      <p className="soft">{t("amendment.asked", { at: formatMoment(amendment.askedAt, locale) })}</p>
      <AmendmentDiff {...{ t, locale, before, after: valuesOf(amendment.after) }} />
      {others.length > 0 && <Wished {...{ t, locale, found: others }} />}
      {wished && <p className={`soft ${styles.hint}`}>{t("amendment.checkedNow")}</p>}
    </>
  );
}

function weighsWords(t: Translate, { weighs, change }: WishedEvidence): string {
  const changed = t(`amendment.change.${change}`);
  return change === "gone" ? changed : `${t(`desk.weighs.${weighs}`)} · ${changed}`;
}

function Wished({
  t,
  locale,
  found,
  id,
}: {
  t: Translate;
  locale: Locale;
  found: WishedEvidence[];
  id?: string;
}) {
  return (
    <ul className="evidence" id={id}>
      {found.map((one) => (
        <li
          key={`${one.code} ${Object.values(one.values).join(" ")}`}
          className={isDoubt(one) ? "weighs-against" : `weighs-${one.weighs}`}
        >
          <span className="weighs">{weighsWords(t, one)}</span>
          {evidenceText(t, one, locale)}
        </li>
      ))}
    </ul>
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
