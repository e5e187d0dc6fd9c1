import { cookies } from "next/headers";
import { signInRoute } from "@/app/_http/letter-route";
import { isFromThisSite } from "@/app/_http/origin";
import { refuseMethod } from "@/app/_http/refusals";
import { refusedSignIn } from "@/app/_http/refused-sign-in";
import { seeOther } from "@/app/_http/respond";
import { expiredSessionCookie, sessionCookieName } from "@/lib/accounts/next-auth-adapter";
import { endSession } from "@/lib/accounts/sessions";

/** Ends the session here and in the database. */
export const POST = signInRoute(async (request: Request) => {
  if (!isFromThisSite(request.headers)) return seeOther(refusedSignIn("site"));
  const secret = (await cookies()).get(sessionCookieName())?.value;
  if (secret) await endSession(secret);
  return seeOther("/admin/sign-in", { "Set-Cookie": expiredSessionCookie() });
});

const refuse = refuseMethod(["POST"]);

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as PUT };
