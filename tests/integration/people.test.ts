import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  acceptInvitation,
  findInvitation,
  InvitationInput,
  invite,
  inviteAgain,
  revokeInvitation,
} from "@/lib/accounts/invitations";
import { changeRole, expel, grantRole } from "@/lib/accounts/members";
import { openInvitationsOf, peopleOf } from "@/lib/accounts/people";
import { takeSignInToken } from "@/lib/accounts/sign-in-links";
import { withAddress } from "@/lib/addresses/columns";
import { db } from "@/lib/db";
import type { Role } from "@/lib/generated/prisma/enums";
import { sweepExpired } from "@/lib/jobs/sweep";
import type { Letter } from "@/lib/letters/queries";
import { sendMessage } from "@/lib/mail/send";
import { deskLetter } from "@/lib/moderation/queries";
import { hashToken, parseToken, type RawToken } from "@/lib/tokens/tokens";
import { makeLetter, withTestDatabase } from "@/tests/support/world";

withTestDatabase();

const now = new Date("2026-11-25T12:00:00Z");
const day = 24 * 3600_000;
const later = (ms: number) => new Date(now.getTime() + ms);
const address = () => `person-${randomUUID().slice(0, 8)}@host.example`;

async function member(letter: Letter, role: Role): Promise<string> {
  return (await grantRole(address(), role, letter.slug)).moderatorId;
}

/** Sends what waits for an invitation and returns the token of its newest mail. */
async function mailedToken(invitationId: string, at = now): Promise<RawToken> {
  const queued = await db().message.findMany({ where: { invitationId, status: "queued" } });
  for (const { id } of queued) await sendMessage(id, at);
  const newest = await db().inboxMail.findFirstOrThrow({
    where: { OR: queued.map(({ id }) => ({ id: { contains: id } })) },
    orderBy: { createdAt: "desc" },
  });
  const token = parseToken(/token=([\w-]{43})/.exec(newest.text)?.[1]);
  if (!token) throw new Error(`no link in ${newest.text}`);
  return token;
}

async function invited(letter: Letter, ownerId: string, role: Role = "moderator") {
  const email = address();
  const input = InvitationInput.parse({ email: ` ${email.toUpperCase()} `, role });
  expect(await invite(letter.slug, input, ownerId, "en", now)).toEqual({ ok: true, value: null });
  const found = (await openInvitationsOf(letter.id)).find((one) => one.email === email);
  if (!found) throw new Error("not invited");
  return { email, id: found.id, token: await mailedToken(found.id) };
}

const actions = async (letter: Letter) =>
  (await db().auditEntry.findMany({ where: { letterId: letter.id }, orderBy: { id: "asc" } })).map(
    ({ action, actor, moderatorId, detail }) => ({ action, actor, moderatorId, detail }),
  );

