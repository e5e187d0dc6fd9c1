import { pageContext } from "@/app/_http/context";
import { mayReadInbox } from "@/app/_http/peer";
import { notFoundPage } from "@/app/_http/refusals";
import { respondPersonally } from "@/app/_http/respond";
import { InboxPage } from "@/app/_ui/document/InboxPage";
import { negotiateLocale } from "@/lib/i18n/locales";
import { listInbox } from "@/lib/mail/inbox";

export async function GET(request: Request) {
  const locale = negotiateLocale(request.headers.get("accept-language"));
  if (!mayReadInbox(request.headers)) return notFoundPage(locale);
  return respondPersonally(<InboxPage context={pageContext(locale)} mails={await listInbox()} />);
}
