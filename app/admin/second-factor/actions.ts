"use server";

import type { PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/server";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { isFromThisSite } from "@/app/_http/origin";
import { textOf } from "@/app/admin/_act";
import { awaitedFactor, deskLocale } from "@/app/admin/_session";
import { passWithCode } from "@/lib/accounts/pass-code";
import { readAuthentication } from "@/lib/accounts/passkey-answers";
import { beginPass, passWithPasskey } from "@/lib/accounts/passkeys";
import type { AwaitedFactor } from "@/lib/accounts/sessions";
import { type Translate, translator } from "@/lib/i18n/translate";
import { fail, ok, type Result } from "@/lib/result";

export interface PassOutcome {
  isDone: false;
  text: string;
}

/** What is said of a code; of all else, that the passkey was refused. */
const said = ["wrong", "wait", "waitDay"] as const;

/** Passes the second factor with a code, or with a passkey's answer. */
export async function passAction(_before: PassOutcome | null, form: FormData): Promise<PassOutcome> {
  const t = translator(await deskLocale());
  const awaited = await passing(t);
  if (!awaited.ok) return { isDone: false, text: awaited.error };
  const passed = form.has("answer")
    ? await passByAnswer(awaited.value, textOf(form, "answer"))
    : await passWithCode(awaited.value, textOf(form, "code"), new Date());
  if (passed.ok) redirect("/admin");
  const why = said.find((known) => known === passed.error) ?? "refused";
  return { isDone: false, text: t(`people.pass.${why}`) };
}

async function passByAnswer(awaited: AwaitedFactor, json: string) {
  const answer = readAuthentication(json);
  return answer.ok ? passWithPasskey(awaited, answer.value, new Date()) : answer;
}

/** What the browser needs to show a passkey, or the words that say why not. */
export async function beginPassAction(): Promise<Result<PublicKeyCredentialRequestOptionsJSON, string>> {
  const t = translator(await deskLocale());
  const awaited = await passing(t);
  if (!awaited.ok) return awaited;
  const begun = await beginPass(awaited.value, new Date());
  return begun.ok ? begun : fail(t("people.pass.refused"));
}

/** Who sends this: somebody who awaits the second factor, from this very site; otherwise the words that say why not. */
async function passing(t: Translate): Promise<Result<AwaitedFactor, string>> {
  if (!isFromThisSite(await headers())) return fail(t("people.account.otherSite"));
  const awaited = await awaitedFactor();
  return awaited ? ok(awaited) : fail(t("desk.signInAgain"));
}
