import { isFromThisSite } from "@/app/_http/origin";
import { refuseMethod } from "@/app/_http/refusals";
import { refused, statusOf } from "@/app/_http/refused";
import { refusedSignIn } from "@/app/_http/refused-sign-in";
import { respondWithFile, seeOther } from "@/app/_http/respond";
import { currentModerator } from "@/app/admin/_session";
import { exportHeld } from "@/lib/privacy/held-data";

/** What is held about a signature, as a file, for an owner of its letter. By POST, for it is an entry in the log. */
export async function POST(
  request: Request,
  { params }: { params: Promise<{ slug: string; id: string }> },
): Promise<Response> {
  if (!isFromThisSite(request.headers)) return new Response(null, { status: statusOf(refused.otherSite) });
  const owner = await currentModerator();
  if (!owner) return seeOther(refusedSignIn("session"));
  const { slug, id } = await params;
  const exported = await exportHeld(id, slug, owner.moderatorId);
  if (!exported.ok) return new Response(null, { status: statusOf({ status: 404, as: "rights" }) });
  return respondWithFile(exported.value, `${slug}-${id}.json`);
}

const refuse = refuseMethod(["POST"]);

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as PUT };
