import { describe, expect, test } from "vitest";
import { amend, withdrawAmendment } from "@/lib/amendments/commands";
import { fieldsAskedFor, openAmendment, valuesOf } from "@/lib/amendments/queries";
import { giveNotice } from "@/lib/authority/commands";
import { endNotice } from "@/lib/authority/days";
import { db, transaction } from "@/lib/db";
import { keepEvidence } from "@/lib/evidence/commands";
import { evidenceOfWish } from "@/lib/evidence/wished";
import type { Letter } from "@/lib/letters/queries";
import { sendMessage } from "@/lib/mail/send";
import { decide } from "@/lib/moderation/commands";
import { consentTexts } from "@/lib/signatures/consents";
import type { SignForm } from "@/lib/signatures/schema";
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
