import nodemailer from "nodemailer";
import { env } from "@/lib/env";
import type { Locale } from "@/lib/i18n/locales";
import { renderMail } from "@/lib/mail/react-adapter";
import { withoutAddress } from "@/lib/mail/replies";
import { connectionTo, deliver, messageFor } from "@/lib/mail/transport";
import type { SmtpError } from "@/lib/mail/trouble";

/** What happens to a mail, in order. */
export const checkSteps = [
  "name",
  "connection",
  "greeting",
  "encryption",
  "signIn",
  "sender",
  "recipient",
  "content",
] as const;
export type CheckStep = (typeof checkSteps)[number];

/** What went wrong; `mailCheck.problem.<code>` in the message files says it in words, and what to do. */
export type CheckProblem =
  | "nameUnknown"
  | "connectionRefused"
  | "connectionTimeout"
  | "connectionLost"
  | "greetingTimeout"
  | "greetingRefused"
  | "certificate"
  | "encryption"
  | "signInRefused"
  | "senderRefused"
  | "recipientRefused"
  | "contentRefused";

export interface MailCheck {
  /** Where it was sent, host and port; null for the built-in inbox. */
  server: string | null;
  /** The step that failed and why; null where the mail was accepted. */
  failed: { step: CheckStep; problem: CheckProblem } | null;
  /** The server's words, without address, user and password; null where it said nothing. */
  said: string | null;
}

export interface CheckRequest {
  to: string;
  locale: Locale;
  messageId: string;
  /** The mail server, when not that of the settings. */
  smtpUrl?: string | undefined;
  /** How long to wait for each step, in milliseconds. */
  patience?: number;
}

/**
 * Sends a mail to whoever asks, on a connection of its own, and finds out how far it came. A mail that was accepted may still be
 * lost later: that only its arrival shows.
 */
export async function checkMail({
  smtpUrl = env().SMTP_URL,
  patience = 10_000,
  ...envelope
}: CheckRequest): Promise<MailCheck> {
  const mail = await renderMail({ kind: "test", sentAt: new Date().toISOString() }, envelope.locale);
  if (!smtpUrl) {
    await deliver(envelope, mail);
    return { server: null, failed: null, said: null };
  }
  const server = serverOf(smtpUrl);
  const { username, password } = new URL(smtpUrl);
  const transporter = nodemailer.createTransport({ ...connectionTo(smtpUrl, patience), pool: false });
  const clean = (said: string) =>
    [password, decodeURIComponent(password), username, decodeURIComponent(username)]
      .filter((secret) => secret.length > 2)
      .reduce((text, secret) => text.replaceAll(secret, "…"), withoutAddress(said, envelope.to))
      .slice(0, 500);
  try {
    const { response } = await transporter.sendMail(messageFor(envelope, mail));
    return { server, failed: null, said: clean(response) };
  } catch (error) {
    const { response, message } = error as SmtpError;
    return { server, failed: failureOf(error as SmtpError), said: clean(response || message) };
  } finally {
    transporter.close();
  }
}

/** A mail server as it may be shown: host and port. */
export function serverOf(smtpUrl: string): string {
  const { hostname, port, protocol } = new URL(smtpUrl);
  return `${hostname}:${port || (protocol === "smtps:" ? 465 : 587)}`;
}

const certificateCodes =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|CERT_\w+|ERR_TLS_CERT_\w+|UNABLE_TO_\w+)$/;

function failureOf(error: SmtpError): NonNullable<MailCheck["failed"]> {
  const { code = "", originalCode = "", command = "", message } = error;
  const failed = (step: CheckStep, problem: CheckProblem) => ({ step, problem });
  if (command === "MAIL FROM") return failed("sender", "senderRefused");
  if (command === "RCPT TO") return failed("recipient", "recipientRefused");
  if (command === "DATA") return failed("content", "contentRefused");
  if (code === "EDNS" || originalCode === "ENOTFOUND" || originalCode === "EAI_AGAIN")
    return failed("name", "nameUnknown");
  if (code === "EAUTH" || code === "ENOAUTH") return failed("signIn", "signInRefused");
  if (certificateCodes.test(originalCode) || /certificate/i.test(message))
    return failed("encryption", "certificate");
  if (code === "ETLS" || command === "STARTTLS" || /ssl|tls/i.test(message))
    return failed("encryption", "encryption");
  if (originalCode === "ECONNREFUSED") return failed("connection", "connectionRefused");
  if (/greeting/i.test(message) && code === "ETIMEDOUT") return failed("greeting", "greetingTimeout");
  if (code === "ETIMEDOUT" || originalCode === "ETIMEDOUT") return failed("connection", "connectionTimeout");
  if (code === "EPROTOCOL" || error.responseCode) return failed("greeting", "greetingRefused");
  return failed("connection", "connectionLost");
}
