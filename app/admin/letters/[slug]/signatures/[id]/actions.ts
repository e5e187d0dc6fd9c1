"use server";

import { revalidatePath } from "next/cache";
import { actingModerator, excessOf, reasonIn, seenIn, textOf, unlessBusy } from "@/app/admin/_act";
import { deskLocale } from "@/app/admin/_session";
import { changeWords } from "@/app/admin/_words";
import type { Locale } from "@/lib/i18n/locales";
import { formatMoment, type Translate, translator } from "@/lib/i18n/translate";
import {
  DecisionInput,
  type DecisionRefusal,
  decide,
  reasonLimit,
  type UndoRefusal,
  undo,
} from "@/lib/moderation/commands";
import { HandlingInput, type HandlingRefusal, handle, noteLimit } from "@/lib/moderation/handling";
import { tagLimits } from "@/lib/tags/commands";
import { isTextProblem } from "@/lib/text";

/** What the desk says after a decision; what was typed comes back, so that nothing is lost. */
export interface DecisionOutcome {
  isDone: boolean;
  text: string;
  /** What others did meanwhile, a line each. */
  changes: string[];
  chosen: string;
  reason: string;
  /** The decision that can be taken back for some seconds. */
  undoable: string | null;
  /** Where whoever was refused goes on, as an element's id. */
  goesOnAt?: "chosen" | "cleared" | "tell" | "corrections";
}

/** Approves, rejects, removes or reopens a signature, or takes such a decision back. */
export async function decideAction(
  _before: DecisionOutcome | null,
  form: FormData,
): Promise<DecisionOutcome> {
  const locale = await deskLocale();
  const t = translator(locale);
  const [chosen, reason] = [textOf(form, "chosen"), textOf(form, "reason")];
  const refuse = (
    text: string,
    changes: string[] = [],
    goesOnAt: DecisionOutcome["goesOnAt"] = "chosen",
  ): DecisionOutcome => ({
    isDone: false,
    goesOnAt,
    text,
    changes,
    chosen,
    reason,
    undoable: null,
  });
  return unlessBusy(t, refuse, async () => {
    const moderator = await actingModerator(t);
    if (!moderator.ok) return refuse(moderator.error);
    const { moderatorId } = moderator.value;
    if (form.has("undo")) return undoIt(t, textOf(form, "undo"), moderatorId, locale);
    const input = DecisionInput.safeParse({
      signatureId: form.get("signatureId"),
      kind: form.get("kind"),
      reason: reasonIn(form),
      cleared: form.has("cleared"),
    });
    if (!input.success) return refuse(inputProblem(t, input.error.issues[0]?.message, reasonIn(form)));
    const decided = await decide(input.data, moderatorId, new Date(), seenIn(form));
    revalidatePath("/admin", "layout");
    if (!decided.ok) {
      const { error } = decided;
      return refuse(refusalText(t, error, locale), changesIn(t, error, locale), whereNext(error));
    }
    const { kind } = input.data;
    const { name, decisionId } = decided.value;
    return done(t(`desk.decided.${kind}`, { name }), kind === "reopen" ? null : decisionId);
  });
}

async function undoIt(
  t: Translate,
  decisionId: string,
  moderatorId: string,
  locale: Locale,
): Promise<DecisionOutcome> {
  const undone = await undo(decisionId, moderatorId, new Date());
  revalidatePath("/admin", "layout");
  if (undone.ok) {
    const { name, reason } = undone.value;
    return { ...done(t("desk.undo.done", { name }), null), reason };
  }
  return { ...done(refusalText(t, undone.error, locale), null), isDone: false };
}

function done(text: string, undoable: string | null): DecisionOutcome {
  return { isDone: true, text, changes: [], chosen: "", reason: "", undoable };
}

function inputProblem(t: Translate, code: string | undefined, typed: string): string {
  return isTextProblem(code)
    ? t(`desk.reasonErrors.${code}`, excessOf(typed, reasonLimit))
    : t("desk.unknown");
}

function refusalText(t: Translate, refused: DecisionRefusal | UndoRefusal, locale: Locale): string {
  if (refused.code === "unknown") return t("desk.unknown");
  if (refused.code === "tooLate") return t("desk.undo.tooLate");
  if (refused.code === "changed") return t("desk.changes.decision");
  if (refused.code === "authority")
    return t(`authority.refusal.${refused.why}`, {
      at: refused.until ? formatMoment(refused.until, locale) : "",
    });
  return t("desk.alreadyDecided", { status: t(`desk.status.${refused.status}`) });
}

/** Where a moderator does what a refused decision asks for. */
function whereNext(refused: DecisionRefusal): DecisionOutcome["goesOnAt"] {
  if (refused.code !== "authority") return "chosen";
  if (refused.why === "objected") return "cleared";
  return refused.why === "noOwnDomain" ? "corrections" : "tell";
}

/** What the desk says after a signature was held, assigned or annotated; `note` is what was typed. */
export interface HandlingOutcome {
  isDone: boolean;
  text: string;
  note: string;
  tag: string;
  /** Whether it was a note that was written. */
  isNoted: boolean;
}

/** Holds, releases, assigns, tags or annotates a signature. */
export async function handleAction(
  _before: HandlingOutcome | null,
  form: FormData,
): Promise<HandlingOutcome> {
  const t = translator(await deskLocale());
  const [note, tag] = [textOf(form, "text"), textOf(form, "name")];
  const refuse = (text: string): HandlingOutcome => ({ isDone: false, text, note, tag, isNoted: false });
  return unlessBusy(t, refuse, async () => {
    const moderator = await actingModerator(t);
    if (!moderator.ok) return refuse(moderator.error);
    const input = HandlingInput.safeParse(Object.fromEntries(form));
    if (!input.success) {
      const code = input.error.issues[0]?.message;
      return refuse(form.get("kind") === "tag" ? tagProblem(t, code, tag) : handlingProblem(t, code, note));
    }
    const handled = await handle(input.data, moderator.value.moderatorId, new Date());
    revalidatePath("/admin", "layout");
    if (!handled.ok) return refuse(handlingProblem(t, handled.error));
    const { kind } = input.data;
    const isNoted = kind === "note";
    return {
      isDone: true,
      text: t(`desk.handling.done.${kind}`),
      note: isNoted ? "" : note,
      tag: "",
      isNoted,
    };
  });
}

/** What others did meanwhile, where a refusal knows it. */
function changesIn(t: Translate, refused: DecisionRefusal, locale: Locale): string[] {
  return "changes" in refused ? refused.changes.map((change) => changeWords(t, change, locale)) : [];
}

function handlingProblem(t: Translate, code: HandlingRefusal | string | undefined, note = ""): string {
  switch (code) {
    case "notPending":
    case "objected":
    case "tooManyTags":
    case "noColleague":
    case "required":
    case "characters":
      return t(`desk.handling.problems.${code}`);
    case "tooLong":
      return t("desk.handling.problems.tooLong", excessOf(note, noteLimit));
    default:
      return t("desk.unknown");
  }
}

function tagProblem(t: Translate, code: string | undefined, tag: string): string {
  return isTextProblem(code)
    ? t(`desk.handling.tagProblems.${code}`, excessOf(tag, tagLimits.name))
    : t("desk.unknown");
}
