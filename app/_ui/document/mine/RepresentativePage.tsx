import type { PageContext } from "@/app/_ui/document/Document";
import { Field } from "@/app/_ui/document/Field";
import { type FormNotice, Frame } from "@/app/_ui/document/mine/Frame";
import type { Letter } from "@/lib/letters/queries";
import { type FieldError, lengths, type SignForm as Values } from "@/lib/signatures/schema";

const fields = [
  { field: "representativeName", max: lengths.person },
  { field: "representativeRole", max: lengths.role },
  { field: "email", max: lengths.email },
] as const;

export interface RepresentativePageProps {
  context: PageContext;
  letter: Letter;
  values?: Values;
  errors?: FieldError[];
  /** Whether the address that was typed is the present one. */
  isSameAddress?: boolean;
  notice?: FormNotice;
}

/** Where a signer names who represents the organisation from now on. */
export function RepresentativePage(props: RepresentativePageProps) {
  const { context, letter, values, isSameAddress = false, notice } = props;
  const { t, locale } = context;
  const errors: FieldError[] = isSameAddress ? [{ field: "email", code: "invalid" }] : (props.errors ?? []);
  // Another person's: the words of the form that was signed with would say "your".
  const problemOf = ({ field, max }: (typeof fields)[number]) =>
    isSameAddress
      ? t("mine.representative.sameAddress")
      : t(`mine.representative.problems.${field}`, { max });
  return (
    <Frame
      {...{ context, letter, path: "/representative", title: t("mine.representative.title"), notice }}
      errors={fields
        .filter(({ field }) => errors.some((error) => error.field === field))
        .map((asked) => ({ field: asked.field, text: problemOf(asked) }))}
    >
      <p>{t("mine.representative.text")}</p>
      <p className="hint">{t("mine.representative.told")}</p>
      <form
        className="sign"
        method="post"
        action={`/${locale}/${letter.slug}/mine/representative`}
        noValidate
      >
        {fields.map((asked) => {
          const { field } = asked;
          const isEmail = field === "email";
          return (
            <Field
              key={field}
              {...{ context, field, errors }}
              label={t(`mine.representative.fields.${field}`)}
              hint={t(`mine.representative.hints.${field}`)}
              problem={problemOf(asked)}
            >
              {(control) => (
                <input
                  {...control}
                  type={isEmail ? "email" : "text"}
                  dir={isEmail ? undefined : "auto"}
                  spellCheck={isEmail ? false : undefined}
                  autoComplete="off"
                  defaultValue={values?.[field]}
                />
              )}
            </Field>
          );
        })}
        <p>
          <button type="submit">{t("mine.representative.button")}</button>
        </p>
      </form>
    </Frame>
  );
}