describe("an invitation", () => {
  test("by mail makes a moderator of whoever accepts it, once", async () => {
    const letter = await makeLetter();
    const owner = await member(letter, "owner");
    const { email, id, token } = await invited(letter, owner);
    expect(await db().moderator.count({ where: withAddress(email) })).toBe(0);
    expect(await findInvitation(token, now)).toMatchObject({
      ok: true,
      value: { email, role: "moderator", slug: letter.slug, signsIn: true },
    });
    expect(await db().membership.count({ where: { letterId: letter.id } })).toBe(1);

    const accepted = await acceptInvitation(token, "de", now);
    if (!accepted.ok) throw new Error(accepted.error);
    if (!accepted.value.signIn) throw new Error("nobody is signed in");
    const hex = Buffer.from(hashToken(accepted.value.signIn)).toString("hex");
    expect(await takeSignInToken(hex, now)).toMatchObject({ identifier: email });
    expect(await acceptInvitation(token, "de", now)).toEqual({ ok: false, error: "used" });
    const joined = await db().moderator.findFirstOrThrow({ where: withAddress(email) });
    expect(joined.locale).toBe("de");
    expect(await deskLetter(letter.slug, joined.id)).toMatchObject({ role: "moderator" });
    expect((await actions(letter)).slice(1)).toEqual([
      { action: "invite", actor: "moderator", moderatorId: owner, detail: `${id} moderator` },
      { action: "join", actor: "moderator", moderatorId: joined.id, detail: `${id} moderator` },
    ]);
  });

  test("is stored as a hash, and its mail is queued with it or not at all", async () => {
    const letter = await makeLetter();
    const owner = await member(letter, "owner");
    const { id, token } = await invited(letter, owner);
    const tokens = await db().token.findMany({ where: { invitationId: id } });
    expect(tokens.map(({ hash }) => Buffer.from(hash).equals(hashToken(token)))).toEqual([true]);
    expect(JSON.stringify(await db().message.findMany({ where: { invitationId: id } }))).not.toContain(token);
  });

  test("is over after seven days, and sent again works for seven more", async () => {
    const letter = await makeLetter();
    const owner = await member(letter, "owner");
    const { id, token } = await invited(letter, owner);
    expect(await findInvitation(token, later(7 * day - 1))).toMatchObject({ ok: true });
    expect(await findInvitation(token, later(7 * day))).toEqual({ ok: false, error: "expired" });
    expect(await acceptInvitation(token, "en", later(7 * day))).toEqual({ ok: false, error: "expired" });
    expect(await inviteAgain(letter.slug, id, owner, later(8 * day))).toEqual({ ok: true, value: null });
    const second = await mailedToken(id, later(8 * day));
    expect(await acceptInvitation(token, "en", later(9 * day))).toEqual({ ok: false, error: "expired" });
    expect(await acceptInvitation(second, "en", later(9 * day))).toMatchObject({ ok: true });
    expect(await inviteAgain(letter.slug, id, owner, later(9 * day))).toEqual({
      ok: false,
      error: "unknown",
    });
  });

  test("that is taken back says so, and a mail that waits is not sent", async () => {
    const letter = await makeLetter();
    const owner = await member(letter, "owner");
    const { id, token } = await invited(letter, owner);
    await inviteAgain(letter.slug, id, owner, now);
    expect(await revokeInvitation(letter.slug, id, owner, now)).toEqual({ ok: true, value: null });
    expect(await acceptInvitation(token, "en", now)).toEqual({ ok: false, error: "revoked" });
    const statuses = await db().message.findMany({ where: { invitationId: id }, select: { status: true } });
    expect(statuses.map(({ status }) => status).sort()).toEqual(["cancelled", "sent"]);
    expect((await actions(letter)).map(({ action }) => action)).toEqual([
      "role",
      "invite",
      "inviteAgain",
      "inviteRevoke",
    ]);
  });

  test("accepted twice at once lets one in; accepted while it is taken back has one outcome", async () => {
    const letter = await makeLetter();
    const owner = await member(letter, "owner");
    const { token } = await invited(letter, owner);
    const both = await Promise.all([1, 2, 3, 4].map(() => acceptInvitation(token, "en", now)));
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await actions(letter)).filter(({ action }) => action === "join")).toHaveLength(1);

    const second = await invited(letter, owner);
    const [accepted, revoked] = await Promise.all([
      acceptInvitation(second.token, "en", now),
      revokeInvitation(letter.slug, second.id, owner, now),
    ]);
    expect([accepted.ok, revoked.ok].filter(Boolean)).toHaveLength(1);
    const people = (await peopleOf(letter.id)).map(({ email }) => email);
    expect(people.includes(second.email)).toBe(accepted.ok);
  });

  test("goes to nobody who is there or asked already", async () => {
    const letter = await makeLetter();
    const owner = await member(letter, "owner");
    const { email, id, token } = await invited(letter, owner);
    const again = () => invite(letter.slug, { email, role: "viewer" }, owner, "en", now);
    const outcomes = await Promise.all([again(), again()]);
    expect(outcomes).toEqual(outcomes.map(() => ({ ok: false, error: "alreadyInvited" })));
    await acceptInvitation(token, "en", now);
    for (let asked = 0; asked < 6; asked += 1)
      expect(await again()).toEqual({ ok: false, error: "alreadyMember" });
    expect(await db().message.count({ where: { invitationId: id } })).toBe(1);
    for (const wrong of ["no address", "a@b@c.example", ""])
      expect(InvitationInput.safeParse({ email: wrong, role: "viewer" }).success).toBe(false);
    expect(InvitationInput.safeParse({ email, role: "king" }).success).toBe(false);
  });

  test("is mailed to one address at most five times a day for a letter, asked anew or sent again", async () => {
    const letter = await makeLetter();
    const owner = await member(letter, "owner");
    const { email, id } = await invited(letter, owner);
    for (let sent = 1; sent < 5; sent += 1)
      expect(await inviteAgain(letter.slug, id, owner, now)).toMatchObject({ ok: true });
    expect(await inviteAgain(letter.slug, id, owner, now)).toEqual({ ok: false, error: "tooMany" });
    await revokeInvitation(letter.slug, id, owner, now);
    const again = { email, role: "viewer" } as const;
    expect(await invite(letter.slug, again, owner, "en", now)).toEqual({ ok: false, error: "tooMany" });
    expect(await db().message.count({ where: { invitationId: id } })).toBe(5);
    // Another letter's owners have a limit of their own.
    const other = await makeLetter();
    expect(await invite(other.slug, again, await member(other, "owner"), "en", now)).toMatchObject({
      ok: true,
    });
  });

  test("uses no limit up for whoever may not invite", async () => {
    const letter = await makeLetter();
    const stranger = await member(await makeLetter(), "owner");
    const input = { email: address(), role: "viewer" } as const;
    const before = await db().throttle.count();
    expect(await invite(letter.slug, input, stranger, "en", now)).toEqual({ ok: false, error: "forbidden" });
    expect(await inviteAgain(letter.slug, randomUUID(), stranger, now)).toMatchObject({ ok: false });
    expect(await db().throttle.count()).toBe(before);
  });

  test.each(["taken off the letter", "no owner any more"] as const)(
    "of an owner who is %s is taken back with it",
    async (change) => {
      const letter = await makeLetter();
      const [owner, leaving] = [await member(letter, "owner"), await member(letter, "owner")];
      const theirs = await invited(letter, leaving, "owner");
      await inviteAgain(letter.slug, theirs.id, leaving, now);
      const others = await invited(letter, owner);
      if (change === "no owner any more") await changeRole(letter.slug, leaving, "moderator", owner);
      else await expel(letter.slug, leaving, owner);
      expect(await acceptInvitation(theirs.token, "en", now)).toEqual({ ok: false, error: "revoked" });
      expect(await findInvitation(others.token, now)).toMatchObject({ ok: true });
      expect((await openInvitationsOf(letter.id)).map(({ id }) => id)).toEqual([others.id]);
      const queued = { invitationId: theirs.id, status: "queued" } as const;
      expect(await db().message.count({ where: queued })).toBe(0);
      expect(await actions(letter)).toContainEqual({
        action: "inviteRevoke",
        actor: "moderator",
        moderatorId: owner,
        detail: theirs.id,
      });
    },
  );

  test("to the address of somebody who is taken off the letter goes with them", async () => {
    const letter = await makeLetter();
    const owner = await member(letter, "owner");
    const { email, token } = await invited(letter, owner, "owner");
    const { moderatorId } = await grantRole(email, "viewer", letter.slug);
    expect(await expel(letter.slug, moderatorId, owner)).toMatchObject({ ok: true });
    expect(await acceptInvitation(token, "en", now)).toEqual({ ok: false, error: "revoked" });
    expect(await deskLetter(letter.slug, moderatorId)).toBeNull();
  });

  test("opens nothing once whoever sent it may not govern, however that came about", async () => {
    const letter = await makeLetter();
    const owner = await member(letter, "owner");
    const { email, id, token } = await invited(letter, owner);
    await db().letter.update({ where: { id: letter.id }, data: { requiresSecondFactor: true } });
    expect(await findInvitation(token, now)).toEqual({ ok: false, error: "revoked" });
    expect(await acceptInvitation(token, "en", now)).toEqual({ ok: false, error: "revoked" });
    expect(await db().moderator.count({ where: withAddress(email) })).toBe(0);
    await db().letter.update({ where: { id: letter.id }, data: { requiresSecondFactor: false } });
    // Whoever sends it again answers for it.
    const second = await member(letter, "owner");
    await inviteAgain(letter.slug, id, second, now);
    expect(await findInvitation(token, now)).toMatchObject({ ok: true });
    const invitation = await db().invitation.findUniqueOrThrow({ where: { id } });
    expect(invitation.invitedById).toBe(second);
  });

  test("accepted while its sender is taken off the letter has one outcome", async () => {
    for (let round = 0; round < 6; round += 1) {
      const letter = await makeLetter();
      const [owner, leaving] = [await member(letter, "owner"), await member(letter, "owner")];
      const { email, token, id } = await invited(letter, leaving);
      const [accepted] = await Promise.all([
        acceptInvitation(token, "en", now),
        expel(letter.slug, leaving, owner),
      ]);
      const isIn = (await peopleOf(letter.id)).some((one) => one.email === email);
      expect(isIn).toBe(accepted.ok);
      const log = (await actions(letter)).filter(({ detail }) => detail?.startsWith(id));
      expect(log.map(({ action }) => action)).toEqual(["invite", accepted.ok ? "join" : "inviteRevoke"]);
    }
  });

  test("signs nobody in who was a moderator before: a link of seven days is no way into that account", async () => {
    const letter = await makeLetter();
    const owner = await member(letter, "owner");
    const { email, token } = await invited(letter, owner);
    const { moderatorId } = await grantRole(email, "viewer", (await makeLetter()).slug);
    const before = await db().token.count({ where: { purpose: "sign_in", moderatorId } });
    expect(await findInvitation(token, now)).toMatchObject({ ok: true, value: { signsIn: false } });
    expect(await acceptInvitation(token, "en", now)).toEqual({
      ok: true,
      value: { moderatorId, signIn: null },
    });
    expect(await db().token.count({ where: { purpose: "sign_in", moderatorId } })).toBe(before);
    expect(await deskLetter(letter.slug, moderatorId)).toMatchObject({ role: "moderator" });
  });

  test("of somebody who became one of the people meanwhile does not change the role", async () => {
    const letter = await makeLetter();
    const owner = await member(letter, "owner");
    const { email, token } = await invited(letter, owner, "owner");
    await grantRole(email, "viewer", letter.slug);
    expect((await acceptInvitation(token, "en", now)).ok).toBe(true);
    expect((await peopleOf(letter.id)).find((one) => one.email === email)?.role).toBe("viewer");
  });

  test("is swept a month after it was over", async () => {
    const letter = await makeLetter();
    const { id } = await invited(letter, await member(letter, "owner"));
    await sweepExpired(later(36 * day));
    expect(await db().invitation.count({ where: { id } })).toBe(1);
    await sweepExpired(later(38 * day));
    expect(await db().invitation.count({ where: { id } })).toBe(0);
  });
});

