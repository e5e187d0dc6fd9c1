import type { ReactNode } from "react";
import type { PageContext } from "@/app/_ui/document/Document";
import { Field } from "@/app/_ui/document/Field";
import type { SignatoryKind } from "@/lib/generated/prisma/enums";
import { countriesByName } from "@/lib/i18n/countries";
import type { FieldError, SignForm as Values } from "@/lib/signatures/schema";

export interface SignatureFieldsProps {
  context: PageContext;
  errors: FieldError[];
  values: Values;
  /** Null where the form itself asks which it is: then the words of both are there, and CSS shows those of one (`:has`). */
  kind: SignatoryKind | null;
}

/** What the list shows: the fields that a sign-on and its correction share. */
export function EntryFields({ context, errors, values, kind }: SignatureFieldsProps) {
  const { t, locale } = context;
  const shared = { context, errors };
  const isIndividual = (kind ?? values.kind) === "individual";
  return (
    <>
      <Field {...shared} field="name" label={t("sign.name")} hint={t("sign.nameHint")}>
        {(control) => (
          <input
            {...control}
            defaultValue={values.name}
            autoComplete={isIndividual ? "name" : "organization"}
            dir="auto"
          />
        )}
      </Field>
      <Field
        {...shared}
        field="nameAlt"
        label={t("sign.nameAlt")}
        hint={eitherOf(kind, t("sign.nameAltHint"), t("sign.nameAltHintIndividual"))}
      >
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
        hint={eitherOf(kind, t("sign.websiteHint"), t("sign.websiteHintIndividual"))}
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
    </>
  );
}

/** Who signs, and as what: an individual's name is that of the entry. */
export function RepresentativeFields({
  context,
  errors,
  values,
  kind,
  nameHint,
}: SignatureFieldsProps & { nameHint: string }) {
  const { t } = context;
  const shared = { context, errors };
  const mayBeOrganisation = kind !== "individual";
  return (
    <>
      {mayBeOrganisation && (
        <Field
          {...shared}
          className="for-organisations"
          field="representativeName"
          label={t("sign.representativeName")}
          hint={nameHint}
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
        hint={eitherOf(kind, t("sign.representativeRoleHint"), t("sign.roleHintIndividual"))}
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
    </>
  );
}

/** The words for an organisation or for an individual; both where the form asks which it is. */
export function eitherOf(kind: SignatoryKind | null, organisation: string, individual: string): ReactNode {
  if (kind !== null) return kind === "individual" ? individual : organisation;
  return (
    <>
      <span className="for-organisations">{organisation}</span>{" "}
      <span className="for-individuals">{individual}</span>
    </>
  );
}
