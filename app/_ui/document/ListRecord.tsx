import type { PageContext } from "@/app/_ui/document/Document";
import { formatLongMoment } from "@/lib/i18n/translate";

export interface ListRecordProps {
  context: PageContext;
  /** The letter's. */
  slug: string;
  /** When the list last changed; null where nothing ever happened on it. */
  changedAt: Date | null;
}

/** Says that the list has not been altered since its last recorded change, and where to check that. */
export function ListRecord({ context, slug, changedAt }: ListRecordProps) {
  const { t, locale } = context;
  if (!changedAt) return null;
  return (
    <p className="list-record">
      {t("log.unaltered", { at: formatLongMoment(changedAt, locale) })} {t("log.trace")}{" "}
      <a href={`/${locale}/${slug}/log`}>{t("log.how")}</a>
    </p>
  );
}

/** A long row of letters and digits in groups of eight, so that two can be compared by eye. Copied, it has no spaces. */
export function Grouped({ children }: { children: string }) {
  return (
    <code className="grouped">
      {(children.match(/.{1,8}/g) ?? []).map((group, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a group is its place
        <span key={at}>{group}</span>
      ))}
    </code>
  );
}
