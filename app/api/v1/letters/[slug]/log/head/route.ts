import { z } from "zod";
import { apiRoute } from "@/app/_http/api-route";
import { problem, refuseApiMethod, unknownLetter } from "@/app/_http/problems";
import { respondKept } from "@/app/_http/respond";
import { defaultLocale } from "@/lib/i18n/locales";
import { readHeadSince } from "@/lib/ledger/queries";
import { findLetter } from "@/lib/letters/queries";
import { pageStore } from "@/lib/pages/store";

const Since = z.coerce.number().int().min(1).max(2_147_483_647);

/** The signed head of the record and, with `?since=` a size that it had, the proof that it began with that. */
export const GET = apiRoute(async (request, slug) => {
  const asked = new URL(request.url).searchParams.get("since") || null;
  const since = Since.nullable().safeParse(asked);
  if (!since.success) return problem(400, "Bad size", "since must be a whole number from 1.");
  const key = `${slug} api-head ${since.data}`;
  const page = await pageStore().get(key, () => render(slug, since.data), new Date());
  if (page) return respondKept(request, page);
  if (!(await findLetter(slug, defaultLocale))) return unknownLetter(slug);
  return problem(404, "No such size", "The record never had so many entries.");
});

async function render(slug: string, since: number | null) {
  const letter = await findLetter(slug, defaultLocale);
  const found = letter && (await readHeadSince(slug, since));
  if (!found) return null;
  return {
    contentType: "application/json; charset=utf-8",
    letterId: letter.id,
    body: `${JSON.stringify(found)}\n`,
  };
}

export {
  refuseApiMethod as DELETE,
  refuseApiMethod as PATCH,
  refuseApiMethod as POST,
  refuseApiMethod as PUT,
};
