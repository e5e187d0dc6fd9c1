import type { ReactNode } from "react";
import { ForeignText } from "@/app/_ui/document/ForeignText";
import { troubleWords } from "@/app/admin/_words";
import { AgainForm } from "@/app/admin/letters/[slug]/signatures/[id]/AgainForm";
import { may } from "@/lib/accounts/rights";
import { isForeignMail } from "@/lib/authority/address";
import { originalOf } from "@/lib/corrections/queries";
import type { OpenHandover } from "@/lib/handovers/queries";
import { countryName } from "@/lib/i18n/countries";
import { type Locale, languageName } from "@/lib/i18n/locales";
import { formatMoment, type Translate } from "@/lib/i18n/translate";
import { nobodyToWriteTo } from "@/lib/mail/messages";
import type { DeskSignature } from "@/lib/moderation/queries";
import type { CorrectableField } from "@/lib/signatures/schema";

export interface FactsProps {
  t: Translate;
  locale: Locale;
  signature: DeskSignature;
  /** Who was named to take it over. */
  handover: OpenHandover | null;
}

/** Everything that came with a signature, as it came. */
export function Facts({ t, locale, signature, handover }: FactsProps) {
  const { letterVersion } = signature;
  const none = <span className="soft">{t("desk.fields.none")}</span>;
  // Whoever confirmed had an address.
  const erased = <span className="soft">{t("privacy.desk.contactErased")}</span>;
  const original = originalOf(signature.corrections);
  /** What stands there now; where it was corrected, below what the signer wrote. */
  const corrected = (value: ReactNode, ...fields: CorrectableField[]) => {
    const before = fields.filter((field) => field in original && original[field] !== signature[field]);
    if (before.length === 0) return value;
    const wrote = before.map((field) => original[field] || t("desk.fields.none")).join(", ");
    return (
      <>
        {value}
        <span className="doubt">{t("desk.corrections.original", { value: wrote })}</span>
      </>
    );
  };
  const rows: [string, ReactNode][] = [
    [t("desk.fields.kind"), t(`desk.kind.${signature.kind}`)],
    ...("name" in original
      ? ([[t("sign.name"), corrected(signature.name, "name")]] as [string, ReactNode][])
      : []),
    ...(signature.nameAlt || "nameAlt" in original
      ? ([
          [
            t("confirm.otherName"),
            corrected(
              signature.nameAlt ? (
                <ForeignText key="alt" lang={signature.nameAltLang} pageLang={locale}>
                  {signature.nameAlt}
                </ForeignText>
              ) : (
                none
              ),
              "nameAlt",
            ),
          ],
        ] as [string, ReactNode][])
      : []),
    [
      t("desk.fields.country"),
      corrected(signature.country ? countryName(signature.country, locale) : none, "country"),
    ],
    [
      t("desk.fields.website"),
      corrected(signature.website ? <Website href={signature.website} /> : none, "website"),
    ],
    [
      t(signature.kind === "individual" ? "confirm.role" : "desk.fields.representative"),
      corrected(
        [signature.representativeName, signature.representativeRole].filter(Boolean).join(", ") || none,
        "representativeName",
        "representativeRole",
      ),
    ],
    ...(handover
      ? ([
          [t("desk.fields.handover"), <HandingOver key="handover" {...{ t, locale, signature, handover }} />],
        ] as [string, ReactNode][])
      : []),
    [t("desk.fields.email"), signature.email ?? (signature.confirmedAt ? erased : none)],
    [t("desk.fields.language"), languageName(signature.locale, locale)],
    [t("desk.fields.received"), formatMoment(signature.createdAt, locale)],
    [t("desk.fields.confirmed"), signature.confirmedAt ? formatMoment(signature.confirmedAt, locale) : none],
    [
      t("desk.fields.text"),
      t("desk.fields.textVersion", {
        number: letterVersion.number,
        locale: letterVersion.locale,
        sha: letterVersion.sha256.slice(0, 16),
      }),
    ],
    [t("desk.fields.consents"), signature.consents.length > 0 ? <Consents signature={signature} /> : none],
    [t("desk.fields.mails"), signature.messages.length > 0 ? <Mails t={t} signature={signature} /> : none],
  ];
  return (
    <dl className="facts">
      {rows.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd dir="auto">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Who was named to take over, and what becomes of it when nobody stops it. */
function HandingOver(props: {
  t: Translate;
  locale: Locale;
  signature: DeskSignature;
  handover: OpenHandover;
}) {
  const { t, locale, signature, handover } = props;
  const { representativeName, representativeRole, email, agreedAt, effective } = handover;
  const at = effective && formatMoment(effective, locale);
  return (
    <>
      {[representativeName, representativeRole, email].filter(Boolean).join(", ")}
      <br />
      {t(agreedAt ? "desk.handover.agreed" : "desk.handover.asked")}{" "}
      {at ? t("desk.handover.effective", { at }) : t("desk.handover.untold")}
      {isForeignMail(email, signature.website) && <span className="doubt">{t("desk.handover.foreign")}</span>}
    </>
  );
}

function Website({ href }: { href: string }) {
  return (
    <a href={href} rel="nofollow noopener noreferrer" target="_blank">
      {href}
    </a>
  );
}

function Consents({ signature }: { signature: DeskSignature }) {
  return (
    <ul>
      {signature.consents.map(({ text, withdrawnAt }) => (
        <li key={text.sha256} lang={text.locale}>
          {withdrawnAt ? <s>{text.text}</s> : text.text}
        </li>
      ))}
    </ul>
  );
}

/** That a mail to whoever was named did not go out tells that they want none, which is nobody's business. */
function isForTheDesk({ kind, status }: DeskSignature["messages"][number]): boolean {
  return !(kind === "handover" && status === "cancelled");
}

function Mails({ t, signature }: { t: Translate; signature: DeskSignature }) {
  const failed = signature.messages.filter(
    ({ kind, status, lastError }) => status === "failed" && kind !== "news" && lastError !== nobodyToWriteTo,
  );
  return (
    <>
      <ul>
        {signature.messages.filter(isForTheDesk).map((message) => (
          <li key={message.id}>
            {t(`desk.mailKind.${message.kind}`)}: {t(`desk.mailStatus.${message.status}`)}
            {message.trouble && (
              <span className="doubt">{troubleWords(t, { ...message, trouble: message.trouble })}</span>
            )}
            {message.lastError && (
              <span className="doubt">{t("desk.mailSaid", { error: message.lastError })}</span>
            )}
          </li>
        ))}
      </ul>
      {failed.length > 0 && may(signature.role, "moderate") && (
        <AgainForm
          signatureId={signature.id}
          mails={failed.map(({ id, kind }) => ({
            id,
            button: `${t("mailTrouble.again")}: ${t(`desk.mailKind.${kind}`)}`,
          }))}
        />
      )}
    </>
  );
}
