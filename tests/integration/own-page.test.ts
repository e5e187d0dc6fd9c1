import { beforeEach, describe, expect, test } from "vitest";
import { db } from "@/lib/db";
import { sweepExpired } from "@/lib/jobs/sweep";
import type { Letter } from "@/lib/letters/queries";
import { sendMessage } from "@/lib/mail/send";
import { wantsNoMail, wantsNoMailOfOwn } from "@/lib/mail-refusals/queries";
import { decide } from "@/lib/moderation/commands";
import { anonymise } from "@/lib/privacy/erasure";
import { askForLinks, mailLinks, ownLinkLife, readLink } from "@/lib/signers/links";
import { readOwnSignature } from "@/lib/signers/queries";
import { parseAsk } from "@/lib/signers/schema";
import { beginVisit, endVisit, findVisit, visitMinutes } from "@/lib/signers/visits";
import { inboxTextsTo, jobsOf, publishedSignature, tokenFrom } from "@/tests/support/own-page";
import { statementsOf } from "@/tests/support/statements";
import {
  makeLetter,
  moderatorOf,
  pendingSignature,
  signAs,
  validForm,
  withTestDatabase,
} from "@/tests/support/world";

withTestDatabase();

const now = new Date();
const later = (ms: number) => new Date(now.getTime() + ms);
let letter: Letter;
beforeEach(async () => {
  letter = await makeLetter();
  await db().throttle.deleteMany();
  await db().$executeRaw`DELETE FROM graphile_worker._private_jobs`;
});

/** Sends all mails that wait, into the built-in inbox. */
async function sendAll(): Promise<void> {
  const waiting = await db().message.findMany({ where: { status: "queued" }, select: { id: true } });
  for (const { id } of waiting) await sendMessage(id, now);
}

/** A visit at the page of a published signature, by the link of the mail that says that it is published. */
async function visiting() {
  const form = validForm();
  const { signatureId } = await publishedSignature(letter, form);
  await sendAll();
  const token = tokenFrom(await inboxTextsTo(form.email));
  const begun = await beginVisit(letter.slug, token, now);
  if (!begun.ok) throw new Error(begun.error);
  return { signatureId, token, secret: begun.value, email: form.email };
}

describe("a link to one's own page", () => {
  test("comes with the mails about a decision; looking at it changes nothing, and it begins one visit", async () => {
    const form = validForm();
    const { signatureId } = await publishedSignature(letter, form);
    await sendAll();
    const token = tokenFrom(await inboxTextsTo(form.email));
    const rows = () => db().token.findMany({ where: { signatureId, purpose: "own_page" } });
    const before = await rows();
    for (let scan = 0; scan < 3; scan += 1)
      expect(await readLink(letter.slug, token, now)).toMatchObject({ ok: true, value: { signatureId } });
    expect(await rows()).toEqual(before);
    expect(await db().visit.count({ where: { signatureId } })).toBe(0);
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => beginVisit(letter.slug, token, now)));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    for (const outcome of outcomes) if (!outcome.ok) expect(outcome.error).toBe("used");
    expect(await db().visit.count({ where: { signatureId } })).toBe(1);
    expect(await readLink(letter.slug, token, now)).toEqual({ ok: false, error: "used" });
  });

  test("is stored as a hash, good for its letter, its purpose and thirty days", async () => {
    const form = validForm();
    const { signatureId } = await publishedSignature(letter, form);
    await sendAll();
    const texts = await inboxTextsTo(form.email);
    const token = tokenFrom(texts);
    const [row] = await db().token.findMany({ where: { signatureId, purpose: "own_page" } });
    expect([row?.hash.byteLength, row?.expiresAt]).toEqual([32, later(ownLinkLife)]);
    const other = validForm();
    await signAs(letter, other);
    await sendAll();
    const confirming = /confirm\?token=([\w-]{43})/.exec(await inboxTextsTo(other.email))?.[1];
    expect(confirming).toBeTruthy();
    const tries: [string, unknown, Date, string][] = [
      [letter.slug, "x", now, "malformed"],
      [letter.slug, "A".repeat(43), now, "unknown"],
      [letter.slug, confirming, now, "unknown"],
      [(await makeLetter()).slug, token, now, "unknown"],
      [letter.slug, token, later(ownLinkLife), "expired"],
    ];
    for (const [slug, text, at, error] of tries)
      expect(await beginVisit(slug, text, at)).toEqual({ ok: false, error });
    expect(await db().visit.count({ where: { signature: { letterId: letter.id } } })).toBe(0);
  });

  test("opens nothing once the signature was erased", async () => {
    const { signatureId, secret, email } = await visiting();
    await decideAgain(signatureId);
    await sendAll();
    const token = tokenFrom(await inboxTextsTo(email));
    expect((await readLink(letter.slug, token, now)).ok).toBe(true);
    await anonymise(db(), [signatureId], now);
    expect(await readLink(letter.slug, token, now)).toEqual({ ok: false, error: "unknown" });
    expect(await findVisit(letter.slug, secret, now)).toBeNull();
    expect(await db().visit.count({ where: { signatureId } })).toBe(0);
  });

  async function decideAgain(signatureId: string): Promise<void> {
    const moderatorId = await moderatorOf(letter);
    const decided = await decide({ signatureId, kind: "remove", reason: "Gone." }, moderatorId, now);
    if (!decided.ok) throw new Error("not removed");
  }
});

