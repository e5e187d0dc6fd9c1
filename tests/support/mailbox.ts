import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

/** A real SMTP server that keeps what it gets. */
export interface Mailbox {
  url: string;
  /** Waits for the newest mail to an address whose subject matches. */
  waitFor(address: string, subject?: RegExp): Promise<ParsedMail>;
  /** The newest mail to an address (or the first of some that got one), as it came. Throws where there is none. */
  rawTo(address: string | string[], subject?: RegExp): Promise<{ mail: ParsedMail; raw: string }>;
  count(address: string, subject?: RegExp): number;
  stop(): Promise<void>;
}

export async function startMailbox(): Promise<Mailbox> {
  const mails: { to: string; mail: ParsedMail; raw: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    async onData(stream, session, done) {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk as Buffer);
      const raw = Buffer.concat(chunks);
      const mail = await simpleParser(raw);
      for (const { address } of session.envelope.rcptTo)
        mails.push({ to: address, mail, raw: raw.toString() });
      done();
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.server.address();
  const to = (wanted: string) => mails.filter((entry) => entry.to === wanted);
  return {
    url: `smtp://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
    async waitFor(wanted, subject = /./) {
      for (let waited = 0; waited < 15_000; waited += 50) {
        const found = to(wanted).findLast(({ mail }) => subject.test(mail.subject ?? ""));
        if (found) return found.mail;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error(`no mail to ${wanted} with a subject like ${subject}`);
    },
    async rawTo(wanted, subject = /./) {
      const found = mails.findLast(
        (entry) => [wanted].flat().includes(entry.to) && subject.test(entry.mail.subject ?? ""),
      );
      if (!found) throw new Error(`no mail to ${wanted} with a subject like ${subject}`);
      return found;
    },
    count: (wanted, subject = /^/) =>
      to(wanted).filter(({ mail }) => subject.test(mail.subject ?? "")).length,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** The first link of a mail that leads to a page with a token. */
export function linkIn(mail: ParsedMail): string {
  const link = /https?:\/\/\S+token=[\w-]{43}/.exec(mail.text ?? "")?.[0];
  if (!link) throw new Error(`no link in: ${mail.text}`);
  return link;
}
