import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { OwnChanges, type OwnChangesProps } from "@/app/_ui/document/mine/OwnChanges";
import type { KeptValues } from "@/lib/corrections/keep";
import { translator } from "@/lib/i18n/translate";
import type { Letter } from "@/lib/letters/queries";

/** What a signer reads of a change that waits, old and new in turn. */
function read(before: KeptValues, after: KeptValues): string[] {
  const signature = {
    kind: "organisation",
    status: "published",
    email: null,
  } as OwnChangesProps["signature"];
  const html = renderToStaticMarkup(
    <OwnChanges
      context={{ locale: "en", t: translator("en"), site: "https://letters.example" }}
      letter={{ slug: "letter" } as Letter}
      signature={signature}
      amendment={{ askedAt: new Date(0), before, after }}
      handover={null}
      declined={null}
    />,
  );
  return [...html.matchAll(/<(?:del|ins) [^>]*>(.*?)<\//g)].map(([, side = ""]) => side);
}

const rosa = { representativeName: "Rosa Rot", representativeRole: "Director", nameAlt: null };

test("that somebody shall be named on the list says who, also where the name itself stays", () => {
  expect(read({ ...rosa, showRepresentative: false }, { showRepresentative: true })).toEqual([
    "No",
    "Yes (Rosa Rot, Director)",
  ]);
  expect(read({ ...rosa, country: "AT" }, { country: "DE", nameAlt: "Red" })).toEqual([
    "None",
    "Red",
    "Austria",
    "Germany",
  ]);
});
