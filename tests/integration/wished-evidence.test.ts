import { describe, expect, test, vi } from "vitest";
import { evidenceText } from "@/app/admin/_words";
import { isDoubt } from "@/app/admin/letters/[slug]/signatures/[id]/AmendmentAsked";
import { amend, withdrawAmendment } from "@/lib/amendments/commands";
import { decideAmendment } from "@/lib/amendments/decisions";
import { fieldsAskedFor, openAmendment, valuesOf } from "@/lib/amendments/queries";
import { giveNotice } from "@/lib/authority/commands";
import { endNotice } from "@/lib/authority/days";
import { db, transaction } from "@/lib/db";
import { keepEvidence } from "@/lib/evidence/commands";
import { evidenceOf } from "@/lib/evidence/queries";
import { evidenceOfWish } from "@/lib/evidence/wished";
import { translator } from "@/lib/i18n/translate";
import type { Letter } from "@/lib/letters/queries";
import { sendMessage } from "@/lib/mail/send";
import { decide } from "@/lib/moderation/commands";
import { heldData } from "@/lib/privacy/held-data";
import { consentTexts } from "@/lib/signatures/consents";
import type { SignForm } from "@/lib/signatures/schema";
import { importPublished } from "@/lib/signatures/status";
import {
  makeLetter,
  moderatorOf,
  pendingSignature,
  validForm,
  withTestDatabase,
} from "@/tests/support/world";

withTestDatabase();

const now = new Date("2026-11-25T12:00:00Z");

/** A published signature whose evidence was gathered. */
async function publishedAs(letter: Letter, changes: Partial<SignForm>) {
  const form = validForm(changes);
  const signatureId = await pendingSignature(letter, form);
  await keepEvidence(signatureId, now);
  const moderatorId = await moderatorOf(letter);
  const decided = await decide({ signatureId, kind: "approve", reason: "" }, moderatorId, now);
  if (!decided.ok) throw new Error("not published");
  return { signatureId, form };
}

/** A list with Childnet on it, and whoever got onto it under a harmless name. */
async function harmless() {
  const letter = await makeLetter();
  const childnet = await publishedAs(letter, { name: "Childnet", email: "a@childnet.example" });
  const lisbon = await publishedAs(letter, {
    name: "Kids First Lisbon",
    website: "https://kidsfirst.example/",
    email: "rosa@kidsfirst.example",
  });
  return { childnet, ...lisbon };
}

/** What a moderator is shown about what the signer asks for. */
async function askedFor(
  { signatureId, form }: { signatureId: string; form: SignForm },
  changes: Partial<SignForm>,
) {
  const { sha256: agreement } = consentTexts("en").representative;
  const outcome = await amend({ signatureId, form: { ...form, ...changes }, agreement, locale: "en", now });
  if (!outcome.ok) throw new Error(outcome.error.code);
  const open = await transaction((tx) => openAmendment(tx, signatureId));
  return evidenceOfWish(signatureId, valuesOf(open?.after));
}

