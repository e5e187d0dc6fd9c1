import type { NextRequest } from "next/server";
import { requestAddress } from "@/app/_http/peer";
import { seeOther } from "@/app/_http/respond";
import { finishOidc } from "@/lib/accounts/oidc-adapter";
import { mayAskToSignIn } from "@/lib/accounts/sign-in-links";

/** Where the OIDC provider sends the browser back to. A GET that signs in, but only the browser that set out: it kept the state. */
export async function GET(request: NextRequest): Promise<Response> {
  // Each return asks the provider: cookies can be made up, so this is counted as setting out is.
  if (!(await mayAskToSignIn(requestAddress(request.headers))))
    return seeOther("/admin/sign-in?problem=wait");
  const query = Object.fromEntries(request.nextUrl.searchParams);
  const cookies = Object.fromEntries(request.cookies.getAll().map(({ name, value }) => [name, value]));
  const session = await finishOidc(query, cookies, request.headers.get("user-agent"));
  const answer = seeOther(session ? "/admin" : "/admin/sign-in?problem=oidc");
  for (const cookie of session ?? []) answer.headers.append("Set-Cookie", cookie);
  return answer;
}
