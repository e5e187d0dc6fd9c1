import { fillLetter } from "@/tests/load/fill";
import { honestForm, post, quiet, recorded } from "@/tests/support/attack";
import { expect, personAtDesk, test } from "@/tests/support/stories";

/*
 * Elsewhere: one address and one letter, and "this was not me" (a-third-party-is-not-bombed); limits at once (integration/protection).
 * A sign-on is taken where only its mail is too many: whoever signs for somebody learns nothing of the mailbox, and nothing is refused.
 */

test("a moderator's mailbox is not filled by asking for links in its name, however that is written", async ({
  browser,
  site,
}) => {
  const { email } = await personAtDesk(browser, site, "moderator");
  await site.database.query("DELETE FROM throttle");
  const had = site.mailbox.count(email);
  const [local = "", host = ""] = email.split("@");
  const spellings = [
    email,
    email.toUpperCase(),
    ` ${email}`,
    `${email}\t`,
    `${local.toUpperCase()}@${host}`,
    `${local}@${host.toUpperCase()}`,
    `${local}+a@${host}`,
    `${local}@${host}.`,
    `"${local}"@${host}`,
  ];
  await recorded(site, async () => {
    const led: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      for (const spelling of spellings) {
        const from = { "X-Forwarded-For": `192.0.2.${round}` };
        const { headers } = await post(site, "/api/auth/link", { email: spelling }, from);
        led.push(String(headers.location));
      }
    }
    const count = (where: RegExp) => led.filter((location) => where.test(location)).length;
    expect(count(/problem=wait/)).toBeGreaterThan(spellings.length);
    return { too_many: count(/problem=wait/), incomplete: count(/problem=email/) };
  });
  await quiet(site);
  const mailed = site.mailbox.count(email) - had;
  expect([mailed > 0, mailed <= 5]).toEqual([true, true]);
});

test("one mailbox gets no more mail because it signs many letters, in many spellings", async ({ site }) => {
  const id = Date.now();
  const [host, mails] = [`mailbox-${id}.example`, ["rosa", "Rosa", "rosa+1", "rosa+news", "ROSA+x"]];
  for (const [at, local] of mails.entries()) {
    const slug = `bomb-${id}-${at}`;
    await fillLetter(site.databaseUrl, slug, 0);
    for (let time = 0; time < 2; time += 1) {
      const form = { ...(await honestForm(site, slug)), email: `${local}@${host}` };
      expect((await post(site, `/en/${slug}/sign`, form)).status).toBe(303);
    }
  }
  await quiet(site);
  const count = mails.reduce((sum, local) => sum + site.mailbox.count(`${local}@${host}`), 0);
  expect([count > 0, count <= 3]).toEqual([true, true]);
});
