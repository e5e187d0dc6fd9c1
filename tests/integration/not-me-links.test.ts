import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { addressIndexes } from "@/lib/addresses/blind-index";
import { handoverAddress } from "@/lib/addresses/columns";
import { db, transaction } from "@/lib/db";
import type { Letter } from "@/lib/letters/queries";
import { sendMessage } from "@/lib/mail/send";
import { refuseMail, wantMailAgain } from "@/lib/mail-refusals/commands";
import { readNotMe, wantsNoMail } from "@/lib/mail-refusals/queries";
import { eraseSignature } from "@/lib/privacy/erasure";
import { keepRetention } from "@/lib/privacy/retention";
import { moveSignature } from "@/lib/signatures/status";
import { makeLetter, signAs, validForm, waitingForLocks, withTestDatabase } from "@/tests/support/world";

withTestDatabase();

const now = new Date();
const later = (days: number) => new Date(now.getTime() + days * 24 * 3600_000);
const somebody = () => `wanda-${randomUUID()}@zebra.example`;
let letter: Letter;
beforeEach(async () => {
  letter = await makeLetter();
});

/** Sends the mail to confirm of a signature, or to whoever was named. Returns its link's token. */
async function notMeOf(signatureId: string, kind: "confirm" | "handover" = "confirm"): Promise<string> {
  const { id } = await db().message.findFirstOrThrow({ where: { signatureId, kind } });
  await sendMessage(id, now);
  const { text } = await db().inboxMail.findFirstOrThrow({ where: { id: { contains: id } } });
  return /not-me\?token=([\w-]{43})/.exec(text)?.[1] ?? "";
}

async function signed(email = somebody()) {
  const signatureId = await signAs(letter, validForm({ email }));
  return { signatureId, email, link: await notMeOf(signatureId) };
}

/** Somebody else named to take a signature over. */
async function named(signatureId: string, email = somebody()) {
  const { id: handoverId } = await db().handover.create({
    data: {
      signatureId,
      representativeName: "Olga Other",
      representativeRole: "Secretary",
      ...handoverAddress(email),
      begunAt: now,
    },
  });
  await db().message.create({ data: { kind: "handover", locale: "en", signatureId, handoverId } });
  return { handoverId, email, link: await notMeOf(signatureId, "handover") };
}

const confirm = (signatureId: string) =>
  transaction((tx) => moveSignature(tx, { signatureId, move: "confirm", actor: { kind: "signer" }, now }));
const erase = (signatureId: string) =>
  transaction((tx) => eraseSignature(tx, signatureId, { kind: "signer" }, { now }));
const hashesOf = (email: string) =>
  db().token.count({ where: { addressIndex: { in: addressIndexes(email) } } });
const isThere = async (id: string) => (await db().signature.count({ where: { id } })) > 0;

describe("the link of 'this was not me'", () => {
  test("goes with its signature, erased or never confirmed, and no other's", async () => {
    const [erased, purged, other] = [await signed(), await signed(), await signed()];
    await confirm(erased.signatureId);
    const newcomer = await named(erased.signatureId);
    expect([await hashesOf(erased.email), await hashesOf(newcomer.email)]).toEqual([1, 1]);
    expect((await erase(erased.signatureId)).ok).toBe(true);
    expect((await erase(purged.signatureId)).ok).toBe(true);
    for (const { email, link } of [erased, purged]) {
      expect(await hashesOf(email)).toBe(0);
      expect(await readNotMe(letter.slug, link, now)).toEqual({ ok: false, error: "unknown" });
      expect((await refuseMail(letter.slug, link, false, now)).ok).toBe(false);
    }
    // Whoever was named may still refuse mail: that is not for whoever named them to take away.
    expect(await readNotMe(letter.slug, newcomer.link, now)).toMatchObject({ ok: true });
    expect((await refuseMail(letter.slug, newcomer.link, false, now)).ok).toBe(true);
    expect(await readNotMe(letter.slug, other.link, now)).toMatchObject({ ok: true });
    await keepRetention(later(7.1));
    expect(await hashesOf(other.email)).toBe(0);
  });

  test("stays when it was pressed, so that it can be taken back, also after a second mail", async () => {
    const { signatureId, email, link } = await signed();
    const second = await signAs(letter, validForm({ email, name: "Second" }));
    expect((await refuseMail(letter.slug, link, false, now)).ok).toBe(true);
    expect([await isThere(signatureId), await isThere(second)]).toEqual([false, false]);
    expect(await readNotMe(letter.slug, link, now)).toMatchObject({ value: { isRefused: true } });
    expect(await wantsNoMail(email, letter.id)).toBe(true);
    expect((await wantMailAgain(letter.slug, link, now)).ok).toBe(true);
    expect(await wantsNoMail(email, letter.id)).toBe(false);
  });

  test("is made for nobody whose signature was erased at that very moment", async () => {
    const signatureId = await signAs(letter, validForm({ email: somebody() }));
    await confirm(signatureId);
    const newcomer = somebody();
    const data = { signatureId, representativeName: "Olga", representativeRole: "Secretary", begunAt: now };
    const { id: handoverId } = await db().handover.create({
      data: { ...data, ...handoverAddress(newcomer) },
    });
    const { id } = await db().message.create({
      data: { kind: "handover", locale: "en", signatureId, handoverId },
    });
    const { sending } = await transaction(async (tx) => {
      await eraseSignature(tx, signatureId, { kind: "signer" }, { now });
      // It read what it is to send before that is erased, and waits for this to end.
      const sending = sendMessage(id, now);
      await expect.poll(() => waitingForLocks(), { timeout: 5000 }).toBeGreaterThan(0);
      return { sending };
    });
    await sending;
    expect(await hashesOf(newcomer)).toBe(0);
  });
});
