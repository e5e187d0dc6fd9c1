"use server";

import { redirect } from "next/navigation";
import { actingModerator, reasonIn, textOf } from "@/app/admin/_act";
import { readQueueQuery } from "@/app/admin/_queue";
import { deskLocale } from "@/app/admin/_session";
import { type Translate, translator } from "@/lib/i18n/translate";
import { BulkInput, type BulkRefusal, bulkLimit, startBulk } from "@/lib/moderation/bulk";
import { deskLetter } from "@/lib/moderation/queries";
import { pendingIn } from "@/lib/moderation/queue";

/** Why a decision about many did not start; what was typed comes back. */
export interface BulkOutcome {
  text: string;
  chosen: string;
  reason: string;
}

/** Starts a decision about the ticked signatures, or about a whole view, and shows how it goes. */
export async function startBulkAction(_before: BulkOutcome | null, form: FormData): Promise<BulkOutcome> {
  const t = translator(await deskLocale());
  const refuse = (words: string): BulkOutcome => ({
    text: words,
    chosen: textOf(form, "chosen"),
    reason: textOf(form, "reason"),
  });
  const moderator = await actingModerator(t);
  if (!moderator.ok) return refuse(moderator.error);
  const { moderatorId } = moderator.value;
  const letter = await deskLetter(textOf(form, "slug"), moderatorId);
  if (!letter) return refuse(t("desk.unknown"));
  const { query } = readQueueQuery(Object.fromEntries(new URLSearchParams(textOf(form, "query"))));
  const input = BulkInput.safeParse({
    kind: form.get("kind"),
    reason: reasonIn(form),
    signatureIds:
      textOf(form, "scope") === "all"
        ? await pendingIn({ letterId: letter.id, moderatorId }, query, bulkLimit)
        : form.getAll("id"),
  });
  if (!input.success) return refuse(problem(t, input.error.issues[0]?.message));
  const started = await startBulk(letter.id, input.data, moderatorId, new Date());
  if (!started.ok) return refuse(problem(t, started.error));
  redirect(`/admin/letters/${letter.slug}/bulk/${started.value}`);
}

function problem(t: Translate, code: BulkRefusal | string | undefined): string {
  if (code === "none" || code === "tooMany") return t(`desk.bulk.problems.${code}`);
  if (code === "required" || code === "tooLong" || code === "characters")
    return t(`desk.reasonErrors.${code}`);
  return t("desk.unknown");
}
