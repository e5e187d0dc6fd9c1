import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { lettersAskingFactor } from "@/lib/accounts/factor-rule";
import { readAwaitingFactor, readSession, sessionCookieName } from "@/lib/accounts/next-auth-adapter";
import { type AwaitedFactor, peekSession, type SignedIn } from "@/lib/accounts/sessions";
import { type Locale, negotiateLocale } from "@/lib/i18n/locales";

/** The signed-in moderator, or null; null also while the second factor is awaited. */
export async function currentModerator(): Promise<SignedIn | null> {
  return readSession(await sessionSecret());
}

/** The signed-in moderator, for what a page asks by itself: it does not keep the session open. */
export async function peekModerator(): Promise<SignedIn | null> {
  const secret = await sessionSecret();
  return secret ? peekSession(secret, new Date()) : null;
}

/** Whoever signed in by mail and has yet to pass the second factor, or null. */
export async function awaitedFactor(): Promise<AwaitedFactor | null> {
  return readAwaitingFactor(await sessionSecret());
}

async function sessionSecret(): Promise<string | undefined> {
  return (await cookies()).get(sessionCookieName())?.value;
}

/**
 * The signed-in moderator; anybody else is sent to sign in, or to the second factor. Whoever lacks the second factor that a
 * letter asks for is led from its pages to where one is set up. For pages.
 */
export async function requireModerator(): Promise<SignedIn> {
  const moderator = await currentModerator();
  if (!moderator)
    redirect((await awaitedFactor()) ? "/admin/second-factor" : "/admin/sign-in?problem=session");
  // It only shows the way: that nothing of the letter opens without is the affair of lib/accounts/rights.ts.
  const slug = /^\/admin\/letters\/([^/]+)/.exec((await headers()).get("x-path") ?? "")?.[1];
  if (slug && (await lettersAskingFactor(moderator.moderatorId)).includes(slug)) redirect("/admin/account");
  return moderator;
}

/** The language of the desk: the browser's. */
export async function deskLocale(): Promise<Locale> {
  return negotiateLocale((await headers()).get("accept-language"));
}
