import { readForm } from "@/app/_http/forms";
import { signInRoute } from "@/app/_http/letter-route";
import { isFromThisSite } from "@/app/_http/origin";
import { requestAddress } from "@/app/_http/peer";
import { refuseMethod } from "@/app/_http/refusals";
import { refusedSignIn } from "@/app/_http/refused-sign-in";
import { seeOther } from "@/app/_http/respond";
import { EmailAddress } from "@/lib/accounts/schema";
import { requestSignInLink } from "@/lib/accounts/sign-in-links";
import { negotiateLocale } from "@/lib/i18n/locales";

/** Asks for a sign-in link by mail. The answer is the same whether the address is a moderator's or not. */
export const POST = signInRoute(async (request: Request) => {
  if (!isFromThisSite(request.headers)) return seeOther(refusedSignIn("site"));
  const form = await readForm(request);
  const email = EmailAddress.safeParse(form.ok ? form.value.get("email") : null);
  if (!email.success) return seeOther(refusedSignIn("email"));
  const locale = negotiateLocale(request.headers.get("accept-language"));
  const address = requestAddress(request.headers);
  const wait = await requestSignInLink({ email: email.data, locale, address });
  return seeOther(wait === null ? "/admin/sign-in?sent=1" : refusedSignIn("wait"));
});

const refuse = refuseMethod(["POST"]);

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as PUT };
