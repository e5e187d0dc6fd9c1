import { z } from "zod";
import { NoticeChoice } from "@/lib/generated/prisma/enums";

/** The hour, in UTC, at which the daily mails go out. */
export const digestHour = 6;

/** While more keeps coming, whoever wants mail at once gets one in so many minutes. */
export const restMinutes = 15;

/** The choices, as the form shows them. Who chose nothing gets the default. */
export const noticeChoices = Object.values(NoticeChoice);
export const defaultChoice: NoticeChoice = NoticeChoice.daily;

/** What a moderator chooses about mail for one letter. */
export const NoticeInput = z.object({ slug: z.string(), choice: z.enum(NoticeChoice) });
export type NoticeInput = z.output<typeof NoticeInput>;
