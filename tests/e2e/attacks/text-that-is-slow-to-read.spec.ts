import { costsNoMore, honestForm, post, shoot } from "@/tests/support/attack";
import { demoSlug, personAtDesk, test } from "@/tests/support/stories";

/* What counts here is the time. That forms with such fields are refused, and counted, is told by what-is-refused and too-much-of-everything. */

const letter = `/en/${demoSlug}`;
const sign = `${letter}/sign`;

const nasty: Record<string, string> = {
  "spaces before a letter": `${" ".repeat(60_000)}x`,
  "at-signs": "@".repeat(20_000),
  "dots and letters": "a.".repeat(30_000),
  "hyphens and letters": "a-".repeat(30_000),
  schemes: "http://".repeat(3_000),
  brackets: "[".repeat(20_000),
  "accents on one letter": `a${"\u0301".repeat(10_000)}`,
  "a ligature that grows": "\ufdfa".repeat(7_000),
  "halves of surrogates": "%ed%a0%80".repeat(4_000),
  digits: "9".repeat(60_000),
  slashes: "/\\".repeat(10_000),
  percents: "%".repeat(20_000),
};

test("no text in any field costs more than its length", async ({ site }) => {
  const form = await honestForm(site);
  const fields = ["name", "email", "website", "altcha"];
  for (const [kind, text] of Object.entries(nasty)) {
    for (const field of fields) {
      const body = new URLSearchParams({ ...form, [field]: text });
      if (String(body).length > 64 * 1024) throw new Error(`${kind} is refused by its size alone`);
      const size = text.length;
      await costsNoMore(
        () => post(site, sign, { ...form, [field]: "x".repeat(size) }),
        () => post(site, sign, { ...form, [field]: text }),
        `${field}: ${kind}`,
      );
    }
  }
});

test("no search costs more than its length, in public or at the desk", async ({ browser, site }) => {
  const { page: desk } = await personAtDesk(browser, site, "viewer");
  const [cookie] = await desk.context().cookies();
  const headers = { Cookie: `${cookie?.name}=${cookie?.value}` };
  const searches = [
    "%25_".repeat(30),
    "abc ".repeat(25),
    "\ufdfa".repeat(30),
    `a${"\u0301".repeat(90)}`,
    "(a+)+$".repeat(15),
    "\\".repeat(99),
    "' OR 1=1--".repeat(9),
  ];
  for (const path of [`${letter}/signatories?q=`, `/admin/letters/${demoSlug}?view=all&q=`]) {
    for (const text of searches) {
      const q = encodeURIComponent(text);
      await costsNoMore(
        () => shoot(site, { path: path + "x".repeat(q.length), headers }),
        () => shoot(site, { path: path + q, headers }),
        `${path}${text}`,
      );
    }
  }
});

test("an address with thousands of parameters costs no more than a long one", async ({ site }) => {
  for (const path of [letter, "/", sign, "/admin/sign-in", `/api/v1/letters/${demoSlug}`, "/healthz"]) {
    for (const query of ["a&".repeat(6_000), "a=%41&".repeat(2_000), "a[]=1&".repeat(2_000)]) {
      await costsNoMore(
        () => shoot(site, { path: `${path}?${"a".repeat(query.length)}` }),
        () => shoot(site, { path: `${path}?${query}` }),
        `${path}?${query.slice(0, 12)}`,
      );
    }
  }
});
