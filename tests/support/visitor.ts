import { type HonestForm, honestForm, linkFor, post } from "@/tests/support/attack";
import { demoSlug, expect, type Site } from "@/tests/support/stories";

/** A signer at their own page: what they signed, and the cookie of their visit. */
export interface Visitor extends HonestForm {
  id: string;
  secret: string;
  cookies: string;
}

/** Signs, confirms, and opens the own page; `earlier` is a cookie that the browser has already. */
export async function visitor(site: Site, earlier = ""): Promise<Visitor> {
  const form = await honestForm(site);
  expect((await post(site, `/en/${demoSlug}/sign`, form)).status).toBe(303);
  const { rows } = await site.database.query<{ id: string }>("SELECT id FROM signature WHERE name = $1", [
    form.name,
  ]);
  const id = rows[0]?.id ?? "";
  await post(site, `/en/${demoSlug}/confirm`, { token: await linkFor("confirm", { signatureId: id }) });
  const token = await linkFor("own_page", { signatureId: id });
  const headers: Record<string, string> = earlier ? asVisitor(earlier) : {};
  const opened = await post(site, `/en/${demoSlug}/mine`, { token }, headers);
  const cookies = opened.headers["set-cookie"] ?? "";
  const secret = /undersigned-visit=([\w-]{43})/.exec(cookies)?.[1] ?? "";
  return { ...form, id, secret, cookies };
}

/** What a browser sends along during a visit. */
export const asVisitor = (secret: string) => ({ Cookie: `undersigned-visit=${secret}` });
