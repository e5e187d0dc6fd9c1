import { pageContext } from "@/app/_http/context";
import { inboxLocale } from "@/app/_http/inbox-locale";
import { mayReadInbox } from "@/app/_http/peer";
import { notFoundPage } from "@/app/_http/refusals";
import { respondPersonally } from "@/app/_http/respond";
import { InboxMailPage } from "@/app/_ui/document/InboxPage";
import { findInboxMail } from "@/lib/mail/inbox";

export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }) {
  const locale = inboxLocale(request);
  const mail = mayReadInbox(request.headers)
    ? await findInboxMail(decodeURIComponent((await params).id))
    : null;
  if (!mail) return notFoundPage(locale);
  return respondPersonally(<InboxMailPage context={pageContext(locale)} mail={mail} />);
}
