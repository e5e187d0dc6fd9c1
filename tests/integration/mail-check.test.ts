import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer, type Server } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterEach, describe, expect, test } from "vitest";
import { type Env, EnvError, readEnv } from "@/lib/env";
import { checkMail } from "@/lib/mail/check";
import { dkimKey, dkimRecord } from "@/lib/mail/dkim";
import { checkRecords } from "@/lib/mail/records";
import { withTestDatabase } from "@/tests/support/world";

withTestDatabase();

const running: { close(done: () => void): unknown }[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await new Promise<void>((resolve) => server.close(resolve));
});

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

async function smtpServer(options: SMTPServerOptions): Promise<number> {
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    authOptional: true,
    logger: false,
    ...options,
  });
  server.on("error", () => {});
  running.push(server);
  return portOf(server.server);
}

const check = (smtpUrl: string, patience?: number) =>
  checkMail({
    smtpUrl,
    ...(patience && { patience }),
    to: "owner@host.example",
    locale: "en",
    messageId: `<${randomUUID()}@localhost>`,
  });

const refuse = (code: number, words: string) => Object.assign(new Error(words), { responseCode: code });

describe("the mail test says in words what is wrong", () => {
  test("accepted, with the server's reply", async () => {
    const port = await smtpServer({});
    const result = await check(`smtp://127.0.0.1:${port}`);
    expect(result).toMatchObject({ server: `127.0.0.1:${port}`, failed: null });
    expect(result.said).toMatch(/^250 /);
  });

  test("a name that is not found", async () => {
    expect((await check("smtp://mail.invalid:25")).failed).toEqual({ step: "name", problem: "nameUnknown" });
  });

  test("a refused port", async () => {
    const server = createServer();
    const port = await portOf(server);
    await new Promise<void>((resolve) => server.close(() => resolve()));
    expect((await check(`smtp://127.0.0.1:${port}`)).failed).toEqual({
      step: "connection",
      problem: "connectionRefused",
    });
  });

  test("a server that says nothing, one that hangs up, one that does not want us", async () => {
    const serve = async (answer: (socket: import("node:net").Socket) => void) => {
      const server = createServer((socket) => {
        socket.on("error", () => {});
        answer(socket);
      });
      running.push(server);
      return `smtp://127.0.0.1:${await portOf(server)}`;
    };
    expect((await check(await serve(() => {}), 1500)).failed?.problem).toBe("greetingTimeout");
    expect((await check(await serve((socket) => socket.destroy()))).failed?.problem).toBe("connectionLost");
    const unwelcome = await check(
      await serve((socket) => socket.end("554 5.7.1 Your network is blocked\r\n")),
    );
    expect(unwelcome.failed).toEqual({ step: "greeting", problem: "greetingRefused" });
    expect(unwelcome.said).toContain("Your network is blocked");
  });

  test("a certificate that is not to be trusted, and TLS where there is none", async () => {
    // The server's own default certificate: nobody vouches for it.
    const port = await smtpServer({ secure: true });
    expect((await check(`smtps://127.0.0.1:${port}`)).failed).toEqual({
      step: "encryption",
      problem: "certificate",
    });
    const starttls = await smtpServer({ disabledCommands: [] });
    expect((await check(`smtp://127.0.0.1:${starttls}`)).failed?.step).toBe("encryption");
    const plain = await smtpServer({});
    expect((await check(`smtps://127.0.0.1:${plain}`)).failed).toEqual({
      step: "encryption",
      problem: "encryption",
    });
  });

  test("a refused sign-in, and neither user nor password is repeated", async () => {
    const port = await smtpServer({
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) =>
        done(refuse(535, `5.7.8 ${username} may not sign in with ${password}`)),
    });
    const result = await check(`smtp://undersigned:hunter%402@127.0.0.1:${port}`);
    expect(result.failed).toEqual({ step: "signIn", problem: "signInRefused" });
    expect(JSON.stringify(result)).not.toMatch(/hunter|undersigned/);
  });

  test.each([
    [
      "sender",
      "senderRefused",
      {
        onMailFrom: (_a: unknown, _s: unknown, done: (e: Error) => void) =>
          done(refuse(550, "5.7.1 Not your address")),
      },
    ],
    [
      "recipient",
      "recipientRefused",
      {
        onRcptTo: (_a: unknown, _s: unknown, done: (e: Error) => void) =>
          done(refuse(550, "5.1.1 <owner@host.example> unknown")),
      },
    ],
    [
      "content",
      "contentRefused",
      {
        onData: (stream: NodeJS.ReadableStream, _s: unknown, done: (e: Error) => void) => {
          stream.resume();
          stream.on("end", () => done(refuse(554, "5.7.1 Spam")));
        },
      },
    ],
  ] as const)("a refused %s", async (step, problem, options) => {
    const result = await check(`smtp://127.0.0.1:${await smtpServer(options as SMTPServerOptions)}`);
    expect(result.failed).toEqual({ step, problem });
    expect(result.said).not.toContain("owner@host.example");
  });

  test("without a mail server it lands in the built-in inbox", async () => {
    const { SMTP_URL } = process.env;
    expect(SMTP_URL).toBeUndefined();
    const messageId = `<${randomUUID()}@localhost>`;
    expect(await checkMail({ to: "owner@host.example", locale: "de", messageId })).toEqual({
      server: null,
      failed: null,
      said: null,
    });
  });
});

