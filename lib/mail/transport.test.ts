import { simpleParser } from "mailparser";
import nodemailer from "nodemailer";
import { expect, test } from "vitest";
import { messageFor } from "@/lib/mail/transport";

async function subjectRead(subject: string): Promise<string | undefined> {
  const envelope = { to: "rosa@organisation.example", locale: "en", messageId: "<1@x.example>" } as const;
  const transport = nodemailer.createTransport({ streamTransport: true, buffer: true });
  const { message } = await transport.sendMail(messageFor(envelope, { subject, html: "", text: "" }));
  return (await simpleParser(message as Buffer)).subject;
}

test.each([
  "=?utf-8?Q?=0D=0ABcc=3A_mallory=40evil.example?=",
  "Confirm: =?utf-8?B?ZXZpbC5leGFtcGxl?=",
  "A =?iso-8859-1?q?=20?= B =?utf-8?q?x?=",
])("a subject like %j is read as it was written", async (subject) => {
  expect((await subjectRead(subject))?.replaceAll("\u2060", "")).toBe(subject);
});

test("any other subject comes as it is", async () => {
  for (const subject of ["Confirm: a = b?", "Bestätigen: Kinderschutz e. V.", "1 = 1"])
    expect(await subjectRead(subject)).toBe(subject);
});
