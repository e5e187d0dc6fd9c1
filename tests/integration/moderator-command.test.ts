import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { grantRole } from "@/lib/accounts/members";
import { findModerator, signInLinkWorks } from "@/lib/accounts/sign-in-links";
import { db } from "@/lib/db";
import { deskLetter } from "@/lib/moderation/queries";
import { makeLetter, withTestDatabase } from "@/tests/support/world";

withTestDatabase();

/** Runs `npm run moderator:add` as an operator does; returns what it said and the token of the link, if any. */
function moderatorAdd(...args: string[]) {
  const env = { ...process.env, DATABASE_URL: process.env.DATABASE_URL };
  const ran = spawnSync(process.execPath, ["--import", "tsx", "scripts/add-moderator.ts", ...args], {
    env,
    encoding: "utf8",
  });
  const said = ran.stdout + ran.stderr;
  return { code: ran.status, said, token: /sign-in\/confirm\?token=([\w-]{43})/.exec(said)?.[1] };
}

describe("npm run moderator:add", () => {
  test("gives a role, prints a link that works, and leaves no letter without an owner", async () => {
    const letter = await makeLetter();
    const email = `person-${randomUUID().slice(0, 8)}@host.example`;
    const viewer = moderatorAdd(email, "--viewer", "--letter", letter.slug);
    expect([viewer.code, viewer.said]).toEqual([0, expect.stringContaining("is viewer of 1 letter(s)")]);
    expect(await signInLinkWorks(viewer.token, new Date())).toBe(true);
    const moderatorId = (await findModerator(email)) ?? "";
    expect(await deskLetter(letter.slug, moderatorId)).toMatchObject({ role: "viewer" });
    expect(moderatorAdd(email, "--owner", "--letter", letter.slug).said).toContain("is owner of 1 letter(s)");
    const demoted = moderatorAdd(email, "--viewer", "--letter", letter.slug);
    expect([demoted.code, demoted.said]).toEqual([0, expect.stringContaining("Stays the owner")]);
    expect(await deskLetter(letter.slug, moderatorId)).toMatchObject({ role: "owner" });
    expect(moderatorAdd(email, "--owner", "--viewer").code).toBe(2);
    // An address is read as everywhere else: in whichever case, with a space that was copied along.
    const spelled = moderatorAdd(` ${email.toUpperCase()} `, "--owner", "--letter", letter.slug);
    expect([spelled.code, spelled.said]).toEqual([0, expect.stringContaining(`${email} is owner`)]);
    expect(moderatorAdd("nobody").code).toBe(2);
    const entries = await db().auditEntry.findMany({
      where: { letterId: letter.id },
      orderBy: { id: "asc" },
    });
    expect(entries.map(({ actor, detail }) => [actor, detail])).toEqual([
      ["system", `${moderatorId} none viewer`],
      ["system", `${moderatorId} viewer owner`],
    ]);
  }, 60_000);

  test("without a role makes a moderator of whoever is new, and leaves everybody else what they are", async () => {
    const [letter, other] = [await makeLetter(), await makeLetter()];
    const email = `person-${randomUUID().slice(0, 8)}@host.example`;
    const { moderatorId } = await grantRole(email, "owner", letter.slug);
    // So that nothing else keeps the role: another owner is there.
    await grantRole("somebody@host.example", "owner", letter.slug);
    const link = moderatorAdd(email);
    expect(link.code).toBe(0);
    expect(await signInLinkWorks(link.token, new Date())).toBe(true);
    expect(await deskLetter(letter.slug, moderatorId)).toMatchObject({ role: "owner" });
    expect(await deskLetter(other.slug, moderatorId)).toMatchObject({ role: "moderator" });
  }, 60_000);

  test("lets whoever lost the second factor in again", async () => {
    const letter = await makeLetter();
    const email = `person-${randomUUID().slice(0, 8)}@host.example`;
    expect(moderatorAdd(email, "--reset-second-factor")).toMatchObject({ code: 1, token: undefined });
    moderatorAdd(email, "--owner", "--letter", letter.slug);
    const moderatorId = (await findModerator(email)) ?? "";
    const createdAt = new Date();
    const key = { id: randomUUID(), name: "Lost", publicKey: new Uint8Array(1), counter: 0, createdAt };
    await db().passkey.create({ data: { ...key, moderatorId } });
    const linkedAt = createdAt;
    await db().identity.create({
      data: { issuer: "https://x.example", subject: "s", moderatorId, linkedAt },
    });
    const reset = moderatorAdd(email, "--reset-second-factor");
    expect([reset.code, reset.said]).toEqual([0, expect.stringContaining("is taken away")]);
    expect(await signInLinkWorks(reset.token, new Date())).toBe(true);
    expect(await db().passkey.count({ where: { moderatorId } })).toBe(0);
    expect(await db().identity.count({ where: { moderatorId } })).toBe(0);
    expect(await deskLetter(letter.slug, moderatorId)).toMatchObject({ role: "owner" });
  }, 60_000);
});
