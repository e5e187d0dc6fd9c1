"use server";

import { revalidatePath } from "next/cache";
import { actingModerator, reasonIn, textOf } from "@/app/admin/_act";
import { deskLocale } from "@/app/admin/_session";
import { type Translate, translator } from "@/lib/i18n/translate";
import {
  DecisionInput,
  type DecisionRefusal,
  decide,
  type UndoRefusal,
  undo,
} from "@/lib/moderation/commands";
import { HandlingInput, type HandlingRefusal, handle, noteLimit } from "@/lib/moderation/handling";

/** What the desk says after a decision; what was typed comes back, so that nothing is lost. */
export interface DecisionOutcome {
  isDone: boolean;
  text: string;
  chosen: string;
  reason: string;
  /** The decision that can be taken back for some seconds. */
  undoable: string | null;
}

/** Approves, rejects, removes or reopens a signature, or takes such a decision back. */
export async function decideAction(
  _before: DecisionOutcome | null,
  form: FormData,
): Promise<DecisionOutcome> {
  const t = translator(await deskLocale());
  const [chosen, reason] = [textOf(form, "chosen"), textOf(form, "reason")];
  const refuse = (text: string): DecisionOutcome => ({ isDone: false, text, chosen, reason, undoable: null });
  const moderator = await actingModerator(t);
  if (!moderator.ok) return refuse(moderator.error);
  const { moderatorId } = moderator.value;
  if (form.has("undo")) return undoIt(t, textOf(form, "undo"), moderatorId);
  const input = DecisionInput.safeParse({
    signatureId: form.get("signatureId"),
    kind: form.get("kind"),
    reason: reasonIn(form),
  });
  if (!input.success) return refuse(inputProblem(t, input.error.issues[0]?.message));
  const decided = await decide(input.data, moderatorId, new Date());
  revalidatePath("/admin", "layout");
  if (!decided.ok) return refuse(refusalText(t, decided.error));
  const { kind } = input.data;
  const { name, decisionId } = decided.value;
  return done(t(`desk.decided.${kind}`, { name }), kind === "reopen" ? null : decisionId);
}

async function undoIt(t: Translate, decisionId: string, moderatorId: string): Promise<DecisionOutcome> {
  const undone = await undo(decisionId, moderatorId, new Date());
  revalidatePath("/admin", "layout");
  if (undone.ok) return done(t("desk.undo.done", { name: undone.value.name }), null);
  return { isDone: false, text: refusalText(t, undone.error), chosen: "", reason: "", undoable: null };
}

function done(text: string, undoable: string | null): DecisionOutcome {
  return { isDone: true, text, chosen: "", reason: "", undoable };
}

function inputProblem(t: Translate, code: string | undefined): string {
  return code === "required" || code === "tooLong" || code === "characters"
    ? t(`desk.reasonErrors.${code}`)
    : t("desk.unknown");
}

function refusalText(t: Translate, refused: DecisionRefusal | UndoRefusal): string {
  if (refused.code === "unknown") return t("desk.unknown");
  if (refused.code === "tooLate") return t("desk.undo.tooLate");
  return t("desk.alreadyDecided", { status: t(`desk.status.${refused.status}`) });
}

/** What the desk says after a signature was held, assigned or annotated; `note` is what was typed. */
export interface HandlingOutcome {
  isDone: boolean;
  text: string;
  note: string;
}

/** Holds, releases, assigns or annotates a signature. */
export async function handleAction(
  _before: HandlingOutcome | null,
  form: FormData,
): Promise<HandlingOutcome> {
  const t = translator(await deskLocale());
  const note = textOf(form, "text");
  const refuse = (text: string): HandlingOutcome => ({ isDone: false, text, note });
  const moderator = await actingModerator(t);
  if (!moderator.ok) return refuse(moderator.error);
  const input = HandlingInput.safeParse(Object.fromEntries(form));
  if (!input.success) return refuse(handlingProblem(t, input.error.issues[0]?.message));
  const handled = await handle(input.data, moderator.value.moderatorId, new Date());
  revalidatePath("/admin", "layout");
  if (!handled.ok) return refuse(handlingProblem(t, handled.error));
  const { kind } = input.data;
  return { isDone: true, text: t(`desk.handling.done.${kind}`), note: kind === "note" ? "" : note };
}

function handlingProblem(t: Translate, code: HandlingRefusal | string | undefined): string {
  switch (code) {
    case "notPending":
    case "noColleague":
    case "required":
    case "characters":
      return t(`desk.handling.problems.${code}`);
    case "tooLong":
      return t("desk.handling.problems.tooLong", { max: noteLimit });
    default:
      return t("desk.unknown");
  }
}
