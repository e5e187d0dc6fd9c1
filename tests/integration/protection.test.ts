import { createHmac, randomUUID } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { grantRole } from "@/lib/accounts/members";
import { db } from "@/lib/db";
import { gatherEvidence } from "@/lib/evidence/evidence";
import { sweepExpired } from "@/lib/jobs/sweep";
import type { Letter } from "@/lib/letters/queries";
import { sendMessage } from "@/lib/mail/send";
import { refuseMail, wantMailAgain } from "@/lib/mail-refusals/commands";
import { wantsNoMail } from "@/lib/mail-refusals/queries";
import { makeChallenge } from "@/lib/proof/challenge";
import { addGate, changeSlowMode, removeGate, setLimits } from "@/lib/protection/commands";
import { type LimitName, limitNames } from "@/lib/protection/limits";
import { readProtection, slowModeOf } from "@/lib/protection/queries";
import { noteBurst } from "@/lib/protection/slow";
import { forgetWatch, recentWatch } from "@/lib/protection/watch";
import { type SignAttempt, sign } from "@/lib/signatures/commands";
import { agreementMark } from "@/lib/signatures/consents";
import { networkHash } from "@/lib/throttle/network";
import { answerTo } from "@/tests/support/proof";
import { statementsOf } from "@/tests/support/statements";
import { makeLetter, moderatorOf, validForm, withTestDatabase } from "@/tests/support/world";

withTestDatabase();

const hour = 3600_000;

function attempt(letter: Letter, changes: Partial<SignAttempt> = {}): SignAttempt {
  return {
    slug: letter.slug,
    locale: "en",
    form: validForm(),
    agreement: agreementMark(letter.version.sha256, "en"),
    address: "192.0.2.1",
    now: new Date(),
    ...changes,
  };
}

async function outcomeOf(letter: Letter, changes: Partial<SignAttempt> = {}): Promise<string> {
  const signed = await sign(attempt(letter, changes));
  return signed.ok ? "taken" : signed.error.code;
}

/** Whether each signature of a letter was proven, and how long its mail waits in seconds. */
async function stored(letter: Letter) {
  return db().$queryRaw<{ isProven: boolean | null; wait: number }[]>`
    SELECT s.is_proven AS "isProven", round(extract(epoch FROM j.run_at - j.created_at))::int AS wait
    FROM signature s JOIN message m ON m.signature_id = s.id
      JOIN graphile_worker._private_jobs j ON j.payload->>'messageId' = m.id::text
    WHERE s.letter_id = ${letter.id}::uuid ORDER BY s.created_at`;
}

async function ownerOf(letter: Letter): Promise<string> {
  return (await grantRole(`owner-${randomUUID().slice(0, 8)}@host.example`, "owner", letter.slug))
    .moderatorId;
}

const noLimits: Record<LimitName, number | null> = {
  perNetwork: null,
  perWideNetwork: null,
  perDomain: null,
  perAddress: null,
  perLetter: null,
  burstCount: null,
  burstFactor: null,
};

async function limit(letter: Letter, changes: Partial<typeof noLimits & { slowUntil: Date }>): Promise<void> {
  await db().protection.upsert({
    where: { letterId: letter.id },
    create: { letterId: letter.id, ...changes },
    update: changes,
  });
  forgetWatch(letter.id);
}

