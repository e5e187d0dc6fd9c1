import { z } from "zod";
import { holdMember } from "@/lib/accounts/lock";
import { membershipWith, notTheirs } from "@/lib/accounts/rights";
import { record } from "@/lib/audit/commands";
import { newestEntry } from "@/lib/audit/queries";
import { db, type Tx, transaction } from "@/lib/db";
import { defaultLocale, isLocale } from "@/lib/i18n/locales";
import { queueJob } from "@/lib/jobs/queue";
import { releaseMessages } from "@/lib/mail/queue";
import { bulkKinds, isDecision } from "@/lib/moderation/bulk-kinds";
import { changedSince, lockSignatures } from "@/lib/moderation/changes";
import { type DecisionRefusal, decideIn, mailSeconds, reasonLimit } from "@/lib/moderation/commands";
import { type HandlingInput, type HandlingRefusal, handleIn } from "@/lib/moderation/handling";
import { type ReasonTexts, reasonMark, reasonsIn, reasonText } from "@/lib/moderation/reasons";
import { fail, ok, type Result } from "@/lib/result";
import { TagName } from "@/lib/tags/commands";
import { optionalText } from "@/lib/text";

/** As many signatures as one bulk may be about. */
export const bulkLimit = 10_000;

/** Something done to many, as it comes from the desk. */
export const BulkInput = z
  .object({
    kind: z.enum(bulkKinds),
    /** The mark of a reason of the letter's list; each signer reads it in the signer's own language. */
    chosen: z.string().default(""),
    /** The moderator's own line, the same for everybody. */
    reason: optionalText(reasonLimit).default(""),
    assigneeId: z.union([z.uuid(), z.literal("")]).default(""),
    tag: z.string().default(""),
    signatureIds: z.array(z.uuid()).min(1, "none").max(bulkLimit, "tooMany"),
  })
  .superRefine(({ kind, chosen, reason, tag }, context) => {
    const refuse = (message: string) => context.addIssue({ code: "custom", message });
    if (kind === "reject" && chosen === "" && reason === "") refuse("required");
    if (kind === "tag" && !TagName.safeParse(tag).success) refuse("noTag");
  });
export type BulkInput = z.output<typeof BulkInput>;

export type BulkRefusal =
  | "unknown"
  | "noColleague"
  /** The reason chosen is not in the letter's list any more. */
  | "reasonChanged";

/**
 * Starts something about many signatures: writes them down and queues the job that does to each what `decide` or `handle` would.
 * `seen` is the newest entry of the letter's log when the list was read that the moderator had on the screen: what others did to a
 * signature since was not decided about. Without it that begins with the start.
 * @returns the bulk's id.
 */
export async function startBulk(
  letterId: string,
  input: BulkInput,
  moderatorId: string,
  now: Date,
  seen: bigint | null = null,
): Promise<Result<string, BulkRefusal>> {
  const { kind, signatureIds } = input;
  const isReasoned = kind === "reject" && input.chosen !== "";
  const reasonTexts = isReasoned
    ? (await reasonsIn(letterId)).find((texts) => reasonMark(texts) === input.chosen)
    : undefined;
  if (isReasoned && !reasonTexts) return fail("reasonChanged");
  return transaction(async (tx) => {
    const mayModerate = async (id: string) =>
      (await tx.membership.count({ where: { ...membershipWith("moderate", id), letterId } })) > 0;
    if (!(await mayModerate(moderatorId))) return notTheirs("unknown");
    if (kind === "assign" && input.assigneeId && !(await mayModerate(input.assigneeId)))
      return fail("noColleague");
    // Only this letter's: what else was sent is left out.
    const known = await tx.signature.findMany({
      where: { letterId, id: { in: signatureIds } },
      select: { id: true },
    });
    const isKnown = new Set(known.map(({ id }) => id));
    const ids = [...new Set(signatureIds)].filter((id) => isKnown.has(id));
    if (ids.length === 0) return notTheirs("unknown");
    const newest = await newestEntry(letterId, tx);
    const bulk = await tx.bulk.create({
      data: {
        letterId,
        moderatorId,
        kind,
        argument: kind === "assign" ? input.assigneeId : kind === "tag" ? input.tag : null,
        reason: (kind === "reject" && input.reason) || null,
        reasonTexts,
        total: ids.length,
        seen: seen !== null && seen < newest ? seen : newest,
        startedAt: now,
      },
      select: { id: true },
    });
    await tx.$executeRaw`
      INSERT INTO bulk_item (bulk_id, place, signature_id)
      SELECT ${bulk.id}::uuid, place, id FROM unnest(${ids}::uuid[]) WITH ORDINALITY AS chosen(id, place)`;
    const actor = { kind: "moderator", moderatorId } as const;
    const detail = `${kind} ${ids.length} ${bulk.id}`;
    await record(tx, [{ letterId, signatureId: null, actor, action: "bulk", detail }]);
    await queueJob(tx, "run_bulk", { bulkId: bulk.id }, `bulk ${bulk.id}`);
    return ok(bulk.id);
  });
}

/** So many are done in one transaction: colleagues wait for no more than that. */
const batch = 50;

type Bulk = NonNullable<Awaited<ReturnType<typeof findBulk>>>;

/**
 * Works through a bulk. What came of a signature is written in the transaction that did it, so that a process killed
 * half-way leaves nothing half done, and the next one goes on with what is left. The mails go out when all is decided.
 */
