import nodemailer, { type Transporter } from "nodemailer";
import type { InboxContent } from "@/lib/addresses/opened";
import { sealText } from "@/lib/addresses/seal";
import { db } from "@/lib/db";
import { env, siteUrl } from "@/lib/env";
import type { RenderedMail } from "@/lib/mail/react-adapter";

export interface Envelope {
  to: string;
  /** The Message-ID header, the same at every try. */
  messageId: string;
  /** Where such mail can be turned off (List-Unsubscribe, RFC 2369). */
  unsubscribe?: string;
}

const kept = globalThis as typeof globalThis & { undersignedSmtp?: Transporter };

function smtp(url: string): Transporter {
  kept.undersignedSmtp ??= nodemailer.createTransport({
    url,
    pool: true,
    maxConnections: 4,
    connectionTimeout: 20_000,
    greetingTimeout: 20_000,
    socketTimeout: 60_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return kept.undersignedSmtp;
}

/** Hands a mail to the mail server, or to the built-in inbox while there is none. Throws what the server said. */
export async function deliver({ to, messageId, unsubscribe }: Envelope, mail: RenderedMail): Promise<void> {
  const headers = {
    "Auto-Submitted": "auto-generated",
    ...(unsubscribe ? { "List-Unsubscribe": `<${unsubscribe}>` } : {}),
  };
  const { SMTP_URL, MAIL_FROM } = env();
  if (SMTP_URL) {
    // An address object, not a string: a name or an address cannot bring a second recipient or header.
    await smtp(SMTP_URL).sendMail({
      from: MAIL_FROM,
      to: { name: "", address: to },
      messageId,
      headers,
      ...mail,
    });
    return;
  }
  const content: InboxContent = {
    recipient: to,
    headers: { From: MAIL_FROM, "Message-ID": messageId, ...headers },
    ...mail,
  };
  const row = { id: messageId, sealed: sealText(JSON.stringify(content), "inbox_mail.sealed") };
  await db().inboxMail.upsert({ where: { id: messageId }, create: row, update: row });
}

/** The stable Message-ID of a queued message (RFC 5322, 3.6.4). */
export function messageIdOf(id: string): string {
  return `<${id}@${new URL(siteUrl()).hostname}>`;
}

/** Whether the mail server refused for good (a 5xx reply, RFC 5321, 4.2.1), so that trying again is rude. */
export function isPermanentRefusal(error: unknown): boolean {
  const code = error instanceof Error && "responseCode" in error ? Number(error.responseCode) : 0;
  return code >= 500 && code < 600;
}

/** Closes the connections to the mail server. */
export function closeTransport(): void {
  kept.undersignedSmtp?.close();
  kept.undersignedSmtp = undefined;
}
