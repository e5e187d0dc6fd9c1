import { createHash } from "node:crypto";
import type { NextApiRequest, NextApiResponse } from "next";
import type { AuthOptions } from "next-auth";
import NextAuth from "next-auth/next";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { type Claims, linkIdentity, moderatorFor } from "@/lib/accounts/identities";
import {
  adapter,
  asUser,
  isSecure,
  options,
  refuseStranger,
  sessionCookieName,
} from "@/lib/accounts/next-auth-adapter";
import { db } from "@/lib/db";
import { env } from "@/lib/env";
import { makeToken } from "@/lib/tokens/tokens";

/** The other half of next-auth: sign-in with an OIDC provider, by settings alone. */

/** What the sign-in page calls the OIDC provider, or null where there is none. */
export function oidcName(): string | null {
  return env().OIDC_ISSUER ? env().OIDC_NAME : null;
}

/** What an ID token of the provider holds for us. */
interface IdToken {
  iss: string;
  sub: string;
  email?: string;
  email_verified?: boolean;
}

/** The provider of the settings, with state, nonce and PKCE; an answer that lacks one of them is refused. */
function oidcProvider(): OAuthConfig<IdToken> | null {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME } = env();
  if (!OIDC_ISSUER || !OIDC_CLIENT_ID || !OIDC_CLIENT_SECRET) return null;
  return {
    id: "oidc",
    name: OIDC_NAME,
    type: "oauth",
    wellKnown: `${OIDC_ISSUER.replace(/\/$/, "")}/.well-known/openid-configuration`,
    authorization: { params: { scope: "openid email" } },
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    clientId: OIDC_CLIENT_ID,
    clientSecret: OIDC_CLIENT_SECRET,
    // next-auth's word for signing in whom the adapter finds by address. Ours looks at the whole of the claims.
    allowDangerousEmailAccountLinking: true,
    profile: ({ sub, email }) => ({ id: sub, email: email ?? sub }),
  };
}

/** next-auth for OIDC: whom the claims belong to is decided in lib/accounts/identities.ts, before anything is written. */
function oidcOptions(provider: OAuthConfig<IdToken>, userAgent: string | null): AuthOptions {
  const base = options(userAgent);
  const byMail = adapter(userAgent);
  let entering: { claims: Claims; moderatorId: string } | null = null;
  const find = async (id: string | undefined) =>
    id ? asUser(await db().moderator.findUnique({ where: { id } })) : null;
  return {
    ...base,
    providers: [provider],
    callbacks: {
      ...base.callbacks,
      async signIn({ profile }) {
        const { iss, sub, email, email_verified } = profile as unknown as IdToken;
        if (iss !== env().OIDC_ISSUER) return false;
        const claims = {
          issuer: iss,
          subject: sub,
          email: email ?? null,
          isEmailVerified: email_verified === true,
        };
        const moderatorId = await moderatorFor(claims);
        entering = moderatorId ? { claims, moderatorId } : null;
        return entering !== null;
      },
    },
    adapter: {
      ...byMail,
      getUserByAccount: async ({ providerAccountId }) => {
        const where = { issuer: env().OIDC_ISSUER ?? "", subject: providerAccountId };
        const known = await db().identity.findUnique({ where: { issuer_subject: where } });
        return find(known?.moderatorId);
      },
      getUserByEmail: () => find(entering?.moderatorId),
      linkAccount: async () => {
        if (!entering) refuseStranger();
        await linkIdentity(entering.claims, entering.moderatorId, new Date());
      },
    },
  };
}

interface AuthCall {
  action: "signin" | "callback";
  method: "GET" | "POST";
  cookies: Record<string, string>;
  query?: Record<string, string>;
  body?: Record<string, string>;
}

/**
 * Calls next-auth as the pages router would: so it sees the cookies that it is given and no others. Above all not the session's,
 * to which it would link whoever comes back from the provider.
 */
async function callNextAuth(authOptions: AuthOptions, { action, query, ...request }: AuthCall) {
  const headers = new Map<string, unknown>();
  const response = {
    status: () => response,
    getHeader: (name: string) => headers.get(name),
    setHeader: (name: string, value: unknown) => {
      headers.set(name, value);
      return response;
    },
    end: () => {},
    json: () => {},
    send: () => {},
  };
  const call = { ...request, headers: {}, query: { ...query, nextauth: [action, "oidc"] } };
  await NextAuth(call as unknown as NextApiRequest, response as unknown as NextApiResponse, authOptions);
  const [location, cookies] = [headers.get("Location"), headers.get("Set-Cookie")];
  return {
    location: typeof location === "string" ? location : null,
    cookies: Array.isArray(cookies) ? cookies.filter((one) => typeof one === "string") : [],
  };
}

/** What next-auth keeps in the browser while somebody is at the provider. */
const isOidcCookie = (cookie: string) =>
  /^(__Secure-)?next-auth\.(state|nonce|pkce\.code_verifier)\b/.test(cookie);

/** State, nonce and PKCE. */
const oidcCookies = 3;

/** Begins to sign in at the provider: where to send the browser, and what it must keep. Null where that cannot be. */
export async function beginOidc(): Promise<{ location: string; cookies: string[] } | null> {
  const provider = oidcProvider();
  if (!provider) return null;
  const authOptions = oidcOptions(provider, null);
  // Our route has checked where the form came from; next-auth wants its own token for the same, so it gets a pair.
  const csrfToken = makeToken();
  const hash = createHash("sha256").update(`${csrfToken}${authOptions.secret}`).digest("hex");
  const csrfCookie = `${isSecure() ? "__Host-" : ""}next-auth.csrf-token`;
  const { location, cookies } = await callNextAuth(authOptions, {
    action: "signin",
    method: "POST",
    cookies: { [csrfCookie]: `${csrfToken}|${hash}` },
    body: { csrfToken },
  });
  const kept = cookies.filter(isOidcCookie);
  return location && kept.length === oidcCookies ? { location, cookies: kept } : null;
}

/** Whether a browser that comes back set out here. Only then is anybody's time spent on it, or a limit. */
export function hasSetOut(cookies: Record<string, string>): boolean {
  return oidcName() !== null && Object.keys(cookies).filter(isOidcCookie).length === oidcCookies;
}

/**
 * Finishes what `beginOidc` began, when the provider has sent the browser back.
 * @returns the Set-Cookie headers of the new session, or null when nobody is signed in.
 */
export async function finishOidc(
  query: Record<string, string>,
  cookies: Record<string, string>,
  userAgent: string | null,
): Promise<string[] | null> {
  const provider = oidcProvider();
  if (!provider || !hasSetOut(cookies)) return null;
  const kept = Object.fromEntries(Object.entries(cookies).filter(([name]) => isOidcCookie(name)));
  const answer = await callNextAuth(oidcOptions(provider, userAgent), {
    action: "callback",
    method: "GET",
    cookies: kept,
    query,
  });
  const isSession = (cookie: string) => cookie.startsWith(`${sessionCookieName()}=`);
  if (!answer.cookies.some(isSession)) return null;
  return answer.cookies.filter((cookie) => isSession(cookie) || isOidcCookie(cookie));
}