describe("the people of a letter", () => {
  test("change at once, each change with its audit entry that names nobody by address", async () => {
    const letter = await makeLetter();
    const [owner, person] = [await member(letter, "owner"), await member(letter, "moderator")];
    expect(await changeRole(letter.slug, person, "viewer", owner)).toMatchObject({ ok: true });
    expect(await changeRole(letter.slug, person, "viewer", owner)).toMatchObject({ ok: true });
    expect(await deskLetter(letter.slug, person)).toMatchObject({ role: "viewer" });
    expect(await expel(letter.slug, person, owner)).toMatchObject({ ok: true });
    expect(await deskLetter(letter.slug, person)).toBeNull();
    expect(await expel(letter.slug, person, owner)).toEqual({ ok: false, error: "unknown" });
    const entries = await actions(letter);
    expect(entries.slice(2)).toEqual([
      { action: "role", actor: "moderator", moderatorId: owner, detail: `${person} moderator viewer` },
      { action: "expel", actor: "moderator", moderatorId: owner, detail: person },
    ]);
    expect(JSON.stringify(entries)).not.toContain("@");
  });

  test.each(["viewer", "moderator", "owner of another letter"] as const)(
    "are not a %s's to change",
    async (who) => {
      const letter = await makeLetter();
      const [owner, person] = [await member(letter, "owner"), await member(letter, "moderator")];
      const stranger =
        who === "owner of another letter"
          ? await member(await makeLetter(), "owner")
          : await member(letter, who);
      const { id } = await invited(letter, owner);
      const before = await actions(letter);
      const forbidden = { ok: false, error: "forbidden" };
      expect(await changeRole(letter.slug, person, "owner", stranger)).toEqual(forbidden);
      expect(await changeRole(letter.slug, stranger, "owner", stranger)).toEqual(forbidden);
      expect(await expel(letter.slug, owner, stranger)).toEqual(forbidden);
      expect(await expel("no-such-letter", owner, stranger)).toEqual(forbidden);
      expect(await inviteAgain(letter.slug, id, stranger, now)).toEqual(forbidden);
      expect(await revokeInvitation(letter.slug, id, stranger, now)).toEqual(forbidden);
      const input = { email: address(), role: "owner" } as const;
      expect(await invite(letter.slug, input, stranger, "en", now)).toEqual(forbidden);
      expect(await actions(letter)).toEqual(before);
      expect(await db().invitation.count({ where: { letterId: letter.id } })).toBe(1);
    },
  );

  test("are never another letter's: an id from there is unknown here", async () => {
    const [here, there] = [await makeLetter(), await makeLetter()];
    const owner = await member(here, "owner");
    const thatOwner = await member(there, "owner");
    const theirs = await member(there, "moderator");
    const { id } = await invited(there, thatOwner);
    const unknown = { ok: false, error: "unknown" };
    expect(await changeRole(here.slug, theirs, "viewer", owner)).toEqual(unknown);
    expect(await expel(here.slug, theirs, owner)).toEqual(unknown);
    expect(await revokeInvitation(here.slug, id, owner, now)).toEqual(unknown);
    expect(await inviteAgain(here.slug, id, owner, now)).toEqual(unknown);
  });
});

