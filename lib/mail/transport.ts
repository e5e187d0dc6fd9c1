import nodemailer, { type Transporter } from "nodemailer";
import type { InboxContent } from "@/lib/addresses/opened";
import { sealText } from "@/lib/addresses/seal";
import { type Tx, transaction } from "@/lib/db";
import { env, siteUrl } from "@/lib/env";
import type { Locale } from "@/lib/i18n/locales";
import { dkimKey } from "@/lib/mail/dkim";
import type { RenderedMail } from "@/lib/mail/react-adapter";

export interface Envelope {
  to: string;
  locale: Locale;
  /** The Message-ID header, the same at every try. */
  messageId: string;
  /** The queued message that it is of; none for a mail that stands in no queue. */
  queued?: string;
  /** Where such mail can be turned off (List-Unsubscribe, RFC 2369). */
  unsubscribe?: string;
  /** The list that a mail is of, where people wrote it (RFC 2919); `unsubscribe` then takes one POST (RFC 8058). */
  list?: string;
}

const kept = globalThis as typeof globalThis & {
  undersignedSmtp?: { settings: string; transporter: Transporter };
};

/** How this server talks to its mail server; `patience`: how long it waits for each step, in milliseconds. */
export function connectionTo(url: string, patience = 20_000) {
  const key = dkimKey();
  return {
    url,
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: 3 * patience,
    dnsTimeout: patience,
    disableFileAccess: true,
    disableUrlAccess: true,
    // Its default fields include List-Unsubscribe and List-Unsubscribe-Post, which must be signed (RFC 8058, 4).
    dkim: key ? { domainName: key.domain, keySelector: key.selector, privateKey: key.privateKey } : undefined,
  };
}

/** The connections to the mail server, made anew where the settings are others than they were. */
function smtp(url: string): Transporter {
  const { DKIM_DOMAIN, DKIM_SELECTOR, DKIM_KEY_FILE, DKIM_PRIVATE_KEY } = env();
  const settings = JSON.stringify([url, DKIM_DOMAIN, DKIM_SELECTOR, DKIM_KEY_FILE, DKIM_PRIVATE_KEY]);
  if (kept.undersignedSmtp?.settings !== settings) {
    closeTransport();
    const options = { ...connectionTo(url), pool: true, maxConnections: 4 } as const;
    const transporter = nodemailer.createTransport(options);
    kept.undersignedSmtp = { settings, transporter };
  }
  return kept.undersignedSmtp.transporter;
}

/**
 * What says to programs how to treat a mail. One that a machine sends says so (RFC 3834, 5), and asks Exchange in its own words not
 * to answer. News is written by people, so that it is not "auto-generated"; that no machine answers it is what its List-
 * headers are for (RFC 3834, 2; RFC 5230, 4.6).
 */
function headersOf({ locale, unsubscribe, list }: Envelope): Record<string, string> {
  return {
    "Content-Language": locale,
    ...(list
      ? { "List-Id": `<${list}>` }
      : { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply" }),
    ...(unsubscribe && { "List-Unsubscribe": `<${unsubscribe}>` }),
    ...(unsubscribe && list && { "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" }),
  };
}

/** A mail as nodemailer takes it. An address is an object, not a string: it cannot bring a second recipient or header. */
export function messageFor(envelope: Envelope, mail: RenderedMail) {
  const { MAIL_FROM, MAIL_REPLY_TO, MAIL_BOUNCE_ADDRESS } = env();
  const to = { name: "", address: envelope.to };
  return {
    from: MAIL_FROM,
    to,
    replyTo: MAIL_REPLY_TO,
    ...(MAIL_BOUNCE_ADDRESS && { envelope: { from: MAIL_BOUNCE_ADDRESS, to } }),
    messageId: envelope.messageId,
    headers: headersOf(envelope),
    ...mail,
    subject: asWritten(mail.subject),
  };
}

/**
 * A subject whose reader reads what was written. An encoded word (RFC 2047) that somebody typed would be decoded, to lines and links
 * that nobody checked: an invisible WORD JOINER parts it, and for its sake the whole subject is encoded.
 */
function asWritten(subject: string): string {
  return subject.replaceAll("=?", "=\u2060?");
}

/** Hands a mail to the mail server, or to the built-in inbox while there is none. Throws what the server said. */
export async function deliver(envelope: Envelope, mail: RenderedMail): Promise<void> {
  const { to: recipient, messageId } = envelope;
  const { SMTP_URL, MAIL_FROM } = env();
  if (SMTP_URL) {
    await smtp(SMTP_URL).sendMail(messageFor(envelope, mail));
    return;
  }
  const headers = { From: MAIL_FROM, "Message-ID": messageId, ...headersOf(envelope) };
  const content: InboxContent = { recipient, headers, ...mail };
  const row = { id: messageId, sealed: sealText(JSON.stringify(content), "inbox_mail.sealed") };
  await transaction(async (tx) => {
    // Erased since it was written, with its mails: nothing of it comes back into the inbox.
    if (envelope.queued !== undefined && !(await isQueued(tx, envelope.queued))) return;
    await tx.inboxMail.upsert({ where: { id: messageId }, create: row, update: row });
  });
}

/** Whether a message waits, held until the transaction ends: whoever erases what it is about takes it back or deletes it first. */
async function isQueued(tx: Tx, id: string): Promise<boolean> {
  return (
    (await tx.$executeRaw`SELECT 1 FROM message WHERE id = ${id}::uuid AND status = 'queued' FOR UPDATE`) > 0
  );
}

/** The stable Message-ID of a queued message (RFC 5322, 3.6.4). */
export function messageIdOf(id: string): string {
  return `<${id}@${new URL(siteUrl()).hostname}>`;
}

/** Closes the connections to the mail server. */
export function closeTransport(): void {
  kept.undersignedSmtp?.transporter.close();
  kept.undersignedSmtp = undefined;
}
