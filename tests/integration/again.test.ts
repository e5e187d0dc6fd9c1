import { beforeEach, describe, expect, test } from "vitest";
import { POST as postAsk } from "@/app/[locale]/[letter]/confirm/link/route";
import { GET as getConfirm } from "@/app/[locale]/[letter]/confirm/route";
import { POST as postSign } from "@/app/[locale]/[letter]/sign/route";
import { db, transaction } from "@/lib/db";
import { keepEvidence } from "@/lib/evidence/commands";
import { evidenceOf } from "@/lib/evidence/queries";
import { formatDay } from "@/lib/i18n/translate";
import type { Letter } from "@/lib/letters/queries";
import { sendMessage } from "@/lib/mail/send";
import { decide } from "@/lib/moderation/commands";
import { anonymise } from "@/lib/privacy/erasure";
import { forgetWatch } from "@/lib/protection/watch";
import { findAlike } from "@/lib/register/queries";
import { mailNamesakes, mailOtherSpellings } from "@/lib/repeats/commands";
import { readNamesakes } from "@/lib/repeats/queries";
import { confirm } from "@/lib/signatures/commands";
import { agreementMark } from "@/lib/signatures/consents";
import type { SignForm } from "@/lib/signatures/schema";
import { importPublished, moveSignature } from "@/lib/signatures/status";
import { readLink } from "@/lib/signers/links";
import { inboxTextsTo, publishedSignature, tokenFrom } from "@/tests/support/own-page";
import { statementsOf } from "@/tests/support/statements";
import {
  makeLetter,
  moderatorOf,
  pendingSignature,
  signAs,
  statusOf,
  validForm,
  withTestDatabase,
} from "@/tests/support/world";

withTestDatabase();

const now = new Date();
let letter: Letter;
beforeEach(async () => {
  letter = await makeLetter();
  await db().throttle.deleteMany();
  await db().inboxMail.deleteMany();
  await db().$executeRaw`DELETE FROM graphile_worker._private_jobs`;
});

/** A mailbox that nobody has used yet. */
const mailbox = (host = "organisation.example") => `r.${crypto.randomUUID().slice(0, 8)}@${host}`;

/** Sends all mails that wait, into an empty built-in inbox. */
async function sendAll(): Promise<void> {
  await db().inboxMail.deleteMany();
  const waiting = await db().message.findMany({ where: { status: "queued" }, select: { id: true } });
  for (const { id } of waiting) await sendMessage(id, now);
}

/** Signs, and returns the mail to confirm with the secret of its link. */
async function mailedTo(form: SignForm, of = letter): Promise<{ id: string; mail: string; token: string }> {
  const id = await signAs(of, form);
  await sendAll();
  const mail = await inboxTextsTo(form.email);
  return { id, mail, token: /confirm\?token=([\w-]{43})/.exec(mail)?.[1] ?? "" };
}

/** Does what the worker would with the jobs of this kind. */
async function work(task: "mail_other_spellings" | "mail_namesakes"): Promise<number> {
  const jobs = await db().$queryRaw<{ id: bigint; payload: { signatureId: string } }[]>`
    SELECT j.id, j.payload FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
    WHERE t.identifier = ${task} ORDER BY j.id`;
  const run = { mail_other_spellings: mailOtherSpellings, mail_namesakes: mailNamesakes }[task];
  for (const { id, payload } of jobs) {
    expect(Object.keys(payload)).toEqual(["signatureId"]);
    await run(payload.signatureId);
    await db().$executeRaw`DELETE FROM graphile_worker._private_jobs WHERE id = ${id}`;
  }
  return jobs.length;
}

const mailsAbout = (signatureId: string, kind: "signed_again" | "namesake") =>
  db().message.count({ where: { signatureId, kind } });

/** A letter is kept for a second and then read anew, whoever comes. */
async function statementsBesideLetters(act: () => Promise<unknown>): Promise<string[]> {
  return (await statementsOf(act)).filter((text) => !/FROM "public"\."letter(_version)?"/.test(text));
}

const withdraw = (signatureId: string) =>
  transaction((tx) =>
    moveSignature(tx, { signatureId, move: "withdraw", actor: { kind: "signer" }, now: new Date() }),
  );

