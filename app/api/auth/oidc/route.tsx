import { pageContext } from "@/app/_http/context";
import { signInRoute } from "@/app/_http/letter-route";
import { isFromThisSite } from "@/app/_http/origin";
import { requestAddress } from "@/app/_http/peer";
import { refuseMethod } from "@/app/_http/refusals";
import { refusedSignIn } from "@/app/_http/refused-sign-in";
import { respondPersonally, seeOther } from "@/app/_http/respond";
import { NoticePage } from "@/app/_ui/document/NoticePage";
import { beginOidc } from "@/lib/accounts/oidc-adapter";
import { mayAskToSignIn } from "@/lib/accounts/sign-in-links";
import { negotiateLocale } from "@/lib/i18n/locales";

/**
 * The button that leads to the OIDC provider. It answers with a page that moves on by itself: browsers hold a redirect after a
 * form to the form-action of its page, and that is this site alone.
 */
export const POST = signInRoute(async (request: Request) => {
  if (!isFromThisSite(request.headers)) return seeOther(refusedSignIn("site"));
  if (!(await mayAskToSignIn(requestAddress(request.headers)))) return seeOther(refusedSignIn("wait"));
  const begun = await beginOidc();
  if (!begun) return seeOther(refusedSignIn("oidc"));
  const context = pageContext(negotiateLocale(request.headers.get("accept-language")));
  const answer = await respondPersonally(
    <NoticePage context={context} path="" title={context.t("signIn.leavingTitle")}>
      <p>
        <a href={begun.location}>{context.t("signIn.leaving")}</a>
      </p>
    </NoticePage>,
    { headers: { Refresh: `0; url=${begun.location}` } },
  );
  for (const cookie of begun.cookies) answer.headers.append("Set-Cookie", cookie);
  return answer;
});

const refuse = refuseMethod(["POST"]);

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as PUT };
