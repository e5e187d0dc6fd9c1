import {
  costsNoMore,
  floor,
  honestForm,
  post,
  race,
  ratio,
  recorded,
  shoot,
  traces,
} from "@/tests/support/attack";
import { builtActions } from "@/tests/support/desk-actions";
import { demoSlug, expect, type Site, test } from "@/tests/support/stories";

/*
 * Elsewhere: bodies of 2 MB (what-is-refused), desk forms that are too large (a-moderator-rejects-with-a-reason), floods of sign-ons
 * and mails (a-third-party-is-not-bombed, integration/protection), feeds that nobody reads (colleagues-work-together). Nothing takes a
 * file yet, so there is no archive and no picture to unpack: what comes as a file is no text, and is left where it came.
 * What costs no more than its length is not refused for it. Headers without end are refused by Node before there is a request, and a call of
 * an action that is none by Next: neither is counted.
 */

const letter = `/en/${demoSlug}`;
const sign = `${letter}/sign`;

/** A form as browsers send files with it. */
function multipart(parts: [name: string, text: string][]): {
  headers: Record<string, string>;
  body: string;
} {
  const written = parts.map(
    ([name, text]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`,
  );
  return {
    headers: { "Content-Type": "multipart/form-data; boundary=b" },
    body: `${written.join("")}--b--\r\n`,
  };
}

const send = (
  site: Site,
  path: string,
  { headers, body }: ReturnType<typeof multipart>,
  more: Record<string, string> = {},
) => shoot(site, { method: "POST", path, headers: { Origin: site.url, ...headers, ...more }, body });

test("a form of a thousand parts, or of twelve thousand fields, costs no more than a large one, and is one form", async ({
  site,
}) => {
  const form = await honestForm(site);
  const fields = Object.entries(form) as [string, string][];
  const large = [...fields, ["nothing", "x".repeat(55_000)] as [string, string]];
  await costsNoMore(
    () => send(site, sign, multipart(large)),
    () =>
      send(
        site,
        sign,
        multipart([...fields, ...Array.from({ length: 1_000 }, () => ["x", ""] as [string, string])]),
      ),
    "parts",
  );
  await costsNoMore(
    () => post(site, sign, Object.fromEntries(large)),
    () =>
      shoot(site, {
        method: "POST",
        path: sign,
        headers: { Origin: site.url, "Content-Type": "application/x-www-form-urlencoded" },
        body: `${new URLSearchParams(form)}&${"a=&".repeat(12_000)}name=Another`,
      }),
    "fields",
  );
  expect(
    (await site.database.query("SELECT 1 FROM signature WHERE name = ANY($1)", [[form.name, "Another"]]))
      .rowCount,
  ).toBe(1);
});

test("a file is no text: in a field it counts as nothing, beside the fields as not there", async ({
  site,
}) => {
  const form = await honestForm(site);
  // The head of an archive that would unpack to far more.
  const bomb = new Blob([`PK\u0003\u0004${"\0".repeat(1_000)}`], { type: "application/zip" });
  const sent = async (files: Record<string, string>) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(form)) body.set(name, value);
    for (const [name, file] of Object.entries(files)) body.set(name, bomb, file);
    const answer = await fetch(site.url + sign, {
      method: "POST",
      redirect: "manual",
      headers: { Origin: site.url },
      body,
    });
    return { status: answer.status, text: await answer.text() };
  };
  const before = await traces(site);
  await recorded(site, async () => {
    const named = await sent({ name: "../../../bomb.zip" });
    expect([named.status, named.text.includes("Enter the name that should stand on the list")]).toEqual([
      422,
      true,
    ]);
    return { incomplete: 1 };
  });
  expect(await traces(site)).toEqual(before);
  expect((await sent({ logo: "logo.png", "logo[]": "/etc/cron.d/x" })).status).toBe(303);
});

test("a body that is packed is not unpacked", async ({ site }) => {
  const { gzipSync } = await import("node:zlib");
  const before = await traces(site);
  const packed = gzipSync(Buffer.alloc(30 * 1024 * 1024, "a=b&"));
  const codings = ["gzip", "deflate", "br", "gzip, gzip"];
  await recorded(site, async () => {
    for (const coding of codings) {
      const headers = {
        Origin: site.url,
        "Content-Type": "application/x-www-form-urlencoded",
        "Content-Encoding": coding,
      };
      const { status } = await shoot(site, { method: "POST", path: sign, headers, body: packed });
      // Unpacked, it would be far too large; as it comes, it is a form without fields.
      expect([coding, status]).toEqual([coding, 422]);
    }
    return { incomplete: codings.length, too_large: 0 };
  });
  expect(await traces(site)).toEqual(before);
});

test("headers, cookies and addresses without end are refused, and the next reader is served", async ({
  site,
}) => {
  const heaps: [Parameters<typeof shoot>[1], number[]][] = [
    [{ path: letter, headers: { "X-Long": "x".repeat(20_000) } }, [431]],
    [{ path: letter, headers: { Cookie: "a=b; ".repeat(5_000) } }, [431]],
    [{ path: `/${"a/".repeat(10_000)}` }, [431]],
    [
      {
        path: letter,
        headers: Object.fromEntries(Array.from({ length: 1_500 }, (_, at) => [`X-${at}`, ""])),
      },
      [200, 400, 431],
    ],
    [{ path: "/admin/sign-in", headers: { Cookie: "undersigned-session=".repeat(500) } }, [200]],
    [{ path: "/admin", headers: { Cookie: `undersigned-session=${"x".repeat(12_000)}` } }, [307]],
    [{ path: `/${"a/".repeat(3_000)}` }, [404, 308]],
    [{ path: `/en/${"a".repeat(10_000)}` }, [404]],
    [{ path: `/api/v1/letters/${"a".repeat(10_000)}` }, [404]],
    [{ path: `${letter}/text/${"0".repeat(9_000)}.txt` }, [404]],
    [{ path: `${letter}/confirm?token=${"A".repeat(12_000)}` }, [400]],
    [{ path: letter, headers: { "Accept-Encoding": "gzip;q=0.1,".repeat(1_000) } }, [200]],
    [{ path: "/", headers: { "Accept-Language": "en;q=0.1,".repeat(1_400) } }, [307]],
    [{ path: letter, headers: { "If-None-Match": 'W/"a",'.repeat(2_000) } }, [200]],
  ];
  await recorded(site, async () => {
    const hits: number[] = [];
    for (const [heap, expected] of heaps) {
      const seen = `${heap.path.slice(0, 40)} ${Object.keys(heap.headers ?? {}).slice(0, 1)}`;
      const { status } = await shoot(site, heap);
      hits.push(status);
      expect([seen, expected.includes(status)]).toEqual([seen, true]);
      expect((await shoot(site, { path: letter })).status).toBe(200);
    }
    return { nowhere: hits.filter((status) => status === 404).length, link: 1, session: 1 };
  });
});

test("a call of an action that is nested, cyclic or made of references costs no more than its length, and does nothing", async ({
  site,
}) => {
  const id = builtActions().find(({ name }) => name.endsWith(" decideAction"))?.id ?? "";
  const before = await traces(site);
  const chain = (length: number, link: (next: string) => string) =>
    Array.from(
      { length },
      (_, at) => [String(at), at === length - 1 ? "[]" : link((at + 1).toString(16))] as [string, string],
    );
  const calls: Record<string, [string, string][]> = {
    nested: [["0", "[".repeat(28_000) + "]".repeat(28_000)]],
    "a chain": chain(700, (next) => `["$${next}"]`),
    "a doubling": chain(60, (next) => `["$${next}","$${next}"]`),
    "maps in maps": chain(60, (next) => `["$Q${next}","$W${next}"]`),
    itself: [["0", '["$@0","$0","$B0"]']],
    "a prototype": [
      ["0", '["$1:__proto__:constructor:constructor"]'],
      ["1", '{"x":1}'],
    ],
    "a thenable": [
      [
        "0",
        '{"then":"$1:__proto__:then","status":"resolved_model","reason":-1,"value":"{}","_response":{"_prefix":"1","_formData":{"get":"$1:constructor:constructor"}}}',
      ],
      ["1", '"$@0"'],
    ],
    "a long number": [["0", `["$n${"9".repeat(50_000)}"]`]],
    "many parts": Array.from({ length: 900 }, () => ["_1_a", ""] as [string, string]),
  };
  const harmless = () =>
    send(
      site,
      "/admin/sign-in",
      multipart([
        ["0", "[]"],
        ["x", "a".repeat(56_000)],
      ]),
      { "Next-Action": id },
    );
  for (const [kind, parts] of Object.entries(calls)) {
    const biting = () => send(site, "/admin/sign-in", multipart(parts), { "Next-Action": id });
    const times = await race({ harmless, biting }, 3);
    expect([kind, times.biting <= ratio * times.harmless + 2 * floor, times]).toEqual([kind, true, times]);
    expect((await biting()).text).not.toMatch(/"isDone":true|constructor|at Object|node_modules/);
  }
  expect(await traces(site)).toEqual(before);
  expect((await shoot(site, { path: "/healthz" })).status).toBe(200);
});
