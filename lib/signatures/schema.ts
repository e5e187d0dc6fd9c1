import { parse as parseDomain } from "tldts";
import { z } from "zod";
import { countryCodes } from "@/lib/i18n/countries";
import { hasUnsafeCharacters, tidyLine } from "@/lib/signatures/characters";

/** Longest accepted texts, in UTF-16 code units, after trimming. */
export const lengths = { name: 200, person: 120, role: 120, email: 254, website: 300 } as const;

/** Why a field was refused; `errors.<code>` and `errors.<field>.<code>` in the message files say it in words. */
export type FieldErrorCode = "required" | "tooLong" | "characters" | "invalid";

export const signFields = [
  "kind",
  "name",
  "nameAlt",
  "country",
  "website",
  "representativeName",
  "representativeRole",
  "email",
  "authorised",
  "publish",
  "publishAsIndividual",
  "showRepresentative",
  "news",
] as const;
export type SignField = (typeof signFields)[number];

export interface FieldError {
  field: SignField;
  code: FieldErrorCode;
}

function line(max: number) {
  return z
    .string()
    .transform(tidyLine)
    .pipe(
      z
        .string()
        .refine((text) => !hasUnsafeCharacters(text), { message: "characters", abort: true })
        .refine((text) => text.length <= max, { message: "tooLong" }),
    );
}

function requiredLine(max: number) {
  return line(max).pipe(z.string().min(1, "required"));
}

const optionalLine = (max: number) => line(max).transform((text) => text || null);

/** An address as organisations have them: an ASCII local part (RFC 5321 dot-string) and a domain, IDN or not. */
export const email = requiredLine(lengths.email).pipe(
  z.string().transform((text, context) => {
    const match = /^([a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64})@([^@\s]{1,253})$/i.exec(text);
    const local = match?.[1] ?? "";
    const domain = asciiDomain(match?.[2] ?? "");
    if (!domain || local.startsWith(".") || local.endsWith(".") || local.includes("..")) {
      context.addIssue({ code: "custom", message: "invalid" });
      return z.NEVER;
    }
    return `${local}@${domain}`;
  }),
);

/** A website as people type it: `example.org` becomes `https://example.org/`. Web addresses only, no credentials. */
const website = optionalLine(lengths.website).pipe(
  z
    .string()
    .transform((text, context) => {
      const address = /^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[^/]+:\d/.test(text) ? text : `https://${text}`;
      const url = URL.canParse(address) ? new URL(address) : null;
      const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
      if (!url || !isWeb || url.username || url.password || !asciiDomain(url.hostname)) {
        context.addIssue({ code: "custom", message: "invalid" });
        return z.NEVER;
      }
      return url.href;
    })
    .nullable(),
);

