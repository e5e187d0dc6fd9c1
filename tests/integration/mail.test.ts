import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { db } from "@/lib/db";
import { keepEvidence } from "@/lib/evidence/commands";
import { evidenceOf } from "@/lib/evidence/queries";
import { beginHandover } from "@/lib/handovers/commands";
import { startWorker } from "@/lib/jobs/worker";
import { sendAgain } from "@/lib/mail/again";
import { sendMessage } from "@/lib/mail/send";
import { closeTransport } from "@/lib/mail/transport";
import { decide } from "@/lib/moderation/commands";
import { emptySignForm } from "@/lib/signatures/schema";
import {
  makeLetter,
  moderatorOf,
  pendingSignature,
  signAs,
  validForm,
  withTestDatabase,
} from "@/tests/support/world";

process.env.SIGN_MAIL_DELAY = "0";
withTestDatabase();

interface Received {
  recipients: string[];
  raw: string;
}

let received: Received[] = [];
/** What the server answers to the next mails: an SMTP reply code, or nothing for accepted. */
let refusals: (number | undefined)[] = [];
/** What it answers instead of taking the recipient, or the sign-in: the whole reply. */
let recipientReply = "";
let signInReply = "";
/** The senders of the envelopes. */
let senders: string[] = [];

const refused = (reply: string) =>
  Object.assign(new Error(reply.slice(4)), { responseCode: Number(reply.slice(0, 3)) });

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS"],
  allowInsecureAuth: true,
  onAuth(_auth, _session, done) {
    done(signInReply ? refused(signInReply) : null, { user: "undersigned" });
  },
  onMailFrom({ address }, _session, done) {
    senders.push(address);
    done();
  },
  onRcptTo(_address, _session, done) {
    done(recipientReply ? refused(recipientReply) : null);
  },
  onData(stream, session, done) {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () => {
      const code = refusals.shift();
      const raw = Buffer.concat(chunks).toString();
      received.push({ recipients: session.envelope.rcptTo.map(({ address }) => address), raw });
      done(
        code
          ? Object.assign(new Error(`refused <${session.envelope.rcptTo[0]?.address}>`), {
              responseCode: code,
            })
          : null,
      );
    });
  },
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const address = server.server.address();
process.env.MAIL_REPLY_TO = "office@undersigned.example";
process.env.MAIL_BOUNCE_ADDRESS = "bounces@undersigned.example";
process.env.SMTP_URL = `smtp://undersigned:a%20pass@127.0.0.1:${typeof address === "object" ? address?.port : 0}`;

beforeEach(() => {
  received = [];
  refusals = [];
  senders = [];
  recipientReply = signInReply = "";
});
afterAll(() => {
  closeTransport();
  server.close();
});

async function queuedMail(signatureId: string): Promise<string> {
  return (await db().message.findFirstOrThrow({ where: { signatureId, status: "queued" } })).id;
}

