import { mayReadInbox } from "@/app/_http/peer";
import { notFoundPage } from "@/app/_http/refusals";
import { findInboxMail } from "@/lib/mail/inbox";

/** The mail's own HTML for the frame: inline styles as mail programs take them, and nothing else. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }) {
  const mail = mayReadInbox(request.headers)
    ? await findInboxMail(decodeURIComponent((await params).id))
    : null;
  if (!mail) return notFoundPage();
  // Links lead out of the frame, as they lead out of a mail program.
  const html = mail.html.replace("<head>", '<head><base target="_top">');
  return new Response(html, {
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Cache-Control": "private, no-store",
      "Content-Security-Policy":
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox allow-top-navigation-by-user-activation",
    },
  });
}
