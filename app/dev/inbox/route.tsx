import { pageContext } from "@/app/_http/context";
import { inboxLocale } from "@/app/_http/inbox-locale";
import { mayReadInbox } from "@/app/_http/peer";
import { notFoundPage } from "@/app/_http/refusals";
import { respondPersonally } from "@/app/_http/respond";
import { InboxPage } from "@/app/_ui/document/InboxPage";
import { listInbox } from "@/lib/mail/inbox";

export async function GET(request: Request) {
  const locale = inboxLocale(request);
  if (!mayReadInbox(request.headers)) return notFoundPage(locale);
  return respondPersonally(<InboxPage context={pageContext(locale)} mails={await listInbox()} />);
}
