import { addressIndexes } from "@/lib/addresses/blind-index";
import { newestOfEachAddress, sameAddress } from "@/lib/addresses/spelling";
import { db, transaction } from "@/lib/db";
import { queueJob } from "@/lib/jobs/queue";
import { queueMessage } from "@/lib/mail/queue";
import { wantsNoMail } from "@/lib/mail-refusals/queries";
import { findNamesakes, standing } from "@/lib/repeats/queries";
import { ok, type Result } from "@/lib/result";
import { type ConfirmRefusal, findToken } from "@/lib/signatures/commands";
import { throttle } from "@/lib/throttle/commands";

const day = 24 * 3600;
/** Mails that one mailbox gets at most because somebody else signed, of all letters together. */
const perMailbox = 3;
/** How often one signature's page can be asked to send the link. */
const asksPerDay = 3;

/**
 * The job after a confirmation: the same mailbox in another spelling may have signed this letter before. Likely that is one person, not
 * certainly; so the earlier address is told by itself, and the new one nothing. What is the same to the letter was told in the
 * mail to confirm (lib/mail/repeats.ts).
 */
export async function mailOtherSpellings(signatureId: string): Promise<void> {
  const signature = await db().signature.findUnique({
    where: { id: signatureId },
    select: { letterId: true, sealedEmail: true, email: true },
  });
  if (!signature?.email) return;
  const { letterId, email } = signature;
  const rows = await db().signature.findMany({
    where: { letterId, emailIndex: { in: addressIndexes(email) }, status: { in: standing } },
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
    take: 200,
    select: { id: true, sealedEmail: true, email: true },
  });
  const newest = newestOfEachAddress(rows);
  newest.delete(sameAddress(email));
  for (const id of newest.values()) await mailOnce("signed_again", id);
}

/**
 * Asks, with the link of a mail to confirm, that the link to their own page is sent to whoever signed for the same organisation. The
 * answer and the work are the same whether anybody can be written to: the rest is a job's. The link is not used up.
 */
export async function askForNamesakes(
  slug: string,
  token: unknown,
  now: Date,
): Promise<Result<null, ConfirmRefusal>> {
  const found = await findToken(db(), slug, token, now);
  if (!found.ok) return found;
  const { signatureId } = found.value;
  await transaction(async (tx) => {
    const limit = { scope: "namesake-ask", subject: signatureId, max: asksPerDay, windowSeconds: day };
    if ((await throttle([limit], tx)) !== null) return;
    await queueJob(tx, "mail_namesakes", { signatureId });
  });
  return ok(null);
}

/** The job behind `askForNamesakes`. */
export async function mailNamesakes(signatureId: string): Promise<void> {
  const subject = await db().signature.findUnique({
    where: { id: signatureId },
    select: {
      letterId: true,
      kind: true,
      name: true,
      nameAlt: true,
      website: true,
      sealedEmail: true,
      email: true,
    },
  });
  const namesakes = subject && (await transaction((tx) => findNamesakes(tx, subject)));
  for (const { id } of namesakes?.listed ?? []) await mailOnce("namesake", id);
}

/** Writes to whoever gave a signature, once a day at most for one signature; never to somebody who said "this was not me". */
async function mailOnce(kind: "signed_again" | "namesake", signatureId: string): Promise<void> {
  const signature = await db().signature.findUnique({
    where: { id: signatureId },
    select: { letterId: true, locale: true, sealedEmail: true, email: true },
  });
  if (!signature?.email || (await wantsNoMail(signature.email, signature.letterId))) return;
  const { locale, email } = signature;
  const [index] = addressIndexes(email);
  await transaction(async (tx) => {
    const wait = await throttle(
      [
        { scope: kind, subject: signatureId, max: 1, windowSeconds: day },
        {
          scope: "repeat-mailbox",
          subject: Buffer.from(index).toString("hex"),
          max: perMailbox,
          windowSeconds: day,
        },
      ],
      tx,
    );
    if (wait === null) await queueMessage(tx, { kind, locale, signatureId });
  });
}
