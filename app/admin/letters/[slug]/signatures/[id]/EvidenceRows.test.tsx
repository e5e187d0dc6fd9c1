import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { EvidenceRows, WeighedEvidence } from "@/app/admin/letters/[slug]/signatures/[id]/EvidenceRows";
import type { Evidence } from "@/lib/evidence/evidence";
import { locales } from "@/lib/i18n/locales";
import { translator } from "@/lib/i18n/translate";

const addressOf = (id: string) => `/desk/${id}`;
const said = { t: translator("en"), locale: "en", addressOf } as const;
const onTheList = (name: string | null): Evidence => ({
  code: "similarName",
  weighs: "against",
  values: { status: "published", signature: "s1", name },
});

describe("evidence about another signature", () => {
  test.each(locales)("leads to it by its name, whatever that is (%s)", (locale) => {
    const found = [onTheList("<b>$& {name}</b>")];
    const html = renderToStaticMarkup(
      <EvidenceRows {...said} t={translator(locale)} locale={locale} found={found} />,
    );
    expect(html).toMatch(/: <a href="\/desk\/s1"><bdi>&lt;b&gt;\$&amp; \{name\}&lt;\/b&gt;<\/bdi><\/a>/);
  });

  test("says that the name was erased, and leads nowhere then", () => {
    const html = renderToStaticMarkup(<EvidenceRows {...said} found={[onTheList(null)]} />);
    expect(html).toContain("Already on the list: (a name that was erased)");
    expect(html).not.toContain("<a");
  });

  test("that was not known any more leads nowhere", () => {
    const found = { ...onTheList(null), values: { status: "published", signature: "", name: null } };
    expect(renderToStaticMarkup(<EvidenceRows {...said} found={[found]} />)).not.toContain("<a");
  });
});

describe("evidence by what it weighs", () => {
  const forIt: Evidence = { code: "noSimilarName", weighs: "for", values: {} };
  const unsure: Evidence = { code: "noMail", weighs: "unknown", values: {} };

  test("has doubts first, then what says nothing either way, and folds what speaks for it", () => {
    const html = renderToStaticMarkup(
      <WeighedEvidence {...said} found={[forIt, unsure, onTheList("Childnet")]} />,
    );
    const places = [
      "Look closer",
      "Neither for nor against",
      "<details",
      "1 check speaks for it",
      "No similar",
    ];
    const found = places.map((words) => html.indexOf(words));
    expect(found).toEqual([...found].sort((a, b) => a - b));
    expect(found).not.toContain(-1);
  });

  test("folds nothing where there is no doubt", () => {
    const html = renderToStaticMarkup(<WeighedEvidence {...said} found={[forIt, unsure]} />);
    expect(html).not.toContain("<details");
    expect(html).toContain("Speaks for it");
  });
});