describe("a proof of work", () => {
  test("lets the mail go at once; without one it waits, and evidence says so without weight", async () => {
    const letter = await makeLetter();
    const proof = await answerTo(await makeChallenge(letter.id, false, new Date()));
    expect(await outcomeOf(letter, { proof })).toBe("taken");
    expect(await outcomeOf(letter)).toBe("taken");
    expect(await stored(letter)).toEqual([
      { isProven: true, wait: 0 },
      { isProven: false, wait: 120 },
    ]);
    const rows = await db().signature.findMany({
      where: { letterId: letter.id },
      orderBy: { createdAt: "asc" },
    });
    const found = await Promise.all(rows.map((row) => gatherEvidence(row)));
    const [first, second] = found.map((evidence) => evidence.find(({ code }) => code === "noProof")?.weighs);
    expect([first, second]).toEqual([undefined, "unknown"]);
  });

  test("forged, expired, of another letter, cheaper than asked or unreadable counts as none, and nobody is turned away", async () => {
    const letter = await makeLetter();
    const other = await makeLetter();
    const now = new Date();
    const honest = await makeChallenge(letter.id, false, now);
    const answer = JSON.parse(Buffer.from(await answerTo(honest), "base64").toString());
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64");
    const withParameters = (changes: object) =>
      encode({
        ...answer,
        challenge: { ...answer.challenge, parameters: { ...answer.challenge.parameters, ...changes } },
      });
    const proofs = [
      await answerTo(await makeChallenge(other.id, false, now)),
      await answerTo(await makeChallenge(letter.id, false, new Date(now.getTime() - 2 * hour - 1000))),
      withParameters({ expiresAt: answer.challenge.parameters.expiresAt + 1 }),
      withParameters({ cost: 1 }),
      withParameters({ keyPrefix: "00" }),
      encode({ ...answer, challenge: { ...answer.challenge, signature: "00".repeat(32) } }),
      encode({ ...answer, solution: { ...answer.solution, derivedKey: "00".repeat(32) } }),
      encode({ challenge: honest }),
      encode([[[[]]]]),
      "not base64 ☃",
      "A".repeat(100_000),
    ];
    for (const proof of proofs) expect(await outcomeOf(letter, { proof })).toBe("taken");
    expect((await stored(letter)).map(({ isProven }) => isProven)).toEqual(proofs.map(() => false));
    const late = new Date(now.getTime() + 2 * hour + 1000);
    await outcomeOf(letter, { proof: encode(answer), now: late });
    expect((await stored(letter)).at(-1)?.isProven).toBe(false);
    // The answer that they were made from holds.
    await outcomeOf(letter, { proof: encode(answer) });
    expect((await stored(letter)).filter(({ isProven }) => isProven)).toHaveLength(1);
  });

  test("used again it counts as none; of ten at once with one proof, one is proven", async () => {
    const letter = await makeLetter();
    const proof = await answerTo(await makeChallenge(letter.id, false, new Date()));
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => outcomeOf(letter, { proof })));
    expect(outcomes).toEqual(Array(10).fill("taken"));
    expect(await outcomeOf(letter, { proof })).toBe("taken");
    const proven = (await stored(letter)).filter(({ isProven }) => isProven);
    expect(proven).toEqual([{ isProven: true, wait: 0 }]);
    // Known to be used, it does not buy the limits of a proof either.
    const unproven = async () =>
      (await db().signOnCount.aggregate({ where: { letterId: letter.id }, _sum: { unproven: true } }))._sum
        .unproven;
    const before = await unproven();
    expect(await outcomeOf(letter, { proof })).toBe("taken");
    expect(await unproven()).toBe((before ?? 0) + 1);
  });

  test("is forgotten when it would have run out, not before", async () => {
    const letter = await makeLetter();
    const now = new Date();
    await outcomeOf(letter, { proof: await answerTo(await makeChallenge(letter.id, false, now)) });
    const count = await db().spentChallenge.count();
    await sweepExpired(new Date(now.getTime() + 2 * hour - 60_000));
    expect(await db().spentChallenge.count()).toBe(count);
    await sweepExpired(new Date(now.getTime() + 2 * hour + 1000));
    expect(await db().spentChallenge.count()).toBe(0);
  });
});

