import { db } from "@/lib/db";
import type { Letter } from "@/lib/letters/queries";
import { decide } from "@/lib/moderation/commands";
import type { SignForm } from "@/lib/signatures/schema";
import type { AskedLinks } from "@/lib/signers/links";
import { moderatorOf, pendingSignature, validForm } from "@/tests/support/world";

/** A signature on the list, with whoever put it there. */
export async function publishedSignature(
  letter: Letter,
  form: SignForm = validForm(),
): Promise<{ signatureId: string; moderatorId: string }> {
  const moderatorId = await moderatorOf(letter);
  const signatureId = await pendingSignature(letter, form);
  const decided = await decide({ signatureId, kind: "approve", reason: "" }, moderatorId, new Date());
  if (!decided.ok) throw new Error("not approved");
  return { signatureId, moderatorId };
}

/** The texts of all mails to an address in the built-in inbox, oldest first. */
export async function inboxTextsTo(address: string): Promise<string> {
  const mails = await db().inboxMail.findMany({ orderBy: [{ createdAt: "asc" }, { id: "asc" }] });
  return mails.flatMap(({ recipient, text }) => (recipient === address ? [text] : [])).join("\n");
}

/** The newest link to an own page in some mails. */
export function tokenFrom(texts: string): string {
  const tokens = [...texts.matchAll(/mine\?token=([\w-]{43})/g)];
  const token = tokens.at(-1)?.[1];
  if (!token) throw new Error(`no link to an own page in: ${texts}`);
  return token;
}

/** What the waiting jobs that mail links are told. */
export async function jobsOf(): Promise<AskedLinks[]> {
  const rows = await db().$queryRaw<{ payload: AskedLinks }[]>`
    SELECT j.payload FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
    WHERE t.identifier = 'mail_own_links' ORDER BY j.id`;
  return rows.map(({ payload }) => payload);
}
