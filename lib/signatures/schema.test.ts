import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasUnsafeCharacters, tidyLine } from "@/lib/signatures/characters";
import { emptySignForm, parseSignForm, type SignForm } from "@/lib/signatures/schema";

const valid: SignForm = {
  ...emptySignForm,
  kind: "organisation",
  name: "Organisation",
  country: "DE",
  website: "organisation.example",
  representativeName: "Rosa",
  representativeRole: "Director",
  email: "rosa@organisation.example",
  authorised: "yes",
  publish: "yes",
};

const problems = (changes: Partial<SignForm>) => {
  const parsed = parseSignForm({ ...valid, ...changes });
  return "errors" in parsed ? parsed.errors.map(({ field, code }) => `${field} ${code}`) : [];
};

describe("a sign-on", () => {
  test("is tidied: spaces, Unicode form, the website's scheme, the country's case", () => {
    const parsed = parseSignForm({
      ...valid,
      name: "  A\u00a0 b\u0308  ",
      country: "de",
      website: "www.organisation.example",
    });
    expect(parsed).toMatchObject({
      input: {
        name: "A b\u0308".normalize("NFC"),
        country: "DE",
        website: "https://www.organisation.example/",
      },
    });
  });

  test("an empty form names every field once, in the order of the form", () => {
    expect(problems(emptySignForm)).toEqual([
      "kind required",
      "name required",
      "country required",
      "website required",
      "representativeName required",
      "representativeRole required",
      "email required",
      "authorised required",
      "publish required",
    ]);
  });

  test("an individual needs no website, representative or authority, and hidden fields do not count", () => {
    const individual = {
      kind: "individual",
      website: "",
      representativeName: "x".repeat(500),
      representativeRole: "",
      authorised: "",
      publish: "",
      publishAsIndividual: "yes",
      showRepresentative: "yes",
    };
    const parsed = parseSignForm({ ...valid, ...individual });
    expect(parsed).toMatchObject({
      input: { representativeName: null, showRepresentative: false, website: null },
    });
  });

  test("each kind agrees to publication in its own words, and the other's box does not count", () => {
    const boxes = (publish: string, publishAsIndividual: string) => ({ publish, publishAsIndividual });
    expect(problems({ kind: "individual", ...boxes("yes", "") })).toEqual(["publishAsIndividual required"]);
    expect(problems({ kind: "individual", ...boxes("", "yes") })).toEqual([]);
    expect(problems({ kind: "organisation", ...boxes("", "yes") })).toEqual(["publish required"]);
  });

  test.each([
    "no-at.example",
    "two@@organisation.example",
    "a@b",
    "a@localhost",
    "a@[127.0.0.1]",
    "a@127.0.0.1",
    "a b@x.example",
    ".a@x.example",
    "a..b@x.example",
    "a@x.example,b@y.example",
    "a@x.example\r\nBcc: b@y.example",
    "<a@x.example>",
    "a@-x.example",
    "a@x..example",
    "a@x.example/path",
    "ä@x.example",
    "a@x.example?b",
    "a@x.example:25",
  ])("the address %j is refused", (email) => {
    expect(problems({ email }).join()).toMatch(/^email /);
  });

  test.each(["a@x.example", "First.Last+tag@sub.x.example", "o'neil@x.example", "a@bücher.example"])(
    "the address %s is taken",
    (email) => {
      expect(problems({ email })).toEqual([]);
    },
  );

  test.each([
    "javascript:alert(1)",
    "data:text/html,x",
    "ftp://x.example",
    "https://user:pw@x.example",
    "http://localhost",
    "http://127.0.0.1/",
    "http://[::1]/",
    "not a site",
    "https://",
    "mailto:a@x.example",
    "//",
    "x",
  ])("the website %j is refused", (website) => {
    expect(problems({ website })).toEqual(["website invalid"]);
  });

  test.each(["x.example", "HTTPS://X.example/Path?q=1", "http://bücher.example", "x.example:8080/a"])(
    "the website %s is taken",
    (website) => {
      expect(problems({ website })).toEqual([]);
    },
  );

  test.each(["\u202e", "\u2066", "\u0000", "\u200b", "\u2028", "\ufeff", "\u{e0001}", "\ud800"])(
    "a name with %j is refused",
    (character) => {
      expect(problems({ name: `Organi${character}sation` })).toEqual(["name characters"]);
    },
  );

  test.each([
    "Δίκτυο",
    "الشبكة العربية",
    "می‌خواهم",
    "L'Enfance d'abord (Children’s)",
    "#stop_sexting",
    "e.V. – “x”",
    "<script>",
  ])("the name %s is taken as it is", (name) => {
    expect(parseSignForm({ ...valid, name })).toMatchObject({ input: { name } });
  });

  test("200 characters are taken, 201 refused", () => {
    expect(problems({ name: "x".repeat(200) })).toEqual([]);
    expect(problems({ name: "x".repeat(201) })).toEqual(["name tooLong"]);
  });

  test("whatever is typed, nothing throws, and what is accepted is safe", () => {
    const text = fc.oneof(fc.string({ unit: "binary", maxLength: 250 }), fc.string({ maxLength: 250 }));
    fc.assert(
      fc.property(text, text, text, text, (name, website, email, country) => {
        const parsed = parseSignForm({ ...valid, name, website, email, country });
        if (!("input" in parsed)) return;
        expect(hasUnsafeCharacters(parsed.input.name)).toBe(false);
        expect(tidyLine(parsed.input.name)).toBe(parsed.input.name);
        expect(parsed.input.website).toMatch(/^https?:\/\/[^@\s]+$/);
        expect(parsed.input.email).not.toMatch(/[\s<>,;:"\\]/);
      }),
      { numRuns: 300 },
    );
  });
});
