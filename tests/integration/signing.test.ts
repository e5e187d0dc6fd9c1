import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { db, transaction } from "@/lib/db";
import { sendMessage } from "@/lib/mail/send";
import { purgeUnconfirmed } from "@/lib/privacy/retention";
import { confirm, readConfirmation, sign } from "@/lib/signatures/commands";
import { agreementMark } from "@/lib/signatures/consents";
import { throttle } from "@/lib/throttle/commands";
import {
  makeLetter,
  pendingSignature,
  signAs,
  statusOf,
  validForm,
  withTestDatabase,
} from "@/tests/support/world";

withTestDatabase();

const day = 24 * 3600_000;

async function tokenFor(signatureId: string, now = new Date()): Promise<string> {
  const message = await db().message.findFirstOrThrow({ where: { signatureId, status: "queued" } });
  await sendMessage(message.id, now);
  const mail = await db().inboxMail.findFirstOrThrow({ where: { id: { contains: message.id } } });
  const token = /token=([A-Za-z0-9_-]{43})/.exec(mail.text)?.[1];
  if (!token) throw new Error("no link in the mail");
  return token;
}

describe("signing", () => {
  test("names the version and the exact consent texts (rule 4)", async () => {
    const letter = await makeLetter();
    const id = await signAs(letter, validForm({ showRepresentative: "yes" }));
    const row = await db().signature.findUniqueOrThrow({
      where: { id },
      include: { consents: { include: { text: true } } },
    });
    expect(row.letterVersionId).toBe(letter.version.id);
    expect(row.consents.map(({ text }) => text.purpose).sort()).toEqual([
      "authority",
      "publication",
      "representative",
    ]);
  });

  test("a form of an older text stores nothing and says so", async () => {
    const letter = await makeLetter();
    const form = validForm();
    const agreement = agreementMark("0".repeat(64), "en");
    const signed = await sign({
      slug: letter.slug,
      locale: "en",
      form,
      agreement,
      address: null,
      now: new Date(),
    });
    expect(signed).toMatchObject({ ok: false, error: { code: "textChanged" } });
    expect(await db().signature.count({ where: { letterId: letter.id } })).toBe(0);
  });

  test("a form that somebody prepared in another's name is not what the other confirms", async () => {
    const letter = await makeLetter();
    const honest = validForm({
      name: "A real organisation",
      email: "rosa@real.example",
      website: "https://real.example",
    });
    const prepared = {
      ...honest,
      website: "https://fake.example",
      showRepresentative: "yes",
      representativeName: "Mallory",
    };
    const first = await signAs(letter, prepared);
    const second = await signAs(letter, honest);
    expect(second).not.toBe(first);
    const rows = await db().signature.findMany({
      where: { letterId: letter.id },
      orderBy: { website: "asc" },
    });
    expect(rows.map(({ website, representativeName }) => [website, representativeName])).toEqual([
      ["https://fake.example/", "Mallory"],
      ["https://real.example/", "Rosa Representative"],
    ]);
    expect(await db().message.count({ where: { signatureId: second, kind: "confirm" } })).toBe(1);
  });

  test("a double click, even ten at once, is one signature", async () => {
    const letter = await makeLetter();
    const form = validForm();
    await Promise.all(Array.from({ length: 10 }, () => signAs(letter, form)));
    expect(await db().signature.count({ where: { letterId: letter.id } })).toBe(1);
    expect(await db().auditEntry.count({ where: { letterId: letter.id, action: "sign" } })).toBe(1);
  });

  test("stored, mail and job come together", async () => {
    const letter = await makeLetter();
    const id = await signAs(letter);
    const [message] = await db().message.findMany({ where: { signatureId: id } });
    expect(message).toMatchObject({ kind: "confirm", status: "queued" });
    const jobs = await db().$queryRaw<{ payload: { messageId: string } }[]>`
      SELECT payload FROM graphile_worker._private_jobs WHERE payload->>'messageId' = ${message?.id}`;
    expect(jobs).toHaveLength(1);
  });
});