async function refusesMail(signatureId: string): Promise<void> {
  const { emailIndex, letterId } = await db().signature.findUniqueOrThrow({ where: { id: signatureId } });
  const addressIndex = emailIndex ?? new Uint8Array();
  await db().mailRefusal.create({ data: { addressIndex, letterId, createdAt: now } });
}

const place = (of = letter) => ({ params: Promise.resolve({ locale: "en", letter: of.slug }) });
const site = "http://localhost:3000";

async function answerOf(answer: Response) {
  return [answer.status, [...answer.headers], await answer.text()] as const;
}

describe("the form", () => {
  test("answers the same, in the same statements, whoever signed before", async () => {
    const known = mailbox();
    await publishedSignature(letter, validForm({ email: known, name: "Known" }));
    await pendingSignature(letter, validForm({ name: "Waiting" }));
    const send = (changes: Partial<SignForm>) =>
      postSign(
        new Request(`${site}/en/${letter.slug}/sign`, {
          method: "POST",
          headers: { Origin: site },
          body: new URLSearchParams({
            ...validForm(changes),
            agreement: agreementMark(letter.version.sha256, "en"),
          }),
        }),
        place(),
      );
    await send({});
    const answers: unknown[] = [];
    const statements: string[][] = [];
    for (const changes of [
      { name: "Nobody" },
      { name: "Known", email: known },
      { name: "Known", email: known.replace("@", "+again@") },
      { name: "Waiting" },
    ]) {
      // How the letter stands is read anew each second: here each time.
      forgetWatch(letter.id);
      statements.push(
        await statementsBesideLetters(async () => {
          answers.push(await answerOf(await send(changes)));
        }),
      );
    }
    expect(answers[0]).toEqual([303, expect.anything(), ""]);
    for (const at of [1, 2, 3]) {
      expect(answers[at]).toEqual(answers[0]);
      expect(statements[at]).toEqual(statements[0]);
    }
  });
});

describe("signed again from the same address", () => {
  test("the mail to confirm says when, how it stands, and where its page is", async () => {
    const email = mailbox();
    const published = validForm({ email, name: "www.verein-a.example" });
    const { signatureId } = await publishedSignature(letter, published);
    const waiting = await pendingSignature(letter, validForm({ email, name: "Verein B" }));
    await publishedSignature(letter, validForm({ name: "A stranger" }));
    const { mail } = await mailedTo(validForm({ email: email.toUpperCase(), name: "Verein C" }));
    expect(mail).toBe("");
    const said = await inboxTextsTo(email.toUpperCase().replace(/@.*/, (host) => host.toLowerCase()));
    const text = said.replace(/\s+/g, " ");
    expect(text).toContain("This letter was signed from this address 2 times already:");
    // A name that somebody typed is no link.
    expect(text).toContain(
      `verein-a. example Signed on ${formatDay(now, "en")}. It is on the public list. Open its page`,
    );
    expect(text).toContain(`Verein B Signed on ${formatDay(now, "en")}. It waits for a decision.`);
    expect(text).toContain("The button below is for a second signature, of Verein C:");
    expect(text).toMatch(/not-me\?token=/);
    expect(text).not.toContain("stranger");
    const tokens = [...said.matchAll(/mine\?token=([\w-]{43})/g)].map((match) => match[1]);
    const opened = await Promise.all(tokens.map((token) => readLink(letter.slug, token, now)));
    expect(opened.map((link) => link.ok && link.value.signatureId).sort()).toEqual(
      [signatureId, waiting].sort(),
    );
  });

  test("a name in Unicode of a host, and the same in ASCII, are one address", async () => {
    const name = crypto.randomUUID().slice(0, 8);
    await pendingSignature(letter, validForm({ email: `${name}@kinderschützer.example`, name: "First" }));
    const ascii = `${name}@xn--kinderschtzer-4ob.example`;
    const { mail } = await mailedTo(validForm({ email: ascii, name: "Second" }));
    expect(mail).toContain("signed from this address already");
    expect(mail).toContain("First");
  });

  test("nothing is said of another letter, nor of one that was withdrawn, refused, erased or never confirmed", async () => {
    const email = mailbox();
    const form = (name: string) => validForm({ email, name });
    await publishedSignature(await makeLetter(), form("Elsewhere"));
    await signAs(letter, form("Unconfirmed"));
    await withdraw(await pendingSignature(letter, form("Withdrawn")));
    const refused = await pendingSignature(letter, form("Refused"));
    await decide(
      { signatureId: refused, kind: "reject", reason: "No." },
      await moderatorOf(letter),
      new Date(),
    );
    const { signatureId, moderatorId } = await publishedSignature(letter, form("Erased"));
    await decide({ signatureId, kind: "remove", reason: "Gone." }, moderatorId, new Date());
    await anonymise(db(), [signatureId], now);
    await db().message.updateMany({ where: { status: "queued" }, data: { status: "cancelled" } });
    const { mail, token } = await mailedTo(form("New"));
    expect(token).not.toBe("");
    expect(mail).not.toMatch(/already|mine\?token|Elsewhere|Unconfirmed|Withdrawn|Refused|Erased/);
  });

  test("a link is made when the mail is, and none where its reader gets no mail to confirm", async () => {
    const email = mailbox();
    const { signatureId } = await publishedSignature(letter, validForm({ email }));
    await sendAll();
    const links = () => db().token.count({ where: { signatureId, purpose: "own_page" } });
    const before = await links();
    await refusesMail(signatureId);
    const { mail } = await mailedTo(validForm({ email, name: "Again" }));
    expect([mail, await links()]).toEqual(["", before]);
    await db().mailRefusal.deleteMany();
    await mailedTo(validForm({ email, name: "And again" }));
    expect(await links()).toBe(before + 1);
  });
});

