import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { HeldPage } from "@/app/_ui/document/mine/HeldPage";
import { locales } from "@/lib/i18n/locales";
import { translator } from "@/lib/i18n/translate";
import type { Letter } from "@/lib/letters/queries";

test.each(locales)(
  "in %s the page says where it does not hold everything, and nothing of it elsewhere",
  (locale) => {
    const t = translator(locale);
    const letter = { slug: "letter", publisher: "Bund e.V.", accent: "#7a1f3d" } as Letter;
    const read = (incomplete: Record<string, number>) =>
      renderToStaticMarkup(
        <HeldPage
          context={{ locale, t, site: "https://letters.example" }}
          letter={letter}
          data={{ letter: "letter", information: "", held: { message: [{ kind: "confirm" }] }, incomplete }}
        />,
      );
    const cut = t("held.cut", { shown: 1, count: 1234, publisher: "Bund e.V." });
    expect(read({ message: 1234 })).toContain(cut);
    expect(read({ message: 1234 })).not.toContain(t("held.intro"));
    expect(read({})).not.toContain(cut);
    expect(read({})).toContain(t("held.intro"));
  },
);