describe("a mail", () => {
  test("has HTML and text, a stable Message-ID, and says that a machine sent it", async () => {
    const letter = await makeLetter();
    const form = validForm({ name: "Ärzte für Kinder – “Österreich”" });
    const id = await queuedMail(await signAs(letter, form));
    await sendMessage(id, new Date());
    const mail = await simpleParser(received[0]?.raw ?? "");
    expect(mail.messageId).toBe(`<${id}@localhost>`);
    expect(mail.subject).toBe("Please confirm: Ärzte für Kinder – “Österreich”");
    expect(mail.headers.get("auto-submitted")).toBe("auto-generated");
    expect(mail.headers.get("content-language")).toBe("en");
    expect(mail.date?.getTime()).toBeGreaterThan(Date.now() - 60_000);
    expect(mail.replyTo?.text).toBe("office@undersigned.example");
    expect(senders).toEqual(["bounces@undersigned.example"]);
    const link = /http:\/\/localhost:3000\/en\/[^\s"]+\/confirm\?token=[\w-]{43}/;
    expect(mail.text).toMatch(link);
    expect(mail.html).toMatch(link);
    expect(mail.text).toContain(form.name);
  });

  test("cannot be given headers or recipients by a name", async () => {
    const letter = await makeLetter();
    const name = "Org, evil@attacker.example <b>x</b> =?utf-8?q?=0d=0aBcc:_evil@attacker.example?=";
    const form = validForm({ name, email: "rosa+tag=a@organisation.example" });
    await sendMessage(await queuedMail(await signAs(letter, form)), new Date());
    const mail = await simpleParser(received[0]?.raw ?? "");
    expect(received[0]?.recipients).toEqual(["rosa+tag=a@organisation.example"]);
    expect(mail.headers.has("bcc")).toBe(false);
    expect(mail.subject).toContain("Org, evil @ attacker. example");
    expect(mail.html).not.toContain("<b>x</b>");
  });

  test("is sent once, though its job runs again", async () => {
    const letter = await makeLetter();
    const id = await queuedMail(await signAs(letter));
    await sendMessage(id, new Date());
    await sendMessage(id, new Date());
    expect(received).toHaveLength(1);
  });

  test("refused for now, is tried again under the same Message-ID", async () => {
    const letter = await makeLetter();
    const signatureId = await signAs(letter);
    const id = await queuedMail(signatureId);
    refusals = [451];
    await expect(sendMessage(id, new Date())).rejects.toThrow(/not accepted yet/);
    const waiting = await db().message.findUniqueOrThrow({ where: { id } });
    expect(waiting).toMatchObject({ status: "queued", attempts: 1 });
    expect(waiting.lastError).not.toContain("@organisation.example");
    await sendMessage(id, new Date());
    const ids = await Promise.all(received.map(async ({ raw }) => (await simpleParser(raw)).messageId));
    expect(ids).toEqual([`<${id}@localhost>`, `<${id}@localhost>`]);
    expect(await db().message.findUniqueOrThrow({ where: { id } })).toMatchObject({
      status: "sent",
      lastError: null,
    });
  });

  test.each([
    ["was taken", "", false, true],
    ["was refused, for the mailbox is gone", "550 5.1.1 No such user", false, true],
    ["was refused for what it says", "554 5.7.1 Rejected as spam", false, false],
    ["was refused, for the mailbox is full", "552 5.2.2 Mailbox full", false, false],
    ["was tried for the last time", "451 4.7.1 Try later", true, false],
  ])("that tells of a handing over begins its day where it %s: %s", async (_, reply, isLastTry, isTold) => {
    const signatureId = await pendingSignature(await makeLetter());
    const whom = { representativeName: "Olga", representativeRole: "Director", email: "olga@x.example" };
    const now = new Date();
    await beginHandover({
      signatureId,
      form: { ...emptySignForm, ...whom },
      address: null,
      locale: "en",
      now,
    });
    const { id } = await db().message.findFirstOrThrow({ where: { signatureId, kind: "handover_begun" } });
    const toldAt = async () => (await db().handover.findFirstOrThrow({ where: { signatureId } })).toldAt;
    refusals = [451];
    await expect(sendMessage(id, now)).rejects.toThrow("not accepted yet");
    expect(await toldAt()).toBeNull();
    recipientReply = reply;
    await sendMessage(id, now, isLastTry);
    expect(await toldAt()).toEqual(isTold ? now : null);
  });

  test("refused for good, is not tried again and the desk can see it", async () => {
    const letter = await makeLetter();
    const id = await queuedMail(await signAs(letter));
    refusals = [550];
    await sendMessage(id, new Date());
    expect(await db().message.findUniqueOrThrow({ where: { id } })).toMatchObject({
      status: "failed",
      attempts: 1,
    });
  });

  test("names the address that the letter gives, where it says to write to the publisher", async () => {
    const letter = await makeLetter();
    const data = { privacyContact: "Am Ring 1\nbrief@bund.example" };
    await db().letter.update({ where: { id: letter.id }, data });
    const signatureId = await pendingSignature(letter);
    const moderatorId = await moderatorOf(letter);
    for (const kind of ["approve", "remove"] as const)
      await decide({ signatureId, kind, reason: "Gone." }, moderatorId, new Date());
    const id = (await db().message.findFirstOrThrow({ where: { signatureId, kind: "removed" } })).id;
    await sendMessage(id, new Date());
    expect((await simpleParser(received.at(-1)?.raw ?? "")).text).toContain("(brief@bund.example)");
  });

  test.each([
    ["550 5.1.1 <rosa> User unknown", "unknown_address"],
    ["552 5.2.2 Mailbox full", "mailbox_full"],
    ["554 5.7.1 Rejected as spam", "policy"],
  ] as const)(
    "that came back (%s) is seen with the signature, its history and its evidence",
    async (reply, trouble) => {
      const letter = await makeLetter();
      const signatureId = await pendingSignature(letter);
      const moderatorId = await moderatorOf(letter);
      await decide({ signatureId, kind: "approve", reason: "" }, moderatorId, new Date());
      const id = (await db().message.findFirstOrThrow({ where: { signatureId, kind: "published" } })).id;
      recipientReply = reply;
      await sendMessage(id, new Date());
      expect(await db().message.findUniqueOrThrow({ where: { id } })).toMatchObject({
        status: "failed",
        trouble,
      });
      const bounced = await db().signature.findUniqueOrThrow({ where: { id: signatureId } });
      expect([bounced.bounce, bounced.bouncedAt instanceof Date]).toEqual([trouble, true]);
      await keepEvidence(signatureId, new Date());
      const evidence = (await evidenceOf([signatureId])).get(signatureId) ?? [];
      expect(evidence).toContainEqual(
        expect.objectContaining({
          code: "mailBounced",
          weighs: "against",
          values: expect.objectContaining({ why: trouble }),
        }),
      );
      const entry = await db().auditEntry.findFirst({ where: { signatureId, action: "mail_bounced" } });
      expect(entry).toMatchObject({ actor: "system", detail: trouble });

      // Sent again from the desk, and taken: it speaks against nobody any more.
      recipientReply = "";
      expect(await sendAgain({ signatureId, messageId: id }, moderatorId)).toEqual({ ok: true, value: null });
      await sendMessage(id, new Date());
      expect(await db().message.findUniqueOrThrow({ where: { id } })).toMatchObject({
        status: "sent",
        trouble: null,
      });
      expect(await db().signature.findUniqueOrThrow({ where: { id: signatureId } })).toMatchObject({
        bounce: null,
      });
      await keepEvidence(signatureId, new Date());
      const codes = (await evidenceOf([signatureId])).get(signatureId)?.map(({ code }) => code);
      expect(codes).not.toContain("mailBounced");
    },
  );

  test.each([
    ["sign-in", "535 5.7.8 Bad credentials"],
    ["relaying", "554 5.7.1 Relay access denied"],
  ])("refused for want of %s is no bounce, and is tried again", async (what, reply) => {
    const letter = await makeLetter();
    const signatureId = await signAs(letter);
    const id = await queuedMail(signatureId);
    closeTransport();
    if (what === "sign-in") signInReply = reply;
    else recipientReply = reply;
    await expect(sendMessage(id, new Date())).rejects.toThrow(/not accepted yet/);
    expect(await db().message.findUniqueOrThrow({ where: { id } })).toMatchObject({
      status: "queued",
      trouble: "own_server",
    });
    expect(await db().signature.findUniqueOrThrow({ where: { id: signatureId } })).toMatchObject({
      bounce: null,
    });
    signInReply = recipientReply = "";
    await sendMessage(id, new Date());
    expect(received).toHaveLength(1);
  });

  test("that nobody took for days has failed in the end, and is no bounce", async () => {
    const letter = await makeLetter();
    const signatureId = await signAs(letter);
    const id = await queuedMail(signatureId);
    refusals = [451];
    await sendMessage(id, new Date(), true);
    expect(await db().message.findUniqueOrThrow({ where: { id } })).toMatchObject({
      status: "failed",
      trouble: "later",
    });
    expect(await db().signature.findUniqueOrThrow({ where: { id: signatureId } })).toMatchObject({
      bounce: null,
    });
  });

  test("is sent again by moderators of its letter only, when it failed, three times a day", async () => {
    const letter = await makeLetter();
    const signatureId = await signAs(letter);
    const messageId = await queuedMail(signatureId);
    const [own, other] = [await moderatorOf(letter), await moderatorOf(await makeLetter())];
    const again = (moderatorId: string) => sendAgain({ signatureId, messageId }, moderatorId);
    expect(await again(own)).toEqual({ ok: false, error: "notFailed" });
    recipientReply = "550 5.1.1 No such user";
    await sendMessage(messageId, new Date());
    expect(await again(other)).toEqual({ ok: false, error: "unknown" });
    const both = await Promise.all([again(own), again(own)]);
    expect(both.map(({ ok }) => ok).sort()).toEqual([false, true]);
    for (const expected of [true, true, false]) {
      await sendMessage(messageId, new Date());
      expect((await again(own)).ok).toBe(expected);
    }
    expect(await again(own)).toEqual({ ok: false, error: "tooOften" });
  });

  test("of a rejection carries the moderator's reason, in the signer's language", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const signatureId = await pendingSignature(letter);
    await db().signature.update({ where: { id: signatureId }, data: { locale: "de" } });
    const reason = "We could not find <this> organisation.\nPlease add a website.";
    await decide({ signatureId, kind: "reject", reason }, moderatorId, new Date());
    const message = await db().message.findFirstOrThrow({ where: { signatureId, kind: "rejected" } });
    await sendMessage(message.id, new Date());
    const mail = await simpleParser(received[0]?.raw ?? "");
    expect(mail.subject).toMatch(/^Nicht veröffentlicht: /);
    expect(mail.text).toContain("We could not find <this> organisation.");
  });
});

