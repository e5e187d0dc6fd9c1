import type { RefusalKind } from "@/lib/generated/prisma/enums";
import { countRefusal } from "@/lib/refusals/counter";

const countedAs: Partial<Record<number, RefusalKind>> = { 400: "nowhere", 404: "nowhere", 405: "method" };

/** An error of the JSON interface as problem details (RFC 9457). `detail` says what to do. A refusal is counted. */
export function problem(
  status: number,
  title: string,
  detail: string,
  headers: Record<string, string> = {},
): Response {
  const kind = countedAs[status];
  if (kind) countRefusal(kind);
  return Response.json(
    { type: "about:blank", title, status, detail },
    {
      status,
      headers: { "Content-Type": "application/problem+json", "Cache-Control": "no-store", ...headers },
    },
  );
}

export function unknownLetter(slug: string): Response {
  return problem(404, "Letter not found", `There is no letter “${slug}” on this site.`);
}

/** The JSON interface is read-only. */
export function refuseApiMethod(): Response {
  return problem(405, "Method not allowed", "This address answers GET only.", { Allow: "GET, HEAD" });
}
