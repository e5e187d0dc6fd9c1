"use server";

import type { PublicKeyCredentialCreationOptionsJSON } from "@simplewebauthn/server";
import { revalidatePath } from "next/cache";
import { actingModerator, textOf } from "@/app/admin/_act";
import { deskLocale } from "@/app/admin/_session";
import { unlinkIdentity } from "@/lib/accounts/identities";
import { readRegistration } from "@/lib/accounts/passkey-answers";
import {
  addPasskey,
  beginPasskey,
  PasskeyName,
  type PasskeyRefusal,
  removePasskey,
} from "@/lib/accounts/passkeys";
import { type FactorAdded, renewRecoveryCodes } from "@/lib/accounts/second-factor";
import { endOwnSessions, SessionsToEnd, type SignedIn } from "@/lib/accounts/sessions";
import { beginTotp, confirmTotp, removeTotp, type TotpRefusal } from "@/lib/accounts/totp";
import { translator } from "@/lib/i18n/translate";
import { fail, ok, type Result } from "@/lib/result";

/** What the desk says after something was done about an account. */
export interface AccountOutcome {
  isDone: boolean;
  text: string;
}

/** Ends one of one's own sessions, or all others. */
export async function endSessionsAction(
  _before: AccountOutcome | null,
  form: FormData,
): Promise<AccountOutcome> {
  const t = translator(await deskLocale());
  const moderator = await actingModerator(t);
  if (!moderator.ok) return { isDone: false, text: moderator.error };
  const which = SessionsToEnd.safeParse(form.get("session"));
  const count = which.success ? await endOwnSessions(moderator.value, which.data) : 0;
  revalidatePath("/admin", "layout");
  return { isDone: count > 0, text: t("people.sessions.ended", { count }) };
}

/** `codes` are new recovery codes, shown this once. */
export interface FactorOutcome extends AccountOutcome {
  codes: string[] | null;
}

const factorKinds = [
  "appBegin",
  "appConfirm",
  "appRemove",
  "passkeyAdd",
  "passkeyRemove",
  "codes",
  "identityRemove",
] as const;
type FactorKind = (typeof factorKinds)[number];

/** What is said when it worked. */
const doneWords = {
  appBegin: "appBegun",
  appConfirm: "appOn",
  appRemove: "appOff",
  passkeyAdd: "passkeyOn",
  passkeyRemove: "passkeyOff",
  codes: "codes",
  identityRemove: "identityOff",
} as const;

/** Sets an app or a passkey up, takes one away, renews the recovery codes, or unties the account at a provider. */
export async function factorAction(_before: FactorOutcome | null, form: FormData): Promise<FactorOutcome> {
  const t = translator(await deskLocale());
  const moderator = await actingModerator(t);
  if (!moderator.ok) return { isDone: false, text: moderator.error, codes: null };
  const kind = factorKinds.find((known) => known === form.get("kind")) ?? "codes";
  const changed = await carryOut(kind, form, moderator.value);
  revalidatePath("/admin", "layout");
  if (!changed.ok) return { isDone: false, text: t(`people.factor.problems.${changed.error}`), codes: null };
  return { isDone: true, text: t(`people.factor.done.${doneWords[kind]}`), codes: changed.value };
}

type FactorProblem = TotpRefusal | PasskeyRefusal | "noFactor" | "notLinked" | "name";

function codesOf<E>(added: Result<FactorAdded, E>): Result<string[] | null, E> {
  return added.ok ? ok(added.value.codes) : added;
}

/** One call of lib; what comes back are recovery codes to show, if any. */
async function carryOut(
  kind: FactorKind,
  form: FormData,
  session: SignedIn,
): Promise<Result<string[] | null, FactorProblem>> {
  const now = new Date();
  switch (kind) {
    case "appBegin":
      return beginTotp(session, now);
    case "appConfirm":
      return codesOf(await confirmTotp(session, textOf(form, "code"), now));
    case "appRemove":
      return removeTotp(session, now);
    case "passkeyAdd": {
      const name = PasskeyName.safeParse(form.get("name"));
      if (!name.success) return fail("name");
      const answer = readRegistration(textOf(form, "answer"));
      return answer.ok ? codesOf(await addPasskey(session, name.data, answer.value, now)) : answer;
    }
    case "passkeyRemove":
      return removePasskey(session, textOf(form, "passkey"), now);
    case "codes":
      return renewRecoveryCodes(session, now);
    case "identityRemove":
      return unlinkIdentity(session, textOf(form, "issuer"), now);
  }
}

/** What the browser needs to make a passkey, or the words that say why not. */
export async function beginPasskeyAction(): Promise<Result<PublicKeyCredentialCreationOptionsJSON, string>> {
  const t = translator(await deskLocale());
  const moderator = await actingModerator(t);
  if (!moderator.ok) return moderator;
  const begun = await beginPasskey(moderator.value, new Date());
  return begun.ok ? begun : fail(t(`people.factor.problems.${begun.error}`));
}
