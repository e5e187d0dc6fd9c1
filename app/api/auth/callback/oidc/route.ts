import type { NextRequest } from "next/server";
import { signInRoute } from "@/app/_http/letter-route";
import { requestAddress } from "@/app/_http/peer";
import { refusedSignIn } from "@/app/_http/refused-sign-in";
import { seeOther } from "@/app/_http/respond";
import { landAfterSignIn } from "@/app/admin/_session";
import { finishOidc, hasSetOut } from "@/lib/accounts/oidc-adapter";
import { mayComeBack } from "@/lib/accounts/sign-in-links";

/** Where the OIDC provider sends the browser back to. A GET that signs in, but only the browser that set out: it kept the state. */
export const GET = signInRoute(async (request: NextRequest) => {
  const cookies = Object.fromEntries(request.cookies.getAll().map(({ name, value }) => [name, value]));
  // Any site can lead browsers here: who did not set out costs nothing, and uses no limit of the network's up.
  if (!hasSetOut(cookies)) return seeOther(refusedSignIn("oidc"));
  // Each return asks the provider, and a program makes cookies up.
  if (!(await mayComeBack(requestAddress(request.headers)))) return seeOther(refusedSignIn("wait"));
  const query = Object.fromEntries(request.nextUrl.searchParams);
  const session = await finishOidc(query, cookies, request.headers.get("user-agent"));
  if (!session) return seeOther(refusedSignIn("oidc"));
  const answer = seeOther(await landAfterSignIn(request, ...session));
  for (const cookie of session) answer.headers.append("Set-Cookie", cookie);
  return answer;
});