/** The ASCII form of a host name with at least two labels, or null: no IP address, no `localhost`. */
function asciiDomain(text: string): string | null {
  const host = URL.canParse(`http://${text}`) ? new URL(`http://${text}`).hostname : "";
  if (!host || !/^[a-z0-9.-]+$/.test(host)) return null;
  const parsed = parseDomain(host, { validateHostname: true });
  const isPlainHost = parsed.hostname === host && !parsed.isIp && host.includes(".");
  return isPlainHost && host.toLowerCase() === host && text.length > 0 && !/[/?#:@]/.test(text) ? host : null;
}

const kind = z.enum(["organisation", "individual"], { message: "required" });
const country = z
  .string()
  .transform((code) => code.trim().toUpperCase())
  .pipe(
    z
      .string()
      .min(1, { message: "required", abort: true })
      .refine((code) => countryCodes.includes(code), { message: "invalid" }),
  );
const ticked = z.string().transform((value) => value !== "");
const mustTick = ticked.pipe(z.literal(true, { message: "required" }));

const common = {
  name: requiredLine(lengths.name),
  nameAlt: optionalLine(lengths.name),
  country,
  representativeRole: optionalLine(lengths.role),
  email,
  news: ticked,
};

const Organisation = z.object({
  ...common,
  kind: z.literal("organisation"),
  website: website.refine((value) => value !== null, { message: "required" }),
  representativeName: requiredLine(lengths.person),
  representativeRole: requiredLine(lengths.role),
  authorised: mustTick,
  publish: mustTick,
  showRepresentative: ticked,
});

const Individual = z.object({
  ...common,
  kind: z.literal("individual"),
  website,
  // An individual is their own representative: what the hidden fields hold does not count.
  representativeName: z.string().transform(() => null),
  authorised: z.string().transform(() => false),
  // The words beside it are an individual's own.
  publishAsIndividual: mustTick,
  showRepresentative: z.string().transform(() => false),
});

/** What of a signature a moderator can correct: all that the public may see of it. */
export const correctableFields = [
  "name",
  "nameAlt",
  "country",
  "website",
  "representativeName",
  "representativeRole",
] as const;
export type CorrectableField = (typeof correctableFields)[number];

/** A correction's fields as the desk sends them. Only the name must be there: imported names have no more. */
export const CorrectedFields = z.object({
  name: requiredLine(lengths.name),
  nameAlt: optionalLine(lengths.name),
  country: z.union([z.literal("").transform(() => null), country]),
  website,
  representativeName: optionalLine(lengths.person),
  representativeRole: optionalLine(lengths.role),
});
export type CorrectedFields = z.output<typeof CorrectedFields>;

/** What of a signature its signer can change: what moderators can correct, and whether the representative is shown. */
export const amendableFields = [...correctableFields, "showRepresentative"] as const;
export type AmendableField = (typeof amendableFields)[number];

const amendable = {
  name: true,
  nameAlt: true,
  country: true,
  website: true,
  representativeName: true,
  representativeRole: true,
  showRepresentative: true,
} as const satisfies Record<AmendableField, true>;
const Amended = { organisation: Organisation.pick(amendable), individual: Individual.pick(amendable) };

/** A checked change by a signer: everything, as it shall stand afterwards. */
export type AmendedFields =
  | z.output<(typeof Amended)["organisation"]>
  | z.output<(typeof Amended)["individual"]>;

/** A checked sign-on. */
export type SignInput = z.output<typeof Organisation> | z.output<typeof Individual>;

/** What came with the form, as typed; missing fields are empty. This is what an error page shows again. */
export type SignForm = Record<SignField, string>;

/** Takes the known fields out of a form and nothing else; a file or a repeated field counts as its first text. */
export function readSignForm(form: { get(field: string): unknown }): SignForm {
  return Object.fromEntries(
    signFields.map((field) => {
      const value = form.get(field);
      return [field, typeof value === "string" ? value : ""];
    }),
  ) as SignForm;
}

export const emptySignForm: SignForm = readSignForm(new Map());

/** Checks a sign-on. Every wrong field is reported once, in the order of the form. */
export function parseSignForm(form: SignForm): { input: SignInput } | { errors: FieldError[] } {
  const chosen = kind.safeParse(form.kind);
  // Without a kind the other fields are still checked, as an organisation's, so that nobody is sent back twice.
  const schema = chosen.data === "individual" ? Individual : Organisation;
  const parsed = schema.safeParse({ ...form, kind: chosen.data ?? "organisation" });
  if (chosen.success && parsed.success) return { input: parsed.data };
  const missing = chosen.success ? [] : [{ path: ["kind"], message: "required" }];
  return { errors: errorsIn([...missing, ...(parsed.error?.issues ?? [])]) };
}

/** Checks what a signer changes, by the rules of the form that was signed with. */
export function parseAmendForm(
  signatoryKind: keyof typeof Amended,
  form: SignForm,
): { input: AmendedFields } | { errors: FieldError[] } {
  const parsed = Amended[signatoryKind].safeParse(form);
  return parsed.success ? { input: parsed.data } : { errors: errorsIn(parsed.error.issues) };
}

const Represented = Organisation.pick({ representativeName: true, representativeRole: true, email: true });

/** Checks whom a signer names to represent the organisation, by the same rules. */
export function parseHandoverForm(
  form: SignForm,
): { input: z.output<typeof Represented> } | { errors: FieldError[] } {
  const parsed = Represented.safeParse(form);
  return parsed.success ? { input: parsed.data } : { errors: errorsIn(parsed.error.issues) };
}

/** The first thing that is wrong with each field, in the order of the form. */
function errorsIn(issues: { path: PropertyKey[]; message: string }[]): FieldError[] {
  const codes = new Map<string, FieldErrorCode>();
  for (const { path, message } of issues) {
    const field = String(path[0]);
    if (!codes.has(field)) codes.set(field, asCode(message));
  }
  return signFields.flatMap((field) => {
    const code = codes.get(field);
    return code ? [{ field, code }] : [];
  });
}

export function asCode(message: string): FieldErrorCode {
  return message === "required" || message === "tooLong" || message === "characters" ? message : "invalid";
}
