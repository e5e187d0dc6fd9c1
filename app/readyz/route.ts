import { problem } from "@/app/_http/problems";
import { readiness } from "@/lib/readiness";

export const dynamic = "force-dynamic";

/** The site can do its work: 200, or 503 with what is missing. */
export async function GET(): Promise<Response> {
  const checks = await readiness();
  const missing = Object.entries(checks).flatMap(([name, isFine]) => (isFine ? [] : [name]));
  if (missing.length > 0)
    return problem(503, "Not ready", `Missing: ${missing.join(", ")}.`, { "Retry-After": "2" });
  return Response.json({ status: "ready", checks }, { headers: { "Cache-Control": "no-store" } });
}
