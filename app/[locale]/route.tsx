import { pageContext } from "@/app/_http/context";
import { siteRoute } from "@/app/_http/letter-route";
import { refuseMethod } from "@/app/_http/refusals";
import { respondPersonally } from "@/app/_http/respond";
import { LettersPage } from "@/app/_ui/document/LettersPage";
import { listLetters } from "@/lib/letters/queries";

export const GET = siteRoute(async (locale) =>
  respondPersonally(<LettersPage context={pageContext(locale)} letters={await listLetters(locale)} />),
);

const refuse = refuseMethod(["GET", "HEAD"]);

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
