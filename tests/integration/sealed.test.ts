import { spawnSync } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { acceptInvitation, invite } from "@/lib/accounts/invitations";
import { grantRole } from "@/lib/accounts/members";
import {
  ensureModerator,
  findModerator,
  mailSignInLink,
  requestSignInLink,
} from "@/lib/accounts/sign-in-links";
import { addressIndex, addressIndexes, formMark } from "@/lib/addresses/blind-index";
import { handoverAddress, moderatorAddress, signatureAddress } from "@/lib/addresses/columns";
import { keyring } from "@/lib/addresses/keys";
import { endingWithOtherKeys } from "@/lib/addresses/lists";
import { checkDataKeys, rotateKeys } from "@/lib/addresses/reseal";
import { openAddress, sealForJob } from "@/lib/addresses/seal";
import { connect, db, transaction } from "@/lib/db";
import { keepEvidence } from "@/lib/evidence/commands";
import { evidenceOf } from "@/lib/evidence/queries";
import { queueJob } from "@/lib/jobs/queue";
import { sendMessage } from "@/lib/mail/send";
import { refuseMail, wantMailAgain } from "@/lib/mail-refusals/commands";
import { readNotMe, wantsNoMail } from "@/lib/mail-refusals/queries";
import { decide } from "@/lib/moderation/commands";
import { readQueue } from "@/lib/moderation/queue";
import { QueueQuery } from "@/lib/moderation/queue-query";
import { readiness } from "@/lib/readiness";
import { confirm } from "@/lib/signatures/commands";
import { parseToken } from "@/lib/tokens/tokens";
import { migrate, readMigrations } from "@/scripts/migrate";
import { createTestDatabase, type TestDatabase } from "@/tests/support/database";
import { placesOf } from "@/tests/support/dump";
import { testSecrets } from "@/tests/support/secrets";
import {
  makeLetter,
  moderatorOf,
  pendingSignature,
  signAs,
  validForm,
  withTestDatabase,
} from "@/tests/support/world";

// A key is being changed: the new one seals, the old one opens.
const newKey = Buffer.from("another key for these, 32 bytes.").toString("base64url");
process.env.DATA_KEYS = `${newKey},${testSecrets.DATA_KEYS}`;
const [onlyOld, onlyNew] = [keyring(testSecrets.DATA_KEYS), keyring(newKey)];
withTestDatabase();

const now = new Date();
const somebody = (name: string) => `${name}-${randomUUID().slice(0, 8)}@organisation.example`;
const url = () => process.env.DATABASE_URL ?? "";

async function tokenOf(where: { signatureId?: string; invitationId?: string }): Promise<string> {
  const message = await db().message.findFirstOrThrow({ where: { ...where, status: "queued" } });
  await sendMessage(message.id, now);
  const mail = await db().inboxMail.findFirstOrThrow({ where: { id: { contains: message.id } } });
  return /token=([\w-]{43})/.exec(mail.text)?.[1] ?? "";
}

async function expectNowhere(databaseUrl: string, addresses: string[]): Promise<void> {
  for (const address of addresses)
    expect([address, await placesOf(databaseUrl, address)]).toEqual([address, []]);
}

test("the search for a text finds it in text, JSON and bytes", async () => {
  const letter = await makeLetter();
  const text = somebody("Planted");
  await pendingSignature(letter, validForm({ name: text }));
  await db().networkKey.create({ data: { day: new Date("2020-01-01"), key: Buffer.from(text) } });
  await queueJob(db(), "nothing", { email: text });
  expect(await placesOf(url(), text.toUpperCase())).toEqual(
    expect.arrayContaining(["graphile_worker._private_jobs", "public.signature"]),
  );
  expect(await placesOf(url(), text)).toContain("public.network_key");
});