describe("signed again from another spelling of the address", () => {
  const spellings: [string, string][] = [
    ["plus@organisation.example", "plus+eu@organisation.example"],
    ["d.o.t@gmail.com", "dot@googlemail.com"],
    ["other.dots@gmail.com", "otherdots@gmail.com"],
    ["x+1@kinderschützer.example", "X@xn--kinderschtzer-4ob.example"],
  ];
  test.each(spellings)("%s, then %s: the first is told once, the second nothing", async (first, second) => {
    const { signatureId } = await publishedSignature(letter, validForm({ email: first, name: "Verein A" }));
    const stored = (await db().signature.findUniqueOrThrow({ where: { id: signatureId } })).email ?? "";
    await sendAll();
    await signAs(letter, validForm({ email: second, name: "Secret name" }));
    await sendAll();
    const texts = (await db().inboxMail.findMany()).map(({ text }) => text).join("\n");
    const token = /confirm\?token=([\w-]{43})/.exec(texts)?.[1];
    expect(texts).not.toMatch(/already|Verein A|mine\?token/);
    // What was only typed tells nobody anything.
    expect(await mailsAbout(signatureId, "signed_again")).toBe(0);
    expect((await confirm(letter.slug, token, now)).ok).toBe(true);
    expect(await work("mail_other_spellings")).toBe(1);
    expect(await mailsAbout(signatureId, "signed_again")).toBe(1);
    await sendAll();
    const told = await inboxTextsTo(stored);
    expect(told).toContain("from another spelling of this");
    expect(told).toContain("Verein A");
    expect(told).not.toContain("Secret name");
    const words = told.replaceAll(/token=[\w-]{43}/g, "");
    for (const part of second.split(/[+@]/).slice(1, -1)) expect(words).not.toContain(part);
    expect(await readLink(letter.slug, tokenFrom(told), now)).toMatchObject({ value: { signatureId } });
    expect(await db().inboxMail.count()).toBe(1);
  });

  test("confirming takes the same statements, whether somebody is told or not", async () => {
    const email = mailbox();
    await publishedSignature(letter, validForm({ email }));
    const statements: string[][] = [];
    for (const spelled of [mailbox(), mailbox(), email.replace("@", "+2@")]) {
      const { token } = await mailedTo(validForm({ email: spelled, name: `Name of ${spelled.length}` }));
      statements.push(
        await statementsBesideLetters(async () => {
          expect((await confirm(letter.slug, token, now)).ok).toBe(true);
        }),
      );
    }
    expect(statements[2]).toEqual(statements[1]);
  });

  /** Confirms a signature of another spelling and does what its job does. */
  async function signedAgain(email: string, tag: string, of = letter): Promise<void> {
    await mailOtherSpellings(
      await pendingSignature(of, validForm({ email: email.replace("@", `+${tag}@`), name: `Name ${tag}` })),
    );
  }

  test("once a day for a signature, three mails a day for a mailbox", async () => {
    const email = mailbox();
    const { signatureId } = await publishedSignature(letter, validForm({ email }));
    for (const tag of ["a", "b", "c"]) await signedAgain(email, tag);
    expect(await mailsAbout(signatureId, "signed_again")).toBe(1);
    // The spellings among themselves: each is told of the ones after it, until the mailbox has had three.
    const all = { kind: "signed_again", letterId: letter.id } as const;
    expect(await db().message.count({ where: all })).toBe(3);
    const [soon, tomorrow] = [23, 25].map((hours) => `${hours} hours`);
    for (const [back, mails] of [
      [soon, 3],
      [tomorrow, 6],
    ] as const) {
      await db().$executeRaw`UPDATE throttle SET expires_at = expires_at - ${back}::interval`;
      await signedAgain(email, `later${mails}`);
      expect(await db().message.count({ where: all })).toBe(mails);
      await db().$executeRaw`UPDATE throttle SET expires_at = expires_at + ${back}::interval`;
    }
  });

  test("nobody is told who said that it was not them, of another letter, or of what is over", async () => {
    const email = mailbox();
    const none = () => db().message.count({ where: { kind: "signed_again" } });
    const before = await none();
    const { signatureId } = await publishedSignature(await makeLetter(), validForm({ email }));
    await withdraw(await pendingSignature(letter, validForm({ email, name: "Withdrawn" })));
    await signedAgain(email, "a");
    expect([await none(), await mailsAbout(signatureId, "signed_again")]).toEqual([before, 0]);
    const other = mailbox();
    await refusesMail(await pendingSignature(letter, validForm({ email: other })));
    await signedAgain(other, "a");
    expect(await none()).toBe(before);
  });

  test("a mail that waits is not sent once its signature is over, or its reader said that it was not them", async () => {
    const [one, two, three] = [mailbox(), mailbox(), mailbox()];
    const ids: string[] = [];
    for (const email of [one, two, three]) {
      const { signatureId } = await publishedSignature(letter, validForm({ email }));
      ids.push(signatureId);
      await signedAgain(email, "x");
    }
    await withdraw(ids[0] ?? "");
    await refusesMail(ids[1] ?? "");
    await sendAll();
    const states = await db().message.findMany({
      where: { kind: "signed_again", signatureId: { in: ids } },
      select: { signatureId: true, status: true },
    });
    expect(ids.map((id) => states.find(({ signatureId }) => signatureId === id)?.status)).toEqual([
      "cancelled",
      "cancelled",
      "sent",
    ]);
  });

  test("the desk is told of it in words of its own", async () => {
    const email = mailbox();
    await pendingSignature(letter, validForm({ email, name: "First" }));
    await pendingSignature(letter, validForm({ email, name: "Second" }));
    const id = await pendingSignature(letter, validForm({ email: email.replace("@", "+x@"), name: "Third" }));
    const same = await pendingSignature(letter, validForm({ email, name: "Fourth" }));
    for (const signatureId of [id, same]) await keepEvidence(signatureId, now);
    const found = await evidenceOf([id, same]);
    const about = (signatureId: string) =>
      (found.get(signatureId) ?? []).filter(({ code }) => ["samePerson", "otherSpelling"].includes(code));
    expect(about(id)).toMatchObject([
      { code: "otherSpelling", weighs: "against", values: { count: 3, name: "First" } },
    ]);
    expect(about(same)).toMatchObject([
      { code: "samePerson", values: { count: 2, name: "First" } },
      { code: "otherSpelling", values: { count: 1, name: "Third" } },
    ]);
  });
});