describe("the evidence about a change that is asked for", () => {
  test("is about the new name and website: on the list already, and another domain than the mail's, doubts first", async () => {
    const world = await harmless();
    const found = await askedFor(world, { name: "Childnet", website: "https://childnet-official.example/" });
    expect(found).toEqual([
      {
        code: "similarName",
        weighs: "against",
        values: { status: "published", signature: world.childnet.signatureId, name: "Childnet" },
        change: "new",
      },
      {
        code: "domainDiffers",
        weighs: "against",
        values: { mail: "kidsfirst.example", site: "childnet-official.example" },
        change: "new",
      },
      {
        code: "websitePlausible",
        weighs: "for",
        values: { domain: "childnet-official.example" },
        change: "new",
      },
    ]);
  });

  test("doubts another name for the list's other names, and the mail's domain stands beside it as before", async () => {
    const world = await harmless();
    expect(await askedFor(world, { nameAlt: "CHILDNET e.V." })).toMatchObject([
      { code: "similarName", change: "new" },
      { code: "domainMatches", values: { domain: "kidsfirst.example" }, change: "same" },
      { code: "websitePlausible", change: "same" },
    ]);
  });

  test("doubts no harmless spelling, for a signature is not its own neighbour", async () => {
    const found = await askedFor(await harmless(), { name: "Kids First Lisboa" });
    expect(found?.map(({ code, weighs, change }) => [code, weighs, change])).toEqual([
      ["noSimilarName", "for", "same"],
      ["domainMatches", "for", "same"],
      ["websitePlausible", "for", "same"],
    ]);
  });

  test("sees letters that only look like others, a website that is a page of many, and that none is left", async () => {
    const world = await harmless();
    const changes = { name: "Kids Fіrst Lisbon", website: "https://facebook.com/kidsfirst" };
    expect(await askedFor(world, changes)).toMatchObject(
      ["domainDiffers", "websiteShared", "mixedScripts", "noSimilarName"].map((code) => ({ code })),
    );
    const professor = await publishedAs(await makeLetter(), { kind: "individual" });
    const found = await askedFor(professor, { website: "" });
    expect(found).toMatchObject([
      { code: "websitePlausible", change: "gone" },
      { code: "noWebsite", weighs: "unknown", change: "new" },
      { code: "noSimilarName" },
    ]);
  });

  test("repeats a doubt that stands already, also where it is the same one", async () => {
    const letter = await makeLetter();
    const childnet = await publishedAs(letter, { name: "Childnet" });
    const namesake = await publishedAs(letter, { name: "Childnet e.V." });
    expect(await askedFor(namesake, { name: "Childnet" })).toMatchObject([
      { code: "similarName", values: { signature: childnet.signatureId }, change: "same" },
      { weighs: "for" },
      { weighs: "for" },
    ]);
  });

  test("says that anyone can have the address, and that a notice to another website's organisation counts no longer", async () => {
    const letter = await makeLetter();
    const free = await publishedAs(letter, { email: "rosa@freemail.example" });
    expect(await askedFor(free, { name: "Childnet" })).toMatchObject([
      { code: "freeMail", weighs: "against", change: "same" },
      { code: "noSimilarName" },
      { code: "websitePlausible" },
    ]);
    const form = validForm({ name: "Kids First Lisbon" });
    const signatureId = await pendingSignature(letter, form);
    const moderatorId = await moderatorOf(letter);
    const given = await giveNotice({ signatureId, address: "info" }, moderatorId, now);
    if (!given.ok) throw new Error(given.error);
    const told = { authorityNoticeId: given.value, kind: "authority" } as const;
    await sendMessage((await db().message.findFirstOrThrow({ where: told })).id, now);
    const aWeekOn = new Date(now.getTime() + 7 * 24 * 3600_000);
    await endNotice(given.value, aWeekOn);
    expect((await decide({ signatureId, kind: "approve", reason: "" }, moderatorId, aWeekOn)).ok).toBe(true);
    const moved = await askedFor({ signatureId, form }, { website: "https://elsewhere.example/" });
    expect(moved).toMatchObject([
      { code: "domainDiffers", weighs: "against", change: "new" },
      { code: "noticePassed", change: "gone" },
      { code: "websitePlausible", change: "new" },
      { code: "noSimilarName", change: "same" },
    ]);
  });

  test("a check that fails says which one, among the doubts, and the others say what they found", async () => {
    const world = await harmless();
    const wish = { name: "Childnet", website: "https://elsewhere.example/" };
    expect((await askedFor(world, wish))?.map(({ code }) => code)).toEqual([
      "similarName",
      "domainDiffers",
      "websitePlausible",
    ]);
    const said = vi.spyOn(console, "error").mockImplementation(() => {});
    await db().$executeRaw`ALTER TABLE signature_name RENAME TO away`;
    const found = await evidenceOfWish(world.signatureId, wish).finally(
      () => db().$executeRaw`ALTER TABLE away RENAME TO signature_name`,
    );
    const lines = said.mock.calls;
    said.mockRestore();
    expect(found?.map(({ code, weighs, change }) => [code, weighs, change])).toEqual([
      ["domainDiffers", "against", "new"],
      ["checkFailed", "unknown", "new"],
      ["websitePlausible", "for", "new"],
    ]);
    const failed = found?.[1];
    expect(failed && [isDoubt(failed), evidenceText(translator("en"), failed, "en")]).toEqual([
      true,
      "Whether the name is like another’s could not be checked just now. Load the page again before you decide.",
    ]);
    expect(lines).toEqual([[expect.stringMatching(/^evidence: \S+ P\d{4} at .+$/)]]);
  });

  test("is kept nowhere: evidence, doubts and names stay those of what stands on the list", async () => {
    const world = await harmless();
    const { signatureId } = world;
    const kept = async () => ({
      evidence: await db().evidence.findMany({ where: { signatureId }, orderBy: { place: "asc" } }),
      names: await db().signatureName.findMany({ where: { signatureId } }),
      doubts: (await db().signature.findUniqueOrThrow({ where: { id: signatureId } })).doubts,
    });
    const before = await kept();
    expect(before.evidence.length).toBeGreaterThan(3);
    expect(before.names).toMatchObject([{ key: "kids first lisbon" }]);
    expect(await askedFor(world, { name: "Childnet" })).not.toBeNull();
    expect(await kept()).toEqual(before);
  });

  test("is none where no check reads what is asked for, or it stands there already", async () => {
    const world = await harmless();
    expect(await askedFor(world, { country: "PT", representativeRole: "Chair" })).toBeNull();
    expect(await evidenceOfWish(world.signatureId, { name: "Kids First Lisbon" })).toBeNull();
  });

  test("the queue says which fields it is about, as long as it waits", async () => {
    const world = await harmless();
    await askedFor(world, { website: "https://childnet-official.example/", name: "Childnet" });
    const asked = async () => [...(await fieldsAskedFor([world.signatureId, world.childnet.signatureId]))];
    expect(await asked()).toEqual([[world.signatureId, ["name", "website"]]]);
    await withdrawAmendment(world.signatureId, now);
    expect(await asked()).toEqual([]);
  });
});

