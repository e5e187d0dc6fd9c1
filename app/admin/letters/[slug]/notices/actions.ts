"use server";

import { revalidatePath } from "next/cache";
import { actingModerator, unlessBusy } from "@/app/admin/_act";
import { deskLocale } from "@/app/admin/_session";
import { chooseNotices } from "@/lib/digest/commands";
import { NoticeInput } from "@/lib/digest/schema";
import { translator } from "@/lib/i18n/translate";

/** What the desk says after a choice. */
export interface NoticesOutcome {
  isDone: boolean;
  text: string;
}

/** Keeps how often the signed-in moderator wants mail about a letter. */
export async function chooseNoticesAction(
  _before: NoticesOutcome | null,
  form: FormData,
): Promise<NoticesOutcome> {
  const t = translator(await deskLocale());
  return unlessBusy(
    t,
    (text) => ({ isDone: false, text }),
    async () => {
      const moderator = await actingModerator(t);
      if (!moderator.ok) return { isDone: false, text: moderator.error };
      const input = NoticeInput.safeParse({ slug: form.get("slug"), choice: form.get("choice") });
      if (!input.success) return { isDone: false, text: t("digest.choose") };
      const chosen = await chooseNotices(input.data, moderator.value.moderatorId);
      if (!chosen.ok) return { isDone: false, text: t(`digest.${chosen.error}`) };
      revalidatePath("/admin", "layout");
      return { isDone: true, text: t(`digest.saved.${input.data.choice}`) };
    },
  );
}