describe("the same organisation again, from somebody else", () => {
  const own = { website: "https://www.verein-linde.example/", email: "rosa@verein-linde.example" };
  /** What the page behind a link to confirm answers. */
  const page = async (token: string) =>
    answerOf(await getConfirm(new Request(`${site}/en/${letter.slug}/confirm?token=${token}`), place()));
  const ask = async (token: string, of = letter) =>
    answerOf(
      await postAsk(
        new Request(`${site}/en/${of.slug}/confirm/link`, {
          method: "POST",
          headers: { Origin: site },
          body: new URLSearchParams({ token }),
        }),
        place(of),
      ),
    );
  const described = (changes: Partial<SignForm>) => {
    const { name, website, email } = validForm(changes);
    return { letterId: letter.id, kind: "organisation" as const, name, nameAlt: null, website, email };
  };

  test("the page tells which name is on the list, since when, and offers to send the link", async () => {
    await publishedSignature(letter, validForm({ name: "Verein Linde e.V.", ...own }));
    const { token } = await mailedTo(validForm({ name: "The Verein „Linde“" }));
    const [status, , html] = await page(token);
    expect(status).toBe(200);
    expect(html).toContain("An organisation with this name is on the list already");
    expect(html).toContain("Verein Linde e.V.");
    expect(html).toContain(`on the list since ${formatDay(now, "en")}`);
    expect(html).toContain(`action="/en/${letter.slug}/confirm/link"`);
    expect(html).not.toContain(own.email);
  });

  test.each<[string, Partial<SignForm>, "name" | "website" | null]>([
    ["the same name", { name: "Linde Verein" }, "name"],
    ["another name", { name: "Verein Lindenfreunde" }, null],
    [
      "the same website, written from",
      { name: "Other", ...own, email: "ole@verein-linde.example" },
      "website",
    ],
    [
      "a part of it below",
      { name: "Other", website: "https://eu.verein-linde.example/x", email: "a@mail.verein-linde.example" },
      "website",
    ],
    [
      "the same website, written from elsewhere",
      { name: "Other", website: own.website, email: "a@b.example" },
      null,
    ],
    [
      "another domain with the same end",
      { name: "Other", website: "https://my-verein-linde.example/", email: "a@my-verein-linde.example" },
      null,
    ],
    [
      "a host that anybody can write from",
      { name: "Other", website: "https://gmail.com/", email: "a@gmail.com" },
      null,
    ],
  ])("%s", async (_, changes, by) => {
    await publishedSignature(letter, validForm({ name: "Verein Linde", ...own }));
    await publishedSignature(
      letter,
      validForm({ name: "Free", website: "https://gmail.com/", email: mailbox() }),
    );
    await publishedSignature(
      letter,
      validForm({ name: "Shared", website: "https://facebook.com/linde", email: mailbox() }),
    );
    expect((await readNamesakes(described(changes)))?.by ?? null).toBe(by);
    expect(await readNamesakes({ ...described(changes), kind: "individual" })).toBeNull();
    expect(await readNamesakes({ ...described(changes), letterId: (await makeLetter()).id })).toBeNull();
  });

  test.each([
    ["Children’s Rights Network", "The Childrens Rights Network Ltd."],
    ["Protection de l’Enfance asbl", "PROTECTION DE L'ENFANCE"],
    ["Σύλλογος για το παιδί (Kids First)", "Kids First"],
    ["Kinder-Schutz-Bund", "Kinder Schutz Bund e. V."],
    ["D64", "D64 e.V."],
  ])("%s and %s are the same name", async (listed, typed) => {
    await publishedSignature(letter, validForm({ name: listed }));
    const found = await readNamesakes(described({ name: typed, website: "https://else.example/" }));
    expect(found?.listed.map(({ signatory }) => signatory.name)).toEqual([listed]);
  });

  test("what was signed from the very same address is not offered; from another spelling of it, it is", async () => {
    const email = mailbox("verein-linde.example");
    const form = { name: "Verein Linde", website: own.website };
    const { signatureId } = await publishedSignature(letter, validForm({ ...form, email }));
    await sendAll();
    const { token, mail } = await mailedTo(
      validForm({ ...form, name: "Linde Verein", email: email.replace("r.", "R.") }),
    );
    expect(mail).toContain("signed from this address already");
    expect((await page(token))[2]).not.toContain("namesakes");
    await ask(token);
    await work("mail_namesakes");
    expect(await mailsAbout(signatureId, "namesake")).toBe(0);

    const tagged = await mailedTo(validForm({ ...form, email: email.replace("@", "+letters@") }));
    expect((await page(tagged.token))[2]).toContain("Verein Linde");
    expect((await page(tagged.token))[2]).toContain("/confirm/link");

    const { signatureId: other } = await publishedSignature(letter, validForm({ ...form, ...own }));
    const found = await readNamesakes({ ...described({ ...form, email }) });
    expect(found?.listed.map(({ id }) => id)).toEqual([other]);
  });

  test("what waits, was refused, withdrawn, removed or erased is hinted at by nothing", async () => {
    const name = "Verein Linde";
    const { token } = await mailedTo(validForm({ name: "Linde Verein", ...own }));
    const statements = () => statementsBesideLetters(() => page(token));
    const [before, saidBefore] = [await page(token), await statements()];
    const moderatorId = await moderatorOf(letter);
    const form = () => validForm({ name, website: own.website, email: mailbox("verein-linde.example") });
    await signAs(letter, form());
    const waiting = await pendingSignature(letter, form());
    const refused = await pendingSignature(letter, form());
    await decide({ signatureId: refused, kind: "reject", reason: "No." }, moderatorId, new Date());
    await withdraw((await publishedSignature(letter, form())).signatureId);
    const removed = (await publishedSignature(letter, form())).signatureId;
    await decide({ signatureId: removed, kind: "remove", reason: "Gone." }, moderatorId, new Date());
    const erased = (await publishedSignature(letter, form())).signatureId;
    await decide({ signatureId: erased, kind: "remove", reason: "Gone." }, moderatorId, new Date());
    await anonymise(db(), [erased], now);
    await publishedSignature(await makeLetter(), form());
    for (const id of [waiting, refused, removed]) await keepEvidence(id, now);
    expect(await page(token)).toEqual(before);
    expect(await statements()).toEqual(saidBefore);
    // Nor does the button, pressed by hand.
    await db().message.updateMany({ where: { status: "queued" }, data: { status: "cancelled" } });
    await ask(token);
    expect(await work("mail_namesakes")).toBe(1);
    expect(await db().message.count({ where: { kind: "namesake" } })).toBe(0);
  });

  test("the button mails the link to whoever signed, tells nothing of who asked, and uses up no link", async () => {
    const { signatureId } = await publishedSignature(letter, validForm({ name: "Verein Linde", ...own }));
    await sendAll();
    const { id, token } = await mailedTo(validForm({ name: "Linde Verein", representativeName: "Newcomer" }));
    const [status, headers] = await ask(token);
    expect(status).toBe(303);
    expect(new Map(headers).get("location")).toBe(
      `/en/${letter.slug}/confirm?token=${token}&asked=yes#namesakes`,
    );
    expect(await work("mail_namesakes")).toBe(1);
    await sendAll();
    const told = await inboxTextsTo(own.email);
    expect(await db().inboxMail.count()).toBe(1);
    expect(told).toContain("Verein Linde");
    expect(told).not.toMatch(/Newcomer|Linde Verein|organisation\.example/);
    expect(await readLink(letter.slug, tokenFrom(told), now)).toMatchObject({ value: { signatureId } });
    expect(await statusOf(id)).toBe("unconfirmed");
    expect((await confirm(letter.slug, token, now)).ok).toBe(true);
    expect((await ask(token))[0]).toBe(410);
    expect(await work("mail_namesakes")).toBe(0);
  });

  test("it answers the same, in the same statements, whether anybody can be written to", async () => {
    await publishedSignature(letter, validForm({ name: "Verein Linde", ...own }));
    const imported = {
      id: crypto.randomUUID(),
      letterId: letter.id,
      letterVersionId: letter.version.id,
      kind: "organisation" as const,
      name: "Imported Organisation",
      locale: "en",
      importKey: "imported",
    };
    await transaction((tx) => importPublished(tx, letter.id, [imported], now));
    const refusing = await publishedSignature(letter, validForm({ name: "Refusing" }));
    await refusesMail(refusing.signatureId);
    const said: [unknown, string[]][] = [];
    for (const name of [
      "Nobody at all",
      "Verein Linde",
      "Imported organisation",
      "Refusing",
      "Nobody again",
    ]) {
      await db().throttle.deleteMany();
      const { token } = await mailedTo(validForm({ name }));
      let answer: unknown;
      const statements = await statementsBesideLetters(async () => {
        answer = await ask(token);
      });
      said.push([JSON.parse(JSON.stringify(answer).replaceAll(token, "TOKEN")), statements]);
    }
    const [, ...others] = said;
    for (const one of others) expect(one).toEqual(said[1]);
    expect(await work("mail_namesakes")).toBe(5);
    expect(await db().message.count({ where: { kind: "namesake", letterId: letter.id } })).toBe(1);
  });

  test("once a day for a signature, whoever asks, and three times for who asks", async () => {
    const { signatureId } = await publishedSignature(letter, validForm({ name: "Verein Linde", ...own }));
    for (let at = 0; at < 2; at += 1) {
      const { token } = await mailedTo(validForm({ name: "Linde Verein", email: mailbox() }));
      for (let press = 0; press < 5; press += 1) expect((await ask(token))[0]).toBe(303);
      expect(await work("mail_namesakes")).toBe(3);
      expect(await mailsAbout(signatureId, "namesake")).toBe(1);
    }
    await db().$executeRaw`UPDATE throttle SET expires_at = expires_at - interval '25 hours'`;
    const { token } = await mailedTo(validForm({ name: "Verein Linde", email: mailbox() }));
    await ask(token);
    await work("mail_namesakes");
    expect(await mailsAbout(signatureId, "namesake")).toBe(2);
  });

  test("no link, no mail: a form from elsewhere, a link of another letter, one that is cut or used up", async () => {
    await publishedSignature(letter, validForm({ name: "Verein Linde", ...own }));
    const { token } = await mailedTo(validForm({ name: "Linde Verein" }));
    expect((await ask("x"))[0]).toBe(400);
    expect((await ask("A".repeat(43)))[0]).toBe(404);
    expect((await ask(token, await makeLetter()))[0]).toBe(404);
    const elsewhere = await postAsk(
      new Request(`${site}/en/${letter.slug}/confirm/link`, {
        method: "POST",
        headers: { Origin: "https://evil.example" },
        body: new URLSearchParams({ token }),
      }),
      place(),
    );
    expect(elsewhere.status).toBe(403);
    await db().token.updateMany({ where: { purpose: "confirm" }, data: { expiresAt: new Date(0) } });
    expect((await ask(token))[0]).toBe(410);
    expect(await work("mail_namesakes")).toBe(0);
  });

  test("among many names it costs a few index entries", async () => {
    const many = Array.from({ length: 3000 }, (_, at) => ({
      id: crypto.randomUUID(),
      letterId: letter.id,
      letterVersionId: letter.version.id,
      kind: "organisation" as const,
      name: `Verein ${crypto.randomUUID()} ${at}`,
      website: `https://host-${at}.example/`,
      locale: "en",
      importKey: `many ${at}`,
    }));
    await transaction((tx) => importPublished(tx, letter.id, many, now));
    await db().$executeRawUnsafe("ANALYZE signature");
    const asked = await statementsBesideLetters(() =>
      transaction((tx) =>
        findAlike(tx, { letterId: letter.id, names: [["ommerlind", "see"]], domain: "host-7.example" }),
      ),
    );
    expect(asked.filter((text) => text.includes("register_site"))).toHaveLength(1);
    const plan = async (condition: string) => {
      const rows = await db().$queryRawUnsafe<{ "QUERY PLAN": string }[]>(
        `EXPLAIN SELECT id FROM signature WHERE letter_id = '${letter.id}' AND status = 'published' AND kind = 'organisation' AND ${condition}`,
      );
      return rows.map((row) => row["QUERY PLAN"]).join("\n");
    };
    const site = 'register_site(website) COLLATE "C"';
    expect(
      await plan(
        "register_text(name, name_alt) LIKE '%ommerlind%' AND register_text(name, name_alt) LIKE '%see%'",
      ),
    ).toContain("signature_register_text");
    expect(await plan(`(${site} = 'x' OR (${site} >= 'x.' AND ${site} < 'x/'))`)).toContain(
      "signature_register_site",
    );
  });
});
