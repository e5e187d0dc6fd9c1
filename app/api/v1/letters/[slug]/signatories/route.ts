import { z } from "zod";
import { apiRoute } from "@/app/_http/api-route";
import { problem, refuseApiMethod, unknownLetter } from "@/app/_http/problems";
import { respondKept } from "@/app/_http/respond";
import { defaultLocale } from "@/lib/i18n/locales";
import { findLetter } from "@/lib/letters/queries";
import { pageStore } from "@/lib/pages/store";
import { type Cursor, decodeCursor } from "@/lib/register/cursor";
import { readRegister } from "@/lib/register/queries";

const defaultLimit = 100;
const Limit = z.coerce.number().int().min(1).max(500);

/** Published signatories in order of signing, a page at a time: `?limit=` (1 to 500) and `?cursor=` (`next`); an empty one is none. */
export const GET = apiRoute(async (request, slug) => {
  const query = new URL(request.url).searchParams;
  const limit = Limit.safeParse(query.get("limit") || defaultLimit);
  if (!limit.success) {
    return problem(400, "Bad limit", "limit must be a whole number from 1 to 500.");
  }
  const cursor = query.get("cursor") ?? "";
  const after = decodeCursor(cursor);
  if (cursor && after?.sort !== "signed") {
    return problem(400, "Bad cursor", "cursor must be the “next” of an earlier answer. Start without one.");
  }
  const key = `${slug} api-list ${limit.data} ${cursor}`;
  const page = await pageStore().get(key, () => render(slug, limit.data, after), new Date());
  return page ? respondKept(request, page) : unknownLetter(slug);
});

async function render(slug: string, limit: number, after: Cursor | null) {
  const letter = await findLetter(slug, defaultLocale);
  if (!letter) return null;
  const { signatories, next } = await readRegister({ letterId: letter.id, sort: "signed", limit, after });
  return {
    contentType: "application/json; charset=utf-8",
    letterId: letter.id,
    body: JSON.stringify({ letter: slug, signatoryCount: letter.publishedCount, signatories, next }),
  };
}

export {
  refuseApiMethod as DELETE,
  refuseApiMethod as PATCH,
  refuseApiMethod as POST,
  refuseApiMethod as PUT,
};
