"use server";

import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { isFromThisSite } from "@/app/_http/origin";
import { currentModerator, deskLocale } from "@/app/admin/_session";
import { type Translate, translator } from "@/lib/i18n/translate";
import { DecisionInput, type DecisionRefusal, decide } from "@/lib/moderation/commands";

/** What the desk says after a decision; `reason` is what was typed, so that nothing is lost. */
export interface DecisionOutcome {
  isDone: boolean;
  text: string;
  reason: string;
}

/** Approves, rejects, removes or reopens a signature. */
export async function decideAction(
  _before: DecisionOutcome | null,
  form: FormData,
): Promise<DecisionOutcome> {
  const t = translator(await deskLocale());
  const reason = String(form.get("reason") ?? "");
  const refuse = (text: string): DecisionOutcome => ({ isDone: false, text, reason });
  if (!isFromThisSite(await headers())) return refuse(t("desk.otherSite"));
  const moderator = await currentModerator();
  if (!moderator) return refuse(t("desk.signInAgain"));
  const input = DecisionInput.safeParse({
    signatureId: form.get("signatureId"),
    kind: form.get("kind"),
    reason,
  });
  if (!input.success) return refuse(inputProblem(t, input.error.issues[0]?.message));
  const decided = await decide(input.data, moderator.moderatorId, new Date());
  revalidatePath("/admin", "layout");
  if (!decided.ok) return refuse(refusalText(t, decided.error));
  const { kind } = input.data;
  return { isDone: true, text: t(`desk.decided.${kind}`, { name: decided.value.name }), reason: "" };
}

function inputProblem(t: Translate, code: string | undefined): string {
  return code === "required" || code === "tooLong" || code === "characters"
    ? t(`desk.reasonErrors.${code}`)
    : t("desk.unknown");
}

function refusalText(t: Translate, refused: DecisionRefusal): string {
  return refused.code === "unknown"
    ? t("desk.unknown")
    : t("desk.alreadyDecided", { status: t(`desk.status.${refused.status}`) });
}
