import { readFile } from "node:fs/promises";
import path from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { db, type Tx, transaction } from "@/lib/db";
import type { Letter } from "@/lib/letters/queries";
import { renderMail } from "@/lib/mail/react-adapter";
import { deliver, messageIdOf } from "@/lib/mail/transport";
import { eraseContact, eraseSignature } from "@/lib/privacy/erasure";
import { keepRetention } from "@/lib/privacy/retention";
import { mailOfEachKind } from "@/tests/support/mails";
import {
  makeLetter,
  pendingSignature,
  signAs,
  validForm,
  waitingForLocks,
  withTestDatabase,
} from "@/tests/support/world";

withTestDatabase();

const now = new Date();
const later = (days: number) => new Date(now.getTime() + days * 24 * 3600_000);
let letter: Letter;
beforeEach(async () => {
  letter = await makeLetter();
});

describe("a mail for the built-in inbox that is written when its signature is erased", () => {
  const erasures: Record<string, (tx: Tx, signatureId: string) => Promise<unknown>> = {
    "for good": (tx, signatureId) => eraseSignature(tx, signatureId, { kind: "signer" }, { now }),
    "in its contact data": (tx, signatureId) => eraseContact(tx, [{ id: signatureId, until: now }]),
  };

  async function handOver(messageId: string): Promise<void> {
    const envelope = { to: "wanda@zebra.example", locale: "en", queued: messageId } as const;
    await deliver(
      { ...envelope, messageId: messageIdOf(messageId) },
      await renderMail(mailOfEachKind.published, "en"),
    );
  }

  async function waiting(isConfirmed: boolean): Promise<{ signatureId: string; messageId: string }> {
    const signatureId = await (isConfirmed ? pendingSignature(letter) : signAs(letter));
    const { id } = await db().message.findFirstOrThrow({ where: { signatureId, status: "queued" } });
    return { signatureId, messageId: id };
  }

  const isThere = async (messageId: string) =>
    (await db().inboxMail.count({ where: { id: messageIdOf(messageId) } })) > 0;

  const cases = Object.keys(erasures).flatMap((how) => [true, false].map((is) => [how, is] as const));
  test.each(cases)(
    "%s, confirmed: %s: is not kept, before, at that moment or after",
    async (how, isConfirmed) => {
      const erase = erasures[how] ?? Promise.reject;
      const before = await waiting(isConfirmed);
      await handOver(before.messageId);
      expect(await isThere(before.messageId)).toBe(true);
      await transaction((tx) => erase(tx, before.signatureId));
      expect(await isThere(before.messageId)).toBe(false);
      await handOver(before.messageId);
      expect(await isThere(before.messageId)).toBe(false);

      const at = await waiting(isConfirmed);
      const { delivering } = await transaction(async (tx) => {
        await erase(tx, at.signatureId);
        const delivering = handOver(at.messageId);
        await expect.poll(() => waitingForLocks(), { timeout: 5000 }).toBeGreaterThan(0);
        return { delivering };
      });
      await delivering;
      expect(await isThere(at.messageId)).toBe(false);
    },
  );

  test("is waited for where it is being kept at that moment, and goes", async () => {
    const { signatureId, messageId } = await waiting(false);
    const { erasing } = await transaction(async (tx) => {
      await tx.$executeRaw`SELECT 1 FROM message WHERE id = ${messageId}::uuid FOR UPDATE`;
      await tx.inboxMail.create({ data: { id: messageIdOf(messageId), sealed: new Uint8Array(1) } });
      const erasing = transaction((own) => eraseSignature(own, signatureId, { kind: "signer" }, { now }));
      await expect.poll(() => waitingForLocks(), { timeout: 5000 }).toBeGreaterThan(0);
      return { erasing };
    });
    expect((await erasing).ok).toBe(true);
    expect(await isThere(messageId)).toBe(false);
  });
});

test("a rule that cannot be carried out keeps no other from it, and is told of", async () => {
  const stuck = await signAs(letter, validForm({ name: "Zebrafreunde" }));
  const mail = { id: "<old@localhost>", sealed: new Uint8Array(1) };
  await db().inboxMail.create({ data: mail });
  await db()
    .$executeRaw`CREATE FUNCTION refuse() RETURNS trigger AS 'BEGIN RAISE EXCEPTION ''Zebrafreunde stay''; END' LANGUAGE plpgsql`;
  await db().$executeRaw`CREATE TRIGGER refuse BEFORE DELETE ON signature EXECUTE FUNCTION refuse()`;
  try {
    const said: unknown = await keepRetention(later(31)).catch((error: Error) => error.message);
    expect(said).toMatch(/^not all was erased that is due; unconfirmed: /);
    expect(said).not.toMatch(/;.*;|Zebrafreunde/);
    expect(await db().signature.count({ where: { id: stuck } })).toBe(1);
    expect(await db().inboxMail.count({ where: { id: mail.id } })).toBe(0);
  } finally {
    await db().$executeRaw`DROP TRIGGER refuse ON signature`;
    await db().$executeRaw`DROP FUNCTION refuse`;
  }
  expect((await keepRetention(later(31))).unconfirmed).toBeGreaterThan(0);
});

test("the embedded PostgreSQL's log quotes no row that it refused", async () => {
  const [{ folder } = { folder: "" }] = await db().$queryRaw<{ folder: string }[]>`
    SELECT current_setting('data_directory') AS folder`;
  const signatureId = await pendingSignature(letter, validForm({ name: "Zebrafreunde in the log" }));
  await expect(
    db().$executeRaw`UPDATE signature SET anonymised_at = now() WHERE id = ${signatureId}::uuid`,
  ).rejects.toThrow(/signature_anonymised_has_ended/);
  const log = await readFile(path.join(path.dirname(folder), "postgres.log"), "utf8");
  expect(log).toContain('violates check constraint "signature_anonymised_has_ended"');
  expect(log).not.toContain("Zebrafreunde in the log");
  const compose = await readFile("docker-compose.yml", "utf8");
  expect(compose).toContain("command: [postgres, -c, log_error_verbosity=terse]");
});