describe("the last owner", () => {
  test("is neither demoted nor taken off, not even by themself or the operator", async () => {
    const letter = await makeLetter();
    const owner = await member(letter, "owner");
    const { email } = await db().moderator.findUniqueOrThrow({ where: { id: owner } });
    const last = { ok: false, error: "lastOwner" };
    expect(await changeRole(letter.slug, owner, "moderator", owner)).toEqual(last);
    expect(await expel(letter.slug, owner, owner)).toEqual(last);
    expect(await grantRole(email, "viewer", letter.slug)).toMatchObject({
      letters: 0,
      lastOwnerOf: [letter.slug],
    });
    const second = await member(letter, "owner");
    expect(await expel(letter.slug, owner, owner)).toMatchObject({ ok: true });
    expect(await expel(letter.slug, second, second)).toEqual(last);
  });

  test("stays, when two owners demote, expel or leave at once", async () => {
    const moves = [
      (slug: string, whom: string, by: string) => changeRole(slug, whom, "moderator", by),
      (slug: string, whom: string, by: string) => expel(slug, whom, by),
    ];
    for (let round = 0; round < 12; round += 1) {
      const letter = await makeLetter();
      const [anna, bela] = [await member(letter, "owner"), await member(letter, "owner")];
      const move = moves[round % 2] ?? expel;
      // Each the other, or each themself.
      const whom = round % 4 < 2 ? [bela, anna] : [anna, bela];
      const outcomes = await Promise.all([
        move(letter.slug, whom[0] ?? "", anna),
        move(letter.slug, whom[1] ?? "", bela),
      ]);
      expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
      expect(await db().membership.count({ where: { letterId: letter.id, role: "owner" } })).toBe(1);
    }
  });
});