describe("what a job was told of a mailbox", () => {
  test("goes a day after the job has failed for good, and not before; jobs that are told ids stay to be looked into", async () => {
    for (const email of ["failed@a.example", "tried@b.example", "fresh@c.example"])
      await askForLinks({ letterId: letter.id, email, locale: "en", address: null });
    const { email: confirmed } = validForm();
    await signAs(letter, validForm({ email: confirmed }));
    const day = 24 * 3600_000;
    const jobs = await db().$queryRaw<{ id: bigint; task: string }[]>`
      SELECT id, task_identifier AS task FROM graphile_worker.jobs ORDER BY id`;
    const [failed, tried, fresh] = jobs.filter(({ task }) => task === "mail_own_links");
    const sending = jobs.find(({ task }) => task === "send_message");
    const fail = (job: { id: bigint } | undefined, attempts: number, at: Date) =>
      db().$executeRaw`
        UPDATE graphile_worker._private_jobs SET attempts = least(${attempts}, max_attempts), updated_at = ${at}
        WHERE id = ${job?.id ?? 0n}`;
    await fail(failed, 100, later(-day - 1000));
    await fail(tried, 3, later(-day - 1000));
    await fail(fresh, 100, later(-day + 60_000));
    await fail(sending, 100, later(-day - 1000));
    await sweepExpired(now);
    const left = await db().$queryRaw<{ id: bigint }[]>`SELECT id FROM graphile_worker.jobs`;
    const ids = left.map(({ id }) => id);
    expect([failed, tried, fresh, sending].map((job) => job && ids.includes(job.id))).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });
});

