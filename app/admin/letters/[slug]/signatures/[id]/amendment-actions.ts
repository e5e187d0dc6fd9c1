"use server";

import { revalidatePath } from "next/cache";
import { actingModerator, excessOf, seenIn, textOf, unlessBusy } from "@/app/admin/_act";
import { deskLocale } from "@/app/admin/_session";
import { changeWords } from "@/app/admin/_words";
import {
  AmendmentDecision,
  type AmendmentRefusal,
  decideAmendment,
  undoAmendment,
} from "@/lib/amendments/decisions";
import { type Translate, translator } from "@/lib/i18n/translate";
import { reasonLimit } from "@/lib/moderation/commands";
import { isTextProblem } from "@/lib/text";

/** What the desk says after a decision about what a signer asked for; `reason` is what was typed. */
export interface AmendmentOutcome {
  isDone: boolean;
  text: string;
  changes: string[];
  reason: string;
  /** The decision that can be taken back for some seconds, as the request's id. */
  undoable: string | null;
}

/** Accepts or refuses what a signer asked to change, or takes such a decision back. */
export async function amendmentAction(
  _before: AmendmentOutcome | null,
  form: FormData,
): Promise<AmendmentOutcome> {
  const locale = await deskLocale();
  const t = translator(locale);
  const reason = textOf(form, "reason");
  const refuse = (text: string, changes: string[] = []): AmendmentOutcome => ({
    isDone: false,
    text,
    changes,
    reason,
    undoable: null,
  });
  return unlessBusy(t, refuse, async () => {
    const moderator = await actingModerator(t);
    if (!moderator.ok) return refuse(moderator.error);
    const { moderatorId } = moderator.value;
    if (form.has("undo")) return undoIt(t, textOf(form, "undo"), moderatorId);
    const input = AmendmentDecision.safeParse({
      signatureId: form.get("signatureId"),
      amendmentId: form.get("amendmentId"),
      kind: form.get("kind"),
      reason,
    });
    if (!input.success) {
      const code = input.error.issues[0]?.message;
      if (code === "required") return refuse(t("amendment.required"));
      const excess = excessOf(reason, reasonLimit);
      return refuse(isTextProblem(code) ? t(`desk.reasonErrors.${code}`, excess) : t("desk.unknown"));
    }
    const decided = await decideAmendment(input.data, moderatorId, new Date(), seenIn(form));
    revalidatePath("/admin", "layout");
    if (!decided.ok) {
      const { error } = decided;
      const changes = "changes" in error ? error.changes.map((change) => changeWords(t, change, locale)) : [];
      return refuse(refusalText(t, error), changes);
    }
    const { kind, amendmentId } = input.data;
    return {
      isDone: true,
      text: t(`amendment.done.${kind}`),
      changes: [],
      reason: "",
      undoable: amendmentId,
    };
  });
}

async function undoIt(t: Translate, amendmentId: string, moderatorId: string): Promise<AmendmentOutcome> {
  const undone = await undoAmendment(amendmentId, moderatorId, new Date());
  revalidatePath("/admin", "layout");
  const said = { changes: [], undoable: null };
  if (undone.ok) return { ...said, isDone: true, text: t("amendment.undone"), reason: undone.value.reason };
  const text = undone.error === "unknown" ? t("desk.unknown") : t(`amendment.${undone.error}`);
  return { ...said, isDone: false, text, reason: "" };
}

function refusalText(t: Translate, refused: AmendmentRefusal): string {
  if (refused.code === "unknown") return t("desk.unknown");
  if (refused.code === "changed") return t("amendment.changed");
  // What was decided and taken back meanwhile waits again, and is refused as changed.
  return refused.state === "open" ? t("amendment.changed") : t(`amendment.already.${refused.state}`);
}