describe("confirming", () => {
  test("the token is stored as a hash only", async () => {
    const letter = await makeLetter();
    const id = await signAs(letter);
    const token = await tokenFor(id);
    const dump = await db().$queryRaw<{ row: string }[]>`
      SELECT row_to_json(t)::text AS row FROM token t UNION ALL SELECT row_to_json(m)::text FROM message m
      UNION ALL SELECT row_to_json(j)::text FROM graphile_worker._private_jobs j`;
    expect(dump.length).toBeGreaterThan(1);
    for (const { row } of dump) expect(row).not.toContain(token);
  });

  test("reading the link changes nothing, however often", async () => {
    const letter = await makeLetter();
    const id = await signAs(letter);
    const token = await tokenFor(id);
    for (let at = 0; at < 10; at += 1)
      expect((await readConfirmation(letter.slug, token, new Date())).ok).toBe(true);
    expect(await statusOf(id)).toBe("unconfirmed");
  });

  test("works once; the second time it is used", async () => {
    const letter = await makeLetter();
    const id = await signAs(letter);
    const token = await tokenFor(id);
    expect(await confirm(letter.slug, token, new Date())).toEqual({ ok: true, value: null });
    expect(await statusOf(id)).toBe("pending");
    expect(await confirm(letter.slug, token, new Date())).toEqual({ ok: false, error: "used" });
  });

  test("of twenty at once, with two links, exactly one confirms (rule 7)", async () => {
    const letter = await makeLetter();
    const form = validForm();
    const id = await signAs(letter, form);
    const first = await tokenFor(id);
    await signAs(letter, form);
    const second = await tokenFor(id);
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, at) => confirm(letter.slug, at % 2 ? first : second, new Date())),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await db().auditEntry.count({ where: { signatureId: id, action: "confirm" } })).toBe(1);
  });

  test("expired, foreign, malformed, unknown and of another purpose are told apart and change nothing", async () => {
    const letter = await makeLetter();
    const other = await makeLetter();
    const id = await signAs(letter);
    const token = await tokenFor(id);
    const late = new Date(Date.now() + 7 * day + 1000);
    expect(await confirm(letter.slug, token, late)).toEqual({ ok: false, error: "expired" });
    expect(await confirm(other.slug, token, new Date())).toEqual({ ok: false, error: "unknown" });
    expect(await confirm(letter.slug, `${token}x`, new Date())).toEqual({ ok: false, error: "malformed" });
    expect(await confirm(letter.slug, "A".repeat(43), new Date())).toEqual({ ok: false, error: "unknown" });
    await db().$executeRaw`UPDATE token SET purpose = 'sign_in' WHERE signature_id = ${id}::uuid`;
    expect(await confirm(letter.slug, token, new Date())).toEqual({ ok: false, error: "unknown" });
    expect(await statusOf(id)).toBe("unconfirmed");
  });
});

describe("unconfirmed signatures", () => {
  test("are purged after seven days, others never", async () => {
    const letter = await makeLetter();
    const old = await signAs(letter, validForm(), new Date(Date.now() - 8 * day));
    const fresh = await signAs(letter, validForm(), new Date(Date.now() - 6 * day));
    const pending = await pendingSignature(letter);
    await db()
      .$executeRaw`UPDATE signature SET created_at = now() - interval '30 days' WHERE id = ${pending}::uuid`;
    expect(await purgeUnconfirmed(new Date())).toBe(1);
    const left = await db().signature.findMany({ where: { letterId: letter.id }, select: { id: true } });
    expect(left.map(({ id }) => id).sort()).toEqual([fresh, pending].sort());
    expect(await db().auditEntry.count({ where: { signatureId: old, action: "purge" } })).toBe(1);
  });
});

describe("limits", () => {
  test("hold however many ask at once, and say how long to wait", async () => {
    const limit = { scope: "test", subject: "somebody", max: 5, windowSeconds: 60 };
    const waits = await Promise.all(Array.from({ length: 20 }, () => throttle([limit])));
    expect(waits.filter((wait) => wait === null)).toHaveLength(5);
    for (const wait of waits) if (wait !== null) expect(wait).toBeGreaterThan(0);
  });

  test("are stored without the address that they count", async () => {
    await throttle([{ scope: "test", subject: "rosa@organisation.example", max: 5, windowSeconds: 60 }]);
    const rows = await db().$queryRaw<
      { row: string }[]
    >`SELECT encode(key, 'escape') || count AS row FROM throttle`;
    for (const { row } of rows) expect(row).not.toContain("rosa");
  });

  test("what one limit refuses does not use up the next", async () => {
    const network = { scope: "n", subject: randomUUID(), max: 2, windowSeconds: 60 };
    const address = { scope: "a", subject: randomUUID(), max: 3, windowSeconds: 60 };
    const waits = [];
    for (let at = 0; at < 10; at += 1) waits.push(await throttle([network, address]));
    expect(waits.filter((wait) => wait === null)).toHaveLength(2);
    // The flood from that network left the address its last one.
    expect(await throttle([address])).toBeNull();
    expect(await throttle([address])).not.toBeNull();
  });

  test("a window that ran out begins again", async () => {
    const limit = { scope: "test", subject: "window", max: 1, windowSeconds: 60 };
    expect(await throttle([limit])).toBeNull();
    expect(await throttle([limit])).not.toBeNull();
    await transaction((tx) => tx.$executeRaw`UPDATE throttle SET expires_at = now() - interval '1 second'`);
    expect(await throttle([limit])).toBeNull();
  });
});