describe("the hidden field", () => {
  afterEach(async () => void (await db().throttle.deleteMany()));

  test("filled in, the answer is the same and nothing is stored but a count", async () => {
    const letter = await makeLetter();
    expect(await outcomeOf(letter, { trap: "Buy" })).toBe("taken");
    expect(await db().signature.count({ where: { letterId: letter.id } })).toBe(0);
    const [row] = await db().signOnCount.findMany({ where: { letterId: letter.id } });
    expect(row).toMatchObject({ trapped: 1, taken: 0 });
  });

  /** A statement as it is compared: which of the two counts, and whether it is taken back, is what may differ. */
  const isOfBoth = (said: string) =>
    !/SAVEPOINT in_vain/.test(said) && !/FROM "public"\."(letter|gate)/.test(said);
  const alike = (said: string[]) =>
    said
      .filter(isOfBoth)
      .map((one) => (/count_(sign_on|events)\(|INSERT INTO sign_on_count/.test(one) ? "counted" : one));

  test("filled in, or with a blocked address, the same is done as for a signer, and all of it taken back", async () => {
    const letter = await makeLetter();
    const blocked = validForm();
    await addGate(
      letter.slug,
      { kind: "address", effect: "block", value: blocked.email, reason: "x", days: null },
      await ownerOf(letter),
      new Date(),
    );
    await outcomeOf(letter);
    const everything = async () =>
      db()
        .$queryRaw`SELECT (SELECT count(*) FROM signature) AS s, (SELECT count(*) FROM consent) AS c, (SELECT count(*) FROM message) AS m,
        (SELECT count(*) FROM graphile_worker._private_jobs) AS j, (SELECT count(*) FROM spent_challenge) AS p, (SELECT count(*) FROM audit_entry) AS a`;
    const proof = async () => answerTo(await makeChallenge(letter.id, false, new Date()));
    const proofs = [await proof(), await proof(), await proof()];
    const signer = await statementsOf(async () => outcomeOf(letter, { proof: proofs[0] }));
    const before = await everything();
    const caught = await statementsOf(async () => outcomeOf(letter, { proof: proofs[1], trap: "Buy" }));
    const ignored = await statementsOf(async () => outcomeOf(letter, { proof: proofs[2], form: blocked }));
    expect(await everything()).toEqual(before);
    expect(alike(signer).filter((one) => /INSERT/.test(one)).length).toBeGreaterThan(3);
    expect(alike(caught)).toEqual(alike(signer));
    expect(alike(ignored)).toEqual(alike(signer));
  });

  test("filled in, one waits when others would, and uses up what is nobody else's", async () => {
    const letter = await makeLetter();
    await limit(letter, { perNetwork: 6 });
    const outcomes: string[] = [];
    for (let time = 0; time < 7; time += 1) outcomes.push(await outcomeOf(letter, { trap: "Buy" }));
    const [most, ...rest] = [...new Set(outcomes)];
    expect([most, rest, outcomes.at(-1)]).toEqual(["taken", ["tooMany"], "tooMany"]);
    expect(await outcomeOf(letter)).toBe("taken");
    const [counted] = await db().$queryRaw<{ trapped: number; limited: number }[]>`
      SELECT sum(trapped)::int AS trapped, sum(limited)::int AS limited FROM sign_on_count WHERE letter_id = ${letter.id}::uuid`;
    expect(counted).toEqual({ trapped: 7, limited: 0 });
  });

  test("with a blocked address one waits when others would as well, and no owner of the address does for it", async () => {
    const [letter, other] = [await makeLetter(), await makeLetter()];
    const form = validForm();
    const block = { kind: "address", effect: "block", value: form.email, reason: "x", days: null } as const;
    await addGate(letter.slug, block, await ownerOf(letter), new Date());
    await limit(letter, { perAddress: 4 });
    await limit(other, { perAddress: 4 });
    const outcomes: string[] = [];
    for (let time = 0; time < 5; time += 1)
      outcomes.push(await outcomeOf(letter, { form, address: `203.0.113.${time}` }));
    expect(outcomes).toEqual(["taken", "taken", "taken", "taken", "tooMany"]);
    expect(await outcomeOf(other, { form, address: "203.0.113.9" })).toBe("taken");
    const [counted] = await db().$queryRaw<{ blocked: number; trapped: number }[]>`
      SELECT sum(blocked)::int AS blocked, sum(trapped)::int AS trapped FROM sign_on_count WHERE letter_id = ${letter.id}::uuid`;
    expect(counted).toEqual({ blocked: 5, trapped: 0 });
  });

  test("of a network the database holds a hash that it cannot undo by itself, the day's key in hand", async () => {
    const hash = await networkHash("203.0.113.77", new Date());
    const keys = await db().networkKey.findMany();
    expect(keys.length).toBeGreaterThan(0);
    for (const { key } of keys)
      expect(createHmac("sha256", key).update("203.0.113.77").digest()).not.toEqual(Buffer.from(hash ?? []));
    expect(await networkHash("203.0.113.77", new Date())).toEqual(hash);
  });

  test("filled in beside what is no sign-on, the form comes back as it does to everybody", async () => {
    const letter = await makeLetter();
    expect(await outcomeOf(letter, { trap: "Buy", form: validForm({ name: "" }) })).toBe("fields");
    expect(await outcomeOf(letter, { trap: "Buy", agreement: "x" })).toBe("textChanged");
  });
});

describe("limits", () => {
  test("of a network, a wide network and a mail domain hold however many sign at once", async () => {
    const letter = await makeLetter();
    await limit(letter, { perNetwork: 6, perWideNetwork: 8, perDomain: 9 });
    const many = (addresses: (at: number) => string, count: number) =>
      Promise.all(Array.from({ length: count }, (_, at) => outcomeOf(letter, { address: addresses(at) })));
    const taken = (outcomes: string[]) => outcomes.filter((one) => one === "taken").length;
    // Five are always left without a proof of work.
    expect(taken(await many(() => "198.51.100.1", 12))).toBe(5);
    // The same /24, another address: what is left of the wide network's share without proof is used up.
    expect(taken(await many(() => "198.51.100.2", 5))).toBe(0);
    // Elsewhere: the mail domain has four left.
    expect(taken(await many((at) => `203.0.${at}.1`, 10))).toBe(4);
    const counted = await db().signOnCount.findMany({ where: { letterId: letter.id } });
    const sum = (name: "taken" | "unproven" | "limited") => counted.reduce((all, row) => all + row[name], 0);
    expect([sum("taken"), sum("unproven"), sum("limited")]).toEqual([9, 9, 18]);
  });

  test("a domain where anybody can have an address is not counted", async () => {
    const letter = await makeLetter();
    await limit(letter, { perDomain: 1 });
    for (let at = 0; at < 3; at += 1)
      expect(await outcomeOf(letter, { form: validForm({ email: `rosa${at}@gmx.de` }) })).toBe("taken");
    const form = () => validForm({ email: `rosa@${randomUUID().slice(0, 8)}.mass.example` });
    expect(await outcomeOf(letter, { form: form() })).toBe("taken");
    expect(await outcomeOf(letter, { form: form() })).toBe("tooMany");
  });

  test("an address counts in all its spellings", async () => {
    const letter = await makeLetter();
    await limit(letter, { perAddress: 2 });
    const from = (email: string) => outcomeOf(letter, { form: validForm({ email }) });
    expect(await from("rosa.lux@gmail.com")).toBe("taken");
    expect(await from("rosalux+letter@googlemail.com")).toBe("taken");
    expect(await from("Rosa.Lux+2@gmail.com")).toBe("tooMany");
  });

  test("of a letter holds, a second late at most", async () => {
    const letter = await makeLetter();
    await limit(letter, { perLetter: 2 });
    expect(await outcomeOf(letter)).toBe("taken");
    expect(await outcomeOf(letter)).toBe("taken");
    forgetWatch(letter.id);
    expect(await outcomeOf(letter)).toBe("tooMany");
  });
});

describe("the lists", () => {
  const entry = { reason: "A reason", days: null };

  test("block a network and a domain openly and an address silently; what is allowed wins", async () => {
    const letter = await makeLetter();
    const owner = await ownerOf(letter);
    const add = (input: Parameters<typeof addGate>[1]) => addGate(letter.slug, input, owner, new Date());
    const here = (changes: Partial<SignAttempt>) => outcomeOf(letter, changes);
    const from = (email: string) => ({ form: validForm({ email }) });
    await add({ ...entry, kind: "network", effect: "block", value: "198.51.100.0/24" });
    await add({ ...entry, kind: "domain", effect: "block", value: "evil.example" });
    await add({ ...entry, kind: "address", effect: "block", value: "mallory@other.example" });
    expect(await here({ address: "198.51.100.9" })).toBe("blocked");
    expect(await here({ address: "198.51.101.9" })).toBe("taken");
    expect(await here(from("a@mail.evil.example"))).toBe("blocked");
    expect(await here(from("a@notevil.example"))).toBe("taken");
    const before = await db().signature.count({ where: { letterId: letter.id } });
    expect(await here(from("Mallory+x@other.example"))).toBe("taken");
    expect(await db().signature.count({ where: { letterId: letter.id } })).toBe(before);
    await add({ ...entry, kind: "network", effect: "allow", value: "198.51.100.9" });
    await limit(letter, { perNetwork: 1, perWideNetwork: 1 });
    for (let at = 0; at < 5; at += 1) expect(await here({ address: "198.51.100.9" })).toBe("taken");
    const kept = await db().$queryRaw<{ row: string }[]>`SELECT row_to_json(g)::text AS row FROM gate g`;
    for (const { row } of kept) expect(row).not.toContain("mallory");
    const { id } = await db().gate.findFirstOrThrow({ where: { letterId: letter.id, kind: "domain" } });
    expect(await removeGate(letter.slug, id, owner)).toEqual({ ok: true, value: null });
    expect(await here(from("a@mail.evil.example"))).toBe("taken");
  });

  test("an entry ends with its days, and another letter's do not count", async () => {
    const [letter, other] = [await makeLetter(), await makeLetter()];
    const owner = await ownerOf(letter);
    const now = new Date();
    await addGate(
      letter.slug,
      { reason: "r", days: 1, kind: "domain", effect: "block", value: "evil.example" },
      owner,
      now,
    );
    const form = validForm({ email: "a@evil.example" });
    expect(await outcomeOf(letter, { form })).toBe("blocked");
    expect(await outcomeOf(other, { form })).toBe("taken");
    forgetWatch(letter.id);
    expect(await outcomeOf(letter, { form, now: new Date(now.getTime() + 25 * hour) })).toBe("taken");
  });

  test("are the owner's to change, and slow mode a moderator's; all of it is in the log", async () => {
    const letter = await makeLetter();
    const [owner, moderator] = [await ownerOf(letter), await moderatorOf(letter)];
    const forbidden = { ok: false, error: "forbidden" };
    expect(await setLimits(letter.slug, noLimits, moderator)).toEqual(forbidden);
    const gate = { ...entry, kind: "domain", effect: "allow", value: "good.example" } as const;
    expect(await addGate(letter.slug, gate, moderator, new Date())).toEqual(forbidden);
    expect((await setLimits(letter.slug, { ...noLimits, perNetwork: 7 }, owner)).ok).toBe(true);
    expect((await changeSlowMode(letter.slug, { change: "prolong" }, moderator, new Date())).ok).toBe(true);
    expect((await changeSlowMode(letter.slug, { change: "end" }, moderator, new Date())).ok).toBe(true);
    const entries = await db().auditEntry.findMany({
      where: { letterId: letter.id },
      orderBy: { id: "asc" },
    });
    const said = entries
      .map(({ action, detail }) => [action, detail])
      .filter(([action]) => action !== "role");
    expect(said.slice(-3)).toEqual([
      ["limits", "perNetwork 7"],
      ["slowBegin", null],
      ["slowEnd", null],
    ]);
  });
});

/** Waits past the end of the ten minutes that sign-ons are counted in, where it is near. */
async function untilSlotIsYoung(): Promise<void> {
  const left = hour / 6 - (Date.now() % (hour / 6));
  if (left < 10_000) await new Promise((resolve) => setTimeout(resolve, left));
}

describe("slow mode", () => {
  test("begins with a burst, once, tells each moderator once, and turns nobody away", async () => {
    await untilSlotIsYoung();
    const letter = await makeLetter();
    await moderatorOf(letter);
    await moderatorOf(letter);
    await limit(letter, { burstCount: 5 });
    const address = (at: number) => `203.0.113.${at}`;
    for (let at = 0; at < 6; at += 1) expect(await outcomeOf(letter, { address: address(at) })).toBe("taken");
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        forgetWatch(letter.id);
        return recentWatch(letter.id, new Date());
      }),
    );
    expect((await recentWatch(letter.id, new Date())).isSlow).toBe(true);
    expect(await db().message.count({ where: { letterId: letter.id, kind: "burst" } })).toBe(2);
    expect(await db().auditEntry.count({ where: { letterId: letter.id, action: "slowBegin" } })).toBe(1);
    expect(await outcomeOf(letter, { address: address(99) })).toBe("taken");
    expect((await stored(letter)).at(-1)).toEqual({ isProven: false, wait: 480 });
    const proof = await answerTo(await makeChallenge(letter.id, true, new Date()));
    expect(await outcomeOf(letter, { address: address(99), proof })).toBe("taken");
    expect((await stored(letter)).at(-1)).toEqual({ isProven: true, wait: 0 });
  });

  test("says whether a burst began it or who did by hand, and the defaults are never a letter's own", async () => {
    const letter = await makeLetter();
    const [owner, moderator] = [await ownerOf(letter), await moderatorOf(letter)];
    const now = new Date();
    const begun = async () => (await slowModeOf(letter.slug, owner, now))?.begun;
    await noteBurst(letter.id, now);
    const later = (hours: number) => new Date(now.getTime() + hours * hour);
    const longer = await changeSlowMode(letter.slug, { change: "prolong" }, moderator, now);
    expect(longer).toEqual({ ok: true, value: { change: "prolong", until: later(2) } });
    expect(await begun()).toEqual({ by: "burst" });
    await changeSlowMode(letter.slug, { change: "end" }, moderator, now);
    const again = await changeSlowMode(letter.slug, { change: "prolong" }, moderator, now);
    expect(again).toEqual({ ok: true, value: { change: "begin", until: later(1) } });
    const { email } = await db().moderator.findUniqueOrThrow({
      where: { id: moderator },
      select: { sealedEmail: true, email: true },
    });
    expect(await begun()).toEqual({ by: "moderator", email });

    const { defaults } = await readProtection(letter.id);
    expect(defaults.perWideNetwork).toBe(5 * defaults.perNetwork);
    const own = Object.fromEntries(limitNames.map((name) => [name, 7])) as typeof noLimits;
    await setLimits(letter.slug, own, owner);
    expect(await readProtection(letter.id)).toMatchObject({ own, defaults });
  });

  test("is prolonged while the burst lasts, without another mail", async () => {
    const letter = await makeLetter();
    await moderatorOf(letter);
    const now = new Date();
    await limit(letter, { burstCount: 5, slowUntil: new Date(now.getTime() + hour / 2) });
    await db().$executeRaw`
      INSERT INTO sign_on_count (letter_id, slot, shard, taken)
      VALUES (${letter.id}::uuid, date_bin('10 minutes', ${now}::timestamptz, 'epoch'), 0, 20)`;
    expect((await recentWatch(letter.id, now)).isSlow).toBe(true);
    const { slowUntil } = await db().protection.findUniqueOrThrow({ where: { letterId: letter.id } });
    expect(slowUntil).toEqual(new Date(now.getTime() + hour));
    expect(await db().message.count({ where: { letterId: letter.id } })).toBe(0);
  });

  test("does not begin where so much is usual, and not within an hour after somebody ended it", async () => {
    const letter = await makeLetter();
    const moderator = await moderatorOf(letter);
    await limit(letter, { burstCount: 5, burstFactor: 5 });
    const now = new Date();
    await db().$executeRaw`
      INSERT INTO sign_on_count (letter_id, slot, shard, taken)
      SELECT ${letter.id}::uuid, date_bin('10 minutes', ${now}::timestamptz, 'epoch') - n * interval '10 minutes', 0, 4 FROM generate_series(1, 100) n`;
    await db().$executeRaw`
      INSERT INTO sign_on_count (letter_id, slot, shard, taken) VALUES (${letter.id}::uuid, date_bin('10 minutes', ${now}::timestamptz, 'epoch'), 0, 20)`;
    const look = async () => {
      forgetWatch(letter.id);
      return (await recentWatch(letter.id, now)).isSlow;
    };
    expect(await look()).toBe(false);
    await db()
      .$executeRaw`UPDATE sign_on_count SET taken = 21 WHERE letter_id = ${letter.id}::uuid AND taken = 20`;
    expect(await look()).toBe(true);
    await changeSlowMode(letter.slug, { change: "end" }, moderator, now);
    expect(await look()).toBe(false);
    expect(await db().message.count({ where: { letterId: letter.id, kind: "burst" } })).toBe(1);
  });
});

