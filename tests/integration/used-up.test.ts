import { beforeEach, expect, test } from "vitest";
import { grantRole } from "@/lib/accounts/members";
import { db } from "@/lib/db";
import type { Letter } from "@/lib/letters/queries";
import { type BulkInput, runBulk, startBulk } from "@/lib/moderation/bulk";
import { readBulk } from "@/lib/moderation/bulk-queries";
import { runBulkUndo, undoBulk } from "@/lib/moderation/bulk-undo";
import { eraseForRequest } from "@/lib/privacy/commands";
import { placesOf } from "@/tests/support/dump";
import {
  makeLetter,
  pendingSignature,
  signAs,
  statusOf,
  validForm,
  withTestDatabase,
} from "@/tests/support/world";

withTestDatabase();

let letter: Letter;
let owner: string;
beforeEach(async () => {
  letter = await makeLetter();
  owner = (await grantRole(`owner-${letter.slug}@host.example`, "owner", letter.slug)).moderatorId;
});

async function started(changes: Partial<BulkInput>): Promise<string> {
  const input = { kind: "reject", chosen: "", reason: "", assigneeId: "", tag: "", signatureIds: [] };
  const bulk = await startBulk(letter.id, { ...input, ...changes } as BulkInput, owner, new Date());
  if (!bulk.ok) throw new Error(bulk.error);
  return bulk.value;
}

const places = (text: string) => placesOf(process.env.DATABASE_URL ?? "", text);

test("what a moderator wrote about many is with each of them, and nowhere once the last is erased", async () => {
  const signatureIds = [await pendingSignature(letter), await pendingSignature(letter)];
  const [first = "", second = ""] = signatureIds;
  const bulk = await started({ reason: "Frau Zebramann phoned", signatureIds });
  expect(await places("Zebramann phoned")).toEqual(["public.bulk"]);
  await runBulk(bulk);
  expect(await places("Zebramann phoned")).toEqual(["public.decision"]);
  await eraseForRequest(first, "request", owner, new Date());
  const { reason } = await db().decision.findFirstOrThrow({ where: { signatureId: second } });
  expect(reason).toBe("Frau Zebramann phoned");
  await eraseForRequest(second, "request", owner, new Date());
  expect(await places("Zebramann phoned")).toEqual([]);
  expect((await readBulk(bulk, letter.id))?.outcomes).toEqual({ done: 2 });
});

test("a tag that many were given goes with the last of them", async () => {
  const signatureId = await pendingSignature(letter);
  await runBulk(await started({ kind: "tag", tag: "zebramann's friends", signatureIds: [signatureId] }));
  expect(await places("zebramann's friends")).toEqual(["public.tag"]);
  await eraseForRequest(signatureId, "request", owner, new Date());
  expect(await places("zebramann's friends")).toEqual([]);
});

test("without its words a decision about many is taken back as before", async () => {
  const signatureId = await pendingSignature(letter);
  const bulk = await started({ reason: "Unknown here.", signatureIds: [signatureId] });
  await runBulk(bulk);
  expect(await undoBulk(bulk, letter.id, owner, new Date())).toEqual({ ok: true, value: null });
  await runBulkUndo(bulk);
  expect(await statusOf(signatureId)).toBe("pending");
});

test("the mark by which a form is known again goes with its confirmation", async () => {
  const markOf = async (id: string) =>
    (await db().signature.findUniqueOrThrow({ where: { id } })).formMark !== null;
  const form = validForm();
  const waiting = await signAs(letter, form);
  expect([await signAs(letter, form), await markOf(waiting)]).toEqual([waiting, true]);
  const confirmed = await pendingSignature(letter);
  expect(await markOf(confirmed)).toBe(false);
  await expect(
    db().$executeRaw`UPDATE signature SET form_mark = email_index WHERE id = ${confirmed}::uuid`,
  ).rejects.toThrow(/signature_confirmed_unmarked/);
});

test("the database keeps no words of what is done", async () => {
  const bulk = await started({ reason: "Unknown here.", signatureIds: [await pendingSignature(letter)] });
  await runBulk(bulk);
  for (const said of [{ reason: "Again." }, { argument: "again" }])
    await expect(db().bulk.update({ where: { id: bulk }, data: said })).rejects.toThrow(
      /bulk_finished_says_nothing/,
    );
});
