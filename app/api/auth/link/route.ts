import { readForm } from "@/app/_http/forms";
import { isFromThisSite } from "@/app/_http/origin";
import { requestAddress } from "@/app/_http/peer";
import { seeOther } from "@/app/_http/respond";
import { requestSignInLink } from "@/lib/accounts/sign-in-links";
import { negotiateLocale } from "@/lib/i18n/locales";

/** Asks for a sign-in link by mail. The answer is the same whether the address is a moderator's or not. */
export async function POST(request: Request): Promise<Response> {
  if (!isFromThisSite(request.headers)) return seeOther("/admin/sign-in?problem=site");
  const form = await readForm(request);
  const email = form.ok ? String(form.value.get("email") ?? "").trim() : "";
  if (!/^[^@\s]+@[^@\s]+$/.test(email) || email.length > 254) return seeOther("/admin/sign-in?problem=email");
  const locale = negotiateLocale(request.headers.get("accept-language"));
  const wait = await requestSignInLink({ email, locale, address: requestAddress(request.headers) });
  return seeOther(wait === null ? "/admin/sign-in?sent=1" : "/admin/sign-in?problem=wait");
}
