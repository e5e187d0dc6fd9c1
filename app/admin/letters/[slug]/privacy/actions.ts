"use server";

import { revalidatePath } from "next/cache";
import { actingModerator, textOf, unlessBusy } from "@/app/admin/_act";
import { deskLocale } from "@/app/admin/_session";
import { formatMoment, translator } from "@/lib/i18n/translate";
import { savePrivacy } from "@/lib/privacy/commands";
import { findHeld } from "@/lib/privacy/held-data";
import { contactMonths } from "@/lib/privacy/rules";
import { contactLimit, HeldSearch, PrivacySettings } from "@/lib/privacy/schema";

/** What the desk says after the settings were saved; what was typed comes back when they were not. */
export interface PrivacyOutcome {
  isDone: boolean;
  text: string;
  months: string;
  contact: string;
}

/** Keeps how long a letter's contact data is kept, and whom to write to about it. */
export async function savePrivacyAction(
  _before: PrivacyOutcome | null,
  form: FormData,
): Promise<PrivacyOutcome> {
  const t = translator(await deskLocale());
  const typed = { months: textOf(form, "months"), contact: textOf(form, "contact") };
  const refuse = (text: string): PrivacyOutcome => ({ isDone: false, text, ...typed });
  return unlessBusy(t, refuse, async () => {
    const owner = await actingModerator(t);
    if (!owner.ok) return refuse(owner.error);
    const input = PrivacySettings.safeParse({
      slug: form.get("slug"),
      contactMonths: typed.months,
      privacyContact: typed.contact,
    });
    if (!input.success) {
      const field = input.error.issues[0]?.path[0];
      if (field === "slug") return refuse(t("privacy.desk.problems.forbidden"));
      const { least, most } = contactMonths;
      return refuse(
        field === "privacyContact"
          ? t("privacy.desk.problems.contact", { max: contactLimit })
          : t("privacy.desk.problems.months", { least, most }),
      );
    }
    const saved = await savePrivacy(input.data, owner.value.moderatorId);
    if (!saved.ok) return refuse(t("privacy.desk.problems.forbidden"));
    revalidatePath("/admin", "layout");
    return { isDone: true, text: t("privacy.desk.saved"), ...typed };
  });
}

/** What a search by address found. */
export interface FindOutcome {
  isDone: boolean;
  text: string;
  address: string;
  found: { href: string; name: string; facts: string }[];
}

/** Finds everything that is held under an address, for a request. The address is in no URL, and in no log. */
export async function findHeldAction(_before: FindOutcome | null, form: FormData): Promise<FindOutcome> {
  const locale = await deskLocale();
  const t = translator(locale);
  const address = textOf(form, "address");
  const refuse = (text: string): FindOutcome => ({ isDone: false, text, address, found: [] });
  return unlessBusy(t, refuse, async () => {
    const owner = await actingModerator(t);
    if (!owner.ok) return refuse(owner.error);
    const input = HeldSearch.safeParse({ slug: form.get("slug"), address });
    if (!input.success) return refuse(t("privacy.desk.find.invalid"));
    const found = await findHeld(input.data.address, input.data.slug, owner.value.moderatorId);
    if (!found.ok) return refuse(t("privacy.desk.problems.forbidden"));
    const { value: signatures } = found;
    return {
      isDone: true,
      text:
        signatures.length > 0
          ? t("privacy.desk.find.found", { count: signatures.length })
          : t("privacy.desk.find.none"),
      address,
      found: signatures.map(({ id, slug, name, status, createdAt }) => ({
        href: `/admin/letters/${slug}/signatures/${id}`,
        name,
        facts: [slug, t(`desk.status.${status}`), formatMoment(createdAt, locale)].join(" · "),
      })),
    };
  });
}
