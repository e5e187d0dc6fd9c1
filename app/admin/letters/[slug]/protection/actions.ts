"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { actingModerator, textOf, unlessBusy } from "@/app/admin/_act";
import { deskLocale } from "@/app/admin/_session";
import { formatMoment, type Translate, translator } from "@/lib/i18n/translate";
import { addGate, changeSlowMode, removeGate, setLimits } from "@/lib/protection/commands";
import { type LimitName, limitNames } from "@/lib/protection/limits";
import { GateInput, LimitsInput, longestGateReason, mostPerHour, SlowInput } from "@/lib/protection/schema";

/** What the desk says after something was done about a letter's protection. */
export interface ProtectionOutcome {
  isDone: boolean;
  text: string;
}

/** What was typed comes back when it is refused. */
export interface LimitsOutcome extends ProtectionOutcome {
  typed: Record<LimitName, string>;
  /** The fields that are not numbers that a limit can be. */
  wrong: LimitName[];
}

/** Sets the letter's own limits. */
export async function limitsAction(_before: LimitsOutcome | null, form: FormData): Promise<LimitsOutcome> {
  const locale = await deskLocale();
  const t = translator(locale);
  const typed = Object.fromEntries(limitNames.map((name) => [name, textOf(form, name)])) as Record<
    LimitName,
    string
  >;
  return unlessBusy(
    t,
    (text) => ({ ...refuse(text), typed, wrong: [] }),
    async () => {
      const owner = await actingModerator(t);
      if (!owner.ok) return { ...refuse(owner.error), typed, wrong: [] };
      const input = LimitsInput.safeParse(typed);
      if (!input.success) {
        const wrong = limitNames.filter((name) => input.error.issues.some(({ path }) => path[0] === name));
        const quoted = wrong.map((name) =>
          t("protection.problems.quoted", { label: t(`protection.limits.${name}`) }),
        );
        const fields = new Intl.ListFormat(locale).format(quoted);
        return { ...refuse(t("protection.problems.number", { fields, max: mostPerHour })), typed, wrong };
      }
      const set = await setLimits(textOf(form, "slug"), input.data, owner.value.moderatorId);
      if (!set.ok) return { ...refuse(t(`protection.problems.${set.error}`)), typed, wrong: [] };
      revalidatePath("/admin", "layout");
      return { ...done(t("protection.done.limits")), typed, wrong: [] };
    },
  );
}

export interface GateOutcome extends ProtectionOutcome {
  typed: Record<"kind" | "effect" | "value" | "reason" | "days", string> | null;
}

/** Puts an entry on the block list or the allow list. */
export async function addGateAction(_before: GateOutcome | null, form: FormData): Promise<GateOutcome> {
  const t = translator(await deskLocale());
  const typed = {
    kind: textOf(form, "kind"),
    effect: textOf(form, "effect"),
    value: textOf(form, "value"),
    reason: textOf(form, "reason"),
    days: textOf(form, "days"),
  };
  return unlessBusy(
    t,
    (text) => ({ ...refuse(text), typed }),
    async () => {
      const owner = await actingModerator(t);
      if (!owner.ok) return { ...refuse(owner.error), typed };
      const input = GateInput.safeParse(typed);
      if (!input.success) return { ...refuse(gateProblem(t, input.error.issues[0]?.message)), typed };
      const added = await addGate(textOf(form, "slug"), input.data, owner.value.moderatorId, new Date());
      if (!added.ok) return { ...refuse(t(`protection.problems.${added.error}`)), typed };
      revalidatePath("/admin", "layout");
      return { ...done(t(`protection.done.${input.data.effect}`)), typed: null };
    },
  );
}

function gateProblem(t: Translate, code: string | undefined): string {
  const isKnown =
    code === "network" || code === "domain" || code === "address" || code === "reason" || code === "days";
  return t(`protection.problems.${isKnown ? code : "unknown"}`, { max: longestGateReason });
}

/** Takes an entry off its list. */
export async function removeGateAction(
  _before: ProtectionOutcome | null,
  form: FormData,
): Promise<ProtectionOutcome> {
  const t = translator(await deskLocale());
  return unlessBusy(t, refuse, async () => {
    const owner = await actingModerator(t);
    if (!owner.ok) return refuse(owner.error);
    const gateId = z.uuid().safeParse(textOf(form, "gateId"));
    if (!gateId.success) return refuse(t("protection.problems.unknown"));
    const removed = await removeGate(textOf(form, "slug"), gateId.data, owner.value.moderatorId);
    revalidatePath("/admin", "layout");
    return removed.ok ? done(t("protection.done.remove")) : refuse(t(`protection.problems.${removed.error}`));
  });
}

/** Ends slow mode, makes it longer, or begins it. */
export async function slowAction(
  _before: ProtectionOutcome | null,
  form: FormData,
): Promise<ProtectionOutcome> {
  const locale = await deskLocale();
  const t = translator(locale);
  return unlessBusy(t, refuse, async () => {
    const moderator = await actingModerator(t);
    if (!moderator.ok) return refuse(moderator.error);
    const input = SlowInput.safeParse({ change: textOf(form, "change") });
    if (!input.success) return refuse(t("protection.problems.unknown"));
    const { moderatorId } = moderator.value;
    const changed = await changeSlowMode(textOf(form, "slug"), input.data, moderatorId, new Date());
    revalidatePath("/admin", "layout");
    if (!changed.ok) return refuse(t(`protection.problems.${changed.error}`));
    const { value } = changed;
    if (value.change === "end") return done(t("protection.done.end"));
    return done(t(`protection.done.${value.change}`, { until: formatMoment(value.until, locale) }));
  });
}

const refuse = (text: string): ProtectionOutcome => ({ isDone: false, text });
const done = (text: string): ProtectionOutcome => ({ isDone: true, text });
