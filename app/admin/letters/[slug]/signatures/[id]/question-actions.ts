"use server";

import { revalidatePath } from "next/cache";
import { actingModerator, excessOf, textOf, unlessBusy } from "@/app/admin/_act";
import { deskLocale } from "@/app/admin/_session";
import { type Translate, translator } from "@/lib/i18n/translate";
import { ask, type QuestionRefusal, unask } from "@/lib/questions/commands";
import { QuestionInput, questionLimit } from "@/lib/questions/schema";
import { isTextProblem } from "@/lib/text";

/** What the desk says after a question was asked or taken back; `typed` is what was written. */
export interface QuestionOutcome {
  isDone: boolean;
  text: string;
  typed: string;
  /** The question that can be taken back for some seconds. */
  undoable: string | null;
}

/** Asks the signer a question by mail, or takes it back. */
export async function askAction(_before: QuestionOutcome | null, form: FormData): Promise<QuestionOutcome> {
  const t = translator(await deskLocale());
  const typed = textOf(form, "text");
  const refuse = (text: string): QuestionOutcome => ({ isDone: false, text, typed, undoable: null });
  return unlessBusy(t, refuse, async () => {
    const moderator = await actingModerator(t);
    if (!moderator.ok) return refuse(moderator.error);
    const { moderatorId } = moderator.value;
    if (form.has("undo")) {
      const undone = await unask(textOf(form, "undo"), moderatorId, new Date());
      revalidatePath("/admin", "layout");
      if (undone.ok)
        return { isDone: true, text: t("desk.questions.undone"), typed: undone.value.text, undoable: null };
      return refuse(t(undone.error === "tooLate" ? "desk.questions.tooLate" : "desk.unknown"));
    }
    const input = QuestionInput.safeParse({ signatureId: form.get("signatureId"), text: typed });
    if (!input.success) return refuse(problem(t, input.error.issues[0]?.message, typed));
    const asked = await ask(input.data, moderatorId, new Date());
    revalidatePath("/admin", "layout");
    if (!asked.ok) return refuse(problem(t, asked.error));
    return { isDone: true, text: t("desk.questions.asked"), typed: "", undoable: asked.value };
  });
}

function problem(t: Translate, code: QuestionRefusal | string | undefined, typed = ""): string {
  if (isTextProblem(code)) return t(`desk.questions.problems.${code}`, excessOf(typed, questionLimit));
  if (code === "notPending" || code === "noAddress" || code === "asked")
    return t(`desk.questions.problems.${code}`);
  return t("desk.unknown");
}
