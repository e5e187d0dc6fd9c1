"use server";

import { revalidatePath } from "next/cache";
import { actingModerator, textOf, unlessBusy } from "@/app/admin/_act";
import { deskLocale } from "@/app/admin/_session";
import { requireFactor } from "@/lib/accounts/factor-rule";
import {
  InvitationInput,
  InvitationOrder,
  type InvitationRefusal,
  invite,
  inviteAgain,
  revokeInvitation,
} from "@/lib/accounts/invitations";
import { changeMember, MemberInput, type MemberRefusal } from "@/lib/accounts/members";
import { type Translate, translator } from "@/lib/i18n/translate";

/** What the desk says after something was done about a letter's people. */
export interface PeopleOutcome {
  isDone: boolean;
  text: string;
}

/** Changes a role, takes somebody off the letter, or ends their sessions. */
export async function memberAction(_before: PeopleOutcome | null, form: FormData): Promise<PeopleOutcome> {
  const t = translator(await deskLocale());
  return unlessBusy(t, refuse, async () => {
    const owner = await actingModerator(t);
    if (!owner.ok) return refuse(owner.error);
    const input = MemberInput.safeParse(Object.fromEntries(form));
    if (!input.success) return refuse(t("people.page.problems.unknown"));
    const changed = await changeMember(textOf(form, "slug"), input.data, owner.value.moderatorId);
    revalidatePath("/admin", "layout");
    if (!changed.ok) return refuse(problemText(t, changed.error, ""));
    const { email } = changed.value;
    if (input.data.kind !== "role") return done(t(`people.page.done.${input.data.kind}`, { email }));
    return done(t("people.page.done.role", { email, role: t(`desk.role.${input.data.role}`) }));
  });
}

/** Sends an open invitation again, or takes it back. */
export async function invitationAction(
  _before: PeopleOutcome | null,
  form: FormData,
): Promise<PeopleOutcome> {
  const t = translator(await deskLocale());
  return unlessBusy(t, refuse, async () => {
    const owner = await actingModerator(t);
    if (!owner.ok) return refuse(owner.error);
    const input = InvitationOrder.safeParse(Object.fromEntries(form));
    if (!input.success) return refuse(t("people.page.problems.unknown"));
    const { kind, invitationId } = input.data;
    const carryOut = kind === "again" ? inviteAgain : revokeInvitation;
    const changed = await carryOut(textOf(form, "slug"), invitationId, owner.value.moderatorId, new Date());
    revalidatePath("/admin", "layout");
    return changed.ok ? done(t(`people.page.done.${kind}`)) : refuse(problemText(t, changed.error, ""));
  });
}

/** Requires a second factor of everybody who works on the letter, or no longer. */
export async function ruleAction(_before: PeopleOutcome | null, form: FormData): Promise<PeopleOutcome> {
  const t = translator(await deskLocale());
  return unlessBusy(t, refuse, async () => {
    const owner = await actingModerator(t);
    if (!owner.ok) return refuse(owner.error);
    const isRequired = form.get("rule") === "required";
    const changed = await requireFactor(textOf(form, "slug"), isRequired, owner.value.moderatorId);
    revalidatePath("/admin", "layout");
    if (changed.ok) return done(t(isRequired ? "people.rule.requiredDone" : "people.rule.optionalDone"));
    return refuse(
      t(changed.error === "yoursFirst" ? "people.rule.yoursFirst" : "people.page.problems.forbidden"),
    );
  });
}

/** What was typed comes back when it is refused. */
export interface InviteOutcome extends PeopleOutcome {
  email: string;
  role: string;
}

/** Invites somebody by mail. */
export async function inviteAction(_before: InviteOutcome | null, form: FormData): Promise<InviteOutcome> {
  const locale = await deskLocale();
  const t = translator(locale);
  const typed = { email: textOf(form, "email"), role: textOf(form, "role") };
  return unlessBusy(
    t,
    (text) => ({ ...refuse(text), ...typed }),
    async () => {
      const owner = await actingModerator(t);
      if (!owner.ok) return { ...refuse(owner.error), ...typed };
      const input = InvitationInput.safeParse(typed);
      if (!input.success) return { ...refuse(t("people.page.problems.email")), ...typed };
      const { moderatorId } = owner.value;
      const invited = await invite(textOf(form, "slug"), input.data, moderatorId, locale, new Date());
      const { email } = input.data;
      if (!invited.ok) return { ...refuse(problemText(t, invited.error, email)), ...typed };
      revalidatePath("/admin", "layout");
      return { ...done(t("people.page.done.invited", { email })), email: "", role: typed.role };
    },
  );
}

const refuse = (text: string): PeopleOutcome => ({ isDone: false, text });
const done = (text: string): PeopleOutcome => ({ isDone: true, text });

function problemText(t: Translate, code: MemberRefusal | InvitationRefusal, email: string): string {
  return t(`people.page.problems.${code}`, { email });
}