describe("the mail to confirm", () => {
  async function send(letter: Letter, changes: Partial<SignAttempt>) {
    await sign(attempt(letter, changes));
    const message = await db().message.findFirstOrThrow({
      where: { letterId: letter.id, kind: "confirm", status: "queued" },
      orderBy: { createdAt: "desc" },
    });
    await sendMessage(message.id, new Date());
    const sent = await db().message.findUniqueOrThrow({ where: { id: message.id } });
    const mail = await db().inboxMail.findFirst({ where: { id: { contains: message.id } } });
    return { status: sent.status, mail };
  }
  const tokenIn = (text: string | undefined) => /not-me\?token=([\w-]{43})/.exec(text ?? "")?.[1];

  test("goes to one mailbox three times an hour at most, of all letters and spellings together; fewer without proof", async () => {
    const letters = [await makeLetter(), await makeLetter()] as const;
    const statuses: string[] = [];
    for (const [at, email] of ["v@t.example", "v+1@t.example", "V@t.example", "v+2@t.example"].entries()) {
      const letter = letters[at % 2] ?? letters[0];
      const proof = await answerTo(await makeChallenge(letter.id, false, new Date()));
      statuses.push((await send(letter, { form: validForm({ email }), proof })).status);
    }
    expect(statuses).toEqual(["sent", "sent", "sent", "cancelled"]);
    const unproven: string[] = [];
    for (let at = 0; at < 3; at += 1)
      unproven.push((await send(letters[0], { form: validForm({ email: `w+${at}@t.example` }) })).status);
    expect(unproven).toEqual(["sent", "sent", "cancelled"]);
  });

  test("holds nothing that was typed but a name that is no link", async () => {
    const letter = await makeLetter();
    const form = validForm({
      name: `Click https://evil.example/pay now, ${"very ".repeat(20)}urgent`,
      nameAlt: "ALTERNATIVE-NAME",
      website: "https://website-typed.example/",
      representativeName: "REPRESENTATIVE-NAME",
      representativeRole: "ROLE-TYPED",
    });
    const { mail } = await send(letter, { form });
    const all = `${mail?.subject}\n${mail?.html}\n${mail?.text}`;
    expect(all).toContain("Click evil. example/pay now");
    expect(all).not.toMatch(/evil\.example|ALTERNATIVE|website-typed|REPRESENTATIVE|ROLE-TYPED|urgent/);
  });

  test("is not sent again once its reader said that it was somebody else; what waited is gone; it can be taken back", async () => {
    const [letter, other] = [await makeLetter(), await makeLetter()];
    const form = () => validForm({ email: "third@party.example" });
    const { mail } = await send(letter, { form: form() });
    const token = tokenIn(mail?.text);
    const now = new Date();
    expect(await refuseMail(other.slug, token, false, now)).toEqual({ ok: false, error: "unknown" });
    const presses = await Promise.all(
      Array.from({ length: 5 }, () => refuseMail(letter.slug, token, false, now)),
    );
    expect(presses.every(({ ok }) => ok)).toBe(true);
    expect(await db().signature.count({ where: { letterId: letter.id } })).toBe(0);
    const log = await db().auditEntry.groupBy({
      by: ["action"],
      where: { letterId: letter.id },
      _count: true,
    });
    expect(Object.fromEntries(log.map(({ action, _count }) => [action, _count]))).toEqual({
      sign: 1,
      discard: 1,
      notMe: 1,
    });
    // The same answer, and no mail; another letter may still write.
    const later = validForm({ email: "Third+tag@party.example" });
    expect((await send(letter, { form: later })).status).toBe("cancelled");
    expect((await send(other, { form: form() })).status).toBe("sent");
    expect(await wantMailAgain(letter.slug, token, new Date(now.getTime() + 25 * hour))).toEqual({
      ok: false,
      error: "expired",
    });
    expect((await wantMailAgain(letter.slug, token, now)).ok).toBe(true);
    const proof = await answerTo(await makeChallenge(letter.id, false, now));
    expect((await send(letter, { form: form(), proof })).status).toBe("sent");
  });

  test("with the tick, no letter of this server writes again; what was confirmed stays", async () => {
    const [letter, other] = [await makeLetter(), await makeLetter()];
    const email = "everywhere@party.example";
    const { mail } = await send(letter, { form: validForm({ email }) });
    const confirmed = /confirm\?token=([\w-]{43})/.exec(mail?.text ?? "")?.[1];
    const { confirm } = await import("@/lib/signatures/commands");
    expect((await confirm(letter.slug, confirmed, new Date())).ok).toBe(true);
    expect((await refuseMail(letter.slug, tokenIn(mail?.text), true, new Date())).ok).toBe(true);
    expect(await db().signature.count({ where: { letterId: letter.id, status: "pending" } })).toBe(1);
    expect((await send(other, { form: validForm({ email }) })).status).toBe("cancelled");
  });

  test("comes again where an owner, who was asked to, put the address on the allow list, and for that letter alone", async () => {
    const [letter, other] = [await makeLetter(), await makeLetter()];
    const form = () => validForm({ email: "changed@mind.example" });
    const { mail } = await send(letter, { form: form() });
    expect((await refuseMail(letter.slug, tokenIn(mail?.text), true, new Date())).ok).toBe(true);
    const owner = await ownerOf(letter);
    const allow = { kind: "address", effect: "allow", value: "Changed+my@mind.example" } as const;
    const until = (at: Date) => addGate(letter.slug, { reason: "They wrote", days: 1, ...allow }, owner, at);
    expect((await until(new Date(Date.now() - 25 * hour))).ok).toBe(true);
    expect((await send(letter, { form: form() })).status).toBe("cancelled");
    expect((await until(new Date())).ok).toBe(true);
    expect((await send(letter, { form: form() })).status).toBe("sent");
    const wants = ({ id }: Letter) => wantsNoMail("changed@mind.example", id);
    expect([await wants(letter), await wants(other)]).toEqual([false, true]);
  });
});