describe("the records of the sender's domain", () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const dkim = {
    DKIM_DOMAIN: "letters.ngo.org",
    DKIM_SELECTOR: "u1",
    DKIM_PRIVATE_KEY: pem.replaceAll("\n", "\\n"),
  };
  const settings = (more: Record<string, string> = {}) =>
    readEnv({ MAIL_FROM: "Us <letters@letters.ngo.org>", ...more });
  const states = async (env: Env, records: Record<string, string[] | null>) =>
    Object.fromEntries(
      (await checkRecords(env, async (name) => (name in records ? (records[name] ?? null) : []))).map(
        ({ kind, state, name }) => [kind, `${state} ${name}`],
      ),
    );

  test("are found, missing, doubled, of another key, for another domain, or could not be checked", async () => {
    const key = dkimKey(settings(dkim));
    if (!key) throw new Error("no key");
    const record = dkimRecord(key);
    expect(record.name).toBe("u1._domainkey.letters.ngo.org");
    expect(
      await states(settings(dkim), {
        "letters.ngo.org": ["google-site=x", "v=spf1 mx -all"],
        [record.name]: [record.text],
        "_dmarc.ngo.org": ["v=DMARC1; p=reject"],
      }),
    ).toEqual({
      spf: "found letters.ngo.org",
      dkim: `found ${record.name}`,
      dmarc: "found _dmarc.ngo.org",
    });
    expect(
      await states(settings({ ...dkim, MAIL_BOUNCE_ADDRESS: "bounces@mailer.org" }), {
        "mailer.org": ["v=spf1 a", "v=spf1 mx"],
        [record.name]: [record.text.replace(/p=.{20}/, "p=AAAA")],
      }),
    ).toEqual({ spf: "several mailer.org", dkim: `differs ${record.name}`, dmarc: "missing _dmarc.ngo.org" });
    expect(
      await states(settings({ ...dkim, MAIL_FROM: "letters@other.org" }), {
        [record.name]: [record.text],
        "other.org": null,
        "_dmarc.other.org": null,
      }),
    ).toEqual({
      spf: "unchecked other.org",
      dkim: `otherDomain ${record.name}`,
      dmarc: "unchecked _dmarc.other.org",
    });
    expect((await states(settings(), {})).dkim).toMatch(/^off /);
    // A name reserved for examples is asked of nobody.
    expect((await states(readEnv({}), { "undersigned.example": ["v=spf1"] })).spf).toMatch(/^unchecked /);
  });

  test("a key that is none is refused in one line without it", () => {
    for (const wrong of ["nonsense", pem.slice(0, 200)])
      expect(() => dkimKey(settings({ ...dkim, DKIM_PRIVATE_KEY: wrong }))).toThrow(
        /^DKIM_PRIVATE_KEY holds no RSA key[^\n]*$/,
      );
    expect(() => dkimKey(settings({ ...dkim, DKIM_PRIVATE_KEY: "", DKIM_KEY_FILE: "/nowhere" }))).toThrow(
      EnvError,
    );
  });
});
