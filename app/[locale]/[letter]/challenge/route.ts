import { letterRoute } from "@/app/_http/letter-route";
import { notFoundPage, refuseMethod } from "@/app/_http/refusals";
import { isOpenForSigning, recentLetter } from "@/lib/letters/queries";
import { makeChallenge } from "@/lib/proof/challenge";
import { recentWatch } from "@/lib/protection/watch";

/** A challenge for the sign-on form, for one browser: no cache keeps it. */
export const GET = letterRoute(async (_request, { locale, slug }) => {
  const now = new Date();
  const letter = await recentLetter(slug, locale);
  if (!letter || !isOpenForSigning(letter, now)) return notFoundPage(locale);
  const { isSlow } = await recentWatch(letter.id, now);
  const challenge = await makeChallenge(letter.id, isSlow, now);
  return Response.json(challenge, { headers: { "Cache-Control": "private, no-store" } });
});

const refuse = refuseMethod(["GET", "HEAD"]);

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