describe("two who ask for the same name", () => {
  /** Two on one list under harmless names. */
  async function two() {
    const letter = await makeLetter();
    const lisbon = await publishedAs(letter, { name: "Kids First Lisbon" });
    const porto = await publishedAs(letter, { name: "Crianças do Porto" });
    return { letter, lisbon, porto };
  }
  const against = (found: { code: string; weighs: string; values: object }[] | null | undefined) =>
    found?.filter(({ weighs }) => weighs === "against").map(({ code, values }) => [code, values]);

  test("are compared with each other, whichever is looked at, in whatever spelling", async () => {
    const { lisbon, porto } = await two();
    expect(against(await askedFor(lisbon, { name: "Childnet" }))).toEqual([]);
    expect(await askedFor(porto, { name: "CHILDNET e.V." })).toMatchObject([
      {
        code: "askedName",
        weighs: "against",
        values: { signature: lisbon.signatureId, name: "Kids First Lisbon" },
        change: "new",
      },
      { weighs: "for" },
      { weighs: "for" },
      { weighs: "for" },
    ]);
    expect(against(await evidenceOfWish(lisbon.signatureId, { name: "Childnet" }))).toEqual([
      ["askedName", { signature: porto.signatureId, name: "Crianças do Porto" }],
    ]);
    // Also as the name in another language.
    expect(against(await askedFor(porto, { nameAlt: "Childnet" }))).toMatchObject([["askedName", {}]]);
    expect(against(await evidenceOfWish(lisbon.signatureId, { name: "Childnet" }))).toMatchObject([
      ["askedName", {}],
    ]);
    expect(against(await askedFor(porto, { name: "Something Else" }))).toEqual([]);
    expect(against(await evidenceOfWish(lisbon.signatureId, { name: "Childnet" }))).toEqual([]);
  });

  test("are not where one has taken it back, was refused it, or asks of another letter", async () => {
    const [world, elsewhere] = [await two(), await two()];
    const { signatureId } = world.lisbon;
    await askedFor(world.lisbon, { name: "Childnet" });
    await withdrawAmendment(signatureId, now);
    await askedFor(world.lisbon, { name: "Childnet" });
    const { id: amendmentId } = await db().amendment.findFirstOrThrow({
      where: { signatureId, state: "open" },
    });
    const moderatorId = await moderatorOf(world.letter);
    const no = { signatureId, amendmentId, kind: "refuse", reason: "Another organisation." } as const;
    expect((await decideAmendment(no, moderatorId, now)).ok).toBe(true);
    await askedFor(world.lisbon, { website: "https://elsewhere.example/" });
    await askedFor(elsewhere.lisbon, { name: "Childnet" });
    expect(against(await askedFor(world.porto, { name: "Childnet" }))).toEqual([]);
  });

  test("a signature under that name is doubted, whether it came after or waited before", async () => {
    const { letter, lisbon } = await two();
    const before = await pendingSignature(letter, validForm({ name: "Childnet e.V." }));
    await keepEvidence(before, now);
    const doubts = async (id: string) =>
      against((await evidenceOf([id])).get(id))?.filter(([code]) => code === "askedName");
    expect(await doubts(before)).toEqual([]);
    await db().$executeRaw`DELETE FROM graphile_worker._private_jobs`;
    await askedFor(lisbon, { name: "Childnet" });
    const jobs = await db().$queryRaw<{ payload: { signatureId: string } }[]>`
      SELECT payload FROM graphile_worker._private_jobs WHERE key = ${`evidence ${lisbon.signatureId}`}`;
    expect(jobs).toEqual([{ payload: { signatureId: lisbon.signatureId } }]);
    await keepEvidence(lisbon.signatureId, now);
    const told = [["askedName", { signature: lisbon.signatureId, name: "Kids First Lisbon" }]];
    expect(await doubts(before)).toEqual(told);
    const after = await pendingSignature(letter, validForm({ name: "Childnet" }));
    await keepEvidence(after, now);
    expect(await doubts(after)).toEqual(told);
    expect(await doubts(lisbon.signatureId)).toEqual([]);
    // What others ask for is for moderators, and in nobody's own data.
    expect(JSON.stringify((await heldData(after))?.held.evidence)).not.toContain("askedName");
  });

  test("a change that asks for no name has nobody gathered anew", async () => {
    const { lisbon } = await two();
    await db().$executeRaw`DELETE FROM graphile_worker._private_jobs`;
    await askedFor(lisbon, { website: "https://elsewhere.example/" });
    expect(
      await db().$queryRaw`SELECT 1 FROM graphile_worker._private_jobs WHERE key LIKE 'evidence %'`,
    ).toEqual([]);
  });

  test("among many it reads a thousand, by their index, and says that there are more", async () => {
    const { letter, porto } = await two();
    const many = Array.from({ length: 1001 }, (_, at) => ({
      id: crypto.randomUUID(),
      letterId: letter.id,
      letterVersionId: letter.version.id,
      kind: "organisation" as const,
      name: `Verein Nummer ${at}`,
      locale: "en",
      importKey: `many ${at}`,
    }));
    await transaction((tx) => importPublished(tx, letter.id, many, now));
    const asking = (id: string, at: number) => ({
      signatureId: id,
      before: { name: `Verein Nummer ${at}` },
      after: { name: at === 7 ? "Childnet" : `Klub Nummer ${at}` },
      askedAt: now,
    });
    await db().amendment.createMany({ data: many.slice(0, 1000).map(({ id }, at) => asking(id, at)) });
    const found = () => evidenceOfWish(porto.signatureId, { name: "Childnet" });
    expect(await found()).toMatchObject([
      { code: "askedName", values: { signature: many[7]?.id } },
      { weighs: "for" },
      { weighs: "for" },
      { weighs: "for" },
    ]);
    await db().amendment.createMany({ data: [asking(many[1000]?.id ?? "", 1000)] });
    expect((await found())?.filter(({ weighs }) => weighs === "unknown")).toMatchObject([
      { code: "askedNamesUnread", values: { number: 1000 }, change: "same" },
    ]);
    // The table is small here, and read as a whole for less: an index that fits is used where it must be.
    const plan = await transaction(async (tx) => {
      await tx.$executeRawUnsafe("SET LOCAL enable_seqscan = off");
      return tx.$queryRawUnsafe<{ "QUERY PLAN": string }[]>(
        `EXPLAIN SELECT id, created_at FROM signature WHERE letter_id = '${letter.id}' AND has_amendment
         ORDER BY created_at, id LIMIT 1001`,
      );
    });
    expect(JSON.stringify(plan)).toContain("signature_queue_amended");
  });
});
