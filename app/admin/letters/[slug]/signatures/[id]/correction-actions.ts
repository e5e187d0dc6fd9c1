"use server";

import { revalidatePath } from "next/cache";
import { actingModerator, excessOf, seenIn, textOf, unlessBusy } from "@/app/admin/_act";
import { deskLocale } from "@/app/admin/_session";
import { changeWords } from "@/app/admin/_words";
import { CorrectionInput, correct } from "@/lib/corrections/commands";
import { translator } from "@/lib/i18n/translate";
import {
  asCode,
  type CorrectableField,
  correctableFields,
  type FieldErrorCode,
  lengths,
} from "@/lib/signatures/schema";

/** What the desk says after a correction; `typed` is what stood in the form. */
export interface CorrectionOutcome {
  isDone: boolean;
  text: string;
  changes: string[];
  errors: Partial<Record<CorrectableField, string>>;
  typed: Partial<Record<CorrectableField, string>>;
}

const longest: Record<CorrectableField, number> = {
  name: lengths.name,
  nameAlt: lengths.name,
  country: 2,
  website: lengths.website,
  representativeName: lengths.person,
  representativeRole: lengths.role,
};

/** Corrects what is published about a signature. */
export async function correctAction(
  _before: CorrectionOutcome | null,
  form: FormData,
): Promise<CorrectionOutcome> {
  const locale = await deskLocale();
  const t = translator(locale);
  const typed = Object.fromEntries(correctableFields.map((field) => [field, textOf(form, field)]));
  const refuse = (text: string, more: Partial<CorrectionOutcome> = {}): CorrectionOutcome => ({
    isDone: false,
    text,
    changes: [],
    errors: {},
    typed,
    ...more,
  });
  return unlessBusy(t, refuse, async () => {
    const moderator = await actingModerator(t);
    if (!moderator.ok) return refuse(moderator.error);
    const input = CorrectionInput.safeParse({ ...typed, signatureId: form.get("signatureId") });
    if (!input.success) {
      const errorText = (field: CorrectableField, code: FieldErrorCode) =>
        t(`desk.corrections.fieldProblems.${code}`, excessOf(typed[field] ?? "", longest[field]));
      const errors = Object.fromEntries(
        input.error.issues.flatMap(({ path, message }) => {
          const field = correctableFields.find((known) => known === path[0]);
          return field ? [[field, errorText(field, asCode(message))]] : [];
        }),
      );
      const isKnown = Object.keys(errors).length > 0;
      return refuse(t(isKnown ? "desk.corrections.problems.fields" : "desk.unknown"), { errors });
    }
    const corrected = await correct(input.data, moderator.value.moderatorId, new Date(), seenIn(form));
    revalidatePath("/admin", "layout");
    if (corrected.ok)
      return { isDone: true, text: t("desk.corrections.done"), changes: [], errors: {}, typed: {} };
    const refused = corrected.error;
    if (refused.code === "changed")
      return refuse(t("desk.changes.correction"), {
        changes: refused.changes.map((change) => changeWords(t, change, locale)),
      });
    return refuse(
      refused.code === "unknown" ? t("desk.unknown") : t(`desk.corrections.problems.${refused.code}`),
    );
  });
}
