import { beforeEach, describe, expect, test } from "vitest";
import { correct } from "@/lib/corrections/commands";
import { db, transaction } from "@/lib/db";
import { keepEvidence } from "@/lib/evidence/commands";
import { sumFigures } from "@/lib/figures/sum";
import type { Letter } from "@/lib/letters/queries";
import { decide } from "@/lib/moderation/commands";
import { handle } from "@/lib/moderation/handling";
import { tallyOf } from "@/lib/moderation/tally";
import { keepRetention } from "@/lib/privacy/retention";
import { ask } from "@/lib/questions/commands";
import { CorrectedFields } from "@/lib/signatures/schema";
import { moveSignature } from "@/lib/signatures/status";
import { placesOf, placesOfAll } from "@/tests/support/dump";
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

const day = 24 * 3600_000;
const later = (days: number) => new Date(Date.now() + days * day);
let letter: Letter;
let moderator: string;
beforeEach(async () => {
  letter = await makeLetter();
  moderator = await moderatorOf(letter);
});

/** Somebody whose every text can be told from all others. */
function somebody(mark: string) {
  return validForm({
    name: `Zebrafreunde ${mark}`,
    nameAlt: `Amis du zèbre ${mark}`,
    website: `https://zebra-${mark}.example/`,
    representativeName: `Wanda Zebramann ${mark}`,
    representativeRole: `Streifenzählerin ${mark}`,
    email: `wanda-${mark}@zebra-${mark}.example`,
  });
}

const traces = (mark: string) => [
  `Zebrafreunde ${mark}`,
  `zebrafreunde ${mark}`,
  `Amis du zèbre ${mark}`,
  `amis du zebre ${mark}`,
  `zebra-${mark}.example`,
  `Zebramann ${mark}`,
  `Streifenzählerin ${mark}`,
  `wanda-${mark}`,
  `noted ${mark}`,
  `asked ${mark}`,
  `answered ${mark}`,
  `reason ${mark}`,
  `said ${mark}`,
];

async function expectNoTrace(mark: string) {
  expect(await placesOfAll(process.env.DATABASE_URL ?? "", traces(mark))).toEqual({});
}

/** A signature about which everything was written that can be, and that others were compared with. */
async function busySignature(mark: string, of = letter): Promise<string> {
  const signatureId = await pendingSignature(of, somebody(mark));
  await keepEvidence(signatureId, new Date());
  const neighbour = await pendingSignature(of, validForm({ name: `Zebrafreunde ${mark}` }));
  await keepEvidence(neighbour, new Date());
  await decide({ signatureId: neighbour, kind: "approve", reason: "" }, moderator, new Date());
  await handle({ signatureId, kind: "note", text: `noted ${mark}` }, moderator, new Date());
  await handle({ signatureId, kind: "tag", name: `zebra ${mark}` }, moderator, new Date());
  const asked = await ask({ signatureId, text: `asked ${mark}` }, moderator, new Date());
  if (!asked.ok) throw new Error("not asked");
  await db().question.update({ where: { id: asked.value }, data: { answer: `answered ${mark}` } });
  const fields = CorrectedFields.parse({
    ...somebody(mark),
    name: `Zebrafreunde ${mark} e.V.`,
    showRepresentative: undefined,
  });
  const corrected = await correct({ signatureId, ...fields }, moderator, new Date());
  if (!corrected.ok) throw new Error(`not corrected: ${corrected.error.code}`);
  await db().message.updateMany({ where: { signatureId }, data: { lastError: `said ${mark}` } });
  return signatureId;
}

test("an unconfirmed signature is deleted after seven days, not before", async () => {
  const signatureId = await signAs(letter, somebody("first"));
  await keepRetention(later(6.9));
  expect(await statusOf(signatureId)).toBe("unconfirmed");
  expect((await keepRetention(later(7.1))).unconfirmed).toBe(1);
  expect(await db().signature.count({ where: { id: signatureId } })).toBe(0);
  await expectNoTrace("first");
  expect(await db().auditEntry.count({ where: { signatureId, action: "purge" } })).toBe(1);
});

