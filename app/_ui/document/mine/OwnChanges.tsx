import { amendedText } from "@/app/_ui/amended-text";
import type { PageContext } from "@/app/_ui/document/Document";
import { type Fact, FactList } from "@/app/_ui/document/FactList";
import type { WaitingChange } from "@/lib/amendments/queries";
import type { OpenHandover } from "@/lib/handovers/queries";
import { formatLongMoment } from "@/lib/i18n/translate";
import type { Letter } from "@/lib/letters/queries";
import { type AmendableField, amendableFields } from "@/lib/signatures/schema";
import type { OwnSignature } from "@/lib/signers/queries";

export interface OwnChangesProps {
  context: PageContext;
  letter: Letter;
  signature: OwnSignature;
  amendment: WaitingChange | null;
  handover: OpenHandover | null;
  /** When whoever was named last said that it is not for them. */
  declined: Date | null;
}

/** What a signer can change, and what of it waits for somebody else. */
export function OwnChanges({ context, letter, signature, amendment, handover, declined }: OwnChangesProps) {
  const { t, locale } = context;
  const { status, kind } = signature;
  const here = `/${locale}/${letter.slug}/mine`;
  const isCorrectable = status === "unconfirmed" || status === "pending" || status === "published";
  if (!isCorrectable) return null;
  const mayHandOver = kind === "organisation" && status !== "unconfirmed" && signature.email !== null;
  return (
    <section aria-labelledby="changes-title">
      <h2 id="changes-title">{t("mine.changes.title")}</h2>
      {amendment && (
        <div className="own-waiting">
          <p>{t("mine.changes.waits", { at: formatLongMoment(amendment.askedAt, locale) })}</p>
          <FactList facts={factsOf(context, amendment)} />
          <form method="post" action={`${here}/correct/withdraw`}>
            <button type="submit" className="quiet">
              {t("mine.changes.withdraw")}
            </button>
          </form>
        </div>
      )}
      {handover && (
        <div className="own-waiting">
          <p>{handoverWords(context, handover)}</p>
          <form method="post" action={`${here}/representative/stop`}>
            <button type="submit" className="quiet">
              {t("mine.changes.stop")}
            </button>
          </form>
        </div>
      )}
      {declined && <p>{t("mine.changes.declined", { at: formatLongMoment(declined, locale) })}</p>}
      <ul className="own-ways">
        <li>
          <a href={`${here}/correct`}>{t("mine.correct.title")}</a>
        </li>
        {mayHandOver && (
          <li>
            <a href={`${here}/representative`}>{t("mine.representative.title")}</a>
          </li>
        )}
      </ul>
    </section>
  );
}

/** Who was named, whether they agreed, and until when it can be stopped. */
function handoverWords({ t, locale }: PageContext, handover: OpenHandover): string {
  const { representativeName, email, begunAt, agreedAt, effective } = handover;
  const begun = t("mine.changes.named", {
    person: `\u2068${representativeName}\u2069`,
    email: `\u2068${email}\u2069`,
    at: formatLongMoment(begunAt, locale),
  });
  if (!effective) return `${begun} ${t("mine.changes.notTold")}`;
  const at = formatLongMoment(effective, locale);
  return `${begun} ${t(agreedAt ? "mine.changes.agreed" : "mine.changes.notAgreed", { at })}`;
}

/** Each field that is asked for: what stands there, struck through, and what shall. */
function factsOf(context: PageContext, { before, after }: WaitingChange): Fact[] {
  const { t } = context;
  const wished = { ...before, ...after };
  const labels: Record<AmendableField, string> = {
    name: t("sign.name"),
    nameAlt: t("confirm.otherName"),
    country: t("sign.country"),
    website: t("sign.website"),
    representativeName: t("sign.representativeName"),
    representativeRole: t("sign.representativeRole"),
    showRepresentative: t("amendment.shown"),
  };
  return amendableFields.flatMap((field): Fact[] =>
    field in after && before[field] !== after[field]
      ? [
          [
            labels[field],
            <span key={field}>
              <del dir="auto">{amendedText(context, field, before) || t("desk.fields.none")}</del> →{" "}
              <ins dir="auto">{amendedText(context, field, wished) || t("desk.fields.none")}</ins>
            </span>,
          ],
        ]
      : [],
  );
}
