import type { PageContext } from "@/app/_ui/document/Document";
import { type Fact, FactList } from "@/app/_ui/document/FactList";
import { ForeignText } from "@/app/_ui/document/ForeignText";
import { Grouped } from "@/app/_ui/document/ListRecord";
import { countryName } from "@/lib/i18n/countries";
import { languageInSentence } from "@/lib/i18n/locales";
import { formatLongMoment } from "@/lib/i18n/translate";
import type { Receipt as ReceiptContent } from "@/lib/ledger/receipt";

export interface ReceiptProps {
  context: PageContext;
  receipt: ReceiptContent;
  /** Where the signer gets the receipt as a file. */
  download: string;
}

/** What was signed, when and by whom, and where it stands in the record: for the signer, to read, print and keep. */
export function Receipt({ context, receipt, download }: ReceiptProps) {
  const { t, locale } = context;
  const { letter, signed, entry, opening, head } = receipt;
  const { signatory } = opening;
  const moment = (at: string) => <time dateTime={at}>{formatLongMoment(new Date(at), locale)}</time>;
  const rows: Fact[] = [
    [
      t("receipt.name"),
      <ForeignText key="name" lang={signatory.nameLang} pageLang={locale}>
        {signatory.name}
      </ForeignText>,
    ],
    [
      t("confirm.otherName"),
      signatory.nameAlt && (
        <ForeignText key="alt" lang={signatory.nameAltLang} pageLang={locale}>
          {signatory.nameAlt}
        </ForeignText>
      ),
    ],
    [t("receipt.country"), signatory.country && countryName(signatory.country, locale)],
    [t("receipt.website"), signatory.website],
    [t("receipt.by"), signed.by && [signed.by.name, signed.by.role].filter(Boolean).join(", ")],
    [
      t("receipt.text"),
      t("receipt.version", { number: letter.version, language: languageInSentence(letter.language, locale) }),
    ],
    [t("receipt.sha256"), <Grouped key="sha256">{letter.sha256}</Grouped>],
    [t("receipt.signedAt"), moment(signed.at)],
    [t("receipt.confirmedAt"), signed.confirmedAt && moment(signed.confirmedAt)],
    [t("receipt.decidedAt"), signed.decidedAt && moment(signed.decidedAt)],
    [t("receipt.publishedAt"), moment(entry.at)],
    [t("receipt.entry"), t("receipt.place", { number: entry.index + 1, count: head.size })],
    [t("log.root"), <Grouped key="root">{head.root}</Grouped>],
  ];
  return (
    <section className="receipt" id="receipt" aria-labelledby="receipt-title">
      <h2 id="receipt-title">{t("receipt.title")}</h2>
      <p>{t("receipt.intro", { title: letter.title, publisher: letter.publisher })}</p>
      <FactList facts={rows} />
      <ul className="receipt-links">
        <li>
          <a href={`/${locale}/${letter.slug}/text/${letter.sha256}.txt`}>{t("letter.exactText")}</a>
        </li>
        <li>
          <a href={download} download>
            {t("receipt.file")}
          </a>
        </li>
        <li>
          <a href={`/${locale}/${letter.slug}/log`}>{t("log.how")}</a>
        </li>
      </ul>
    </section>
  );
}
