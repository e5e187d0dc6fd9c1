import type { ReactNode } from "react";
import type { PageContext } from "@/app/_ui/document/Document";
import { type FieldError, lengths, type SignField } from "@/lib/signatures/schema";

const maxOf: Partial<Record<SignField, number>> = {
  name: lengths.name,
  nameAlt: lengths.name,
  website: lengths.website,
  representativeName: lengths.person,
  representativeRole: lengths.role,
  email: lengths.email,
};

/** What is wrong with a field, in the words of the error summary and of the field alike. */
export function errorText({ t }: PageContext, { field, code }: FieldError): string {
  const key = `errors.${field}.${code}`;
  // Tick boxes and choices know only `required`; every text field knows every code (a test holds them together).
  return t.has(key as "errors.other.invalid")
    ? t(key as "errors.name.tooLong", { max: maxOf[field] ?? 0 })
    : t("errors.other.invalid");
}

export interface FieldProps {
  context: PageContext;
  field: SignField;
  label: ReactNode;
  hint?: ReactNode;
  errors: FieldError[];
  /** What is wrong, where other words than everywhere say it. */
  problem?: string;
  /** Class of the wrapper, for fields that only one kind of signatory has. */
  className?: string;
  children: (control: {
    id: string;
    name: string;
    "aria-describedby"?: string;
    "aria-invalid"?: true;
  }) => ReactNode;
}

/** A labelled control with its reason and its error, tied together for screen readers. */
export function Field({ context, field, label, hint, errors, problem, className, children }: FieldProps) {
  const error = errors.find((candidate) => candidate.field === field);
  const ids = [hint ? `${field}-hint` : "", error ? `${field}-error` : ""].filter(Boolean).join(" ");
  return (
    <div className={`field${error ? " field-wrong" : ""}${className ? ` ${className}` : ""}`}>
      <label htmlFor={field}>{label}</label>
      {hint && (
        <p className="hint" id={`${field}-hint`}>
          {hint}
        </p>
      )}
      {error && <FieldErrorLine field={field} text={problem ?? errorText(context, error)} />}
      {children({
        id: field,
        name: field,
        "aria-describedby": ids || undefined,
        "aria-invalid": error ? true : undefined,
      })}
    </div>
  );
}

export function FieldErrorLine({ field, text }: { field: SignField; text: string }) {
  return (
    <p className="error" id={`${field}-error`}>
      {text}
    </p>
  );
}

export interface TickProps {
  context: PageContext;
  field: SignField;
  text: string;
  isTicked: boolean;
  errors: FieldError[];
  className?: string;
}

/** A tick box beside the exact words that it agrees to. */
export function Tick({ context, field, text, isTicked, errors, className }: TickProps) {
  const error = errors.find((candidate) => candidate.field === field);
  return (
    <div className={`tick${error ? " field-wrong" : ""}${className ? ` ${className}` : ""}`}>
      {error && <FieldErrorLine field={field} text={errorText(context, error)} />}
      <input
        type="checkbox"
        id={field}
        name={field}
        value="yes"
        defaultChecked={isTicked}
        aria-describedby={error ? `${field}-error` : undefined}
        aria-invalid={error ? true : undefined}
      />
      <label htmlFor={field}>{text}</label>
    </div>
  );
}