test("after a story of signing, deciding, inviting and signing in no column holds an address", async () => {
  const letter = await makeLetter();
  const [anna, bela, carl, dora] = ["Anna", "Bela", "Carl", "Dora"].map(somebody) as [
    string,
    string,
    string,
    string,
  ];
  const owner = (await grantRole(anna, "owner", letter.slug)).moderatorId;
  const spelled = bela.replace("@", "+tag@").toUpperCase();
  const form = validForm({ email: spelled });
  const signatureId = await signAs(letter, form);
  expect(await signAs(letter, form)).toBe(signatureId);
  const token = await tokenOf({ signatureId });
  expect((await confirm(letter.slug, token, now)).ok).toBe(true);
  await keepEvidence(signatureId, now);
  const codes = (await evidenceOf([signatureId])).get(signatureId)?.map(({ code }) => code);
  expect(codes).toContain("mailConfirmed");
  await decide({ signatureId, kind: "reject", reason: "No" }, owner, now);
  await sendMessage(
    (await db().message.findFirstOrThrow({ where: { signatureId, kind: "rejected" } })).id,
    now,
  );
  await invite(letter.slug, { email: carl, role: "viewer" }, owner, "en", now);
  const { id: invitationId } = await db().invitation.findFirstOrThrow({ where: { letterId: letter.id } });
  const accepted = parseToken(await tokenOf({ invitationId }));
  if (accepted) expect((await acceptInvitation(accepted, "en", now)).ok).toBe(true);
  for (const email of [anna, dora]) await requestSignInLink({ email, locale: "en", address: null });
  await expectNowhere(url(), [anna, bela, spelled, carl, dora]);
  // It is all there nevertheless.
  expect((await db().signature.findUniqueOrThrow({ where: { id: signatureId } })).email).toBe(
    `${spelled.split("@")[0]}@organisation.example`,
  );
  expect(await findModerator(carl.toUpperCase())).not.toBeNull();
  const waiting = await db().$queryRaw<{ payload: { sealed: string } }[]>`
    SELECT j.payload FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
    WHERE t.identifier = 'mail_sign_in_link' ORDER BY j.id`;
  for (const { payload } of waiting)
    await mailSignInLink({ sealed: payload.sealed, locale: "en", askedAt: new Date() });
  expect(await db().message.count({ where: { kind: "sign_in", moderatorId: owner } })).toBe(1);
});

