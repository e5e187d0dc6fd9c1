import { headers } from "next/headers";
import { noteFault } from "@/app/_http/letter-route";
import { isFromThisSite } from "@/app/_http/origin";
import { currentModerator } from "@/app/admin/_session";
import type { SignedIn } from "@/lib/accounts/sessions";
import { isTooBusy } from "@/lib/busy";
import type { Translate } from "@/lib/i18n/translate";
import { deskLetter } from "@/lib/moderation/queries";
import { countRefusal } from "@/lib/refusals/counter";
import { fail, ok, type Result } from "@/lib/result";

/** Who sends a form of the desk: a signed-in moderator, from this very site; otherwise the words that say why not. */
export async function actingModerator(t: Translate): Promise<Result<SignedIn, string>> {
  if (!isFromThisSite(await headers())) {
    countRefusal("other_site");
    return fail(t("desk.otherSite"));
  }
  const moderator = await currentModerator();
  if (moderator) return ok(moderator);
  countRefusal("session");
  return fail(t("desk.signInAgain"));
}

/**
 * Does what a form of the desk asks for. Where the database is too busy, `refuse` says so as it says everything else: nothing was
 * changed, and what was typed comes back. `act` reads and writes, and its last write is its last step with the database.
 */
export async function unlessBusy<O>(
  t: Translate,
  refuse: (text: string) => O,
  act: () => Promise<O>,
): Promise<O> {
  try {
    return await act();
  } catch (error) {
    if (!isTooBusy(error)) throw error;
    noteFault(error);
    return refuse(t("desk.busy"));
  }
}

/** The letter that a form of the desk names, or null: not there, or not theirs. */
export async function actingLetter(form: FormData, moderatorId: string) {
  const letter = await deskLetter(textOf(form, "slug"), moderatorId);
  if (!letter) countRefusal("rights");
  return letter;
}

/** The text of a field, without NUL, which no text of the database can hold; empty where it is missing or a file. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.replaceAll("\0", "") : "";
}

/** The reason as the signer reads it: the one chosen from the list, then the moderator's own line. */
export function reasonIn(form: FormData): string {
  return [textOf(form, "chosen"), textOf(form, "reason")].filter((part) => part.trim() !== "").join("\n\n");
}

/** By how much a text is longer than it may be, for the words that say so. Counted as lib/text.ts does. */
export function excessOf(typed: string, max: number): Record<"count" | "over" | "max", number> {
  const count = typed.replaceAll("\r\n", "\n").normalize("NFC").trim().length;
  return { count, over: Math.max(0, count - max), max };
}

/** The newest entry of a signature's history that the form's page showed; null where the form does not say. */
export function seenIn(form: FormData): bigint | null {
  const seen = textOf(form, "seen");
  return /^\d{1,18}$/.test(seen) ? BigInt(seen) : null;
}
