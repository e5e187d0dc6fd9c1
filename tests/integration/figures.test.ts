import { randomUUID } from "node:crypto";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { correct } from "@/lib/corrections/commands";
import { db, transaction } from "@/lib/db";
import {
  daysSql,
  readDays,
  readShares,
  readTroubledMail,
  sharesSql,
  troubledMailSql,
} from "@/lib/figures/queries";
import { sumFigures } from "@/lib/figures/sum";
import { classEnds } from "@/lib/figures/times";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { Letter } from "@/lib/letters/queries";
import { sendMessage } from "@/lib/mail/send";
import { BulkInput, runBulk, startBulk } from "@/lib/moderation/bulk";
import { runBulkUndo, undoBulk } from "@/lib/moderation/bulk-undo";
import { decide, undo } from "@/lib/moderation/commands";
import { handle } from "@/lib/moderation/handling";
import { purgeUnconfirmed } from "@/lib/privacy/retention";
import { importPublished, moveSignature } from "@/lib/signatures/status";
import { seeded } from "@/tests/load/names";
import {
  makeLetter,
  moderatorOf,
  pendingSignature,
  signAs,
  validForm,
  withTestDatabase,
} from "@/tests/support/world";

withTestDatabase();

/** Every figure of a letter, as the sums say. */
async function noted(letterId: string) {
  return db().$queryRaw<object[]>`
    SELECT measure::text, day, label, state, sum(change)::int AS count FROM figure WHERE letter_id = ${letterId}::uuid
    GROUP BY 1, 2, 3, 4 HAVING sum(change) <> 0 ORDER BY 1, 2, 3, 4`;
}

/** The same by counting every row. */
async function counted(letterId: string) {
  return db().$queryRaw<object[]>`
    WITH s AS (SELECT * FROM signature WHERE letter_id = ${letterId}::uuid), figures AS (
      SELECT 'signed' AS measure, date(created_at AT TIME ZONE 'UTC') AS day, '' AS label, '' AS state FROM s WHERE import_key IS NULL
      UNION ALL SELECT 'confirmed', date(confirmed_at AT TIME ZONE 'UTC'), '', '' FROM s WHERE confirmed_at IS NOT NULL
      UNION ALL SELECT 'published', date(published_at AT TIME ZONE 'UTC'), '', '' FROM s WHERE status = 'published'
      UNION ALL SELECT 'country', NULL, coalesce(country, ''), status::text FROM s WHERE status <> 'unconfirmed'
      UNION ALL SELECT 'language', NULL, locale, status::text FROM s WHERE status <> 'unconfirmed'
      UNION ALL SELECT 'mail', NULL, m.kind::text, m.status::text FROM message m JOIN s ON s.id = m.signature_id
      UNION ALL SELECT 'decided', date(d.at AT TIME ZONE 'UTC'),
        (SELECT count(*) FROM unnest(${[...classEnds]}::int[]) e WHERE e * 60 <= extract(epoch FROM d.at - s.confirmed_at))::text, ''
        FROM s, LATERAL (SELECT min(decided_at) AS at FROM decision
          WHERE signature_id = s.id AND kind IN ('approve', 'reject') AND undone_at IS NULL) d
        WHERE d.at IS NOT NULL AND s.confirmed_at IS NOT NULL
    )
    SELECT measure, day, label, state, count(*)::int AS count FROM figures GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`;
}

async function expectRight(letterId: string): Promise<void> {
  expect(await noted(letterId)).toEqual(await counted(letterId));
}

