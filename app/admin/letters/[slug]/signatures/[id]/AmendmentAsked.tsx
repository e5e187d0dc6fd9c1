import { amendedText } from "@/app/_ui/amended-text";
import styles from "@/app/admin/letters/[slug]/signatures/[id]/amendment.module.css";
import {
  type EvidenceSaid,
  SpeaksFor,
  Weighed,
} from "@/app/admin/letters/[slug]/signatures/[id]/EvidenceRows";
import { amendableLabel } from "@/app/admin/letters/[slug]/signatures/[id]/words";
import { wordDiff } from "@/lib/amendments/diff";
import { valuesOf } from "@/lib/amendments/queries";
import type { KeptValues } from "@/lib/corrections/keep";
import type { WishedEvidence } from "@/lib/evidence/wished";
import type { Locale } from "@/lib/i18n/locales";
import { formatMoment, type Translate } from "@/lib/i18n/translate";
import type { DeskSignature } from "@/lib/moderation/queries";
import { amendableFields } from "@/lib/signatures/schema";

export interface AmendmentAskedProps extends EvidenceSaid {
  signature: DeskSignature;
  amendment: DeskSignature["amendments"][number];
  /** What the checks say about what is asked for; null where none of it is a check's concern. */
  wished: WishedEvidence[] | null | undefined;
}

/** Whether it has to be read before somebody accepts: it speaks against what is asked for, speaks for it no longer, or nobody knows. */
export function isDoubt({ code, weighs, change }: WishedEvidence): boolean {
  return weighs === "against" || change === "gone" || code === "checkFailed";
}

/**
 * What the signer asks to change, beside what stands there now. What speaks against it stands first and is never folded: beside the
 * change where the screen is wide enough, before it where it is not, and always before the button.
 */
export function AmendmentAsked({ signature, amendment, wished, ...said }: AmendmentAskedProps) {
  const { t, locale } = said;
  const before = { ...signature };
  const doubts = wished?.filter(isDoubt) ?? [];
  const others = wished?.filter((one) => !isDoubt(one)) ?? [];
  const neither = others.filter(({ weighs }) => weighs !== "for");
  return (
    <>
      <h2 id="amendment">{t("amendment.title")}</h2>
      <div className={wished ? styles.beside : undefined}>
        {wished && (
          <div className={styles.found}>
            {doubts.length > 0 && (
              <div id="amendment-doubts">
                <Wished {...said} found={doubts} />
              </div>
            )}
            <Wished {...said} found={neither} />
            <SpeaksFor
              {...said}
              found={others.filter(({ weighs }) => weighs === "for")}
              isFolded={doubts.length > 0}
            />
            <p className="soft">{t("amendment.checkedNow")}</p>
          </div>
        )}
        <div>
          <p className="soft">{t("amendment.asked", { at: formatMoment(amendment.askedAt, locale) })}</p>
          <AmendmentDiff {...{ t, locale, before, after: valuesOf(amendment.after) }} />
        </div>
      </div>
    </>
  );
}

function weighsWords(t: Translate, { code, weighs, change }: WishedEvidence): string {
  if (code === "checkFailed") return t(`desk.weighs.${weighs}`);
  const changed = t(`amendment.change.${change}`);
  return change === "gone" ? changed : `${t(`desk.weighs.${weighs}`)} · ${changed}`;
}

/** What was found, each under what it weighs and since when, in the order in which it was found. */
function Wished({ found, ...said }: EvidenceSaid & { found: WishedEvidence[] }) {
  return [...new Set(found.map((one) => weighsWords(said.t, one)))].map((words) => (
    <Weighed
      key={words}
      {...said}
      words={words}
      found={found.filter((one) => weighsWords(said.t, one) === words)}
      weighsOf={(one) => (isDoubt(one) ? "against" : one.weighs)}
    />
  ));
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
