import { beforeEach, describe, expect, test } from "vitest";
import { grantRole } from "@/lib/accounts/members";
import { db, transaction } from "@/lib/db";
import { keepEvidence } from "@/lib/evidence/commands";
import { checkLog } from "@/lib/ledger/verify";
import type { Letter } from "@/lib/letters/queries";
import { decide } from "@/lib/moderation/commands";
import { handle } from "@/lib/moderation/handling";
import { eraseForRequest, savePrivacy } from "@/lib/privacy/commands";
import { cleanUp, eraseSignature } from "@/lib/privacy/erasure";
import { exportHeld, findHeld, heldData, mostRows } from "@/lib/privacy/held-data";
import { PrivacySettings } from "@/lib/privacy/schema";
import { readRegister } from "@/lib/register/queries";
import { consentTexts } from "@/lib/signatures/consents";
import { erasedImportKey, markGathered } from "@/lib/signatures/marks";
import { importPublished } from "@/lib/signatures/status";
import { filesWith, placesOfAll } from "@/tests/support/dump";
import { exportedPart } from "@/tests/support/ledger-files";
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
let owner: string;
beforeEach(async () => {
  letter = await makeLetter();
  owner = await ownerOf(letter);
});

async function ownerOf(of: Letter): Promise<string> {
  return (await grantRole(`owner-${of.slug}@host.example`, "owner", of.slug)).moderatorId;
}

const form = (mark: string, changes = {}) =>
  validForm({
    name: `Zebrafreunde ${mark}`,
    website: `https://zebra-${mark}.example/`,
    representativeName: `Wanda ${mark}`,
    email: `wanda@zebra-${mark}.example`,
    ...changes,
  });

async function published(mark: string): Promise<string> {
  const signatureId = await pendingSignature(letter, form(mark));
  await keepEvidence(signatureId, now);
  await handle({ signatureId, kind: "note", text: `noted ${mark}` }, owner, now);
  await handle({ signatureId, kind: "tag", name: `tag ${mark}` }, owner, now);
  const decided = await decide({ signatureId, kind: "approve", reason: "" }, owner, now);
  if (!decided.ok) throw new Error("not approved");
  return signatureId;
}

const tracesOf = (mark: string) => [
  `Zebrafreunde ${mark}`,
  `zebra-${mark}.example`,
  `Wanda ${mark}`,
  `noted ${mark}`,
  `tag ${mark}`,
];

async function expectNoTrace(mark: string): Promise<void> {
  expect(await placesOfAll(process.env.DATABASE_URL ?? "", tracesOf(mark))).toEqual({});
}

