import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { AmendmentDiff } from "@/app/admin/letters/[slug]/signatures/[id]/AmendmentAsked";
import type { KeptValues } from "@/lib/corrections/keep";
import { translator } from "@/lib/i18n/translate";

const olga = { representativeName: "Olga Öster", representativeRole: "Director" };

/** What stands now, and what is asked for, as a moderator reads it. */
function read(before: KeptValues, after: KeptValues): string[] {
  const html = renderToStaticMarkup(
    <AmendmentDiff t={translator("en")} locale="en" before={before} after={after} />,
  );
  return [...html.matchAll(/<bdi>(.*?)<\/bdi>/g)].map(([, side = ""]) => side.replace(/<[^>]*>/g, ""));
}

describe("that somebody shall be named on the list", () => {
  test("says who, also where the name itself was changed before, by a handover", () => {
    const before = { ...olga, showRepresentative: false };
    expect(read(before, { showRepresentative: true })).toEqual(["No", "Yes (Olga Öster, Director)"]);
  });

  test("says the name that is asked for with it", () => {
    const before = { ...olga, showRepresentative: false };
    const after = { representativeName: "Rosa Rot", showRepresentative: true };
    expect(read(before, after).at(-1)).toBe("Yes (Rosa Rot, Director)");
  });

  test("and whom it named until now; a name that is not kept is left out", () => {
    const gone = { representativeName: null, representativeRole: null };
    expect(read({ ...olga, showRepresentative: true }, { ...gone, showRepresentative: false }).at(-2)).toBe(
      "Yes (Olga Öster, Director)",
    );
    expect(read({ showRepresentative: false }, { showRepresentative: true })).toEqual(["No", "Yes"]);
  });
});
