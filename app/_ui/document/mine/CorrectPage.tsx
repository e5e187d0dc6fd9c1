import type { PageContext } from "@/app/_ui/document/Document";
import { errorText, Tick } from "@/app/_ui/document/Field";
import { type FormNotice, Frame } from "@/app/_ui/document/mine/Frame";
import { EntryFields, RepresentativeFields } from "@/app/_ui/document/SignatureFields";
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
  notice?: FormNotice;
}

/** Where a signer corrects the details of a signature: the fields of the form that was signed with. */
export function CorrectPage(props: CorrectPageProps) {
  const { context, letter, signature, values, seen, errors = [], notice } = props;
  const { t, locale } = context;
  const { kind, status } = signature;
  const shared = { context, errors };
  const isOrganisation = kind === "organisation";
  const consent = consentTexts(locale).representative;
  const isPublished = status === "published";
  const said = [t(isPublished ? "mine.correct.published" : "mine.correct.atOnce")];
  if (isPublished && isOrganisation) said.push(t("mine.correct.ownName"));
  return (
    <Frame
      {...{ context, letter, path: "/correct", title: t("mine.correct.title"), notice }}
      errors={errors.map((error) => ({ field: error.field, text: errorText(context, error) }))}
    >
      <p>{said.join(" ")}</p>
      <form className="sign" method="post" action={`/${locale}/${letter.slug}/mine/correct`} noValidate>
        <input type="hidden" name="seen" value={seen} />
        <EntryFields {...{ ...shared, values, kind }} />
        <RepresentativeFields
          {...{ ...shared, values, kind, nameHint: t("mine.correct.representativeHint") }}
        />
        {isOrganisation && (
          <>
            <input type="hidden" name="agreement" value={consent.sha256} />
            <Tick
              {...shared}
              field="showRepresentative"
              text={consent.text}
              isTicked={values.showRepresentative !== ""}
            />
          </>
        )}
        <p>
          <button type="submit">{t(isPublished ? "mine.correct.ask" : "mine.correct.save")}</button>
        </p>
      </form>
    </Frame>
  );
}
