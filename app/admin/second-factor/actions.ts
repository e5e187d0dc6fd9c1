"use server";

import type { PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/server";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { isFromThisSite } from "@/app/_http/origin";
import { textOf } from "@/app/admin/_act";
import { deskLocale, passingModerator } from "@/app/admin/_session";
import { sessionCookie } from "@/lib/accounts/next-auth-adapter";
import { passWithCode } from "@/lib/accounts/pass-code";
import { readAuthentication } from "@/lib/accounts/passkey-answers";
import { beginPass, passWithPasskey } from "@/lib/accounts/passkeys";
import type { Passing } from "@/lib/accounts/sessions";
import { type Translate, translator } from "@/lib/i18n/translate";
import { countRefusal } from "@/lib/refusals/counter";
import { fail, ok, type Result } from "@/lib/result";

export interface PassOutcome {
  isDone: false;
  text: string;
}

/** What is said of a code; of all else, that the passkey was refused. */
const said = ["wrong", "wait", "waitDay"] as const;

/** Passes the second factor with a code, or with a passkey's answer; for the first time, or once more. */
export async function passAction(_before: PassOutcome | null, form: FormData): Promise<PassOutcome> {
  const t = translator(await deskLocale());
  const who = await passing(t);
  if (!who.ok) return { isDone: false, text: who.error };
  const passed = form.has("answer")
    ? await passByAnswer(who.value, textOf(form, "answer"))
    : await passWithCode(who.value, textOf(form, "code"), new Date());
  if (passed.ok) {
    (await cookies()).set(sessionCookie(passed.value));
    redirect(who.value.isAgain ? "/admin/account" : "/admin");
  }
  const why = said.find((known) => known === passed.error) ?? "refused";
  countRefusal(why === "wait" || why === "waitDay" ? "too_many" : "sign_in");
  return { isDone: false, text: t(`people.pass.${why}`) };
}

async function passByAnswer(who: Passing, json: string) {
  const answer = readAuthentication(json);
  return answer.ok ? passWithPasskey(who, answer.value, new Date()) : answer;
}

/** What the browser needs to show a passkey, or the words that say why not. */
export async function beginPassAction(): Promise<Result<PublicKeyCredentialRequestOptionsJSON, string>> {
  const t = translator(await deskLocale());
  const who = await passing(t);
  if (!who.ok) return who;
  const begun = await beginPass(who.value, new Date());
  return begun.ok ? begun : fail(t("people.pass.refused"));
}

/** Who sends this: somebody who has to show the second factor, from this very site; otherwise the words that say why not. */
async function passing(t: Translate): Promise<Result<Passing & { isAgain: boolean }, string>> {
  if (!isFromThisSite(await headers())) {
    countRefusal("other_site");
    return fail(t("people.account.otherSite"));
  }
  const who = await passingModerator();
  if (who) return ok(who);
  countRefusal("session");
  return fail(t("desk.signInAgain"));
}
