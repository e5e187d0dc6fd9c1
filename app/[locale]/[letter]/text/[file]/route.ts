import { letterRoute } from "@/app/_http/letter-route";
import { notFoundPage, refuseMethod } from "@/app/_http/refusals";
import { respondKept } from "@/app/_http/respond";
import { findText } from "@/lib/letters/queries";
import { exactText } from "@/lib/letters/version";
import { pageStore } from "@/lib/pages/store";

/** The exact text of one version: `sha256sum` of what this sends is the name that it is asked for by. */
export const GET = letterRoute(async (request, { locale, slug }) => {
  const sha256 = /\/([0-9a-f]{64})\.txt$/.exec(new URL(request.url).pathname)?.[1];
  if (!sha256) return notFoundPage(locale);
  const render = async () => {
    const text = await findText(slug, sha256);
    return (
      text && { contentType: "text/plain; charset=utf-8", letterId: text.letterId, body: exactText(text) }
    );
  };
  const page = await pageStore().get(`${slug} text ${sha256}`, render, new Date());
  return page ? respondKept(request, page, "public, max-age=31536000, immutable") : notFoundPage(locale);
});

const refuse = refuseMethod(["GET", "HEAD"]);

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
