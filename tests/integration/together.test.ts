import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { beginSession, markPassed, peekSession } from "@/lib/accounts/sessions";
import { historyOf } from "@/lib/audit/queries";
import { correct } from "@/lib/corrections/commands";
import { keepCorrection } from "@/lib/corrections/keep";
import { fieldsOf, originalOf } from "@/lib/corrections/queries";
import { db, transaction } from "@/lib/db";
import { keptEvidence } from "@/lib/evidence/queries";
import { decide } from "@/lib/moderation/commands";
import { handle } from "@/lib/moderation/handling";
import { openAtDesk } from "@/lib/moderation/queries";
import { followChanges } from "@/lib/pages/changes";
import { PageStore } from "@/lib/pages/store";
import { sweepPresence } from "@/lib/presence/commands";
import { type FeedEnd, type FeedEvent, openFeed } from "@/lib/presence/feed";
import { deskChannels, deskHub } from "@/lib/presence/hub";
import { whoLooks } from "@/lib/presence/queries";
import { readRegister } from "@/lib/register/queries";
import { CorrectedFields } from "@/lib/signatures/schema";
import {
  makeLetter,
  moderatorOf,
  pendingSignature,
  statusOf,
  validForm,
  waitingForLocks,
  withTestDatabase,
} from "@/tests/support/world";

withTestDatabase();

const now = new Date("2026-11-25T12:00:00Z");

const seenOf = async (signatureId: string) => (await historyOf(signatureId)).at(-1)?.id ?? 0n;

const fields = (changes: Record<string, string> = {}) =>
  CorrectedFields.parse({
    name: "Organisation",
    nameAlt: "",
    country: "DE",
    website: "https://organisation.example/",
    representativeName: "Rosa Representative",
    representativeRole: "Director",
    ...changes,
  });

describe("deciding on what changed meanwhile", () => {
  test("is refused once, with what others did and who; the moderator's own doing is no news", async () => {
    const letter = await makeLetter();
    const [anna, bela] = [await moderatorOf(letter), await moderatorOf(letter)];
    const signatureId = await pendingSignature(letter);
    const approve = { signatureId, kind: "approve", reason: "" } as const;
    const seen = await seenOf(signatureId);
    await handle({ signatureId, kind: "assign", assigneeId: anna }, anna, now);
    await handle({ signatureId, kind: "note", text: "Careful" }, bela, now);
    const refused = await decide(approve, anna, now, seen);
    const belaEmail = (await db().moderator.findUniqueOrThrow({ where: { id: bela } })).email;
    expect(refused).toMatchObject({
      ok: false,
      error: {
        code: "changed",
        changes: [{ action: "note", actor: "moderator", moderatorEmail: belaEmail }],
      },
    });
    expect(await statusOf(signatureId)).toBe("pending");
    expect((await decide(approve, anna, now, await seenOf(signatureId))).ok).toBe(true);
  });

  test("is refused also where it changed while the page was being read", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const signatureId = await pendingSignature(letter, validForm({ name: "Harmless" }));
    let opening: ReturnType<typeof openAtDesk> | undefined;
    await transaction(async (tx) => {
      await tx.$executeRaw`LOCK TABLE audit_entry IN ACCESS EXCLUSIVE MODE`;
      opening = openAtDesk(signatureId, letter.slug, moderatorId);
      await expect.poll(waitingForLocks, { timeout: 5000 }).toBeGreaterThan(0);
      const signature = await tx.signature.findUniqueOrThrow({ where: { id: signatureId } });
      const by = { actor: { kind: "signer" }, action: "correct", now } as const;
      await keepCorrection(tx, signature, { ...signature, name: "Something else" }, by);
    });
    const opened = await opening;
    const seen = opened?.history.at(-1)?.id ?? 0n;
    const isToldOf = seen < (await seenOf(signatureId));
    expect([isToldOf, opened?.signature.name]).toEqual([false, "Something else"]);
    expect(await openAtDesk("none", letter.slug, moderatorId)).toBeNull();
    expect(await openAtDesk(signatureId, letter.slug, await moderatorOf(await makeLetter()))).toBeNull();
  });

  test("somebody who was faster is named", async () => {
    const letter = await makeLetter();
    const [anna, bela] = [await moderatorOf(letter), await moderatorOf(letter)];
    const signatureId = await pendingSignature(letter);
    const seen = await seenOf(signatureId);
    await decide({ signatureId, kind: "reject", reason: "No" }, bela, now);
    expect(await decide({ signatureId, kind: "approve", reason: "" }, anna, now, seen)).toMatchObject({
      ok: false,
      error: { code: "alreadyDecided", status: "rejected", changes: [{ action: "reject" }] },
    });
  });

  test("a note and a decision at once: whichever comes second knows of the first", async () => {
    const letter = await makeLetter();
    const [anna, bela] = [await moderatorOf(letter), await moderatorOf(letter)];
    for (let round = 0; round < 15; round += 1) {
      const signatureId = await pendingSignature(letter);
      const seen = await seenOf(signatureId);
      const [decided] = await Promise.all([
        decide({ signatureId, kind: "approve", reason: "" }, anna, now, seen),
        handle({ signatureId, kind: "note", text: "Careful" }, bela, now),
      ]);
      const actions = (await historyOf(signatureId)).map(({ action }) => action);
      expect(actions.slice(2)).toEqual(decided.ok ? ["approve", "note"] : ["note"]);
    }
  });

  test("a decision keeps the evidence as it stood", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const signatureId = await pendingSignature(letter);
    const evidence = { code: "freeMail", weighs: "against", values: { domain: "mail.example" } } as const;
    await db().evidence.create({ data: { signatureId, place: 0, ...evidence, checkedAt: now } });
    await decide({ signatureId, kind: "approve", reason: "" }, moderatorId, now);
    await db().evidence.deleteMany({ where: { signatureId } });
    const decision = await db().decision.findFirstOrThrow({ where: { signatureId } });
    expect(await keptEvidence(decision.evidence, letter.id)).toEqual([{ ...evidence, checkedAt: now }]);
  });
});

