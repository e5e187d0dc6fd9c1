import { assets } from "@/app/_ui/document/assets";
import type { PageContext } from "@/app/_ui/document/Document";
import { errorText, Field, FieldErrorLine, Tick } from "@/app/_ui/document/Field";
import { EntryFields, eitherOf, RepresentativeFields } from "@/app/_ui/document/SignatureFields";
import type { Letter } from "@/lib/letters/queries";
import { agreementMark, consentTexts } from "@/lib/signatures/consents";
import { emptySignForm, type FieldError, type SignForm as Values } from "@/lib/signatures/schema";

export interface SignFormProps {
  context: PageContext;
  letter: Letter;
  values?: Values;
  errors?: FieldError[];
}

/**
 * The sign-on form. Without script: which fields an individual does not need is CSS (`:has`), and what they hold is
 * ignored. With script a browser proves some work meanwhile (app/_ui/enhance/proof.ts).
 */
export function SignForm({ context, letter, values = emptySignForm, errors = [] }: SignFormProps) {
  const { locale, t } = context;
  const shared = { context, errors };
  // Which kind signs is asked in the form itself.
  const fields = { ...shared, values, kind: null };
  const consents = consentTexts(locale);
  return (
    <form
      className="sign"
      method="post"
      action={`/${locale}/${letter.slug}/sign`}
      noValidate
      data-challenge={`/${locale}/${letter.slug}/challenge`}
      data-worker={assets.proofWorker}
      data-wait={t("sign.wait")}
    >
      <input type="hidden" name="altcha" />
      <Trap context={context} />
      <input type="hidden" name="agreement" value={agreementMark(letter.version.sha256, locale)} />
      <KindChoice {...shared} values={values} />
      <EntryFields {...fields} />
      <fieldset className="plain">
        <legend>{eitherOf(null, t("sign.representative"), t("sign.aboutYou"))}</legend>
        <RepresentativeFields {...fields} nameHint={t("sign.representativeNameHint")} />
        <Field
          {...shared}
          field="email"
          label={eitherOf(null, t("sign.email"), t("sign.emailIndividual"))}
          hint={t("sign.emailHint")}
        >
          {(control) => (
            <input
              {...control}
              type="email"
              defaultValue={values.email}
              autoComplete="email"
              spellCheck={false}
            />
          )}
        </Field>
      </fieldset>
      <fieldset className="plain">
        <legend>{t("sign.consents")}</legend>
        <Tick
          {...shared}
          className="for-organisations"
          field="authorised"
          text={consents.authority.text}
          isTicked={values.authorised !== ""}
        />
        <Tick
          {...shared}
          className="for-organisations"
          field="publish"
          text={consents.publication.text}
          isTicked={values.publish !== ""}
        />
        <Tick
          {...shared}
          className="for-individuals"
          field="publishAsIndividual"
          text={consents.publicationIndividual.text}
          isTicked={values.publishAsIndividual !== ""}
        />
        <Tick
          {...shared}
          className="for-organisations"
          field="showRepresentative"
          text={consents.representative.text}
          isTicked={values.showRepresentative !== ""}
        />
        <Tick {...shared} field="news" text={consents.news.text} isTicked={values.news !== ""} />
      </fieldset>
      <p>
        <button type="submit">{t("sign.submit")}</button>
      </p>
      <p className="hint" role="status" data-proof-status="" />
      <p className="hint">{t("sign.afterwards")}</p>
      <p className="hint">
        {t("privacy.hint")} <a href={`/${locale}/${letter.slug}/privacy`}>{t("privacy.hintLink")}</a>
      </p>
    </form>
  );
}

/** A field that no person sees, reaches or has filled in; a robot that fills in everything gives itself away. */
function Trap({ context }: { context: PageContext }) {
  return (
    <div className="trap" aria-hidden="true">
      <label htmlFor="topic">{context.t("sign.trap")}</label>
      <input
        id="topic"
        name="topic"
        tabIndex={-1}
        autoComplete="off"
        data-lpignore="true"
        data-1p-ignore=""
      />
    </div>
  );
}

function KindChoice({
  context,
  values,
  errors,
}: {
  context: PageContext;
  values: Values;
  errors: FieldError[];
}) {
  const { t } = context;
  const error = errors.find(({ field }) => field === "kind");
  const isIndividual = values.kind === "individual";
  return (
    <fieldset
      className={`plain kind${error ? " field-wrong" : ""}`}
      aria-describedby={error ? "kind-error" : undefined}
    >
      <legend>{t("sign.kind")}</legend>
      {error && <FieldErrorLine field="kind" text={errorText(context, error)} />}
      <div className="radio">
        <input type="radio" id="kind" name="kind" value="organisation" defaultChecked={!isIndividual} />
        <label htmlFor="kind">{t("sign.kindOrganisation")}</label>
      </div>
      <div className="radio">
        <input
          type="radio"
          id="kind-individual"
          name="kind"
          value="individual"
          defaultChecked={isIndividual}
        />
        <label htmlFor="kind-individual">{t("sign.kindIndividual")}</label>
      </div>
    </fieldset>
  );
}
