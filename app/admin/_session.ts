import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { readSession, sessionCookieName } from "@/lib/accounts/next-auth-adapter";
import type { SignedIn } from "@/lib/accounts/sessions";
import { type Locale, negotiateLocale } from "@/lib/i18n/locales";

/** The signed-in moderator, or null. */
export async function currentModerator(): Promise<SignedIn | null> {
  return readSession((await cookies()).get(sessionCookieName())?.value);
}

/** The signed-in moderator; anybody else is sent to sign in. For pages. */
export async function requireModerator(): Promise<SignedIn> {
  return (await currentModerator()) ?? redirect("/admin/sign-in?problem=session");
}

/** The language of the desk: the browser's. */
export async function deskLocale(): Promise<Locale> {
  return negotiateLocale((await headers()).get("accept-language"));
}
