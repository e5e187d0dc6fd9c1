import { z } from "zod";
import { apiRoute } from "@/app/_http/api-route";
import { problem, refuseApiMethod, unknownLetter } from "@/app/_http/problems";
import { respondKept } from "@/app/_http/respond";
import { siteUrl } from "@/lib/env";
import { defaultLocale } from "@/lib/i18n/locales";
import { partsOf, readLogPart } from "@/lib/ledger/queries";
import { findLetter } from "@/lib/letters/queries";
import { pageStore } from "@/lib/pages/store";

const Part = z.coerce.number().int().min(1).max(1_000_000);

/** The record of the list, one part of up to 5,000 entries at a time: `?part=` from 1, an empty one is none; `next` is the address of the next. */
export const GET = apiRoute(async (request, slug) => {
  const part = Part.safeParse(new URL(request.url).searchParams.get("part") || 1);
  if (!part.success) return problem(400, "Bad part", "part must be a whole number from 1.");
  const page = await pageStore().get(
    `${slug} api-log ${part.data}`,
    () => render(slug, part.data),
    new Date(),
  );
  if (page) return respondKept(request, page);
  if (!(await findLetter(slug, defaultLocale))) return unknownLetter(slug);
  return problem(404, "No such part", "The record has fewer parts. Follow “next” from the first one.");
});

async function render(slug: string, part: number) {
  const found = await readLogPart(slug, part);
  if (!found) return null;
  const { letterId, ...published } = found;
  const hasMore = part < partsOf(found.head.size);
  const next = hasMore ? `${siteUrl()}/api/v1/letters/${slug}/log?part=${part + 1}` : null;
  return {
    contentType: "application/json; charset=utf-8",
    letterId,
    // One part is one line, so that parts can be put one after the other.
    body: `${JSON.stringify({ ...published, next })}\n`,
  };
}

export {
  refuseApiMethod as DELETE,
  refuseApiMethod as PATCH,
  refuseApiMethod as POST,
  refuseApiMethod as PUT,
};