describe("a visit", () => {
  test("is one signature's, at one letter, for half an hour, or until it is ended", async () => {
    const { signatureId, secret } = await visiting();
    expect(await findVisit(letter.slug, secret, now)).toMatchObject({ signatureId, letterId: letter.id });
    expect(await findVisit((await makeLetter()).slug, secret, now)).toBeNull();
    expect(await findVisit(letter.slug, secret, later(visitMinutes * 60_000))).toBeNull();
    for (const text of ["", "x", "A".repeat(43), null, undefined])
      expect(await findVisit(letter.slug, text, now)).toBeNull();
    const rows = await db().visit.findMany({ where: { signatureId } });
    expect(rows.map(({ secretHash }) => Buffer.from(secretHash).toString("base64url"))).not.toContain(secret);
    await endVisit(secret);
    expect(await findVisit(letter.slug, secret, now)).toBeNull();
    await endVisit(secret);
  });

  test("takes the place of the one that the browser had", async () => {
    const first = await visiting();
    const form = validForm();
    const { signatureId } = await publishedSignature(letter, form);
    await sendAll();
    const begun = await beginVisit(letter.slug, tokenFrom(await inboxTextsTo(form.email)), now, first.secret);
    expect(begun.ok && (await findVisit(letter.slug, begun.value, now))?.signatureId).toBe(signatureId);
    expect(await findVisit(letter.slug, first.secret, now)).toBeNull();
  });

  test("that is over is swept away", async () => {
    const { secret } = await visiting();
    await sweepExpired(later(visitMinutes * 60_000 - 1));
    expect(await db().visit.count({ where: { expiresAt: later(visitMinutes * 60_000) } })).toBeGreaterThan(0);
    await sweepExpired(later(visitMinutes * 60_000 + 1));
    expect(await db().visit.count()).toBe(0);
    expect(await findVisit(letter.slug, secret, now)).toBeNull();
  });

  test("shows how the signature stands: the receipt of what is published, the reason of what is not", async () => {
    const { signatureId } = await visiting();
    expect(await readOwnSignature(signatureId)).toMatchObject({
      status: "published",
      reason: null,
      version: { sha256: letter.version.sha256 },
      receipt: { format: "undersigned-receipt-1" },
    });
    await decide({ signatureId, kind: "remove", reason: "Gone." }, await moderatorOf(letter), now);
    expect(await readOwnSignature(signatureId)).toMatchObject({
      status: "removed",
      reason: "Gone.",
      receipt: null,
    });
    expect(await readOwnSignature(crypto.randomUUID())).toBeNull();
  });
});

