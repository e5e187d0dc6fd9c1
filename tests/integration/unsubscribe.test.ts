import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { GET, POST } from "@/app/[locale]/[letter]/unsubscribe/route";
import { grantRole } from "@/lib/accounts/members";
import { db } from "@/lib/db";
import type { TokenPurpose } from "@/lib/generated/prisma/enums";
import type { Letter } from "@/lib/letters/queries";
import { decide } from "@/lib/moderation/commands";
import { unsubscribe } from "@/lib/news/unsubscribe";
import { hashToken, makeToken } from "@/lib/tokens/tokens";
import { makeLetter, pendingSignature, validForm, withTestDatabase } from "@/tests/support/world";

withTestDatabase();

let letter: Letter;
let ownerId: string;
beforeEach(async () => {
  letter = await makeLetter();
  ownerId = (await grantRole(`owner-${randomUUID()}@host.example`, "owner", letter.slug)).moderatorId;
});

/** A published signature with a link of one purpose, as a mail holds it. */
async function reader(purpose: TokenPurpose = "unsubscribe") {
  const signatureId = await pendingSignature(letter, validForm({ news: "yes" }));
  await decide({ signatureId, kind: "approve", reason: "" }, ownerId, new Date());
  const token = makeToken();
  const expiresAt = new Date(Date.now() + 3600_000);
  await db().token.create({ data: { hash: hashToken(token), purpose, signatureId, expiresAt } });
  return { signatureId, token };
}

async function getsNews(signatureId: string): Promise<boolean> {
  const standing = { signatureId, withdrawnAt: null, text: { purpose: "news" } } as const;
  return (await db().consent.count({ where: standing })) === 1;
}

/** A request as a mail program, a scanner or a browser sends it. */
async function ask(token: string, form?: Record<string, string>, slug = letter.slug): Promise<Response> {
  const url = `http://localhost:3000/en/${slug}/unsubscribe?token=${token}`;
  const params = Promise.resolve({ locale: "en", letter: slug });
  if (!form) return GET(new Request(url), { params });
  return POST(new Request(url, { method: "POST", body: new URLSearchParams(form) }), { params });
}

const oneClick = { "List-Unsubscribe": "One-Click" };

describe("the link that turns news off", () => {
  test("changes nothing by being opened, however often, and by whom", async () => {
    const { signatureId, token } = await reader();
    for (let time = 0; time < 3; time += 1) {
      const answer = await ask(token);
      expect(answer.status).toBe(200);
      expect(answer.headers.get("cache-control")).toContain("no-store");
      expect(await answer.text()).toContain('method="post"');
    }
    expect(await getsNews(signatureId)).toBe(true);
    expect(await db().auditEntry.count({ where: { letterId: letter.id, action: "news_off" } })).toBe(0);
  });

  test("takes one POST of a mail program, without a cookie or an origin, and answers without a redirect", async () => {
    const { signatureId, token } = await reader();
    const answer = await ask(token, oneClick);
    expect([answer.status, answer.headers.get("set-cookie")]).toEqual([200, null]);
    expect(await getsNews(signatureId)).toBe(false);
    expect((await ask(token, oneClick)).status).toBe(200);
    expect(await db().auditEntry.count({ where: { letterId: letter.id, action: "news_off" } })).toBe(1);
  });

  test("wants the word of RFC 8058, or the token of the page's own form", async () => {
    const { signatureId, token } = await reader();
    for (const form of [{}, { "List-Unsubscribe": "yes" }] as Record<string, string>[])
      expect((await ask(token, form)).status).toBe(400);
    expect(await getsNews(signatureId)).toBe(true);
    expect((await ask("x", { token })).status).toBe(200);
    expect(await getsNews(signatureId)).toBe(false);
  });

  test("is that of its signature and its letter, and of its purpose: no other link does it", async () => {
    const [rosa, emma] = [await reader(), await reader()];
    const purposes = ["confirm", "answer", "sign_in"] as const;
    const others = await Promise.all(purposes.map((purpose) => reader(purpose)));
    for (const { token } of others)
      expect(await unsubscribe(letter.slug, token, new Date())).toEqual({ ok: false, error: "unknown" });
    expect((await ask(rosa.token, oneClick, (await makeLetter()).slug)).status).toBe(404);
    for (const { signatureId } of [rosa, emma, ...others]) expect(await getsNews(signatureId)).toBe(true);
    expect((await ask(rosa.token, oneClick)).status).toBe(200);
    expect(await getsNews(rosa.signatureId)).toBe(false);
    for (const { signatureId } of [emma, ...others]) expect(await getsNews(signatureId)).toBe(true);
  });
});
