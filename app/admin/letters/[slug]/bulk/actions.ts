"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { actingLetter, actingModerator, excessOf, seenIn, textOf, unlessBusy } from "@/app/admin/_act";
import { readQueueQuery } from "@/app/admin/_queue";
import { deskLocale } from "@/app/admin/_session";
import { type Translate, translator } from "@/lib/i18n/translate";
import { BulkInput, bulkLimit, startBulk } from "@/lib/moderation/bulk";
import { undoBulk } from "@/lib/moderation/bulk-undo";
import { reasonLimit } from "@/lib/moderation/commands";
import { pendingIn } from "@/lib/moderation/queue";
import { tagLimits } from "@/lib/tags/commands";
import { isTextProblem } from "@/lib/text";

/** Why something about many did not start; what was typed comes back. */
export interface BulkOutcome {
  isDone: false;
  text: string;
  chosen: string;
  reason: string;
  tag: string;
}

/** Starts something about the ticked signatures, or about a whole view, and shows how it goes. */
export async function startBulkAction(_before: BulkOutcome | null, form: FormData): Promise<BulkOutcome> {
  const t = translator(await deskLocale());
  const [chosen, reason, tag] = [textOf(form, "chosen"), textOf(form, "reason"), textOf(form, "tag")];
  const refuse = (text: string): BulkOutcome => ({ isDone: false, text, chosen, reason, tag });
  return unlessBusy(t, refuse, async () => {
    const moderator = await actingModerator(t);
    if (!moderator.ok) return refuse(moderator.error);
    const { moderatorId } = moderator.value;
    const letter = await actingLetter(form, moderatorId);
    if (!letter) return refuse(t("desk.unknown"));
    if (textOf(form, "kind") === "") return refuse(t("desk.bulk.problems.noKind"));
    const { query } = readQueueQuery(Object.fromEntries(new URLSearchParams(textOf(form, "query"))));
    const input = BulkInput.safeParse({
      kind: form.get("kind"),
      chosen,
      reason,
      assigneeId: textOf(form, "assigneeId"),
      tag,
      signatureIds:
        textOf(form, "scope") === "all"
          ? await pendingIn({ letterId: letter.id, moderatorId }, query, bulkLimit)
          : form.getAll("id"),
    });
    if (!input.success) return refuse(problem(t, input.error.issues[0]?.message, { reason, tag }));
    const started = await startBulk(letter.id, input.data, moderatorId, new Date(), seenIn(form));
    if (!started.ok) return refuse(problem(t, started.error));
    redirect(`/admin/letters/${letter.slug}/bulk/${started.value}`);
  });
}

function problem(t: Translate, code: string | undefined, typed = { reason: "", tag: "" }): string {
  const long = excessOf(typed.tag, tagLimits.name);
  if (code === "noTag" && long.over > 0) return t("desk.handling.tagProblems.tooLong", long);
  if (code === "none" || code === "tooMany" || code === "noTag" || code === "reasonChanged")
    return t(`desk.bulk.problems.${code}`);
  if (code === "noColleague") return t("desk.handling.problems.noColleague");
  return isTextProblem(code)
    ? t(`desk.reasonErrors.${code}`, excessOf(typed.reason, reasonLimit))
    : t("desk.unknown");
}

export interface BulkUndoOutcome {
  isDone: boolean;
  text: string;
}

/** Takes a decision about many back. */
export async function undoBulkAction(
  _before: BulkUndoOutcome | null,
  form: FormData,
): Promise<BulkUndoOutcome> {
  const t = translator(await deskLocale());
  return unlessBusy(
    t,
    (text) => ({ isDone: false, text }),
    async () => {
      const moderator = await actingModerator(t);
      if (!moderator.ok) return { isDone: false, text: moderator.error };
      const { moderatorId } = moderator.value;
      const letter = await actingLetter(form, moderatorId);
      if (!letter) return { isDone: false, text: t("desk.unknown") };
      const undone = await undoBulk(textOf(form, "bulkId"), letter.id, moderatorId, new Date());
      revalidatePath("/admin", "layout");
      if (undone.ok) return { isDone: true, text: t("desk.bulk.undo.begun") };
      return {
        isDone: false,
        text: t(undone.error === "tooLate" ? "desk.bulk.undo.tooLate" : "desk.bulk.undo.unknown"),
      };
    },
  );
}