describe("a correction", () => {
  test("of who represents takes the name off the list: the consent to be shown was the first person's", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const signatureId = await pendingSignature(letter, validForm({ showRepresentative: "yes" }));
    const shown = async () =>
      (await db().signature.findUniqueOrThrow({ where: { id: signatureId } })).showRepresentative;
    await correct({ signatureId, ...fields({ name: "Other" }) }, moderatorId, now);
    expect(await shown()).toBe(true);
    await correct(
      { signatureId, ...fields({ name: "Other", representativeName: "Bela Other" }) },
      moderatorId,
      now,
    );
    expect(await shown()).toBe(false);
  });

  test("changes what will be published, keeps what the signer wrote, and leaves text and consents alone", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const signatureId = await pendingSignature(letter, validForm({ name: "organisaton" }));
    const before = await db().signature.findUniqueOrThrow({
      where: { id: signatureId },
      include: { consents: true },
    });
    const first = { signatureId, ...fields({ name: "Organisaton" }) };
    expect(await correct(first, moderatorId, now)).toEqual({ ok: true, value: null });
    const second = { signatureId, ...fields({ name: "Organisation", country: "AT" }) };
    expect((await correct(second, moderatorId, now)).ok).toBe(true);
    expect(await correct(second, moderatorId, now)).toEqual({ ok: false, error: { code: "same" } });
    const after = await db().signature.findUniqueOrThrow({
      where: { id: signatureId },
      include: { consents: true, corrections: { orderBy: { madeAt: "asc" } } },
    });
    expect(after).toMatchObject({ name: "Organisation", country: "AT", status: "pending" });
    expect(after.letterVersionId).toBe(before.letterVersionId);
    expect(after.consents).toEqual(before.consents);
    expect(after.email).toBe(before.email);
    expect(after.searchText).toContain("organisation");
    expect(originalOf(after.corrections)).toEqual({ name: "organisaton", country: "DE" });
    const entries = await db().auditEntry.findMany({ where: { signatureId, action: "correct" } });
    expect(entries.map(({ detail }) => detail)).toEqual(["name", "name country"]);
    // Nobody is written to about a name that is not public yet.
    expect(await db().message.count({ where: { signatureId, kind: "corrected" } })).toBe(0);
    const jobs = await db().$queryRaw<unknown[]>`
      SELECT 1 FROM graphile_worker.jobs WHERE task_identifier = 'gather_evidence' AND key = ${`evidence ${signatureId}`}`;
    expect(jobs).toHaveLength(1);
  });

  test("of a published name shows on the list and is told to the signer by mail, in one transaction", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const signatureId = await pendingSignature(letter);
    await decide({ signatureId, kind: "approve", reason: "" }, moderatorId, now);
    const input = { signatureId, ...fields({ name: "Corrected e.V." }) };
    expect((await correct(input, moderatorId, now)).ok).toBe(true);
    const { signatories } = await readRegister({ letterId: letter.id, sort: "signed", limit: 5 });
    expect(signatories.map(({ name }) => name)).toEqual(["Corrected e.V."]);
    const mail = await db().message.findFirstOrThrow({
      where: { signatureId, kind: "corrected" },
      include: { correction: true },
    });
    expect(fieldsOf(mail.correction?.after)).toEqual({ name: "Corrected e.V." });
  });

  test("is refused to strangers, for what is decided against, and on what changed meanwhile", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const signatureId = await pendingSignature(letter);
    const input = { signatureId, ...fields() };
    const seen = await seenOf(signatureId);
    expect(await correct(input, await moderatorOf(await makeLetter()), now)).toEqual({
      ok: false,
      error: { code: "unknown" },
    });
    await handle({ signatureId, kind: "hold" }, await moderatorOf(letter), now);
    expect(await correct(input, moderatorId, now, seen)).toMatchObject({
      ok: false,
      error: { code: "changed", changes: [{ action: "hold" }] },
    });
    await decide({ signatureId, kind: "reject", reason: "No" }, moderatorId, now);
    expect(await correct(input, moderatorId, now)).toEqual({ ok: false, error: { code: "notAllowed" } });
    for (const wrong of [
      { name: "" },
      { name: "a\u202eb" },
      { country: "XX" },
      { website: "javascript:alert(1)" },
    ])
      expect(CorrectedFields.safeParse({ ...fields(), nameAlt: "", ...wrong }).success).toBe(false);
  });
});

