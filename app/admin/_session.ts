import { cookies, headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import type { NextRequest } from "next/server";
import { refusedSignIn } from "@/app/_http/refused-sign-in";
import { hasOwnFactor, lettersAskingFactor } from "@/lib/accounts/factor-rule";
import { readAwaitingFactor, readSession, sessionCookieName } from "@/lib/accounts/next-auth-adapter";
import {
  type AwaitedFactor,
  endSession,
  isFresh,
  type Passing,
  peekSession,
  type SignedIn,
} from "@/lib/accounts/sessions";
import { type Locale, negotiateLocale } from "@/lib/i18n/locales";
import { countRefusal } from "@/lib/refusals/counter";

/** The signed-in moderator, or null; null also while the second factor is awaited. */
export async function currentModerator(): Promise<SignedIn | null> {
  return readSession(await sessionSecret());
}

/** The signed-in moderator, for what a page asks by itself: it does not keep the session open. */
export async function peekModerator(): Promise<SignedIn | null> {
  const secret = await sessionSecret();
  return secret ? peekSession(secret, new Date()) : null;
}

/**
 * Whoever has to show the second factor now: for the first time in this session (then nothing else opens), or once more, because how
 * one signs in is to be changed and this session showed it long ago. Null: nobody.
 */
export async function passingModerator(): Promise<(Passing & { email: string; isAgain: boolean }) | null> {
  const awaited = await awaitedFactor();
  if (awaited) return { ...awaited, isAgain: false };
  const moderator = await currentModerator();
  if (!moderator || isFresh(moderator, new Date()) || !(await hasOwnFactor(moderator.moderatorId)))
    return null;
  return { ...moderator, isAgain: true };
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
  if (!moderator) {
    redirect((await awaitedFactor()) ? "/admin/second-factor" : refusedSignIn("session"));
  }
  // It only shows the way: that nothing of the letter opens without is the affair of lib/accounts/rights.ts.
  const slug = /^\/admin\/letters\/([^/]+)/.exec((await headers()).get("x-path") ?? "")?.[1];
  if (slug && (await lettersAskingFactor(moderator.moderatorId)).includes(slug)) redirect("/admin/account");
  return moderator;
}

/** Says of a page of the desk that it is not there: it is not, or it is not theirs. */
export function notTheirs(): never {
  countRefusal("rights");
  notFound();
}

/**
 * Where a browser goes that has just signed in, given the request and the cookies it gets. The session that it had ends: it forgets
 * its secret, and nobody could end it then. Whoever signs in once more does so to change how they sign in, and is led back there.
 */
export async function landAfterSignIn(request: NextRequest, ...cookiesSet: string[]): Promise<string> {
  const earlier = request.cookies.get(sessionCookieName())?.value;
  const before = earlier ? await peekSession(earlier, new Date()) : null;
  if (earlier) await endSession(earlier);
  const now = cookiesSet.find((cookie) => cookie.startsWith(`${sessionCookieName()}=`));
  const fresh = await readSession(now?.split(/[=;]/)[1]);
  return before && fresh?.moderatorId === before.moderatorId ? "/admin/account" : "/admin";
}

/** The language of the desk: the browser's. */
export async function deskLocale(): Promise<Locale> {
  return negotiateLocale((await headers()).get("accept-language"));
}
