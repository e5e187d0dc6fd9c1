"use server";

import { revalidatePath } from "next/cache";
import { actingModerator, textOf, unlessBusy } from "@/app/admin/_act";
import { deskLocale } from "@/app/admin/_session";
import { translator } from "@/lib/i18n/translate";
import { eraseForRequest } from "@/lib/privacy/commands";
import { ErasureInput } from "@/lib/privacy/schema";

/** What the desk says about an erasure: that it must be confirmed, that it is done, or why not. */
export interface ErasureOutcome {
  isDone: boolean;
  text: string;
  /** The reason chosen, while it waits to be confirmed. */
  toConfirm: string | null;
}

/** Erases a signature for its owner's answer to a request, once that was confirmed. */
export async function eraseAction(_before: ErasureOutcome | null, form: FormData): Promise<ErasureOutcome> {
  const t = translator(await deskLocale());
  const refuse = (text: string): ErasureOutcome => ({ isDone: false, text, toConfirm: null });
  return unlessBusy(t, refuse, async () => {
    const owner = await actingModerator(t);
    if (!owner.ok) return refuse(owner.error);
    const input = ErasureInput.safeParse(Object.fromEntries(form));
    if (!input.success) {
      const isReason = input.error.issues[0]?.path[0] === "reason";
      return refuse(t(isReason ? "privacy.desk.data.choose" : "privacy.desk.data.unknown"));
    }
    const { signatureId, reason, isConfirmed } = input.data;
    if (!isConfirmed) {
      const text = t("privacy.desk.data.sure", { name: textOf(form, "name") });
      return { isDone: false, text, toConfirm: reason };
    }
    const erased = await eraseForRequest(signatureId, reason, owner.value.moderatorId, new Date());
    revalidatePath("/admin", "layout");
    if (erased.ok) return { isDone: true, text: t("privacy.desk.data.done"), toConfirm: null };
    return refuse(t(`privacy.desk.data.${erased.error === "erased" ? "already" : "unknown"}`));
  });
}
