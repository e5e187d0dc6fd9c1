import { randomUUID } from "node:crypto";
import { NextRequest } from "next/server";
import { expect, test } from "vitest";
import { GET } from "@/app/api/auth/callback/oidc/route";
import { linkIdentity, moderatorFor } from "@/lib/accounts/identities";
import { grantRole } from "@/lib/accounts/members";
import { db } from "@/lib/db";
import { makeLetter, withTestDatabase } from "@/tests/support/world";

withTestDatabase();

const now = new Date("2026-11-25T12:00:00Z");
const issuer = "https://login.example";
const claims = (email: string | null, changes = {}) => ({
  issuer,
  subject: `subject-${randomUUID()}`,
  email,
  isEmailVerified: true,
  ...changes,
});

async function somebody() {
  const letter = await makeLetter();
  const email = `person-${randomUUID().slice(0, 8)}@host.example`;
  return { email, letter, ...(await grantRole(email, "moderator", letter.slug)) };
}

test("a verified address finds a moderator once; from then on issuer and subject do", async () => {
  const { email, moderatorId, letter } = await somebody();
  expect(await moderatorFor(claims(email, { isEmailVerified: false }))).toBeNull();
  expect(await moderatorFor(claims("nobody@host.example"))).toBeNull();
  expect(await moderatorFor(claims(null))).toBeNull();
  const first = claims(email.toUpperCase());
  expect(await moderatorFor(first)).toBe(moderatorId);
  await linkIdentity(first, moderatorId, now);
  const later = { ...first, email: "another@host.example", isEmailVerified: false };
  expect(await moderatorFor(later)).toBe(moderatorId);
  // The address given to somebody else there; the subject of somebody at another provider.
  expect(await moderatorFor(claims(email))).toBeNull();
  expect(await moderatorFor({ ...later, issuer: "https://other.example" })).toBeNull();
  const entries = await db().auditEntry.findMany({ where: { letterId: letter.id, action: "identityLink" } });
  expect(entries.map(({ detail }) => detail)).toEqual([moderatorId]);
});

test("of two identities that come at once with one address, one is noted", async () => {
  const { email, moderatorId } = await somebody();
  const both = [claims(email), claims(email)];
  const noted = await Promise.allSettled(both.map((one) => linkIdentity(one, moderatorId, now)));
  expect(noted.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await db().identity.count({ where: { moderatorId } })).toBe(1);
});

test("without a provider the way back from one leads to sign-in and counts against nobody", async () => {
  const cookie = "next-auth.state=a; next-auth.nonce=b; next-auth.pkce.code_verifier=c";
  const url = "http://localhost:3000/api/auth/callback/oidc?code=x&state=y";
  const answer = await GET(new NextRequest(url, { headers: { cookie } }));
  expect(answer.headers.get("location")).toBe("/admin/sign-in?problem=oidc");
  expect(await db().throttle.count()).toBe(0);
});
