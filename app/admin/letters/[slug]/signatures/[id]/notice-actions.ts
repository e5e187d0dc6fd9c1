"use server";

import { revalidatePath } from "next/cache";
import { actingModerator, textOf, unlessBusy } from "@/app/admin/_act";
import { deskLocale } from "@/app/admin/_session";
import { giveNotice, takeNoticeBack } from "@/lib/authority/commands";
import { NoticeOrder } from "@/lib/authority/schema";
import { translator } from "@/lib/i18n/translate";

/** What the desk says after a notice was sent or taken back; `typed` is what stood in the form. */
export interface NoticeOutcome {
  isDone: boolean;
  text: string;
  typed: { chosen: string; other: string };
  /** The notice that can be taken back for some seconds. */
  undoable: string | null;
}

const nothing = { chosen: "", other: "" };

/** Tells an organisation that somebody signed for it, or takes that back. */
export async function noticeAction(_before: NoticeOutcome | null, form: FormData): Promise<NoticeOutcome> {
  const t = translator(await deskLocale());
  const typed = { chosen: textOf(form, "chosen"), other: textOf(form, "other").trim() };
  const refuse = (text: string): NoticeOutcome => ({ isDone: false, text, typed, undoable: null });
  return unlessBusy(t, refuse, async () => {
    const moderator = await actingModerator(t);
    if (!moderator.ok) return refuse(moderator.error);
    const { moderatorId } = moderator.value;
    if (form.has("undo")) {
      const undone = await takeNoticeBack(textOf(form, "undo"), moderatorId, new Date());
      revalidatePath("/admin", "layout");
      if (!undone.ok) return refuse(t(undone.error === "tooLate" ? "authority.tooLate" : "desk.unknown"));
      const { address } = undone.value;
      const given = { chosen: address, other: address };
      return { isDone: true, text: t("authority.undone"), typed: given, undoable: null };
    }
    const order = NoticeOrder.safeParse({
      signatureId: form.get("signatureId"),
      address: typed.other || typed.chosen,
    });
    if (!order.success) return refuse(t("authority.problems.otherDomain"));
    const given = await giveNotice(order.data, moderatorId, new Date());
    revalidatePath("/admin", "layout");
    if (given.ok) return { isDone: true, text: t("authority.sent"), typed: nothing, undoable: given.value };
    return refuse(given.error === "unknown" ? t("desk.unknown") : t(`authority.problems.${given.error}`));
  });
}
