import { NextRequest } from "next/server";
import type { AuthOptions } from "next-auth";
import type { Adapter, AdapterUser } from "next-auth/adapters";
import NextAuth from "next-auth/next";
import type { EmailConfig } from "next-auth/providers/email";
import {
  type AwaitedFactor,
  beginSession,
  endSession,
  findAwaitingFactor,
  findSession,
  type RenewedSession,
  type SignedIn,
  sessionSeconds,
} from "@/lib/accounts/sessions";
import { takeSignInToken } from "@/lib/accounts/sign-in-links";
import { withAddress } from "@/lib/addresses/columns";
import { db } from "@/lib/db";
import { required, siteUrl } from "@/lib/env";
import { makeToken } from "@/lib/tokens/tokens";

/**
 * The one place that knows next-auth, with oidc-adapter.ts. Its HTTP routes are not served: its e-mail link would sign in on a GET, and a
 * mail scanner would follow it. Our own page asks for a button press and then calls it through here.
 */

export const isSecure = () => siteUrl().startsWith("https:");

/** The session cookie: out of reach of scripts, of other hosts, and of other sites' forms. */
export function sessionCookieName(): string {
  return isSecure() ? "__Host-undersigned-session" : "undersigned-session";
}

function cookieOptions() {
  return { httpOnly: true, sameSite: "lax", path: "/", secure: isSecure() } as const;
}

/** The cookie of a session that got another secret. */
export function sessionCookie({ secret, expiresAt }: RenewedSession) {
  return { name: sessionCookieName(), value: secret, expires: expiresAt, ...cookieOptions() };
}

export function adapter(userAgent: string | null): Adapter {
  return {
    getUserByEmail: async (email) => asUser(await db().moderator.findFirst({ where: withAddress(email) })),
    getUser: async (id) => asUser(await db().moderator.findUnique({ where: { id } })),
    updateUser: async ({ id }) => {
      const user = asUser(await db().moderator.findUnique({ where: { id } }));
      if (!user) throw new Error("the moderator is gone");
      return user;
    },
    useVerificationToken: ({ token }) => takeSignInToken(token, new Date()),
    createSession: async ({ sessionToken, userId }) => {
      const expires = await beginSession(sessionToken, userId, new Date(), userAgent);
      return { sessionToken, userId, expires };
    },
    getSessionAndUser: async (sessionToken) => {
      const found = await findSession(sessionToken, new Date());
      if (!found) return null;
      const user: AdapterUser = { id: found.moderatorId, email: found.email, emailVerified: null };
      return { user, session: { sessionToken, userId: found.moderatorId, expires: found.expiresAt } };
    },
    updateSession: async () => null,
    deleteSession: (sessionToken) => endSession(sessionToken),
    createUser: () => refuseStranger(),
    getUserByAccount: async () => null,
    deleteUser: () => refuseStranger(),
    linkAccount: () => refuseStranger(),
    unlinkAccount: () => refuseStranger(),
    createVerificationToken: () => refuseStranger(),
  };
}

/** Signing in makes nobody a moderator: only the owner or the operator does. */
export function refuseStranger(): never {
  throw new Error("nobody becomes a moderator by signing in");
}

export function asUser(moderator: { id: string; email: string } | null): AdapterUser | null {
  return moderator && { id: moderator.id, email: moderator.email, emailVerified: null };
}

export function options(userAgent: string | null): AuthOptions {
  // next-auth reads the site's address from here only.
  process.env.NEXTAUTH_URL = siteUrl();
  const byMail: EmailConfig = {
    id: "email",
    type: "email",
    name: "Email",
    server: "",
    from: "",
    maxAge: 15 * 60,
    // Empty, so that the hash it looks for is the plain SHA-256 that lib/tokens stores.
    secret: "",
    options: {},
    sendVerificationRequest: () => refuseStranger(),
  };
  return {
    adapter: adapter(userAgent),
    providers: [byMail],
    secret: required("AUTH_SECRET"),
    session: {
      strategy: "database",
      maxAge: sessionSeconds,
      updateAge: sessionSeconds,
      generateSessionToken: makeToken,
    },
    cookies: { sessionToken: { name: sessionCookieName(), options: cookieOptions() } },
    callbacks: { redirect: () => `${siteUrl()}/admin` },
    logger: { error: (code) => console.error(`sign-in: ${code}`), warn: () => {}, debug: () => {} },
  };
}

/**
 * Signs in with the token of a mailed link, which is used up; only inside a request that Next serves.
 * @returns the Set-Cookie header of the new session, or null when the link does not work (any more).
 */
export async function signInWithToken(token: string, userAgent: string | null): Promise<string | null> {
  const callback = new URL("/api/auth/callback/email", siteUrl());
  callback.searchParams.set("token", token);
  const answer: Response = await NextAuth(
    new NextRequest(callback),
    { params: Promise.resolve({ nextauth: ["callback", "email"] }) },
    options(userAgent),
  );
  const cookies = answer.headers.getSetCookie();
  return cookies.find((cookie) => cookie.startsWith(`${sessionCookieName()}=`)) ?? null;
}

/** The Set-Cookie header that takes a session away from the browser. */
export function expiredSessionCookie(): string {
  return `${sessionCookieName()}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0${isSecure() ? "; Secure" : ""}`;
}

/** Who a session cookie belongs to; nobody, while the second factor is awaited. */
export async function readSession(secret: string | undefined): Promise<SignedIn | null> {
  return secret ? findSession(secret, new Date()) : null;
}

/** Who has yet to pass the second factor. */
export async function readAwaitingFactor(secret: string | undefined): Promise<AwaitedFactor | null> {
  return secret ? findAwaitingFactor(secret, new Date()) : null;
}
