import type { PageContext } from "@/app/_ui/document/Document";
import { type Fact, FactList } from "@/app/_ui/document/FactList";
import { ForeignText } from "@/app/_ui/document/ForeignText";
import { NoticePage } from "@/app/_ui/document/NoticePage";
import type { HandoverOffer } from "@/lib/handovers/queries";
import { effectiveFrom } from "@/lib/handovers/time-to-stop";
import { formatLongMoment } from "@/lib/i18n/translate";
import type { Letter } from "@/lib/letters/queries";
import { consentTexts } from "@/lib/signatures/consents";

export interface RepresentPageProps {
  context: PageContext;
  letter: Letter;
  offer: HandoverOffer;
  token: string;
  /** Whether the words to agree to are other ones than those that were shown when the button was pressed. */
  isTextChanged?: boolean;
  now: Date;
}

/** The page behind the mailed link to somebody who was named: what they take over, and the button. */
export function RepresentPage({ context, letter, offer, token, isTextChanged, now }: RepresentPageProps) {
  const { t, locale } = context;
  const consents = consentTexts(locale);
  const title = t("represent.title");
  const facts: Fact[] = [
    [
      t("sign.name"),
      <ForeignText key="name" lang={offer.nameLang} pageLang={locale}>
        {offer.name}
      </ForeignText>,
    ],
    [
      t("represent.representative"),
      [offer.representativeName, offer.representativeRole].filter(Boolean).join(", "),
    ],
    [t("confirm.address"), offer.email],
    [t("represent.say"), consents.authority.text],
  ];
  return (
    <NoticePage
      {...{ context, letter, path: `/${letter.slug}/represent`, title }}
      problem={
        isTextChanged ? { title: t("represent.textChangedTitle"), text: t("represent.textChanged") } : null
      }
    >
      <p>{t("represent.text", { name: `\u2068${offer.name}\u2069`, title: letter.version.title })}</p>
      <h2>{t("represent.facts")}</h2>
      <FactList facts={facts} />
      <form method="post" action={`/${locale}/${letter.slug}/represent`}>
        <input type="hidden" name="token" value={token} />
        <input type="hidden" name="authority" value={consents.authority.sha256} />
        <div className="tick">
          <input
            type="checkbox"
            id="representative"
            name="representative"
            value={consents.representative.sha256}
          />
          <label htmlFor="representative">{consents.representative.text}</label>
        </div>
        <button type="submit">{t("represent.button")}</button>
      </form>
      <p>{whenItTakesEffect(context, offer.toldAt, now)}</p>
      <p className="hint">{t("represent.after")}</p>
      <Decline {...{ context, letter, token }} title={t("represent.noTitle")} text={t("represent.no")} />
    </NoticePage>
  );
}

export interface AgreedPageProps {
  context: PageContext;
  letter: Letter;
  /** When it takes effect; null while the present address was not told. */
  effective: Date | null;
  token: string;
}

/** What that page says once it was agreed to, as long as that can be called off. */
export function AgreedPage({ context, letter, effective, token }: AgreedPageProps) {
  const { t, locale } = context;
  const at = effective && formatLongMoment(effective, locale);
  return (
    <NoticePage
      {...{ context, letter, path: `/${letter.slug}/represent`, title: t("represent.agreedTitle") }}
    >
      <p>{at ? t("represent.agreed", { at }) : t("represent.agreedUntold")}</p>
      <p>{t("represent.agreedMail")}</p>
      <Decline
        {...{ context, letter, token }}
        title={t("represent.afterAllTitle")}
        text={t("represent.afterAll")}
      />
      <p>
        <a href={`/${locale}/${letter.slug}`}>{t("confirm.back")}</a>
      </p>
    </NoticePage>
  );
}

/** The button that says no, once and for this signature. */
function Decline({
  context: { t, locale },
  letter,
  token,
  title,
  text,
}: Pick<AgreedPageProps, "context" | "letter" | "token"> & { title: string; text: string }) {
  return (
    <form method="post" action={`/${locale}/${letter.slug}/represent`}>
      <input type="hidden" name="token" value={token} />
      <h2>{title}</h2>
      <p>{text}</p>
      <button type="submit" name="answer" value="no" className="quiet">
        {t("represent.noButton")}
      </button>
    </form>
  );
}

function whenItTakesEffect({ t, locale }: PageContext, toldAt: Date | null, now: Date): string {
  if (!toldAt) return t("represent.untold");
  const effective = effectiveFrom(toldAt);
  return effective > now
    ? t("represent.later", { at: formatLongMoment(effective, locale) })
    : t("represent.atOnce");
}
