import { readForm } from "@/app/_http/forms";
import { signInRoute } from "@/app/_http/letter-route";
import { isFromThisSite } from "@/app/_http/origin";
import { refuseMethod } from "@/app/_http/refusals";
import { refusedSignIn } from "@/app/_http/refused-sign-in";
import { seeOther } from "@/app/_http/respond";
import { currentModerator } from "@/app/admin/_session";
import { acceptInvitation } from "@/lib/accounts/invitations";
import { signInWithToken } from "@/lib/accounts/next-auth-adapter";
import { negotiateLocale } from "@/lib/i18n/locales";
import { countRefusal } from "@/lib/refusals/counter";
import { parseToken } from "@/lib/tokens/tokens";

/**
 * The button behind a mailed invitation: accepts it. It begins a session for whoever has become a moderator by it; others sign in
 * as they always do, for a link that is a week old must not open what else they work on.
 */
export const POST = signInRoute(async (request: Request) => {
  const form = await readForm(request);
  const token = parseToken(form.ok ? form.value.get("token") : null);
  if (!isFromThisSite(request.headers)) {
    countRefusal("other_site");
    return seeOther(token ? `/admin/invitation?problem=site&token=${token}` : "/admin/invitation");
  }
  if (!token) {
    countRefusal("link");
    return seeOther("/admin/invitation");
  }
  const locale = negotiateLocale(request.headers.get("accept-language"));
  const accepted = await acceptInvitation(token, locale, new Date());
  // The page says what is the matter with the link.
  if (!accepted.ok) {
    countRefusal(accepted.error === "unknown" ? "link" : "link_over");
    return seeOther(`/admin/invitation?token=${token}`);
  }
  const { moderatorId, signIn } = accepted.value;
  if (!signIn) {
    const isThem = (await currentModerator())?.moderatorId === moderatorId;
    return seeOther(isThem ? "/admin" : "/admin/sign-in?accepted=1");
  }
  const cookie = await signInWithToken(signIn, request.headers.get("user-agent"));
  return cookie ? seeOther("/admin", { "Set-Cookie": cookie }) : seeOther(refusedSignIn("link"));
});

const refuse = refuseMethod(["POST"]);

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as PUT };
