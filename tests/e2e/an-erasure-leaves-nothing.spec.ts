import { mkdir, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { checkLog } from "@/lib/ledger/verify";
import { filesWith, placesOf } from "@/tests/support/dump";
import { linkIn } from "@/tests/support/mailbox";
import { indexesOf, testSecrets } from "@/tests/support/secrets";
import { type RunningServer, standalone, startServer } from "@/tests/support/site";
import {
  demoSlug,
  expect,
  generousLimits,
  type Site,
  somebody,
  statusOf,
  test,
} from "@/tests/support/stories";

const api = `/api/v1/letters/${demoSlug}`;

/** Everything public that may show a name, and is kept in the memory of a server. */
const publicPages = (name: string) => [
  ...["en", "de", "fr"].flatMap((locale) =>
    ["", "/signatories", "/signatories?sort=name", `/signatories?q=${encodeURIComponent(name)}`, "/log"].map(
      (page) => `/${locale}/${demoSlug}${page}`,
    ),
  ),
  api,
  `${api}/signatories?limit=500`,
  `${api}/log?part=1`,
];

async function post(url: string, form: Record<string, string>, origin: string): Promise<number> {
  const body = new URLSearchParams(form);
  return (await fetch(url, { method: "POST", body, redirect: "manual", headers: { Origin: origin } })).status;
}

/** Signs and confirms by plain HTTP, and has a moderator publish it. Returns the signature's id and who erases it. */
async function publish(site: Site, server: RunningServer, form: Record<string, string>) {
  const letter = `${server.url}/en/${demoSlug}`;
  const page = await (await fetch(`${letter}/sign`)).text();
  const agreement = /name="agreement" value="([^"]+)"/.exec(page)?.[1] ?? "";
  expect(await post(`${letter}/sign`, { ...form, agreement }, server.url)).toBe(303);
  const email = form.email ?? "";
  const token = linkIn(await site.mailbox.waitFor(email)).split("token=")[1] ?? "";
  expect(await post(`${letter}/confirm`, { token }, server.url)).toBe(303);
  const [{ grantRole }, { decide }, { handle }] = await Promise.all([
    import("@/lib/accounts/members"),
    import("@/lib/moderation/commands"),
    import("@/lib/moderation/handling"),
  ]);
  const { moderatorId } = await grantRole(`owner-${email.slice(9)}`, "owner", demoSlug);
  const { rows } = await site.database.query<{ id: string }>(
    "SELECT id FROM signature WHERE email_index = ANY($1::bytea[])",
    [indexesOf(email)],
  );
  const signatureId = rows[0]?.id ?? "";
  const now = new Date();
  expect(
    await handle({ signatureId, kind: "note", text: `About ${form.name}` }, moderatorId, now),
  ).toMatchObject({
    ok: true,
  });
  expect(await decide({ signatureId, kind: "approve", reason: "" }, moderatorId, now)).toMatchObject({
    ok: true,
  });
  return { signatureId, moderatorId };
}

test("an erased name is nowhere: no table, no file of a server, no kept page, no log; the record still holds", async ({
  site,
}) => {
  const rosa = somebody();
  const host = rosa.email.split("@")[1] ?? "";
  const representative = `Wanda ${host.slice(4, 12)}`;
  const traces = [rosa.organisation, rosa.email, host, representative];
  const began = new Date();
  const folder = await mkdtemp(path.join(os.tmpdir(), "undersigned-erasure-"));
  const [home, temporary] = [path.join(folder, "home"), path.join(folder, "tmp")];
  await Promise.all([mkdir(home), mkdir(temporary)]);
  const second = await startServer({
    DATABASE_URL: site.databaseUrl,
    ...testSecrets,
    SMTP_URL: site.mailbox.url,
    ...generousLimits,
    HOME: home,
    TMPDIR: temporary,
  });
  const servers = [site.server, second];
  const pages = publicPages(rosa.organisation);
  const pagesWith = async (text: string) => {
    const found = await Promise.all(
      servers.flatMap(({ url }) =>
        pages.map(async (page) =>
          (await (await fetch(url + page)).text()).includes(text) ? [url + page] : [],
        ),
      ),
    );
    return found.flat();
  };
  try {
    const { signatureId, moderatorId } = await publish(site, second, {
      kind: "organisation",
      name: rosa.organisation,
      country: "DE",
      website: `www.${host}`,
      representativeName: representative,
      representativeRole: "Director",
      showRepresentative: "yes",
      email: rosa.email,
      authorised: "yes",
      publish: "yes",
      news: "yes",
    });
    await site.mailbox.waitFor(rosa.email, /list|public/i);

    // It is everywhere before, or what follows says nothing.
    await expect.poll(async () => (await pagesWith(rosa.organisation)).length).toBeGreaterThan(20);
    await expect.poll(async () => (await pagesWith(representative)).length).toBeGreaterThan(2);
    expect(await placesOf(site.databaseUrl, rosa.organisation)).toEqual(
      expect.arrayContaining(["public.note", "public.signature"]),
    );
    const recordOf = async () => JSON.parse(await (await fetch(`${second.url}${api}/log?part=1`)).text());
    const before = await recordOf();

    const { eraseForRequest } = await import("@/lib/privacy/commands");
    expect(await eraseForRequest(signatureId, "request", moderatorId, new Date())).toEqual({
      ok: true,
      value: null,
    });
    expect(await statusOf(site, rosa.email)).toBeUndefined();

    for (const trace of traces) {
      // What a reader searched for stands on the page of the search itself.
      const left = async () => (await pagesWith(trace)).filter((page) => !page.includes("?q="));
      await expect.poll(left, { timeout: 2000 }).toEqual([]);
      expect([trace, await placesOf(site.databaseUrl, trace)]).toEqual([trace, []]);
      for (const written of [await filesWith(folder, trace), await filesWith(standalone, trace, began)])
        expect([trace, written]).toEqual([trace, []]);
      for (const server of servers) expect([trace, server.log().includes(trace)]).toEqual([trace, false]);
    }
    const search = `${second.url}/en/${demoSlug}/signatories?q=${encodeURIComponent(rosa.organisation)}`;
    expect(await (await fetch(search)).text()).not.toContain(`www.${host}`);

    const after = await recordOf();
    expect(checkLog([after], { previous: before.head }).problems).toEqual([]);
    expect(after.entries.length).toBe(before.entries.length + 1);
    const { rows } = await site.database.query("SELECT 1 FROM ledger_opening WHERE signature_id = $1", [
      signatureId,
    ]);
    expect(rows).toEqual([]);
  } finally {
    await second.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
