import type { NextRequest } from "next/server";
import { readForm } from "@/app/_http/forms";
import { signInRoute } from "@/app/_http/letter-route";
import { isFromThisSite } from "@/app/_http/origin";
import { refuseMethod } from "@/app/_http/refusals";
import { refusedSignIn } from "@/app/_http/refused-sign-in";
import { seeOther } from "@/app/_http/respond";
import { landAfterSignIn } from "@/app/admin/_session";
import { signInWithToken } from "@/lib/accounts/next-auth-adapter";
import { parseToken } from "@/lib/tokens/tokens";

/** The button behind a mailed sign-in link: uses the token up and begins a session. */
export const POST = signInRoute(async (request: NextRequest) => {
  if (!isFromThisSite(request.headers)) return seeOther(refusedSignIn("site"));
  const form = await readForm(request);
  const token = parseToken(form.ok ? form.value.get("token") : null);
  const cookie = token && (await signInWithToken(token, request.headers.get("user-agent")));
  if (!cookie) return seeOther(refusedSignIn("link"));
  return seeOther(await landAfterSignIn(request, cookie), { "Set-Cookie": cookie });
});

const refuse = refuseMethod(["POST"]);

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as PUT };
