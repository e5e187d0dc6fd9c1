import { NextRequest } from "next/server";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { GET } from "@/app/api/auth/callback/oidc/route";
import { grantRole } from "@/lib/accounts/members";
import { beginOidc } from "@/lib/accounts/oidc-adapter";
import { beginSession, findSession } from "@/lib/accounts/sessions";
import { mayAskToSignIn } from "@/lib/accounts/sign-in-links";
import { db } from "@/lib/db";
import { makeToken } from "@/lib/tokens/tokens";
import { type OidcProvider, startOidcProvider } from "@/tests/support/oidc-provider";
import { makeLetter, withTestDatabase } from "@/tests/support/world";

let provider: OidcProvider;
beforeAll(async () => {
  provider = await startOidcProvider();
  process.env.OIDC_ISSUER = provider.issuer;
  process.env.OIDC_CLIENT_ID = provider.clientId;
  process.env.OIDC_CLIENT_SECRET = provider.clientSecret;
});
afterAll(() => provider.stop());

withTestDatabase();
beforeEach(async () => {
  await db().throttle.deleteMany();
});

/** A browser that is led back, by the provider or by whatever page. No site can give it our cookies. */
async function comeBack(cookie: string, url = "http://localhost:3000/api/auth/callback/oidc?code=x&state=y") {
  return GET(new NextRequest(url, { headers: cookie ? { cookie } : {} }));
}
const placeOf = (answer: Response) => answer.headers.get("location");
const flow = "next-auth.state=a; next-auth.nonce=b; next-auth.pkce.code_verifier=c";

test("another site that sends browsers to the way back uses nobody's limit up", async () => {
  for (let tried = 0; tried < 35; tried += 1)
    expect(placeOf(await comeBack("next-auth.state=a"))).toBe("/admin/sign-in?problem=oidc");
  expect(await db().throttle.count()).toBe(0);
  expect(await mayAskToSignIn(null)).toBe(true);
});

test("whoever set out is counted on the way back, apart from asking for a link", async () => {
  for (let tried = 0; tried < 30; tried += 1)
    expect(placeOf(await comeBack(flow))).toBe("/admin/sign-in?problem=oidc");
  expect(placeOf(await comeBack(flow))).toBe("/admin/sign-in?problem=wait");
  expect(await mayAskToSignIn(null)).toBe(true);
});

test("the session that the browser had ends on the server too, once another has begun", async () => {
  const email = "returning@host.example";
  const { moderatorId } = await grantRole(email, "moderator", (await makeLetter()).slug);
  const earlier = makeToken();
  await beginSession(earlier, moderatorId, new Date());
  provider.user = { sub: "returning", email, email_verified: true };

  const begun = await beginOidc();
  const sent = await fetch(begun?.location ?? "", { redirect: "manual" });
  const kept = (begun?.cookies ?? []).map((cookie) => cookie.split(";")[0]);
  const cookie = [...kept, `undersigned-session=${earlier}`].join("; ");
  const answer = await comeBack(cookie, sent.headers.get("location") ?? "");
  const fresh = /undersigned-session=([^;]+)/.exec(answer.headers.getSetCookie().join("\n"))?.[1];
  // Whoever signs in once more does so to change how they sign in.
  expect(placeOf(answer)).toBe("/admin/account");
  expect(await findSession(fresh ?? "", new Date())).toMatchObject({ email });
  expect(await findSession(earlier, new Date())).toBeNull();
});
