import { Document, type PageContext } from "@/app/_ui/document/Document";
import { ErrorSummary } from "@/app/_ui/document/ErrorSummary";
import { errorText, Field, Tick } from "@/app/_ui/document/Field";
import { lookOf } from "@/app/_ui/document/LetterPage";
import { countriesByName } from "@/lib/i18n/countries";
import type { Letter } from "@/lib/letters/queries";
import { consentTexts } from "@/lib/signatures/consents";
import type { FieldError, SignForm as Values } from "@/lib/signatures/schema";
import type { OwnSignature } from "@/lib/signers/queries";

export interface CorrectPageProps {
  context: PageContext;
  letter: Letter;
  signature: Pick<OwnSignature, "kind" | "status">;
  values: Values;
  /** The mark of what stands there now; comes back with the form. */
  seen: string;
  errors?: FieldError[];
  /** Why the form came back although its fields are fine. */
  notice?: { title: string; text: string };
}

/** Where a signer corrects the details of a signature: the fields of the form that was signed with. */
export function CorrectPage(props: CorrectPageProps) {
  const { context, letter, signature, values, seen, errors = [], notice } = props;
  const { t, locale } = context;
  const here = `/${locale}/${letter.slug}/mine`;
  const title = t("mine.correct.title");
  const isWrong = errors.length > 0 || notice !== undefined;
  const shared = { context, errors };
  const isOrganisation = signature.kind === "organisation";
  return (
    <Document
      context={context}
      title={isWrong ? t("site.errorPrefix", { title }) : title}
      path={`/${letter.slug}/mine/correct`}
      look={lookOf(letter, locale)}
      isUnlisted
    >
      <div className="notice">
        {isWrong && (
          <ErrorSummary
            title={notice?.title ?? t("sign.errorTitle")}
            text={notice?.text}
            errors={errors.map((error) => ({ field: error.field, text: errorText(context, error) }))}
          />
        )}
        <h1>{title}</h1>
        <p>{t(signature.status === "published" ? "mine.correct.published" : "mine.correct.atOnce")}</p>
        <form className="sign" method="post" action={`${here}/correct`} noValidate>
          <input type="hidden" name="seen" value={seen} />
          <Field {...shared} field="name" label={t("sign.name")} hint={t("sign.nameHint")}>
            {(control) => (
              <input
                {...control}
                defaultValue={values.name}
                autoComplete={isOrganisation ? "organization" : "name"}
                dir="auto"
              />
            )}
          </Field>
          <Field {...shared} field="nameAlt" label={t("sign.nameAlt")} hint={t("sign.nameAltHint")}>
            {(control) => <input {...control} defaultValue={values.nameAlt} autoComplete="off" dir="auto" />}
          </Field>
          <Field {...shared} field="country" label={t("sign.country")} hint={t("sign.countryHint")}>
            {(control) => (
              <select {...control} defaultValue={values.country} autoComplete="country">
                <option value="">{t("sign.countryChoose")}</option>
                {countriesByName(locale).map(({ code, name }) => (
                  <option key={code} value={code}>
                    {name}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field
            {...shared}
            field="website"
            label={t("sign.website")}
            hint={isOrganisation ? t("sign.websiteHint") : t("sign.websiteOptionalForIndividuals")}
          >
            {(control) => (
              <input
                {...control}
                defaultValue={values.website}
                inputMode="url"
                autoComplete="url"
                spellCheck={false}
              />
            )}
          </Field>
          {isOrganisation && (
            <Field
              {...shared}
              field="representativeName"
              label={t("sign.representativeName")}
              hint={t("mine.correct.representativeHint")}
            >
              {(control) => (
                <input {...control} defaultValue={values.representativeName} autoComplete="name" dir="auto" />
              )}
            </Field>
          )}
          <Field
            {...shared}
            field="representativeRole"
            label={t("sign.representativeRole")}
            hint={isOrganisation ? t("sign.representativeRoleHint") : t("sign.roleOptionalForIndividuals")}
          >
            {(control) => (
              <input
                {...control}
                defaultValue={values.representativeRole}
                autoComplete="organization-title"
                dir="auto"
              />
            )}
          </Field>
          {isOrganisation && (
            <Tick
              {...shared}
              field="showRepresentative"
              text={consentTexts(locale).representative.text}
              isTicked={values.showRepresentative !== ""}
            />
          )}
          <p>
            <button type="submit">
              {t(signature.status === "published" ? "mine.correct.ask" : "mine.correct.save")}
            </button>
          </p>
        </form>
        <p>
          <a href={here}>{t("mine.back")}</a>
        </p>
      </div>
    </Document>
  );
}
