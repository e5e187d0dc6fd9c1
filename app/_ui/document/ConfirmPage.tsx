import type { PageContext } from "@/app/_ui/document/Document";
import { type Fact, FactList } from "@/app/_ui/document/FactList";
import { ForeignText } from "@/app/_ui/document/ForeignText";
import { NoticePage } from "@/app/_ui/document/NoticePage";
import { countryName } from "@/lib/i18n/countries";
import type { Letter } from "@/lib/letters/queries";
import type { ConfirmationOffer } from "@/lib/signatures/commands";

export interface ConfirmPageProps {
  context: PageContext;
  letter: Letter;
  offer: ConfirmationOffer;
  token: string;
}

/** The page behind a mailed link: everything that the button confirms, so that nobody confirms what they did not write. */
export function ConfirmPage({ context, letter, offer, token }: ConfirmPageProps) {
  const { t, locale } = context;
  const action = `/${locale}/${letter.slug}/confirm`;
  // FIRST STRONG ISOLATE … POP DIRECTIONAL ISOLATE: a name in Arabic does not turn the sentence around it.
  const isolated = (text: string) => `\u2068${text}\u2069`;
  const rows: Fact[] = [
    [
      t("sign.name"),
      <ForeignText key="name" lang={offer.nameLang} pageLang={locale}>
        {offer.name}
      </ForeignText>,
    ],
    [t("confirm.otherName"), offer.nameAlt],
    [t("sign.country"), offer.country && countryName(offer.country, locale)],
    [t("sign.website"), offer.website],
    [
      t("confirm.representative"),
      [offer.representativeName, offer.representativeRole].filter(Boolean).join(", "),
    ],
    [t("confirm.address"), offer.email],
    [
      t("confirm.agreed"),
      <ul key="agreed">
        {offer.consents.map(({ text, locale: lang }) => (
          <li key={text} lang={lang === locale ? undefined : lang}>
            {text}
          </li>
        ))}
      </ul>,
    ],
  ];
  return (
    <NoticePage {...{ context, letter, path: `/${letter.slug}/confirm`, title: t("confirm.title") }}>
      <p>{t("confirm.text", { name: isolated(offer.name), title: letter.version.title })}</p>
      <h2>{t("confirm.facts")}</h2>
      <FactList facts={rows} />
      <p className="hint">{t("confirm.wrong")}</p>
      <form method="post" action={action}>
        <input type="hidden" name="token" value={token} />
        <button type="submit">{t("confirm.button")}</button>
      </form>
      <p className="hint">{t("confirm.notYou")}</p>
    </NoticePage>
  );
}