describe("a database from before addresses were sealed", () => {
  let old: TestDatabase;
  let client: pg.Client;
  const people = {
    rosa: "Rosa+x@organisation.example",
    anna: "anna@host.example",
    carl: "carl@host.example",
  };
  const ids = {
    letter: randomUUID(),
    version: randomUUID(),
    signature: randomUUID(),
    moderator: randomUUID(),
  };
  const form = createHash("sha256").update("the form").digest();
  beforeAll(async () => {
    old = await createTestDatabase({ isEmpty: true });
    await migrate(
      old.url,
      (await readMigrations()).filter(({ name }) => name < "0009"),
    );
    client = new pg.Client({ connectionString: old.url });
    await client.connect();
    const found = JSON.stringify({ email: people.rosa, at: "2026-01-01T00:00:00Z" });
    const statements: [string, unknown[]][] = [
      [
        "INSERT INTO letter (id, slug, publisher, date, default_locale, accent) VALUES ($1, 'old', 'P', now(), 'en', '#000000')",
        [ids.letter],
      ],
      [
        "INSERT INTO letter_version (id, letter_id, locale, number, title, standfirst, body, sha256) VALUES ($1, $2, 'en', 1, 'T', 'S', 'B', 'x')",
        [ids.version, ids.letter],
      ],
      ["INSERT INTO moderator (id, email) VALUES ($1, $2)", [ids.moderator, people.anna]],
      ["INSERT INTO moderator (email) SELECT 'm' || n || '@host.example' FROM generate_series(1, 600) n", []],
      [
        "INSERT INTO invitation (letter_id, email, role, locale, invited_by_id, expires_at) VALUES ($1, $2, 'viewer', 'en', $3, now())",
        [ids.letter, people.carl, ids.moderator],
      ],
      [
        "INSERT INTO signature (id, letter_id, letter_version_id, status, kind, name, email, locale, form_sha256) VALUES ($1, $2, $3, 'unconfirmed', 'organisation', 'Old organisation', $4, 'en', $5)",
        [ids.signature, ids.letter, ids.version, people.rosa, form],
      ],
      [
        "INSERT INTO audit_entry (letter_id, signature_id, actor, action, to_status) VALUES ($1, $2, 'signer', 'sign', 'unconfirmed')",
        [ids.letter, ids.signature],
      ],
      [
        "INSERT INTO evidence (signature_id, place, code, weighs, values, checked_at) VALUES ($1, 0, 'mailConfirmed', 'for', $2, now())",
        [ids.signature, found],
      ],
      [
        "INSERT INTO decision (signature_id, moderator_id, kind, decided_at, evidence) VALUES ($1, $2, 'reject', now(), $3)",
        [
          ids.signature,
          ids.moderator,
          JSON.stringify([
            {
              code: "mailConfirmed",
              weighs: "for",
              values: JSON.parse(found),
              checkedAt: "2026-01-01T00:00:00Z",
            },
            { code: "noSimilarName", weighs: "for", values: {}, checkedAt: "2026-01-01T00:00:00Z" },
          ]),
        ],
      ],
      [
        "INSERT INTO message (kind, locale, signature_id, last_error) VALUES ('confirm', 'en', $1, $2)",
        [ids.signature, `550 <${people.rosa.toUpperCase()}> unknown`],
      ],
      [
        "INSERT INTO inbox_mail (id, recipient, subject, headers, html, text) VALUES ('x', $1, '', '{}', '', '')",
        [people.rosa],
      ],
      [
        "SELECT graphile_worker.add_job('mail_sign_in_link', $1::json)",
        [JSON.stringify({ email: people.anna, locale: "de" })],
      ],
    ];
    await client.query("BEGIN");
    for (const [sql, values] of statements) await client.query(sql, values);
    await client.query("COMMIT");
    expect(await placesOf(old.url, people.rosa)).toHaveLength(5);
    expect(await placesOf(old.url, people.anna)).toHaveLength(2);
  });
  afterAll(async () => {
    await client.end();
    await old.drop();
  });

  test("is sealed when it is migrated, and again is not needed", async () => {
    expect((await migrate(old.url)).applied).toContain("0009_sealed");
    await expectNowhere(old.url, [...Object.values(people), "m7@host.example"]);
    const database = connect(old.url, 1);
    try {
      const { signature: id } = ids;
      const signature = await database.signature.findUniqueOrThrow({
        where: { id },
        include: { evidence: true, decisions: true },
      });
      expect(signature).toMatchObject({
        email: people.rosa,
        searchText: expect.not.stringContaining("rosa"),
      });
      expect(Buffer.from(signature.emailIndex ?? [])).toEqual(
        Buffer.from(addressIndex("rosa@organisation.example")),
      );
      // The very same form is still the same form.
      expect(Buffer.from(signature.formMark ?? [])).toEqual(Buffer.from(formMark(form)));
      expect(signature.evidence[0]?.values).toEqual({ at: "2026-01-01T00:00:00Z" });
      expect(signature.decisions[0]?.evidence).toMatchObject([
        { values: { at: "2026-01-01T00:00:00Z" } },
        { code: "noSimilarName" },
      ]);
      expect(await findModerator(people.anna, database)).toBe(ids.moderator);
      expect(await findModerator("m600@host.example", database)).not.toBeNull();
      expect((await database.invitation.findFirstOrThrow()).email).toBe(people.carl);
      await migrate(old.url);
      expect((await database.signature.findUniqueOrThrow({ where: { id } })).formMark).toEqual(
        signature.formMark,
      );
    } finally {
      await database.$disconnect();
    }
  });

  test("whose keys are not those of the settings is refused before anything is sealed with others", async () => {
    await client.query(
      "UPDATE moderator SET sealed_email = overlay(sealed_email placing '\\x00000000' from 2) WHERE id = $1",
      [ids.moderator],
    );
    await expect(migrate(old.url)).rejects.toThrow(/not in DATA_KEYS/);
  });
});

test("while something has yet to be sealed the site is not ready", async () => {
  expect((await readiness()).migrations).toBe(true);
  await db().plainAddress.create({ data: { place: "moderator", id: randomUUID(), email: "x@host.example" } });
  expect((await readiness()).migrations).toBe(false);
  await db().plainAddress.deleteMany();
});

