import { beforeEach, expect, test } from "vitest";
import { openAddress } from "@/lib/addresses/seal";
import { giveNotice } from "@/lib/authority/commands";
import { object } from "@/lib/authority/objection";
import { graceDays, noticeDays } from "@/lib/authority/schema";
import { correct } from "@/lib/corrections/commands";
import { db, transaction } from "@/lib/db";
import type { Letter } from "@/lib/letters/queries";
import { sendMessage } from "@/lib/mail/send";
import { decide } from "@/lib/moderation/commands";
import { handle } from "@/lib/moderation/handling";
import { tables } from "@/lib/privacy/register";
import { keepRetention } from "@/lib/privacy/retention";
import { rules } from "@/lib/privacy/rules";
import { columnsIn } from "@/lib/privacy/stored-table";
import { CorrectedFields } from "@/lib/signatures/schema";
import { importPublished } from "@/lib/signatures/status";
import { placesOfAll } from "@/tests/support/dump";
import {
  makeLetter,
  moderatorOf,
  pendingSignature,
  statusOf,
  validForm,
  withTestDatabase,
} from "@/tests/support/world";

withTestDatabase();

const day = 24 * 3600_000;
const begin = new Date();
const later = (days: number) => new Date(begin.getTime() + days * day);
let letter: Letter;
let moderator: string;
beforeEach(async () => {
  letter = await makeLetter();
  moderator = await moderatorOf(letter);
});

async function imported(mark: string): Promise<string> {
  const id = crypto.randomUUID();
  const row = {
    id,
    letterId: letter.id,
    letterVersionId: letter.version.id,
    kind: "organisation" as const,
    name: `Zebrafreunde ${mark}`,
    website: `https://zebra-${mark}.example/`,
    locale: "en",
    importKey: `organisation:${mark}`,
    createdAt: begin,
  };
  await transaction((tx) => importPublished(tx, letter.id, [row], begin));
  return id;
}

/** Notes, names a representative, and tells the organisation. Returns the notice's id. */
async function write(signatureId: string, mark: string, at: Date): Promise<string> {
  await handle({ signatureId, kind: "note", text: `noted ${mark}` }, moderator, at);
  const fields = CorrectedFields.parse({
    ...validForm(),
    name: `Zebrafreunde ${mark}`,
    website: `https://zebra-${mark}.example/`,
    representativeName: `Wanda Zebramann ${mark}`,
    representativeRole: `Streifenzählerin ${mark}`,
  });
  const corrected = await correct({ signatureId, ...fields }, moderator, at);
  if (!corrected.ok) throw new Error(corrected.error.code);
  const given = await giveNotice({ signatureId, address: `wanda-${mark}` }, moderator, at);
  if (!given.ok) throw new Error(given.error);
  return given.value;
}

/** Where what was written stands, and whether the address that was told does. */
async function left(signatureId: string, mark: string) {
  const texts = [`noted ${mark}`, `Zebramann ${mark}`, `Streifenzählerin ${mark}`];
  const places = await placesOfAll(process.env.DATABASE_URL ?? "", texts);
  const notices = await db().authorityNotice.findMany({ where: { signatureId } });
  const told = notices.map(({ sealedEmail }) => openAddress(sealedEmail, "authority_notice.email"));
  return { places: [...new Set(Object.values(places).flat())].sort(), told };
}

test("of an imported name what was written about it goes as well, and the name stays on the list", async () => {
  const signatureId = await imported("imported");
  await write(signatureId, "imported", begin);
  await keepRetention(later(170));
  expect((await left(signatureId, "imported")).told).toEqual(["wanda-imported@zebra-imported.example"]);
  expect((await keepRetention(later(190))).contact).toBe(1);
  expect(await left(signatureId, "imported")).toEqual({ places: [], told: [] });
  const row = await db().signature.findUniqueOrThrow({ where: { id: signatureId } });
  expect(row).toMatchObject({ status: "published", name: "Zebrafreunde imported", anonymisedAt: null });
  // Nothing is left to do.
  expect((await keepRetention(later(191))).contact).toBe(0);
  expect(await db().auditEntry.count({ where: { signatureId, action: "eraseContact" } })).toBe(1);
});