describe("a lost link", () => {
  const ask = (email: string, address = "192.0.2.7") =>
    askForLinks({ letterId: letter.id, email, locale: "en", address });

  /** Does what the worker would with what was asked. Returns how many mails that makes. */
  async function work(): Promise<number> {
    const before = await db().message.count({ where: { kind: "own_page" } });
    for (const payload of await jobsOf()) await mailLinks(payload);
    await db().$executeRaw`DELETE FROM graphile_worker._private_jobs`;
    return (await db().message.count({ where: { kind: "own_page" } })) - before;
  }

  test("is asked for in the same statements, whether the address is known or not", async () => {
    const form = validForm();
    await publishedSignature(letter, form);
    await ask("somebody@first.example");
    await db().$executeRaw`DELETE FROM graphile_worker._private_jobs`;
    const said: string[][] = [];
    for (const email of [form.email, "nobody@nowhere.example"])
      said.push(await statementsOf(async () => expect(await ask(email)).toBeNull()));
    expect(said[0]?.length).toBeGreaterThan(1);
    expect(said[0]).toEqual(said[1]);
    // What the job is told is as long for both, and holds no address.
    const payloads = await jobsOf();
    expect(payloads.map(({ mailbox }) => mailbox.length)).toEqual([64, 64]);
    expect(JSON.stringify(payloads)).not.toMatch(/@|nowhere/);
  });

  test("goes to the address of the signature and nowhere else, with one link for each signature", async () => {
    const email = `Lost.${crypto.randomUUID().slice(0, 8)}@organisation.example`;
    const names = ["Verein A", "Verein B", "www.verein-c.example"];
    const ids: string[] = [];
    for (const name of names)
      ids.push((await publishedSignature(letter, validForm({ email, name }))).signatureId);
    await publishedSignature(await makeLetter(), validForm({ email, name: "Elsewhere" }));
    await sendAll();
    await db().inboxMail.deleteMany();
    expect(await ask(email.toLowerCase().replace("@", "+typed@"))).toBeNull();
    expect(await work()).toBe(1);
    await sendAll();
    expect(await inboxTextsTo(email.toLowerCase().replace("@", "+typed@"))).toBe("");
    const text = await inboxTextsTo(email);
    // A name that somebody typed is no link.
    for (const shown of ["Verein A", "Verein B", "verein-c. example"]) expect(text).toContain(shown);
    expect(text).not.toContain("Elsewhere");
    const tokens = [...text.matchAll(/mine\?token=([\w-]{43})/g)].map((match) => match[1]);
    const opened = await Promise.all(tokens.map((token) => readLink(letter.slug, token, now)));
    expect(opened.map((link) => link.ok && link.value.signatureId).sort()).toEqual([...ids].sort());
  });

  test("of another spelling of a mailbox goes to that spelling alone", async () => {
    const name = crypto.randomUUID().slice(0, 8);
    const [plain, tagged] = [`${name}@organisation.example`, `${name}+team@organisation.example`];
    await publishedSignature(letter, validForm({ email: plain, name: "Plain" }));
    await publishedSignature(letter, validForm({ email: tagged, name: "Tagged" }));
    await sendAll();
    await db().inboxMail.deleteMany();
    await ask(plain);
    expect(await work()).toBe(2);
    await sendAll();
    expect([await inboxTextsTo(plain), await inboxTextsTo(tagged)]).toEqual([
      expect.stringContaining("Plain"),
      expect.stringContaining("Tagged"),
    ]);
    expect(await inboxTextsTo(plain)).not.toContain("Tagged");
  });

  test("is mailed three times an hour to one mailbox, and said to have been sent all the same", async () => {
    const form = validForm();
    await signAs(letter, form);
    const mails: number[] = [];
    for (let time = 0; time < 5; time += 1) {
      expect(await ask(form.email, `192.0.2.${time}`)).toBeNull();
      mails.push(await work());
    }
    expect(mails).toEqual([1, 1, 1, 0, 0]);
  });

  test("is mailed no oftener where the mailbox signed with many spellings", async () => {
    const form = validForm();
    const [local, host] = form.email.split("@");
    for (let tag = 0; tag < 4; tag += 1)
      await signAs(letter, validForm({ email: `${local}+${tag}@${host}` }));
    const mails: number[] = [];
    for (let time = 0; time < 3; time += 1) {
      await ask(form.email, `192.0.2.${time}`);
      mails.push(await work());
    }
    expect(mails).toEqual([3, 0, 0]);
  });

  test("can be asked for ten times an hour from one network", async () => {
    for (let time = 0; time < 10; time += 1) expect(await ask(`a${time}@b.example`)).toBeNull();
    expect(await ask("c@b.example")).toBeGreaterThan(0);
    expect(await ask("c@b.example", "198.51.100.1")).toBeNull();
  });

  test("goes to nobody who said that it was not them and confirmed nothing, nor to one who is not known", async () => {
    const form = validForm();
    await signAs(letter, form);
    const { emailIndex } = await db().signature.findFirstOrThrow({ where: { letterId: letter.id } });
    await db().mailRefusal.create({
      data: { addressIndex: emailIndex ?? new Uint8Array(), letterId: letter.id, createdAt: now },
    });
    await ask(form.email);
    await ask("nobody@nowhere.example");
    expect((await jobsOf()).length).toBe(2);
    expect(await work()).toBe(0);
  });

  test("goes to somebody who confirmed a signature, and later said of another that it was not them", async () => {
    const form = validForm();
    const signatureId = await pendingSignature(letter, form);
    const { emailIndex } = await db().signature.findUniqueOrThrow({ where: { id: signatureId } });
    await db().mailRefusal.create({
      data: {
        addressIndex: emailIndex ?? new Uint8Array(),
        letterId: letter.id,
        isEverywhere: true,
        createdAt: now,
      },
    });
    expect(await wantsNoMail(form.email, letter.id)).toBe(true);
    await ask(form.email);
    expect(await work()).toBe(1);
    // What they confirmed on one letter opens nothing on another.
    expect(await wantsNoMailOfOwn(form.email, (await makeLetter()).id)).toBe(true);
  });

  test("takes back what waits when the signature is erased: no link is made", async () => {
    const form = validForm();
    const { signatureId } = await publishedSignature(letter, form);
    await ask(form.email);
    expect(await work()).toBe(1);
    await decide({ signatureId, kind: "remove", reason: "Gone." }, await moderatorOf(letter), now);
    await anonymise(db(), [signatureId], now);
    await sendAll();
    expect(await db().token.count({ where: { signatureId } })).toBe(0);
  });

  test.each([
    ["", "required"],
    ["rosa", "invalid"],
    [`${"a".repeat(300)}@b.example`, "tooLong"],
  ])("%j is no address: %s", (typed, code) => expect(parseAsk(typed)).toEqual({ code }));
});