describe("thirty days after its end", () => {
  const ends = {
    rejected: async (signatureId: string, mark: string) => {
      await decide({ signatureId, kind: "reject", reason: `reason ${mark}` }, moderator, new Date());
    },
    removed: async (signatureId: string, mark: string) => {
      await decide({ signatureId, kind: "approve", reason: "" }, moderator, new Date());
      await decide({ signatureId, kind: "remove", reason: `reason ${mark}` }, moderator, new Date());
    },
    withdrawn: async (signatureId: string) => {
      await decide({ signatureId, kind: "approve", reason: "" }, moderator, new Date());
      await transaction((tx) =>
        moveSignature(tx, { signatureId, move: "withdraw", actor: { kind: "signer" }, now: new Date() }),
      );
    },
  };

  test.each(Object.keys(ends) as (keyof typeof ends)[])(
    "%s: no byte is left but what counts",
    async (end) => {
      const signatureId = await busySignature(end);
      await ends[end](signatureId, end);
      await sumFigures();
      const counted = await figuresOf();
      const tally = await tallyOf(letter.id);
      const decisions = await db().decision.findMany({ where: { signatureId }, orderBy: { number: "asc" } });
      await keepRetention(later(29.9));
      expect(await db().signature.count({ where: { id: signatureId, anonymisedAt: null } })).toBe(1);
      expect(await placesOf(process.env.DATABASE_URL ?? "", `Zebrafreunde ${end} e.V.`)).not.toEqual([]);
      // The neighbour of the same name is its own; it goes as well, so that the dump is about nobody.
      await db().$executeRaw`DELETE FROM signature_name WHERE signature_id <> ${signatureId}::uuid`;
      const neighbours = await db().signature.findMany({
        where: { letterId: letter.id, id: { not: signatureId } },
      });
      await renameAll(neighbours.map(({ id }) => id));
      expect((await keepRetention(later(30.1))).ended).toBe(1);
      await expectNoTrace(end);
      expect(await statusOf(signatureId)).toBe(end);
      // What counts and explains stays.
      await sumFigures();
      expect(await figuresOf()).toEqual(counted);
      expect(await tallyOf(letter.id)).toEqual(tally);
      const kept = await db().decision.findMany({ where: { signatureId }, orderBy: { number: "asc" } });
      const explained = (all: typeof kept) =>
        all.map(({ kind, decidedAt, moderatorId }) => [kind, decidedAt, moderatorId]);
      expect(explained(kept)).toEqual(explained(decisions));
      expect(
        await db().auditEntry.count({ where: { signatureId, action: "anonymise", actor: "system" } }),
      ).toBe(1);
      // Once is enough, and it stays as it is.
      expect((await keepRetention(later(31))).ended).toBe(0);
      const reopened = await decide({ signatureId, kind: "reopen", reason: "" }, moderator, new Date());
      expect(reopened.ok).toBe(false);
      await keepEvidence(signatureId, new Date());
      await expectNoTrace(end);
    },
  );

  async function figuresOf() {
    const rows = await db().$queryRaw<{ line: string }[]>`
      SELECT concat_ws(' ', measure, day, label, state, sum(change)) AS line FROM figure
      WHERE letter_id = ${letter.id}::uuid AND measure <> 'mail' GROUP BY measure, day, label, state HAVING sum(change) <> 0 ORDER BY 1`;
    return rows.map(({ line }) => line);
  }
});

/** Gives other signatures names of their own. */
async function renameAll(ids: string[]): Promise<void> {
  await transaction(async (tx) => {
    // Past the record of the list, which is asked about nobody here.
    await tx.$executeRaw`DELETE FROM ledger_opening WHERE signature_id = ANY(${ids}::uuid[])`;
    await tx.$executeRaw`UPDATE signature SET name = 'Another ' || id WHERE id = ANY(${ids}::uuid[])`;
  });
}

test("what others' evidence says about an erased name goes with it, also where a decision keeps it", async () => {
  const signatureId = await pendingSignature(letter, somebody("quoted"));
  await keepEvidence(signatureId, new Date());
  const neighbour = await pendingSignature(letter, validForm({ name: "Zebrafreunde quoted e.V." }));
  await keepEvidence(neighbour, new Date());
  const quoting = { signatureId: neighbour, code: "similarName" };
  expect(await db().evidence.count({ where: quoting })).toBe(1);
  await decide({ signatureId: neighbour, kind: "approve", reason: "" }, moderator, new Date());
  await decide({ signatureId, kind: "reject", reason: "Why." }, moderator, new Date());
  const { evidenceOf, keptEvidence } = await import("@/lib/evidence/queries");
  const named = async () => {
    const now = (await evidenceOf([neighbour])).get(neighbour) ?? [];
    const { evidence } = await db().decision.findFirstOrThrow({ where: { signatureId: neighbour } });
    return [...now, ...(await keptEvidence(evidence, letter.id))]
      .filter(({ code }) => code === "similarName")
      .map(({ values }) => values.name);
  };
  expect(await named()).toEqual(["Zebrafreunde quoted", "Zebrafreunde quoted"]);
  // Nor is the name of another letter's signature anybody's to read here.
  const { id: elsewhere } = await makeLetter();
  await db().signature.update({ where: { id: signatureId }, data: { letterId: elsewhere } });
  expect(await named()).toEqual([null, null]);
  await db().signature.update({ where: { id: signatureId }, data: { letterId: letter.id } });
  await keepRetention(later(31));
  expect(await named()).toEqual([null, null]);
});