describe("the worker", () => {
  test("sends what is queued, and takes over the jobs of a worker that was killed (rule 8)", async () => {
    const letter = await makeLetter();
    const signatureId = await signAs(letter);
    // As kill -9 leaves it: locked by a worker without a pulse.
    await db()
      .$executeRaw`UPDATE graphile_worker._private_jobs SET locked_by = 'dead', locked_at = now() - interval '2 minutes', attempts = 1
      WHERE payload->>'messageId' = ${await queuedMail(signatureId)}`;
    const worker = await startWorker();
    try {
      await expect
        .poll(async () => (await db().message.findFirstOrThrow({ where: { signatureId } })).status, {
          timeout: 15_000,
        })
        .toBe("sent");
    } finally {
      await worker.stop();
    }
    expect(await db().workerHeartbeat.count()).toBe(0);
  });

  test("that could not write to somebody says whom neither in its log nor in its queue, though the mail server does", async () => {
    const letter = await makeLetter();
    const email = "wanda.zwischenfall@organisation.example";
    const signatureId = await signAs(letter, validForm({ email, name: "Zwischenfall e.V." }));
    recipientReply = `451 4.3.0 <${email}>: user wanda.zwischenfall of Zwischenfall e.V. is not known yet`;
    const said: string[] = [];
    const listening = vi.spyOn(console, "error").mockImplementation((...words) => {
      said.push(words.map(String).join(" "));
    });
    const waiting = () => db().$queryRaw<{ said: string | null }[]>`
      SELECT j.last_error AS said FROM graphile_worker._private_jobs j JOIN message m ON m.id::text = j.payload->>'messageId'
      WHERE m.signature_id = ${signatureId}::uuid`;
    const worker = await startWorker();
    try {
      await expect.poll(async () => (await waiting())[0]?.said).toMatch(/was not accepted yet/);
    } finally {
      await worker.stop();
      listening.mockRestore();
    }
    // Which job failed is all that the log says; why stands in the database.
    expect(said.join("\n")).toContain("worker: Failed task");
    expect(said.join("\n")).not.toContain("not accepted");
    const message = await db().message.findFirstOrThrow({ where: { signatureId } });
    expect(message.lastError).toContain("is not known yet");
    for (const words of [...said, JSON.stringify(await waiting())])
      expect(words).not.toMatch(/zwischenfall|organisation\.example/i);
    expect(message.lastError).not.toMatch(/wanda|organisation\.example/i);
  });
});
