import { statusOf } from "@/app/_http/refused";
import { refusedSignIn } from "@/app/_http/refused-sign-in";
import { seeOther } from "@/app/_http/respond";
import { currentModerator } from "@/app/admin/_session";
import { exportLog } from "@/lib/audit/queries";
import { deskLetter } from "@/lib/moderation/queries";

/** The whole log of a letter, for whoever may see it. Streamed: its size does not matter. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ slug: string }> },
): Promise<Response> {
  const moderator = await currentModerator();
  if (!moderator) return seeOther(refusedSignIn("session"));
  const letter = await deskLetter((await params).slug, moderator.moderatorId);
  if (!letter) return new Response(null, { status: statusOf({ status: 404, as: "rights" }) });
  const lines = exportLog(letter.id);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
  });
  return new Response(body, {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="${letter.slug}-log.csv"`,
      "Cache-Control": "private, no-store",
    },
  });
}
