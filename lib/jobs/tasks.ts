import type { TaskList } from "graphile-worker";
import { z } from "zod";
import { sweepExpired } from "@/lib/jobs/sweep";
import { sendMessage } from "@/lib/mail/send";
import { purgeUnconfirmed } from "@/lib/signatures/retention";

const MessagePayload = z.object({ messageId: z.uuid() });

/** What a job's name runs. */
export const tasks: TaskList = {
  send_message: async (payload) => {
    await sendMessage(MessagePayload.parse(payload).messageId, new Date());
  },
  purge_unconfirmed: async () => {
    await purgeUnconfirmed(new Date());
  },
  sweep_expired: async () => {
    await sweepExpired(new Date());
  },
};