describe("what is held about somebody", () => {
  test("is what they gave, what they agreed to and what was written about them, and no hash", async () => {
    const signatureId = await published("held");
    const held = await heldData(signatureId);
    const text = JSON.stringify(held);
    for (const part of [
      "Zebrafreunde held",
      "wanda@zebra-held.example",
      "Wanda held",
      "noted held",
      "tag held",
      "approve",
      "domainMatches",
    ])
      expect([part, text.includes(part)]).toEqual([part, true]);
    expect(held?.held.consent?.map(({ text: words }) => words)).toContain(
      consentTexts("en").publication.text,
    );
    expect(held?.information).toMatch(new RegExp(`/en/${letter.slug}/privacy$`));
    for (const column of ["email_index", "form_mark", "network", "hash", "moderator_id", "search_text"])
      expect([column, text.includes(`"${column}"`)]).toEqual([column, false]);
  });

  test("does not say who else waits, or was refused: a name with doubles reads as one without", async () => {
    const reject = async (signatureId: string) =>
      expect((await decide({ signatureId, kind: "reject", reason: "No." }, owner, now)).ok).toBe(true);
    const another = await pendingSignature(letter, form("double", { email: "olga@olga.example" }));
    const colleague = await pendingSignature(
      letter,
      form("double", { name: "Beside", email: "paul@zebra-double.example" }),
    );
    for (const one of [another, colleague]) await keepEvidence(one, now);
    await reject(another);
    const texts: string[] = [];
    for (const mark of ["double", "single"]) {
      const signatureId = await pendingSignature(letter, form(mark));
      await keepEvidence(signatureId, now);
      const found = (await db().evidence.findMany({ where: { signatureId } })).map(({ code }) => code);
      expect(found.includes("similarName") && found.includes("sameDomain")).toBe(mark === "double");
      await reject(signatureId);
      const held = (await heldData(signatureId))?.held;
      const words = JSON.stringify([held?.evidence, held?.decision?.map(({ evidence }) => evidence)]);
      for (const id of [another, colleague]) expect(words).not.toContain(id);
      texts.push(words.replaceAll(mark, "mark").replaceAll(/"\d{4}-\d\d-\d\dT[^"]*"/g, "at"));
    }
    expect(texts[0]).toContain("domainMatches");
    expect(texts[0]).toBe(texts[1]);
  });

  test("says so where it is more than an export holds, with how much there is", async () => {
    const signatureId = await published("much");
    expect((await heldData(signatureId))?.incomplete).toEqual({});
    const one = { signatureId, before: {}, after: { name: "Another" }, madeAt: now };
    const many = mostRows + 1;
    await db().correction.createMany({ data: Array.from({ length: many }, () => one) });
    const held = await heldData(signatureId);
    expect([held?.held.correction?.length, held?.incomplete]).toEqual([mostRows, { correction: many }]);
  });

  test("is exported by an owner of its letter alone, with an entry in the log", async () => {
    const signatureId = await published("exported");
    const another = await ownerOf(await makeLetter());
    for (const somebody of [await moderatorOf(letter), another])
      expect((await exportHeld(signatureId, letter.slug, somebody)).ok).toBe(false);
    expect(await db().auditEntry.count({ where: { action: "exportHeld", signatureId } })).toBe(0);
    expect((await exportHeld(signatureId, letter.slug, owner)).ok).toBe(true);
    const entries = await db().auditEntry.findMany({ where: { action: "exportHeld", signatureId } });
    expect(entries).toMatchObject([{ moderatorId: owner, detail: null }]);
  });

  test("is found by an address in any spelling, over all letters of an owner and no other", async () => {
    const second = await makeLetter();
    const foreign = await makeLetter();
    await grantRole(`owner-${letter.slug}@host.example`, "owner", second.slug);
    const ids = [await signAs(letter, form("found")), await signAs(second, form("found"))];
    await signAs(foreign, form("found"));
    const found = await findHeld("Wanda+news@ZEBRA-found.example", letter.slug, owner);
    expect(found.ok && found.value.map(({ id }) => id)).toEqual(ids);
    const entries = await db().auditEntry.findMany({ where: { action: "findHeld", letterId: letter.id } });
    expect(entries).toMatchObject([{ moderatorId: owner, detail: "2" }]);
    expect(await findHeld("wanda@zebra-found.example", letter.slug, await moderatorOf(letter))).toEqual({
      ok: false,
      error: "forbidden",
    });
  });
});

describe("an erasure", () => {
  test("takes a published name off the list and leaves no byte of it, at once and without a mail", async () => {
    const signatureId = await published("erased");
    const { head } = await exportedPart(letter.slug);
    const mails = await db().message.count({ where: { signatureId } });
    expect(await eraseForRequest(signatureId, "request", owner, now)).toEqual({ ok: true, value: null });
    await expectNoTrace("erased");
    expect(await statusOf(signatureId)).toBe("removed");
    // What opened the name in the record is gone, and the record still holds.
    expect(await db().ledgerOpening.count({ where: { signatureId } })).toBe(0);
    expect(checkLog([await exportedPart(letter.slug)], { previous: head }).problems).toEqual([]);
    const { signatories } = await readRegister({ letterId: letter.id, sort: "signed", limit: 10 });
    expect(signatories).toEqual([]);
    expect((await db().letter.findUniqueOrThrow({ where: { id: letter.id } })).publishedCount).toBe(0);
    expect(await db().message.count({ where: { signatureId } })).toBe(mails);
    expect(await db().message.count({ where: { signatureId, status: "queued" } })).toBe(0);
    const entry = await db().auditEntry.findFirst({ where: { signatureId, action: "erase" } });
    expect(entry).toMatchObject({ moderatorId: owner, detail: "request" });
    expect(await eraseForRequest(signatureId, "request", owner, now)).toEqual({ ok: false, error: "erased" });
  });

  test("of what waits, was rejected or was never confirmed leaves nothing either", async () => {
    const waiting = await pendingSignature(letter, form("waiting"));
    const rejected = await pendingSignature(letter, form("rejected"));
    await decide({ signatureId: rejected, kind: "reject", reason: "To Wanda rejected." }, owner, now);
    const unconfirmed = await signAs(letter, form("unconfirmed"));
    for (const id of [waiting, rejected, unconfirmed])
      expect((await eraseForRequest(id, "impostor", owner, now)).ok).toBe(true);
    for (const mark of ["waiting", "rejected", "unconfirmed"]) await expectNoTrace(mark);
    expect(await statusOf(waiting)).toBe("rejected");
    expect(await db().signature.count({ where: { id: unconfirmed } })).toBe(0);
  });

  test("takes the mails of the built-in inbox along, and no other's", async () => {
    const [mine, other] = [await pendingSignature(letter, form("inbox")), await pendingSignature(letter)];
    const keep = async (signatureId: string) => {
      const { id } = await db().message.findFirstOrThrow({ where: { signatureId } });
      await db().inboxMail.create({ data: { id: `<${id}@localhost>`, sealed: new Uint8Array(1) } });
      return `<${id}@localhost>`;
    };
    const [gone, kept] = [await keep(mine), await keep(other)];
    await eraseForRequest(mine, "request", owner, now);
    const left = await db().inboxMail.findMany({ where: { id: { in: [gone, kept] } } });
    expect(left.map(({ id }) => id)).toEqual([kept]);
  });

  test("by the signer withdraws first", async () => {
    const signatureId = await published("own");
    const erased = await transaction((tx) => eraseSignature(tx, signatureId, { kind: "signer" }, { now }));
    expect(erased.ok).toBe(true);
    expect(await statusOf(signatureId)).toBe("withdrawn");
    await expectNoTrace("own");
  });

  test("is an owner's: a moderator and the owner of another letter erase nothing", async () => {
    const signatureId = await published("guarded");
    for (const somebody of [await moderatorOf(letter), await ownerOf(await makeLetter())])
      expect(await eraseForRequest(signatureId, "request", somebody, now)).toEqual({
        ok: false,
        error: "unknown",
      });
    expect(await statusOf(signatureId)).toBe("published");
  });

  test("is not undone by evidence that is being gathered at that moment", async () => {
    const signatureId = await pendingSignature(letter, form("racing"));
    const gathering = Promise.all(Array.from({ length: 5 }, () => keepEvidence(signatureId, now)));
    await eraseForRequest(signatureId, "request", owner, now);
    await gathering;
    await expectNoTrace("racing");
    // One that had read the name before, and comes to write what it found only now.
    expect(await transaction((tx) => markGathered(tx, signatureId, 1, now))).toBe(false);
  });

  test("is in PostgreSQL's own files until the tables are written anew, as docs/privacy.md says", async () => {
    const [{ folder } = { folder: "" }] = await db().$queryRaw<{ folder: string }[]>`
      SELECT current_setting('data_directory') || '/base/' || oid AS folder FROM pg_database WHERE datname = current_database()`;
    const filesOfDatabase = async (trace: string) => {
      await db().$executeRaw`CHECKPOINT`;
      return (await filesWith(folder, trace)).length;
    };
    const signatureId = await published("rewritten");
    for (const trace of tracesOf("rewritten"))
      expect([trace, (await filesOfDatabase(trace)) > 0]).toEqual([trace, true]);
    expect((await eraseForRequest(signatureId, "request", owner, now)).ok).toBe(true);
    await cleanUp();
    await db().$executeRawUnsafe("VACUUM FULL");
    for (const trace of tracesOf("rewritten"))
      expect([trace, await filesOfDatabase(trace)]).toEqual([trace, 0]);
  });

  test("of an imported name outlives the next import of the same file", async () => {
    const version = letter.version.id;
    const row = (id: string) => ({
      id,
      letterId: letter.id,
      letterVersionId: version,
      kind: "organisation" as const,
      name: "Zebrafreunde imported",
      locale: "en",
      importKey: "organisation:zebrafreunde imported",
      createdAt: now,
    });
    const [first, second] = [crypto.randomUUID(), crypto.randomUUID()];
    expect(await transaction((tx) => importPublished(tx, letter.id, [row(first)], now))).toBe(1);
    await eraseForRequest(first, "request", owner, now);
    await expectNoTrace("imported");
    expect(await transaction((tx) => importPublished(tx, letter.id, [row(second)], now))).toBe(0);
    const { importKey } = await db().signature.findUniqueOrThrow({ where: { id: first } });
    expect(importKey).toBe(erasedImportKey("organisation:zebrafreunde imported"));
  });
});

describe("consent", () => {
  test("of an individual is the text that Art. 9 asks for; an organisation's is not", async () => {
    const texts = async (signatureId: string) =>
      (await db().consent.findMany({ where: { signatureId }, include: { text: true } })).map(
        ({ text }) => text.text,
      );
    const { publication, publicationIndividual } = consentTexts("en");
    expect(publicationIndividual.text).toContain("Article 9");
    const individual = await texts(await signAs(letter, form("one", { kind: "individual" })));
    expect(individual).toEqual([publicationIndividual.text]);
    const organisation = await texts(await signAs(letter, form("two")));
    expect(organisation).toContain(publication.text);
    expect(organisation).not.toContain(publicationIndividual.text);
  });
});

describe("what a letter says", () => {
  const settings = (months: string) =>
    PrivacySettings.safeParse({
      slug: letter.slug,
      contactMonths: months,
      privacyContact: " Data desk\n1 Street ",
    });

  test("is set by its owners, between one and 36 months", async () => {
    for (const months of ["0", "37", "1.5", "", "many"])
      expect([months, settings(months).success]).toEqual([months, false]);
    const input = settings("12");
    if (!input.success) throw new Error("refused");
    expect(await savePrivacy(input.data, await moderatorOf(letter))).toEqual({
      ok: false,
      error: "forbidden",
    });
    expect((await savePrivacy(input.data, owner)).ok).toBe(true);
    const row = await db().letter.findUniqueOrThrow({ where: { id: letter.id } });
    expect([row.contactMonths, row.privacyContact]).toEqual([12, "Data desk\n1 Street"]);
    await savePrivacy(input.data, owner);
    expect(await db().auditEntry.count({ where: { letterId: letter.id, action: "privacySettings" } })).toBe(
      1,
    );
  });
});
