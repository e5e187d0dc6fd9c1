import type { PageContext } from "@/app/_ui/document/Document";
import { type Fact, FactList } from "@/app/_ui/document/FactList";
import { ForeignText } from "@/app/_ui/document/ForeignText";
import { NoticePage } from "@/app/_ui/document/NoticePage";
import { countryName } from "@/lib/i18n/countries";
import { formatDay } from "@/lib/i18n/translate";
import type { Letter } from "@/lib/letters/queries";
import type { Namesakes } from "@/lib/repeats/queries";
import type { ConfirmationOffer } from "@/lib/signatures/commands";

export interface ConfirmPageProps {
  context: PageContext;
  letter: Letter;
  offer: ConfirmationOffer;
  token: string;
  /** Names on the list that may be the same organisation. */
  namesakes: Namesakes | null;
  /** Whether it was just asked that their signers are sent their links. */
  isAsked: boolean;
}

/** The page behind a mailed link: everything that the button confirms, so that nobody confirms what they did not write. */
export function ConfirmPage(props: ConfirmPageProps) {
  const { context, letter, offer, token } = props;
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
      t(offer.kind === "individual" ? "confirm.role" : "confirm.representative"),
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
      <OnTheList {...props} />
      <form method="post" action={action}>
        <input type="hidden" name="token" value={token} />
        <button type="submit">{t("confirm.button")}</button>
      </form>
      <p className="hint">{t("confirm.notYou")}</p>
    </NoticePage>
  );
}

/** That the public list has the organisation already, and a way to have its signer sent the link to their page. */
function OnTheList({ context, letter, token, namesakes, isAsked }: ConfirmPageProps) {
  const { t, locale } = context;
  if (!namesakes) return null;
  return (
    <section id="namesakes" className="own-standing own-published" aria-labelledby="namesakes-title">
      <h2 id="namesakes-title">{t(`confirm.namesakes.${namesakes.by}Title`)}</h2>
      <ul className="namesakes">
        {namesakes.listed.map(({ signatory, since }) => (
          <li key={signatory.position}>
            <ForeignText lang={signatory.nameLang} pageLang={locale}>
              {signatory.name}
            </ForeignText>
            <span className="signatory-facts">
              {t("confirm.namesakes.since", { since: formatDay(since, locale) })}
            </span>
          </li>
        ))}
      </ul>
      {isAsked ? (
        <div role="status">
          <p>
            <strong>{t("confirm.namesakes.sentTitle")}</strong>
          </p>
          <p>{t("confirm.namesakes.sent")}</p>
        </div>
      ) : (
        <>
          <p>{t("confirm.namesakes.text")}</p>
          <form method="post" action={`/${locale}/${letter.slug}/confirm/link`}>
            <input type="hidden" name="token" value={token} />
            <button type="submit" className="quiet">
              {t("confirm.namesakes.button")}
            </button>
          </form>
        </>
      )}
    </section>
  );
}