test("what is written after the contact data went is kept for sixty days, and goes then", async () => {
  const signatureId = await pendingSignature(letter, validForm({ website: "https://zebra-after.example/" }));
  await decide({ signatureId, kind: "approve", reason: "" }, moderator, begin);
  await keepRetention(later(190));
  const noticeId = await write(signatureId, "after", later(200));
  await handle({ signatureId, kind: "note", text: "noted after, and later" }, moderator, later(230));
  // The representative is nobody's any more whom the public sees: they go with the next night.
  expect((await keepRetention(later(201))).contact).toBe(1);
  const row = await db().signature.findUniqueOrThrow({ where: { id: signatureId } });
  expect([row.representativeName, row.representativeRole]).toEqual([null, null]);
  expect(await left(signatureId, "after")).toEqual({
    places: ["public.correction", "public.note"],
    told: ["wanda-after@zebra-after.example"],
  });
  expect((await keepRetention(later(259))).contact).toBe(0);
  expect((await keepRetention(later(261))).contact).toBe(1);
  expect(await db().authorityNotice.count({ where: { id: noticeId } })).toBe(0);
  expect(await left(signatureId, "after")).toEqual({ places: ["public.note"], told: [] });
  expect((await keepRetention(later(291))).contact).toBe(1);
  expect(await left(signatureId, "after")).toEqual({ places: [], told: [] });
});

test("reasons go as the privacy page says, also those that were not the last word", async () => {
  const signatureId = await pendingSignature(letter);
  for (const [kind, reason] of [
    ["reject", "Frau Zebramann phoned"],
    ["reopen", ""],
    ["approve", ""],
  ] as const)
    expect((await decide({ signatureId, kind, reason }, moderator, begin)).ok).toBe(true);
  const before = {};
  const asked = {
    signatureId,
    before,
    after: before,
    askedAt: begin,
    decidedAt: begin,
    moderatorId: moderator,
  };
  await db().amendment.create({ data: { ...asked, state: "refused", reason: "Frau Zebramann phoned" } });
  const places = () => placesOfAll(process.env.DATABASE_URL ?? "", ["Zebramann phoned"]);
  expect(await places()).toEqual({ "Zebramann phoned": ["public.amendment", "public.decision"] });
  await keepRetention(later(190));
  expect(await places()).toEqual({});
  expect(await db().decision.count({ where: { signatureId } })).toBe(3);
  expect(await statusOf(signatureId)).toBe("published");
});

test("an organisation that is told after that can object for as long as its link says", async () => {
  expect(rules.afterwards.days).toBeGreaterThanOrEqual(noticeDays.most + graceDays);
  const signatureId = await imported("told");
  const noticeId = await write(signatureId, "told", later(200));
  const message = await db().message.findFirstOrThrow({ where: { authorityNoticeId: noticeId } });
  await sendMessage(message.id, later(200));
  const mail = await db().inboxMail.findFirstOrThrow({ where: { id: { contains: message.id } } });
  const token = /object\?token=([\w-]{43})/.exec(mail.text)?.[1];
  // The representative goes, and takes nothing along that is newer.
  expect((await keepRetention(later(201))).contact).toBe(1);
  expect(await object(letter.slug, token, "Not us.", later(230))).toEqual({ ok: true, value: "takenDown" });
  expect(await statusOf(signatureId)).toBe("pending");
});

test("every table with contact data says from when its rows are", async () => {
  const columns = await db().$queryRaw<{ name: string }[]>`
    SELECT table_name || '.' || column_name AS name FROM information_schema.columns
    WHERE table_schema = 'public' AND is_nullable = 'NO' AND data_type = 'timestamp with time zone'`;
  const moments = columns.map(({ name }) => name);
  for (const [name, { of, since, personal = {}, none }] of tables) {
    const isMeant =
      of !== undefined && of !== "id" && Object.values(personal).some(({ isContact }) => isContact);
    expect([name, since !== undefined]).toEqual([name, isMeant]);
    if (since)
      expect([name, moments.includes(`${name}.${since}`) && columnsIn(`${none}`).includes(since)]).toEqual([
        name,
        true,
      ]);
  }
});
