"use server";

import { revalidatePath } from "next/cache";
import { actingModerator, unlessBusy } from "@/app/admin/_act";
import { deskLocale } from "@/app/admin/_session";
import { translator } from "@/lib/i18n/translate";
import { AgainInput, sendAgain } from "@/lib/mail/again";

/** Sends a mail again that failed. */
export async function mailAgainAction(
  _before: { isDone: boolean; text: string } | null,
  form: FormData,
): Promise<{ isDone: boolean; text: string }> {
  const t = translator(await deskLocale());
  return unlessBusy(
    t,
    (text) => ({ isDone: false, text }),
    async () => {
      const moderator = await actingModerator(t);
      if (!moderator.ok) return { isDone: false, text: moderator.error };
      const input = AgainInput.safeParse({
        signatureId: form.get("signatureId"),
        messageId: form.get("messageId"),
      });
      if (!input.success) return { isDone: false, text: t("desk.unknown") };
      const again = await sendAgain(input.data, moderator.value.moderatorId);
      if (again.ok) revalidatePath("/admin", "layout");
      if (again.ok) return { isDone: true, text: t("mailTrouble.againDone") };
      return {
        isDone: false,
        text: again.error === "unknown" ? t("desk.unknown") : t(`mailTrouble.${again.error}`),
      };
    },
  );
}
