import type { Task, TaskList } from "graphile-worker";
import { z } from "zod";
import { mailSignInLink } from "@/lib/accounts/sign-in-links";
import { endNotice } from "@/lib/authority/days";
import { notifyWaiting, sendDigests } from "@/lib/digest/commands";
import { gatherMissing, keepEvidence } from "@/lib/evidence/commands";
import { faultLine, KnownFault } from "@/lib/faults";
import { sumFigures } from "@/lib/figures/sum";
import { takeOverInTime, takeOverOverdue } from "@/lib/handovers/waiting";
import { sweepExpired } from "@/lib/jobs/sweep";
import { sendMessage } from "@/lib/mail/send";
import { resumeBulks, runBulk } from "@/lib/moderation/bulk";
import { runBulkUndo } from "@/lib/moderation/bulk-undo";
import { sumTallies } from "@/lib/moderation/tally";
import { addressNews, resumeNews } from "@/lib/news/commands";
import { sweepPresence } from "@/lib/presence/commands";
import { cleanUp } from "@/lib/privacy/erasure";
import { keepRetention } from "@/lib/privacy/retention";
import { mailNamesakes, mailOtherSpellings } from "@/lib/repeats/commands";
import { mailLinks } from "@/lib/signers/links";

const MessagePayload = z.object({ messageId: z.uuid() });
const SignInPayload = z.object({
  sealed: z.string(),
  locale: z.string(),
  askedAt: z.coerce.date().default(new Date(0)),
});
const BulkPayload = z.object({ bulkId: z.uuid() });
const LetterPayload = z.object({ letterId: z.uuid() });
const AuthorityPayload = z.object({ noticeId: z.uuid() });
const HandoverPayload = z.object({ handoverId: z.uuid() });
const NewsPayload = z.object({ newsId: z.uuid() });
const OwnLinksPayload = z.object({ letterId: z.uuid(), mailbox: z.string(), locale: z.string() });
const SignaturePayload = z.object({ signatureId: z.uuid() });

const work: TaskList = {
  send_message: async (payload, { job }) => {
    const isLastTry = job.attempts >= job.max_attempts;
    await sendMessage(MessagePayload.parse(payload).messageId, new Date(), isLastTry);
  },
  mail_sign_in_link: async (payload) => {
    await mailSignInLink(SignInPayload.parse(payload));
  },
  mail_own_links: async (payload) => {
    await mailLinks(OwnLinksPayload.parse(payload));
  },
  mail_other_spellings: async (payload) => {
    await mailOtherSpellings(SignaturePayload.parse(payload).signatureId);
  },
  mail_namesakes: async (payload) => {
    await mailNamesakes(SignaturePayload.parse(payload).signatureId);
  },
  gather_evidence: async (payload) => {
    await keepEvidence(SignaturePayload.parse(payload).signatureId, new Date());
  },
  run_bulk: async (payload) => {
    await runBulk(BulkPayload.parse(payload).bulkId);
  },
  undo_bulk: async (payload) => {
    await runBulkUndo(BulkPayload.parse(payload).bulkId);
  },
  resume_bulks: async () => {
    await resumeBulks(new Date());
  },
  address_news: async (payload) => {
    await addressNews(NewsPayload.parse(payload).newsId);
  },
  resume_news: async () => {
    await resumeNews(new Date());
  },
  gather_missing: async () => {
    await gatherMissing(new Date());
  },
  notify_waiting: async (payload) => {
    await notifyWaiting(LetterPayload.parse(payload).letterId, new Date());
  },
  end_notice: async (payload) => {
    await endNotice(AuthorityPayload.parse(payload).noticeId, new Date());
  },
  take_over: async (payload) => {
    await takeOverInTime(HandoverPayload.parse(payload).handoverId, new Date());
  },
  take_over_overdue: async () => {
    await takeOverOverdue(new Date());
  },
  send_digests: async () => {
    await sendDigests(new Date());
  },
  sum_tallies: async () => {
    await sumTallies();
    await sumFigures();
  },
  keep_retention: async () => {
    await keepRetention(new Date());
  },
  clean_up_erased: async () => {
    await cleanUp();
  },
  sweep_expired: async () => {
    await sweepExpired(new Date());
    await sweepPresence(new Date());
  },
};

/** What a job's name runs. The queue keeps what went wrong, so it is told the kind of a fault and not its words. */
export const tasks: TaskList = Object.fromEntries(
  Object.entries(work).map(([name, run]) => [
    name,
    async (...given: Parameters<Task>) => {
      try {
        await run?.(...given);
      } catch (error) {
        throw new KnownFault(faultLine(error));
      }
    },
  ]),
);
