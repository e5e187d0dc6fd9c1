import type { MailTrouble } from "@/lib/generated/prisma/enums";

export interface TroubleFound {
  trouble: MailTrouble;
  /** Whether trying again would be rude (a 5xx reply about this mail, RFC 5321, 4.2.1). */
  isFinal: boolean;
}

/** What nodemailer's errors carry. */
export interface SmtpError extends Error {
  code?: string;
  /** What a socket or TLS said before nodemailer named it. */
  originalCode?: string;
  command?: string;
  response?: string;
  responseCode?: number;
}

/**
 * Why a mail was not taken, from the reply (RFC 5321, 4.2) and its enhanced code (RFC 3463, RFC 4954). Only a reply about this
 * very recipient or mail counts against the address; what the server has against us (no connection, no sign-in, our sender, no
 * relaying) is ours to mend, and the mail is tried again whatever the code.
 */
export function troubleOf(error: unknown): TroubleFound {
  const { code, command, response = "", responseCode = 0, message = "" } = (error ?? {}) as SmtpError;
  if (code === "EENVELOPE" && message.startsWith("Invalid recipient"))
    return { trouble: "unknown_address", isFinal: true };
  const isAboutMail = (command === "RCPT TO" || command === "DATA") && responseCode >= 400;
  if (!isAboutMail || isAboutUs(response, responseCode)) return { trouble: "own_server", isFinal: false };
  const [, major, , subject, detail] = /^(\d)\d\d[ -](\d)\.(\d{1,3})\.(\d{1,3})\b/.exec(response) ?? [];
  // Some say for good that a mailbox gets too much just now (Gmail: 550 5.2.1 … at a rate that …).
  const isRate = /\b(at a rate|too (many|much|quickly))\b/i.test(response) && Number(subject) === 2;
  const isFinal = (major ?? String(responseCode)[0]) === "5" && !isRate;
  const trouble = classOf(Number(subject ?? 0), Number(detail ?? 0), responseCode);
  // A full mailbox is worth naming while it is still tried; any other "not now" is just that.
  if (!isFinal) return { trouble: trouble === "mailbox_full" ? trouble : "later", isFinal };
  return { trouble, isFinal };
}

/** Sign-in wanted (RFC 4954, 6), our sender's address (X.1.7, X.1.8), or no relaying for us, which has no code of its own. */
function isAboutUs(response: string, responseCode: number): boolean {
  return (
    [530, 534, 535, 538].includes(responseCode) ||
    /^\d{3}[ -]\d\.(1\.[78]|7\.(8|9|11|13))\b/.test(response) ||
    /\brelay|authentication required/i.test(response)
  );
}

function classOf(subject: number, detail: number, responseCode: number): MailTrouble {
  if (subject === 1) return "unknown_address";
  // X.2.1: the mailbox is there no longer, or takes nothing.
  if (subject === 2 && detail === 1) return "unknown_address";
  if (subject === 2 && detail === 2) return "mailbox_full";
  if (subject === 7) return "policy";
  // Without an enhanced code the reply codes that mean one thing (RFC 5321, 4.2.2).
  if (subject === 0 && responseCode === 552) return "mailbox_full";
  if (subject === 0 && responseCode === 551) return "unknown_address";
  return "refused";
}
