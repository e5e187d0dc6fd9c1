import { demoSlug, expect, personAtDesk, test } from "@/tests/support/stories";

/* Nothing here is refused for what a browser might make of it: the answers' headers leave nothing to guess. */

const letter = `/en/${demoSlug}`;

test("every kind of answer says that it is shown in no frame, and is what it says it is", async ({
  browser,
  site,
}) => {
  const { page: desk } = await personAtDesk(browser, site, "owner");
  const [cookie] = await desk.context().cookies();
  const headers = { Cookie: `${cookie?.name}=${cookie?.value}` };
  const { rows } = await site.database.query<{ sha256: string }>("SELECT sha256 FROM letter_version LIMIT 1");
  const here = `/admin/letters/${demoSlug}`;
  const kinds: [string, RegExp, RequestInit?][] = [
    ["/en", /^text\/html; charset=utf-8$/],
    [letter, /^text\/html; charset=utf-8$/],
    [`${letter}/signatories?q=abc`, /^text\/html; charset=utf-8$/],
    [`${letter}/sign`, /^text\/html; charset=utf-8$/],
    [`${letter}/confirm?token=x`, /^text\/html; charset=utf-8$/],
    [`${letter}/log`, /^text\/html; charset=utf-8$/],
    [`${letter}/look.css`, /^text\/css; charset=utf-8$/],
    [`${letter}/text/${rows[0]?.sha256}.txt`, /^text\/plain; charset=utf-8$/],
    [`${letter}/challenge`, /^application\/json/],
    [`${letter}/nothing`, /^text\/html; charset=utf-8$/],
    ["/%", /^text\/html; charset=utf-8$/],
    ["/privacy", /^text\/html; charset=utf-8$/],
    ["/en/privacy", /^text\/html; charset=utf-8$/],
    [`/api/v1/letters/${demoSlug}`, /^application\/json/],
    [`/api/v1/letters/${demoSlug}/signatories`, /^application\/json/],
    [`/api/v1/letters/${demoSlug}/log`, /^application\/json/],
    ["/api/v1/letters/nothing", /^application\/problem\+json/],
    ["/api/v1/key", /^application\/x-pem-file/],
    ["/healthz", /^application\/json/],
    ["/icon.svg", /^image\/svg\+xml/],
    ["/check-a-list.mjs", /javascript/],
    ["/admin/sign-in", /^text\/html; charset=utf-8$/],
    [here, /^text\/html; charset=utf-8$/],
    [`${here}/log.csv`, /^text\/csv; charset=utf-8$/],
    [`${here}/events`, /^text\/event-stream/],
    ["/admin/not-there", /^text\/html; charset=utf-8$/],
    [`${letter}/sign`, /^text\/html; charset=utf-8$/, { method: "POST" }],
    [letter, /^text\/html; charset=utf-8$/, { method: "PUT" }],
  ];
  for (const [path, type, init] of kinds) {
    const stop = new AbortController();
    const answer = await fetch(site.url + path, {
      ...init,
      headers,
      redirect: "manual",
      signal: stop.signal,
    });
    const said = Object.fromEntries(answer.headers);
    stop.abort();
    expect([path, said["content-type"]]).toEqual([path, expect.stringMatching(type)]);
    expect([path, said["x-content-type-options"], said["x-frame-options"]]).toEqual([
      path,
      "nosniff",
      "DENY",
    ]);
    expect([path, said["content-security-policy"]]).toEqual([
      path,
      expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/),
    ]);
    expect([path, said["access-control-allow-origin"]]).toEqual([path, undefined]);
  }
  const csv = await fetch(`${site.url}${here}/log.csv`, { headers });
  expect(csv.headers.get("content-disposition")).toMatch(/^attachment/);
});
