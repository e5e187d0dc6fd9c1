import { createServer } from "node:http";
import { honestForm, linkFor, post, recorded, shoot } from "@/tests/support/attack";
import { testSecrets } from "@/tests/support/secrets";
import { startServer } from "@/tests/support/site";
import { demoSlug, expect, generousLimits, type Site, test } from "@/tests/support/stories";

const sign = `/en/${demoSlug}/sign`;

/** A server that nobody should call, and the settings with which every name in the world leads to it. */
async function startTrap(site: Site) {
  const calls: string[] = [];
  const trap = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    response.end();
  });
  await new Promise<void>((resolve) => trap.listen(0, "127.0.0.1", resolve));
  const address = trap.address();
  const port = typeof address === "object" ? address?.port : 0;
  const everyName = `import dns from "node:dns"; import { syncBuiltinESMExports } from "node:module";
    const asked = dns.lookup;
    dns.lookup = (name, options, done) => asked(/example$/.test(name) ? "127.0.0.1" : name, options, done);
    syncBuiltinESMExports();
    if (process.env.TRY_THE_TRAP) fetch(process.env.TRY_THE_TRAP);`;
  const server = await startServer({
    DATABASE_URL: site.databaseUrl,
    ...testSecrets,
    SMTP_URL: site.mailbox.url,
    ...generousLimits,
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(everyName)}`,
    TRY_THE_TRAP: `http://works.example:${port}/the-trap-works`,
  });
  const stop = async () => {
    await server.stop();
    trap.close();
  };
  return { calls, port, server, stop };
}

test("nobody calls the website that a signer names, from signing to the public list", async ({
  page,
  site,
}) => {
  const { calls, port, server, stop } = await startTrap(site);
  const here = { ...site, url: server.url };
  const form = await honestForm(here);
  const website = `http://metadata-${Date.now()}.example:${port}/latest/meta-data`;
  expect(await post(here, sign, { ...form, website })).toMatchObject({ status: 303 });
  const { rows } = await site.database.query<{ id: string }>("SELECT id FROM signature WHERE name = $1", [
    form.name,
  ]);
  const token = await linkFor("confirm", { signatureId: rows[0]?.id ?? "" });
  expect((await post(here, `/en/${demoSlug}/confirm`, { token })).status).toBe(303);
  const weighed = "SELECT 1 FROM evidence WHERE signature_id = $1 AND code LIKE 'website%'";
  await expect
    .poll(async () => (await site.database.query(weighed, [rows[0]?.id])).rowCount)
    .toBeGreaterThan(0);
  await page.goto(`${server.url}/en/${demoSlug}/signatories`, { waitUntil: "networkidle" });
  // Addresses of this machine are not even taken.
  const inside = [
    "http://127.0.0.1/",
    "http://[::1]/",
    "http://2130706433/",
    "http://0x7f.1/",
    "file:///etc/passwd",
    "gopher://x.example/",
    "http://169.254.169.254/",
    "//evil",
    "http://localhost./",
  ];
  await recorded(site, async () => {
    for (const inner of inside)
      expect([inner, (await post(here, sign, { ...form, website: inner })).status]).toEqual([inner, 422]);
    return { incomplete: inside.length };
  });
  for (const url of [`http://works.example:${port}/`, `http://127.0.0.1:${port}/`, "/admin", "/en%0aforged"])
    expect(
      (await shoot(here, { path: `/_next/image?url=${encodeURIComponent(url)}&w=64&q=75` })).status,
    ).toBe(404);
  await stop();
  expect(calls).toEqual(["GET /the-trap-works"]);
});