describe("the figures of a letter", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test.each([1, 2, 3])(
    "are what counting would give, whatever happens (seed %i)",
    async (seed) => {
      const random = seeded(seed);
      const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
      const letter = await makeLetter();
      const moderatorId = await moderatorOf(letter);
      const ids: string[] = [];
      const decisions: { id: string; at: Date }[] = [];
      let clock = new Date("2026-05-01T00:00:00Z").getTime();
      const later = (hours: number) => {
        clock += random() * hours * 3600_000;
        // What a job does happens at the same time as all else.
        vi.setSystemTime(clock);
        return new Date(clock);
      };
      vi.useFakeTimers({ toFake: ["Date"] });
      const sign = async () => {
        const form = validForm({ country: pick(["DE", "FR", "MT"]) });
        ids.push(await signAs(letter, form, later(5)));
      };
      const confirm = async () => {
        const signatureId = pick(ids) ?? randomUUID();
        const now = later(5);
        await transaction((tx) =>
          moveSignature(tx, { signatureId, move: "confirm", actor: { kind: "signer" }, now }),
        );
      };
      const decideOne = (kind: "approve" | "reject" | "remove" | "reopen") => async () => {
        const now = later(40);
        const input = { signatureId: pick(ids) ?? randomUUID(), kind, reason: "because" };
        const decided = await decide(input, moderatorId, now);
        if (decided.ok) decisions.push({ id: decided.value.decisionId, at: now });
      };
      const undoOne = async () => {
        const last = decisions.at(-1);
        if (last) await undo(last.id, moderatorId, last.at);
      };
      const importSome = async () => {
        const some = [1, 2, 3].map(() => ({
          id: randomUUID(),
          letterId: letter.id,
          letterVersionId: letter.version.id,
          kind: "organisation" as const,
          name: "Imported",
          country: random() < 0.5 ? null : "PL",
          locale: "fr",
          importKey: randomUUID(),
        }));
        await transaction((tx) => importPublished(tx, letter.id, some, later(1)));
      };
      const withdraw = async () => {
        const signatureId = pick(ids) ?? randomUUID();
        const now = later(1);
        await transaction((tx) =>
          moveSignature(tx, { signatureId, move: "withdraw", actor: { kind: "signer" }, now }),
        );
      };
      const undone = async () => {
        await transaction(async (tx) => {
          // In the order in which everybody locks.
          await tx.$executeRaw`SELECT 1 FROM signature WHERE letter_id = ${letter.id}::uuid ORDER BY id FOR UPDATE`;
          await tx.$executeRaw`UPDATE signature SET country = 'IT', locale = 'it' WHERE letter_id = ${letter.id}::uuid`;
          throw new Error("undone");
        }).catch(() => {});
      };
      const mail = async () => {
        const queued = await db().message.findFirst({
          where: { letterId: letter.id, status: "queued", decisionId: null },
        });
        // As the job queue does: what fails because its signature was purged this moment is left for another try.
        if (queued) await sendMessage(queued.id, later(0)).catch(() => {});
      };
      const purge = async () => {
        await purgeUnconfirmed(new Date(clock - 3 * 24 * 3600_000));
      };
      const hold = async () => {
        await handle({ signatureId: pick(ids) ?? randomUUID(), kind: "hold" }, moderatorId, later(0));
      };
      const decideMany = async () => {
        const some = ids.filter(() => random() < 0.2);
        const input = BulkInput.safeParse({
          kind: pick(["approve", "reject"]),
          reason: "No",
          signatureIds: some,
        });
        const isTakenBack = random() < 0.5;
        const now = later(3);
        if (!input.success) return;
        const started = await startBulk(letter.id, input.data, moderatorId, now);
        if (!started.ok) return;
        await runBulk(started.value);
        if (!isTakenBack) return;
        const { finishedAt } = await db().bulk.findUniqueOrThrow({ where: { id: started.value } });
        const undone = await undoBulk(started.value, letter.id, moderatorId, finishedAt ?? now);
        if (undone.ok) await runBulkUndo(started.value);
      };
      const correctOne = async () => {
        const signature = await db().signature.findUnique({ where: { id: pick(ids) ?? randomUUID() } });
        const country = pick(["SE", "DK"]) ?? null;
        if (signature)
          await correct({ ...signature, country, signatureId: signature.id }, moderatorId, later(1));
      };
      // What happens often is there often.
      const events = [
        ...[sign, sign, sign, confirm, confirm, confirm, confirm],
        ...[
          decideOne("approve"),
          decideOne("approve"),
          decideOne("reject"),
          decideOne("remove"),
          decideOne("reopen"),
        ],
        ...[
          decideMany,
          decideMany,
          correctOne,
          undoOne,
          undoOne,
          importSome,
          withdraw,
          undone,
          mail,
          mail,
          purge,
          hold,
          sumFigures,
        ],
      ];
      for (let round = 0; round < 40; round += 1) {
        // Four at once, as on a busy day.
        await Promise.all(Array.from({ length: 4 }, () => pick(events)?.()));
        if (round % 5 === 0) await expectRight(letter.id);
      }
      await expectRight(letter.id);
      const right = await noted(letter.id);
      await Promise.all([sumFigures(), sumFigures()]);
      await sumFigures();
      expect(await noted(letter.id)).toEqual(right);
      expect(await db().figure.count({ where: { letterId: letter.id, isSum: false } })).toBe(0);
      // Every kind of figure was seen, or the comparison above says little.
      const measures = new Set((right as { measure: string }[]).map(({ measure }) => measure));
      expect(measures.size).toBe(7);
    },
    60_000,
  );

  test("were filled for what was there before (the migration's own statements)", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const one = await pendingSignature(letter);
    await decide({ signatureId: one, kind: "approve", reason: "" }, moderatorId, new Date());
    await signAs(letter);
    const right = await noted(letter.id);
    const { readMigrations } = await import("@/scripts/migrate");
    const sql = (await readMigrations()).find(({ name }) => name === "0007_overview")?.sql ?? "";
    const fill = sql.slice(sql.lastIndexOf("END $$;")).match(/INSERT INTO "figure"[^;]*;/g) ?? [];
    expect(fill).toHaveLength(2);
    // As it was before: no first decision and no mail's letter kept, no figure noted.
    const columns = sql.match(/^UPDATE "(signature|message)"[^;]*;/gm) ?? [];
    expect(columns).toHaveLength(2);
    const kept = async () =>
      db().$queryRaw`
        SELECT s.first_decided_at, m.letter_id FROM signature s JOIN message m ON m.signature_id = s.id
        WHERE s.letter_id = ${letter.id}::uuid ORDER BY m.id`;
    const keptRight = await kept();
    await db().$executeRaw`UPDATE signature SET first_decided_at = NULL`;
    await db().$executeRaw`UPDATE message SET letter_id = NULL`;
    await db().$executeRaw`DELETE FROM figure`;
    expect(await kept()).not.toEqual(keptRight);
    for (const statement of columns) await db().$executeRawUnsafe(statement);
    expect(await kept()).toEqual(keptRight);
    await db().$executeRaw`DELETE FROM figure`;
    for (const statement of fill) await db().$executeRawUnsafe(statement);
    expect(await noted(letter.id)).toEqual(right);
  });

  test("a first decision that is taken back is no decision; a later one taken back changes nothing", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const signatureId = await pendingSignature(letter);
    const { confirmedAt } = await db().signature.findUniqueOrThrow({ where: { id: signatureId } });
    const hoursIn = (hours: number) => new Date((confirmedAt?.getTime() ?? 0) + hours * 3600_000);
    const times = async () => [...(await readDays(letter.id, null)).times];
    const approve = async (at: Date) => {
      const decided = await decide({ signatureId, kind: "approve", reason: "" }, moderatorId, at);
      if (!decided.ok) throw new Error("not decided");
      return decided.value.decisionId;
    };
    await undo(await approve(hoursIn(1.2)), moderatorId, hoursIn(1.2));
    expect(await times()).toEqual([]);
    await approve(hoursIn(5));
    const fiveHours = [[classEnds.indexOf(360), 1]];
    expect(await times()).toEqual(fiveHours);
    await decide({ signatureId, kind: "remove", reason: "because" }, moderatorId, hoursIn(50));
    await decide({ signatureId, kind: "reopen", reason: "" }, moderatorId, hoursIn(60));
    await undo(await approve(hoursIn(70)), moderatorId, hoursIn(70));
    expect(await times()).toEqual(fiveHours);
  });

  test("the classes of times are the same here and in the database", async () => {
    for (const [at, end] of classEnds.entries()) {
      const [row] = await db().$queryRaw<{ below: string; there: string }[]>`
        SELECT decision_class(make_interval(secs => ${end * 60 - 1}::int)) AS below,
          decision_class(make_interval(secs => ${end * 60}::int)) AS there`;
      expect(row).toEqual({ below: String(at), there: String(at + 1) });
    }
  });

  test("mail that went wrong is listed, newest first, with what the server said, for this letter alone", async () => {
    const [letter, other] = [await makeLetter(), await makeLetter()];
    const wrong = async (of: Letter, error: string, status: "failed" | "queued") => {
      const signatureId = await signAs(of, validForm({ name: error }));
      await db().message.updateMany({ where: { signatureId }, data: { status, lastError: error } });
    };
    await wrong(letter, "550 no such user", "failed");
    await wrong(other, "not this one", "failed");
    await wrong(letter, "451 later", "queued");
    await signAs(letter);
    const found = await readTroubledMail(letter.id, 10);
    expect(found.map(({ name, lastError, status, kind }) => [name, lastError, status, kind])).toEqual([
      ["451 later", "451 later", "queued", "confirm"],
      ["550 no such user", "550 no such user", "failed", "confirm"],
    ]);
    expect((await readShares(letter.id)).mails.sort((a, b) => a.count - b.count)).toEqual([
      { kind: "confirm", status: "failed", count: 1 },
      { kind: "confirm", status: "queued", count: 2 },
    ]);
  });
});

