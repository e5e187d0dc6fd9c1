import type { ReactNode } from "react";
import { DeskLink } from "@/app/admin/_link";
import { evidenceText } from "@/app/admin/_words";
import type { Evidence } from "@/lib/evidence/evidence";
import { neighbourOf } from "@/lib/evidence/neighbours";
import type { Locale } from "@/lib/i18n/locales";
import type { Translate } from "@/lib/i18n/translate";

export interface EvidenceSaid {
  t: Translate;
  locale: Locale;
  /** The address of another signature of this letter at its desk. */
  addressOf: (signatureId: string) => string;
}

/** A mark where the other signature's name stands in the words; no text of the database can hold it. */
const here = "\0";

/** A piece of evidence in words; the other signature that it is about is a link, as long as that has a name. */
function EvidenceWords({ t, locale, addressOf, one }: EvidenceSaid & { one: Evidence }): ReactNode {
  const id = neighbourOf(one);
  const { name } = one.values;
  if (id === null || typeof name !== "string") return evidenceText(t, one, locale);
  const marked = { ...one, values: { ...one.values, name: here } };
  const [before, after] = evidenceText(t, marked, locale).split(here);
  return (
    <>
      {before}
      <DeskLink href={addressOf(id)}>
        <bdi>{name}</bdi>
      </DeskLink>
      {after}
    </>
  );
}

/** Pieces of evidence, one a line. */
export function EvidenceRows<T extends Evidence>({
  found,
  weighsOf = ({ weighs }) => weighs,
  ...said
}: EvidenceSaid & { found: T[]; weighsOf?: (one: T) => Evidence["weighs"] }) {
  return (
    <ul className="evidence">
      {found.map((one) => (
        <li key={`${one.code} ${Object.values(one.values).join(" ")}`} className={`weighs-${weighsOf(one)}`}>
          <EvidenceWords {...said} one={one} />
        </li>
      ))}
    </ul>
  );
}

/**
 * Evidence by what it weighs: doubts first, then what says nothing either way. What speaks for it is folded where there are doubts, so
 * that they and the buttons fit one screen.
 */
export function WeighedEvidence({ found, ...said }: EvidenceSaid & { found: Evidence[] }) {
  const { t } = said;
  const [against, unknown, speaking] = (["against", "unknown", "for"] as const).map((weighs) =>
    found.filter((one) => one.weighs === weighs),
  );
  return (
    <>
      <Weighed words={t("desk.weighs.against")} found={against ?? []} {...said} />
      <Weighed words={t("desk.weighs.unknown")} found={unknown ?? []} {...said} />
      <SpeaksFor found={speaking ?? []} isFolded={against !== undefined && against.length > 0} {...said} />
    </>
  );
}

/** Some evidence under what it weighs; nothing where there is none. */
export function Weighed<T extends Evidence>({
  words,
  found,
  ...said
}: EvidenceSaid & { words: string; found: T[]; weighsOf?: (one: T) => Evidence["weighs"] }) {
  if (found.length === 0) return null;
  return (
    <>
      <h3 className="weighs">{words}</h3>
      <EvidenceRows found={found} {...said} />
    </>
  );
}

/** What speaks for it, folded or not; nothing where nothing does. */
export function SpeaksFor({
  found,
  isFolded,
  ...said
}: EvidenceSaid & { found: Evidence[]; isFolded: boolean }) {
  const { t } = said;
  if (!isFolded) return <Weighed words={t("desk.weighs.for")} found={found} {...said} />;
  if (found.length === 0) return null;
  return (
    <details className="more speaks-for">
      <summary>{t("desk.speaksFor", { count: found.length })}</summary>
      <EvidenceRows found={found} {...said} />
    </details>
  );
}