describe("a change of the key", () => {
  /** As if it had been written before the new key came. */
  async function ofBefore(): Promise<{
    letterId: string;
    slug: string;
    signatureId: string;
    moderatorId: string;
    email: string;
    signer: string;
  }> {
    const letter = await makeLetter();
    const [email, signer] = [somebody("old"), somebody("signer")];
    const moderatorId = await moderatorOf(letter);
    await db().moderator.update({ where: { id: moderatorId }, data: moderatorAddress(email, onlyOld) });
    const signatureId = await pendingSignature(letter, validForm({ email: signer }));
    await db().signature.update({ where: { id: signatureId }, data: signatureAddress(signer, onlyOld) });
    return { letterId: letter.id, slug: letter.slug, signatureId, moderatorId, email, signer };
  }

  test("is not felt: what is sealed with either is found and read", async () => {
    const { letterId, moderatorId, email, signer, slug } = await ofBefore();
    expect(await findModerator(email)).toBe(moderatorId);
    expect(await ensureModerator(email)).toBe(moderatorId);
    expect((await grantRole(email, "owner", slug)).moderatorId).toBe(moderatorId);
    const query = QueueQuery.parse({ q: signer });
    expect((await readQueue({ letterId, moderatorId }, query, null)).items.map((item) => item.email)).toEqual(
      [signer],
    );
    await mailSignInLink({ sealed: sealForJob(email, onlyOld), locale: "en", askedAt: new Date() });
    expect(await db().message.count({ where: { moderatorId, kind: "sign_in" } })).toBe(1);
  });

  test("seals everything anew, goes on where it was stopped, and leaves nothing to the old key", async () => {
    await rotateKeys(db());
    const before = await ofBefore();
    await ofBefore();
    await queueJob(db(), "mail_sign_in_link", { sealed: sealForJob(before.email, onlyOld), locale: "en" });
    const { sealedEmail } = await db().moderator.findUniqueOrThrow({ where: { id: before.moderatorId } });
    // Something that cannot be opened stops it: what was done before stays done, and nothing is lost.
    const broken = Uint8Array.from(sealedEmail, (byte, at) => (at === 40 ? byte ^ 1 : byte));
    await db().moderator.update({ where: { id: before.moderatorId }, data: { sealedEmail: broken } });
    await expect(rotateKeys(db())).rejects.toThrow(/changed/);
    await db().moderator.update({ where: { id: before.moderatorId }, data: { sealedEmail } });
    // The two signatures were done; the two moderators were not.
    expect(await rotateKeys(db())).toEqual({ addresses: 2, mails: 0, jobs: 1 });
    expect(await rotateKeys(db())).toEqual({ addresses: 0, mails: 0, jobs: 0 });
    for (const { sealedEmail: sealed, emailIndex } of await db().signature.findMany({
      where: { sealedEmail: { not: null } },
    }))
      expect(
        addressIndex(openAddress(sealed ?? new Uint8Array(), "signature.email", onlyNew), onlyNew),
      ).toEqual(emailIndex);
    for (const { sealedEmail: sealed } of await db().moderator.findMany())
      openAddress(sealed, "moderator.email", onlyNew);
    expect((await db().moderator.findUniqueOrThrow({ where: { id: before.moderatorId } })).email).toBe(
      before.email,
    );
    await checkDataKeys(db());
  });

  test("leaves no mark of a form that was made with the old key", async () => {
    const letter = await makeLetter();
    const form = validForm({ email: somebody("waits") });
    const signatureId = await signAs(letter, form);
    const marked = {
      ...signatureAddress(form.email, onlyOld),
      formMark: formMark(Buffer.from("form"), onlyOld),
    };
    await db().signature.update({ where: { id: signatureId }, data: marked });
    await rotateKeys(db());
    const markOf = async () =>
      (await db().signature.findUniqueOrThrow({ where: { id: signatureId } })).formMark;
    expect(await markOf()).toBeNull();
    // What was made since is known again, and the next run leaves it alone.
    const again = await signAs(letter, form);
    await rotateKeys(db());
    expect(await signAs(letter, form)).toBe(again);
  });

  describe("and the link of 'this was not me' in a mail from before", () => {
    /** Two signatures of a mailbox that wait, the link of the first, and what becomes of its rows while the key changes. */
    async function asked() {
      const letter = await makeLetter();
      const email = somebody("asked");
      const signatureId = await signAs(letter, validForm({ email }));
      const link = await notMeOf({ signatureId });
      const twin = await signAs(letter, validForm({ email, name: "Twin" }));
      await madeWithOld(signatureId, email);
      return { letter, email, signatureId, twin, link };
    }

    async function notMeOf(where: { signatureId: string; kind?: "handover" }): Promise<string> {
      const message = await db().message.findFirstOrThrow({ where: { ...where, status: "queued" } });
      await sendMessage(message.id, now);
      const mail = await db().inboxMail.findFirstOrThrow({ where: { id: { contains: message.id } } });
      return /not-me\?token=([\w-]{43})/.exec(mail.text)?.[1] ?? "";
    }

    async function madeWithOld(signatureId: string, email: string): Promise<void> {
      await db().signature.update({ where: { id: signatureId }, data: signatureAddress(email, onlyOld) });
      await db().token.updateMany({
        where: { signatureId, purpose: "not_me", addressIndex: addressIndex(email) },
        data: { addressIndex: addressIndex(email, onlyOld) },
      });
    }

    const waiting = (email: string) =>
      db().signature.count({ where: { emailIndex: { in: addressIndexes(email) } } });

    test("finds what waits under either key", async () => {
      const { letter, email, link } = await asked();
      expect(await waiting(email)).toBe(2);
      expect((await refuseMail(letter.slug, link, false, now)).ok).toBe(true);
      expect(await waiting(email)).toBe(0);
      // What is written is made with the key that stays, and can be taken back.
      expect(await db().mailRefusal.count({ where: { addressIndex: addressIndex(email, onlyNew) } })).toBe(1);
      expect((await wantMailAgain(letter.slug, link, now)).ok).toBe(true);
      expect(await wantsNoMail(email, letter.id)).toBe(false);
    });

    test("goes over to the new key with its rows, whoever it was written to", async () => {
      const { letter, email, signatureId, link } = await asked();
      const newcomer = somebody("newcomer");
      const data = { signatureId, representativeName: "Olga", representativeRole: "Secretary", begunAt: now };
      const { id: handoverId } = await db().handover.create({
        data: { ...data, ...handoverAddress(newcomer) },
      });
      await db().message.create({ data: { kind: "handover", locale: "en", signatureId, handoverId } });
      const toNewcomer = await notMeOf({ signatureId, kind: "handover" });
      await db().handover.update({ where: { id: handoverId }, data: handoverAddress(newcomer, onlyOld) });
      const ofNewcomer = { signatureId, addressIndex: addressIndex(newcomer) };
      await db().token.updateMany({
        where: ofNewcomer,
        data: { addressIndex: addressIndex(newcomer, onlyOld) },
      });
      await rotateKeys(db());
      const links = await db().token.findMany({ where: { signatureId, purpose: "not_me" } });
      const hex = (bytes: Uint8Array | null) => Buffer.from(bytes ?? []).toString("hex");
      expect(links.map(({ addressIndex: index }) => hex(index)).sort()).toEqual(
        [email, newcomer].map((address) => hex(addressIndex(address, onlyNew))).sort(),
      );
      expect(await readNotMe(letter.slug, link, now)).toMatchObject({ value: { isRefused: false } });
      expect((await refuseMail(letter.slug, toNewcomer, false, now)).ok).toBe(true);
      const { endedAt } = await db().handover.findUniqueOrThrow({ where: { id: handoverId } });
      expect([endedAt !== null, await waiting(email)]).toEqual([true, 2]);
    });
  });

  describe("and what is kept by hashes alone, on lists and as wishes", () => {
    /** An address that is blocked at a letter and wants no mail from it, as written before the new key came. */
    async function refused(letterId: string, email: string): Promise<void> {
      const moderatorId = await ensureModerator(somebody("owner"));
      const index = addressIndex(email, onlyOld);
      await db().gate.create({
        data: {
          letterId,
          kind: "address",
          effect: "block",
          addressIndex: index,
          reason: "Why.",
          moderatorId,
          createdAt: now,
        },
      });
      await db().mailRefusal.create({ data: { letterId, addressIndex: index, createdAt: now } });
    }

    const withNewAlone = async (letterId: string, email: string) => {
      const where = { letterId, addressIndex: addressIndex(email, onlyNew) };
      return [await db().gate.count({ where }), await db().mailRefusal.count({ where })];
    };

    test("goes over with a signature that has the address; how much ends is counted", async () => {
      const { id: letterId } = await makeLetter();
      const { signer } = await ofBefore();
      const nobody = somebody("nobody");
      await rotateKeys(db());
      const before = await endingWithOtherKeys(db(), now);
      const again = await ofBefore();
      for (const email of [again.signer, nobody]) await refused(letterId, email);
      expect(await withNewAlone(letterId, again.signer)).toEqual([0, 0]);
      await rotateKeys(db());
      expect(await withNewAlone(letterId, again.signer)).toEqual([1, 1]);
      expect(await withNewAlone(letterId, nobody)).toEqual([0, 0]);
      const after = await endingWithOtherKeys(db(), now);
      expect([after.entries - before.entries, after.wishes - before.wishes]).toEqual([1, 1]);
      // With both keys all of it still holds.
      expect(await wantsNoMail(nobody, letterId)).toBe(true);
      // What was written since counts as kept where a row has its address.
      await db().mailRefusal.create({
        data: { letterId, addressIndex: addressIndex(signer), createdAt: now },
      });
      expect((await endingWithOtherKeys(db(), now)).wishes).toBe(after.wishes);
    });

    test("said under both keys is one wish, the wider one", async () => {
      const { id: letterId } = await makeLetter();
      const { signer } = await ofBefore();
      await refused(letterId, signer);
      await db().mailRefusal.updateMany({ where: { letterId }, data: { isEverywhere: true } });
      await db().mailRefusal.create({
        data: { letterId, addressIndex: addressIndex(signer), createdAt: now },
      });
      await rotateKeys(db());
      const wishes = await db().mailRefusal.findMany({ where: { letterId } });
      expect(wishes.map(({ isEverywhere }) => isEverywhere)).toEqual([true]);
    });

    test("is told of by the command, which then does not say that the old key may go", async () => {
      const { id: letterId } = await makeLetter();
      await refused(letterId, somebody("nobody"));
      const rotate = (keys: string) =>
        spawnSync(process.execPath, ["--import", "tsx", "scripts/rotate-keys.ts"], {
          env: { ...process.env, DATA_KEYS: keys },
          encoding: "utf8",
        }).stdout;
      const both = rotate(`${newKey},${testSecrets.DATA_KEYS}`);
      expect(both).toMatch(/Up to [1-9]\d* addresses on block and allow lists and [1-9]\d* wishes/);
      expect(both).toContain("Everything is sealed with the first key of DATA_KEYS.");
      expect(both).not.toContain("The others may go.");
      expect(rotate(newKey)).not.toContain("Up to");
    }, 60_000);
  });

  test("works while others sign and change the same rows", async () => {
    const before = await Promise.all(Array.from({ length: 10 }, ofBefore));
    const letter = await makeLetter();
    const [rotated] = await Promise.all([
      rotateKeys(db()),
      ...Array.from({ length: 20 }, () => signAs(letter)),
      ...before.map(({ signatureId, moderatorId }) =>
        decide({ signatureId, kind: "approve", reason: "" }, moderatorId, now),
      ),
    ]);
    expect(rotated.addresses).toBe(20);
    expect((await rotateKeys(db())).addresses).toBe(0);
    for (const { signatureId, signer } of before)
      expect(await db().signature.findUniqueOrThrow({ where: { id: signatureId } })).toMatchObject({
        email: signer,
        status: "published",
      });
    await transaction((tx) => tx.inboxMail.deleteMany());
  });
});