export async function runBulk(bulkId: string): Promise<void> {
  let isUnderWay = true;
  while (isUnderWay)
    isUnderWay = await transaction(async (tx) => {
      const bulk = await findBulk(tx, bulkId);
      if (!bulk || bulk.finishedAt) return false;
      const items = bulk.undoneAt ? [] : await openItems(tx, bulkId);
      if (items.length === 0) return false;
      const outcomes = await carryOut(tx, bulk, items);
      await writeOutcomes(tx, bulkId, outcomes);
      return true;
    });
  // Not behind the shared lock above: two who end it at once would wait for each other.
  await transaction((tx) => finish(tx, bulkId));
}

/** The bulk, held against whoever wants to take it back until the transaction ends. */
async function findBulk(tx: Tx, bulkId: string) {
  await tx.$executeRaw`SELECT 1 FROM bulk WHERE id = ${bulkId}::uuid FOR SHARE`;
  return tx.bulk.findUnique({
    where: { id: bulkId },
    include: { letter: { select: { defaultLocale: true } } },
  });
}

function openItems(tx: Tx, bulkId: string): Promise<{ place: number; signatureId: string }[]> {
  return tx.$queryRaw`
    SELECT place, signature_id AS "signatureId" FROM bulk_item
    WHERE bulk_id = ${bulkId}::uuid AND outcome IS NULL ORDER BY place LIMIT ${batch} FOR UPDATE`;
}

export async function writeOutcomes(
  tx: Tx,
  bulkId: string,
  outcomes: { place: number; outcome: string }[],
): Promise<void> {
  await tx.$executeRaw`
    UPDATE bulk_item SET outcome = r.outcome
    FROM unnest(${outcomes.map(({ place }) => place)}::int[], ${outcomes.map(({ outcome }) => outcome)}::text[])
      AS r(place, outcome)
    WHERE bulk_id = ${bulkId}::uuid AND bulk_item.place = r.place`;
}

async function carryOut(tx: Tx, bulk: Bulk, items: { place: number; signatureId: string }[]) {
  const { kind, moderatorId } = bulk;
  const now = new Date();
  const all = items.map(({ signatureId }) => signatureId);
  if (kind === "assign" && bulk.argument) await holdMember(tx, bulk.letterId, bulk.argument);
  await lockSignatures(tx, all);
  if (isDecision(kind)) {
    // What somebody held, corrected or wrote about after the list was read was not decided about.
    const changed = await changedSince(tx, all, bulk.seen ?? 0n, moderatorId);
    const signatureIds = all.filter((id) => !changed.has(id));
    const decisions = {
      signatureIds,
      kind,
      bulkId: bulk.id,
      reasonFor: (locale: string) => reasonOf(bulk, locale),
    };
    const decided = await decideIn(tx, decisions, moderatorId, now);
    return items.map(({ place, signatureId }) => {
      const outcome = changed.has(signatureId) ? "changed" : outcomeOf(decided.get(signatureId));
      return { place, outcome };
    });
  }
  const outcomes: { place: number; outcome: string }[] = [];
  for (const { place, signatureId } of items) {
    const handled = await handleIn(tx, handlingOf(bulk, signatureId), moderatorId, now);
    outcomes.push({ place, outcome: outcomeOf(handled) });
  }
  return outcomes;
}

/** The reason in a signer's language, then the moderator's own line. */
function reasonOf({ reasonTexts, reason, letter }: Bulk, locale: string): string {
  const wanted = isLocale(locale) ? locale : defaultLocale;
  const own = isLocale(letter.defaultLocale) ? letter.defaultLocale : defaultLocale;
  const chosen = reasonTexts ? reasonText(reasonTexts as ReasonTexts, wanted, own) : "";
  return [chosen, reason ?? ""].filter(Boolean).join("\n\n");
}

function handlingOf({ kind, argument }: Bulk, signatureId: string): HandlingInput {
  if (kind === "assign") return { signatureId, kind, assigneeId: argument || null };
  if (kind === "tag") return { signatureId, kind, name: TagName.parse(argument) };
  return { signatureId, kind: kind === "hold" ? "hold" : "release" };
}

function outcomeOf(
  result: Result<unknown, DecisionRefusal> | Result<null, HandlingRefusal> | undefined,
): string {
  if (!result) return "unknown";
  if (result.ok) return "done";
  if (typeof result.error === "string") return result.error;
  if (result.error.code === "authority") return result.error.why;
  return result.error.code === "alreadyDecided" ? result.error.status : "unknown";
}

/** Ends a bulk, forgets its words and lets its mails go; whoever comes second finds it ended. */
async function finish(tx: Tx, bulkId: string): Promise<void> {
  const [open] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM bulk WHERE id = ${bulkId}::uuid AND finished_at IS NULL FOR UPDATE`;
  if (!open) return;
  await releaseMessages(tx, bulkId, mailSeconds);
  // From here on the ten seconds run. Its words served; kept, they would outlive those whom they speak of.
  await tx.bulk.update({
    where: { id: bulkId },
    data: { finishedAt: new Date(), reason: null, argument: null },
  });
}

/** Takes up what was begun, or begun to be taken back, and has no job any more, whatever became of that. */
export async function resumeBulks(now: Date): Promise<void> {
  const longAgo = { lt: new Date(now.getTime() - 10 * 60_000) };
  const left = await db().bulk.findMany({
    where: {
      OR: [
        { finishedAt: null, startedAt: longAgo },
        { undoneAt: longAgo, undoFinishedAt: null },
      ],
    },
    select: { id: true, finishedAt: true },
  });
  await transaction(async (tx) => {
    for (const { id, finishedAt } of left) {
      if (finishedAt === null) await queueJob(tx, "run_bulk", { bulkId: id }, `bulk ${id}`);
      else await queueJob(tx, "undo_bulk", { bulkId: id }, `undo ${id}`);
    }
  });
}