describe("with 20,000 signatures", () => {
  let letter: Letter;
  beforeAll(async () => {
    letter = await makeLetter();
    await transaction(async (tx) => {
      await tx.$executeRaw`
        WITH added AS (
          INSERT INTO signature (letter_id, letter_version_id, status, kind, name, country, locale, created_at)
          SELECT ${letter.id}::uuid, ${letter.version.id}::uuid, 'unconfirmed', 'organisation', 'Organisation ' || n,
            chr(65 + n % 7) || chr(65 + n % 6), 'en', now() - n * interval '1 minute'
          FROM generate_series(1, 20000) n RETURNING id, letter_id
        ), mailed AS (
          INSERT INTO message (kind, status, locale, signature_id, letter_id, last_error)
          SELECT 'confirm', CASE WHEN random() < 0.1 THEN 'failed' ELSE 'sent' END::message_status, 'en', id, letter_id,
            CASE WHEN random() < 0.1 THEN 'no such user' END FROM added
        ) INSERT INTO audit_entry (letter_id, signature_id, actor, action, to_status)
          SELECT letter_id, id, 'signer', 'sign', 'unconfirmed' FROM added`;
    });
    await transaction(async (tx) => {
      await tx.$executeRaw`
        WITH moved AS (
          UPDATE signature SET status = 'pending', confirmed_at = created_at WHERE letter_id = ${letter.id}::uuid RETURNING id, letter_id
        ) INSERT INTO audit_entry (letter_id, signature_id, actor, action, from_status, to_status)
          SELECT letter_id, id, 'signer', 'confirm', 'unconfirmed', 'pending' FROM moved`;
    });
    await sumFigures();
    await db().$executeRaw`ANALYZE`;
  }, 60_000);

  test("no statement of the overview reads the signatures or mails from end to end (rule 6)", async () => {
    const statements: [string, Prisma.Sql][] = [
      ["all days", daysSql(letter.id, null)],
      ["30 days", daysSql(letter.id, new Date(Date.now() - 30 * 24 * 3600_000))],
      ["shares", sharesSql(letter.id)],
      ["mail", troubledMailSql(letter.id, 50)],
    ];
    for (const [name, sql] of statements) {
      const plan = await db().$queryRaw<{ "QUERY PLAN": string }[]>`EXPLAIN (ANALYZE, TIMING OFF) ${sql}`;
      const lines = plan.map((row) => row["QUERY PLAN"]).join("\n");
      expect(lines, name).not.toMatch(/Seq Scan on (signature|message)/);
      // What is read are days, countries and one page of mails: some hundreds of rows, of 20,000 signatures.
      const read = [...lines.matchAll(/actual rows=([\d.]+) loops=(\d+)/g)].map(
        (match) => Number(match[1]) * Number(match[2]),
      );
      expect(Math.max(...read), `${name}\n${lines}`).toBeLessThan(500);
    }
    expect((await readTroubledMail(letter.id, 50)).length).toBe(50);
  });
});
