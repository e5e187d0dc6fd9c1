import { randomUUID } from "node:crypto";
import { membershipWith } from "@/lib/accounts/rights";
import { sessionWorks } from "@/lib/accounts/sessions";
import { db } from "@/lib/db";
import { type Change, changesSince } from "@/lib/moderation/changes";
import { enter, leave, stay } from "@/lib/presence/commands";
import { type DeskEvent, deskHub } from "@/lib/presence/hub";
import { type Looking, whoLooks } from "@/lib/presence/queries";

/** An open page of the desk that follows what happens. */
export interface FeedOf {
  letterId: string;
  moderatorId: string;
  /** The session behind it: the feed ends with it. */
  sessionId: string;
  /** The signature on the screen, with the newest entry of its history that is shown there. */
  signature: { id: string; seen: bigint } | null;
}

export type FeedEvent =
  /** The queue may look different now. */
  | { kind: "queue" }
  /** What others did to the signature on the screen. */
  | { kind: "changes"; changes: Change[] }
  /** Who else looks at what. */
  | { kind: "looking"; looking: Looking[] }
  /** Nothing happened; shows that the connection lives. */
  | { kind: "beat" };

/** Why a feed ended: its page was left, nobody may look any more, or the process stops. */
export type FeedEnd = "left" | "forbidden" | "stopped";

/** How often it is asked whether the page may still follow, and a sign of life is given, in milliseconds. */
const beatMs = 15_000;
/** Many things at once are told once. */
const gatherMs = 250;

/**
 * Tells an open page of the desk what happens there, until `close` is called, the session ends or the process
 * stops; `onEnd` is then called once.
 */
export function openFeed(
  { letterId, moderatorId, sessionId, signature }: FeedOf,
  send: (event: FeedEvent) => void,
  onEnd: (why: FeedEnd) => void,
  everyMs = beatMs,
): { close(): void } {
  if (!deskHub().hasRoom(moderatorId)) {
    onEnd("stopped");
    return { close() {} };
  }
  const id = randomUUID();
  let isOpen = true;
  let timer: NodeJS.Timeout | undefined;
  const waiting = { queue: false, changes: false, looking: false };

  const tell = async () => {
    timer = undefined;
    const { queue, changes, looking } = { ...waiting };
    Object.assign(waiting, { queue: false, changes: false, looking: false });
    if (queue) send({ kind: "queue" });
    if (looking) send({ kind: "looking", looking: await whoLooks(letterId, moderatorId) });
    if (changes && signature) {
      const found = await changesSince(db(), {
        signatureId: signature.id,
        seen: signature.seen,
        moderatorId,
        letterId,
      });
      if (found.length > 0) send({ kind: "changes", changes: found });
    }
  };
  const soon = (what: keyof typeof waiting) => {
    waiting[what] = true;
    timer ??= setTimeout(() => tell().catch(() => end("stopped")), gatherMs);
  };
  const hear = (event: DeskEvent) => {
    if (event.kind === "presence") soon("looking");
    else if (!signature) soon("queue");
    else if (event.signatureId === signature.id || event.signatureId === null) soon("changes");
  };
  const beat = async () => {
    const now = new Date();
    const mayView = { ...membershipWith("view", moderatorId), letterId };
    const isAllowed =
      (await sessionWorks(sessionId, now)) && (await db().membership.count({ where: mayView })) > 0;
    if (!isAllowed) return end("forbidden");
    if (signature) await stay(id);
    send({ kind: "beat" });
  };
  const end = (why: FeedEnd) => {
    if (!isOpen) return;
    isOpen = false;
    stopFollowing();
    clearInterval(beating);
    clearTimeout(timer);
    if (signature) entered.then(() => leave(id)).catch(() => {});
    onEnd(why);
  };
  const stopFollowing = deskHub().follow(letterId, moderatorId, hear, () => end("stopped"));
  const beating = setInterval(() => beat().catch(() => end("stopped")), everyMs);
  const entered = signature
    ? enter({ id, letterId, signatureId: signature.id, moderatorId }).catch(() => {})
    : Promise.resolve();
  // What happened between the page and its feed.
  soon("looking");
  if (signature) soon("changes");
  return { close: () => end("left") };
}
