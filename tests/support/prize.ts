import type { RightsWorld } from "@/tests/support/rights-world";

/** Something of the letter under attack, by what it is, as ids; `own` is of the attacker's letter. */
export interface Prize {
  signature: string;
  own: string;
  bulk: string;
  news: string;
  invitation: string;
  colleague: string;
  gate: string;
  message: string;
  tag: string;
  question: string;
  notice: string;
  decision: string;
}

/**
 * What an owner of another letter sends, by the name of the action: `slug` and `own` are theirs, the rest is not. `nothing`: it is not
 * refused, for there is nothing to do: no such tag on it, no such mail, no such session.
 */
export const attacks: [string, (prize: Prize, slug: string) => Record<string, string>, "nothing"?][] = [
  ["decideAction", ({ signature }) => ({ signatureId: signature, kind: "approve" })],
  ["decideAction", ({ signature }) => ({ signatureId: signature, kind: "reject", reason: "No" })],
  ["decideAction", ({ decision }) => ({ undo: decision })],
  ["handleAction", ({ signature }) => ({ signatureId: signature, kind: "note", text: "Mine now" })],
  ["handleAction", ({ signature }) => ({ signatureId: signature, kind: "hold" })],
  ["handleAction", ({ signature }) => ({ signatureId: signature, kind: "tag", name: "mine" })],
  ["handleAction", ({ signature, tag }) => ({ signatureId: signature, kind: "untag", tagId: tag })],
  ["handleAction", ({ own, tag }) => ({ signatureId: own, kind: "untag", tagId: tag }), "nothing"],
  ["handleAction", ({ own, colleague }) => ({ signatureId: own, kind: "assign", assigneeId: colleague })],
  ["askAction", ({ signature }) => ({ signatureId: signature, text: "Who are you?" })],
  ["askAction", ({ question }) => ({ undo: question })],
  ["noticeAction", ({ signature }) => ({ signatureId: signature, other: "info@organisation.example" })],
  ["noticeAction", ({ notice }) => ({ undo: notice })],
  ["correctAction", ({ signature }) => ({ signatureId: signature, name: "Mine now" })],
  ["mailAgainAction", ({ own, message }) => ({ signatureId: own, messageId: message }), "nothing"],
  ["mailAgainAction", ({ signature, message }) => ({ signatureId: signature, messageId: message })],
  ["eraseAction", ({ signature }) => ({ signatureId: signature, reason: "request", isConfirmed: "yes" })],
  [
    "startBulkAction",
    ({ signature }, slug) => ({ slug, query: "", scope: "selected", id: signature, kind: "approve" }),
  ],
  ["undoBulkAction", ({ bulk }, slug) => ({ slug, bulkId: bulk })],
  ["newsAction", ({ news }, slug) => ({ slug, newsId: news, kind: "discard" })],
  ["newsAction", ({ news }, slug) => ({ slug, newsId: news, kind: "send", sure: "yes" })],
  [
    "writeNewsAction",
    ({ news }, slug) => ({ slug, newsId: news, "subject-en": "Mine now", "body-en": "It goes on." }),
  ],
  ["memberAction", ({ colleague }, slug) => ({ slug, moderatorId: colleague, kind: "expel" })],
  ["memberAction", ({ colleague }, slug) => ({ slug, moderatorId: colleague, kind: "role", role: "viewer" })],
  ["memberAction", ({ colleague }, slug) => ({ slug, moderatorId: colleague, kind: "signOut" })],
  ["invitationAction", ({ invitation }, slug) => ({ slug, invitationId: invitation, kind: "revoke" })],
  ["invitationAction", ({ invitation }, slug) => ({ slug, invitationId: invitation, kind: "again" })],
  ["removeGateAction", ({ gate }, slug) => ({ slug, gateId: gate })],
  ["endSessionsAction", ({ colleague }) => ({ session: colleague }), "nothing"],
];

/** Makes one of each. */
export async function prizeOf(world: RightsWorld, own: string): Promise<Prize> {
  const { db } = await import("@/lib/db");
  const { sealAddress } = await import("@/lib/addresses/seal");
  const colleague = await world.colleague();
  const signature = await world.pendingSignature();
  const { letterId } = await db().signature.findUniqueOrThrow({ where: { id: signature } });
  const at = new Date();
  const about = { signatureId: signature, moderatorId: colleague };
  const sealedEmail = sealAddress("info@organisation.example", "authority_notice.email");
  const tag = await db().tag.create({
    data: { letterId, name: "theirs", signatures: { create: { signatureId: signature } } },
  });
  const question = await db().question.create({ data: { ...about, text: "?", askedAt: at } });
  const notice = await db().authorityNotice.create({
    data: { ...about, sealedEmail, days: 1, orderedAt: at },
  });
  const decision = await db().decision.create({ data: { ...about, kind: "approve", decidedAt: at } });
  return {
    signature,
    own,
    bulk: await world.finishedBulk(),
    news: await world.newsDraft(),
    invitation: await world.openInvitation(),
    colleague,
    gate: await world.someGate(),
    message: await world.failedMail(signature),
    tag: tag.id,
    question: question.id,
    notice: notice.id,
    decision: decision.id,
  };
}