describe("contact data", () => {
  const isReachable = async (signatureId: string) =>
    (await db().signature.findUniqueOrThrow({ where: { id: signatureId } })).email !== null;

  async function publish(form = validForm(), of = letter): Promise<string> {
    const signatureId = await pendingSignature(of, form);
    const decided = await decide({ signatureId, kind: "approve", reason: "" }, moderator, new Date());
    if (!decided.ok) throw new Error("not approved");
    return signatureId;
  }

  test("goes six months after the letter closes; what the public sees stays", async () => {
    const closing = await makeLetter({ closesAt: later(10) });
    moderator = await moderatorOf(closing);
    const signatureId = await busySignature("closing", closing);
    await decide({ signatureId, kind: "approve", reason: "" }, moderator, new Date());
    await keepRetention(later(185));
    expect(await isReachable(signatureId)).toBe(true);
    await keepRetention(later(200));
    expect(await isReachable(signatureId)).toBe(false);
    const row = await db().signature.findUniqueOrThrow({ where: { id: signatureId } });
    expect(row).toMatchObject({
      status: "published",
      name: "Zebrafreunde closing e.V.",
      website: "https://zebra-closing.example/",
      representativeName: null,
      anonymisedAt: null,
    });
    const contact = [
      "Zebramann closing",
      "wanda-closing",
      "noted closing",
      "asked closing",
      "answered closing",
    ];
    expect(await placesOfAll(process.env.DATABASE_URL ?? "", contact)).toEqual({});
    expect(await db().auditEntry.count({ where: { signatureId, action: "eraseContact" } })).toBe(1);
  });

  test("goes as many months after the publication as the owner says, where a letter never closes", async () => {
    await db().letter.update({ where: { id: letter.id }, data: { contactMonths: 2 } });
    const signatureId = await publish();
    await keepRetention(later(55));
    expect(await isReachable(signatureId)).toBe(true);
    await keepRetention(later(63));
    expect(await isReachable(signatureId)).toBe(false);
  });

  test("stays while the letter is open, however long ago it was published", async () => {
    const open = await makeLetter({ closesAt: later(900) });
    moderator = await moderatorOf(open);
    const signatureId = await publish(validForm(), open);
    await keepRetention(later(899));
    expect(await isReachable(signatureId)).toBe(true);
  });

  test("of a representative who agreed to be shown, the name stays on the list", async () => {
    const signatureId = await publish(validForm({ showRepresentative: "yes" }));
    await keepRetention(later(200));
    const row = await db().signature.findUniqueOrThrow({ where: { id: signatureId } });
    expect([row.email, row.representativeName]).toEqual([null, "Rosa Representative"]);
  });
});

test("what nobody decided counts as rejected when the time is over, and is anonymised thirty days later", async () => {
  const signatureId = await pendingSignature(letter, somebody("waiting"));
  await keepRetention(later(170));
  expect(await statusOf(signatureId)).toBe("pending");
  await keepRetention(later(190));
  expect(await statusOf(signatureId)).toBe("rejected");
  await keepRetention(later(221));
  await expectNoTrace("waiting");
});

test("the hash of a network is forgotten after two days", async () => {
  const signatureId = await pendingSignature(letter);
  const network = async () =>
    (await db().signature.findUniqueOrThrow({ where: { id: signatureId } })).network;
  await keepRetention(later(1.9));
  expect(await network()).not.toBeNull();
  await keepRetention(later(2.1));
  expect(await network()).toBeNull();
});

test("mails of the built-in inbox are deleted after thirty days", async () => {
  const row = { id: "<one@localhost>", sealed: new Uint8Array(1) };
  await db().inboxMail.create({ data: row });
  await keepRetention(later(29));
  expect(await db().inboxMail.count({ where: { id: row.id } })).toBe(1);
  await keepRetention(later(31));
  expect(await db().inboxMail.count({ where: { id: row.id } })).toBe(0);
});

test("two jobs at once do each thing once, and pass over what somebody works on", async () => {
  const ids = await Promise.all(Array.from({ length: 6 }, () => pendingSignature(letter)));
  for (const signatureId of ids)
    await decide({ signatureId, kind: "reject", reason: "No." }, moderator, new Date());
  const [held = ""] = ids;
  await transaction(async (tx) => {
    await tx.$executeRaw`SELECT 1 FROM signature WHERE id = ${held}::uuid FOR UPDATE`;
    const kept = await Promise.all([keepRetention(later(31)), keepRetention(later(31))]);
    expect(kept[0].ended + kept[1].ended).toBe(5);
  });
  expect((await keepRetention(later(31))).ended).toBe(1);
  expect(await db().auditEntry.count({ where: { signatureId: { in: ids }, action: "anonymise" } })).toBe(6);
});

test("the database keeps what was anonymised out of queue and list", async () => {
  const signatureId = await pendingSignature(letter);
  await expect(
    db().$executeRaw`UPDATE signature SET anonymised_at = now() WHERE id = ${signatureId}::uuid`,
  ).rejects.toThrow(/signature_anonymised_has_ended/);
});