describe("open pages of the desk", () => {
  let stop: () => Promise<void>;
  beforeAll(async () => {
    stop = followChanges(new PageStore(), deskHub());
    await vi.waitFor(async () => expect(await isListening()).toBe(true), { timeout: 30_000 });
  });
  afterAll(async () => {
    deskHub().end();
    await stop();
  });

  /** Whether the connection that hears of changes has asked for the last of its channels. */
  async function isListening(): Promise<boolean> {
    const asked = `LISTEN ${deskChannels.at(-1)}`;
    const found = await db().$queryRaw<unknown[]>`
      SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query = ${asked} AND state = 'idle'`;
    return found.length === 1;
  }

  async function open(
    letterId: string,
    moderatorId: string,
    signature: { id: string; seen: bigint } | null,
    everyMs?: number,
  ) {
    const session = randomUUID();
    await beginSession(session, moderatorId, new Date());
    const sessionId = (await peekSession(session, new Date()))?.sessionId ?? "";
    const events: FeedEvent[] = [];
    const ends: FeedEnd[] = [];
    const feed = openFeed(
      { letterId, moderatorId, sessionId, signature },
      (event) => events.push(event),
      (why) => ends.push(why),
      everyMs,
    );
    const of = (kind: FeedEvent["kind"]) => events.filter((event) => event.kind === kind);
    return { feed, events, ends, of, session, sessionId };
  }

  test("hear what others did to the signature on the screen, and the queue that it changed", async () => {
    const letter = await makeLetter();
    const [anna, bela] = [await moderatorOf(letter), await moderatorOf(letter)];
    const signatureId = await pendingSignature(letter);
    const page = await open(letter.id, anna, { id: signatureId, seen: await seenOf(signatureId) });
    const queue = await open(letter.id, anna, null);
    const elsewhere = await open((await makeLetter()).id, anna, null);
    await handle({ signatureId, kind: "hold" }, anna, now);
    await expect.poll(() => queue.of("queue").length).toBeGreaterThan(0);
    expect(page.of("changes")).toEqual([]);
    await decide({ signatureId, kind: "approve", reason: "" }, bela, now);
    await expect
      .poll(() => page.of("changes").at(-1))
      .toMatchObject({ changes: [{ action: "approve", actor: "moderator" }] });
    expect(elsewhere.of("queue")).toEqual([]);
    for (const { feed } of [page, queue, elsewhere]) feed.close();
  });

  test("show who looks at what, until they leave or die", async () => {
    const letter = await makeLetter();
    const [anna, bela] = [await moderatorOf(letter), await moderatorOf(letter)];
    const belaEmail = (await db().moderator.findUniqueOrThrow({ where: { id: bela } })).email;
    const signatureId = await pendingSignature(letter);
    const queue = await open(letter.id, anna, null);
    const page = await open(letter.id, bela, { id: signatureId, seen: 0n });
    const looking = [{ signatureId, email: belaEmail }];
    await expect.poll(() => queue.of("looking").at(-1)).toEqual({ kind: "looking", looking });
    expect(await whoLooks(letter.id, anna)).toEqual(looking);
    expect(await whoLooks(letter.id, bela)).toEqual([]);
    page.feed.close();
    await expect.poll(() => queue.of("looking").at(-1)).toEqual({ kind: "looking", looking: [] });
    // A page whose process died is forgotten by its age.
    const dead = { id: randomUUID(), letterId: letter.id, signatureId, moderatorId: bela };
    await db().presence.create({ data: { ...dead, seenAt: new Date(Date.now() - 60_000) } });
    expect(await whoLooks(letter.id, anna)).toEqual([]);
    await sweepPresence(new Date());
    expect(await db().presence.count({ where: { letterId: letter.id } })).toBe(0);
    queue.feed.close();
  });

  test("of one moderator are so many and no more, and what is closed makes room", async () => {
    const letter = await makeLetter();
    const [anna, bela] = [await moderatorOf(letter), await moderatorOf(letter)];
    const pages = await Promise.all(Array.from({ length: 20 }, () => open(letter.id, anna, null)));
    expect([deskHub().hasRoom(anna), deskHub().hasRoom(bela)]).toEqual([false, true]);
    for (const { feed } of pages) {
      feed.close();
      feed.close();
    }
    expect(deskHub().hasRoom(anna)).toBe(true);
  });

  test("end with the session, with its idleness and with the right, and are no sign of life", async () => {
    const letter = await makeLetter();
    const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
    for (const what of ["ended", "idle", "no member any more", "all is well"] as const) {
      const moderatorId = await moderatorOf(letter);
      const page = await open(letter.id, moderatorId, null, 50);
      const lastSeenAt = minutesAgo(what === "idle" ? 31 : 20);
      await db().session.updateMany({ where: { moderatorId }, data: { lastSeenAt } });
      if (what === "ended") await db().session.deleteMany({ where: { moderatorId } });
      if (what === "no member any more") await db().membership.deleteMany({ where: { moderatorId } });
      if (what === "all is well") {
        await expect.poll(() => page.of("beat").length).toBeGreaterThan(1);
        expect((await peekSession(page.session, new Date()))?.moderatorId).toBe(moderatorId);
        const session = await db().session.findFirstOrThrow({ where: { moderatorId } });
        expect(session.lastSeenAt).toEqual(lastSeenAt);
        // Another secret, since the second factor was shown once more in another tab: the session is the same.
        await transaction((tx) => markPassed(tx, { sessionId: page.sessionId, moderatorId }, new Date()));
        const beats = page.of("beat").length;
        await expect.poll(() => page.of("beat").length).toBeGreaterThan(beats + 1);
        expect(page.ends).toEqual([]);
        page.feed.close();
      } else await expect.poll(() => page.ends).toEqual(["forbidden"]);
    }
  });

  test("end with the process", async () => {
    const letter = await makeLetter();
    const page = await open(letter.id, await moderatorOf(letter), null);
    deskHub().end();
    expect(page.ends).toEqual(["stopped"]);
    page.feed.close();
    expect(page.ends).toEqual(["stopped"]);
  });

  test("a signature of another letter is not entered", async () => {
    const [letter, other] = [await makeLetter(), await makeLetter()];
    const moderatorId = await moderatorOf(letter);
    const page = await open(letter.id, moderatorId, { id: await pendingSignature(other), seen: 0n });
    await new Promise((resolve) => setTimeout(resolve, 600));
    // Nor is anything of its history told.
    expect(page.of("changes")).toEqual([]);
    expect(await db().presence.count()).toBe(0);
    page.feed.close();
    expect(page.ends).toEqual(["left"]);
  });
});
