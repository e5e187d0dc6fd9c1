import { describe, expect, test } from "vitest";
import { countriesByName, countryCodes } from "@/lib/i18n/countries";
import { negotiateLocale } from "@/lib/i18n/locales";
import french from "@/lib/i18n/messages/fr.json";
import { directionOf, languageOfName } from "@/lib/i18n/names";
import { formatDay } from "@/lib/i18n/translate";

describe("languages", () => {
  test.each([
    ["de-AT,de;q=0.9,en;q=0.5", "de"],
    ["it, fr;q=0.4, en;q=0.3", "fr"],
    ["en;q=0, de;q=0.1", "de"],
    ["xx", "en"],
    [null, "en"],
  ])("%s is answered in %s", (header, locale) => {
    expect(negotiateLocale(header)).toBe(locale);
  });

  test("a name's language is known where its letters tell", () => {
    expect(languageOfName("Δίκτυο", "GR")).toBe("el");
    expect(languageOfName("الشبكة", "TN")).toBe("ar");
    expect(languageOfName("Мрежа", "BG")).toBe("bg");
    expect(languageOfName("Kinderschutz", "DE")).toBeNull();
    expect([directionOf("ar"), directionOf("el"), directionOf("he")]).toEqual(["rtl", "ltr", "rtl"]);
  });

  test("every country has a name, sorted as the language sorts", () => {
    expect(new Set(countryCodes).size).toBe(250);
    for (const { code, name } of countriesByName("de")) expect(name).not.toBe(code);
    const german = countriesByName("de").map(({ name }) => name);
    expect(german.indexOf("Österreich")).toBeLessThan(german.indexOf("Pakistan"));
  });

  test("French keeps a no-break space where its punctuation asks for one", () => {
    const texts = (value: unknown): string[] =>
      typeof value === "string" ? [value] : Object.values(value as object).flatMap(texts);
    expect(texts(french).filter((text) => / [:;?!»]|« /.test(text))).toEqual([]);
  });

  test("days are written as Europe writes them", () => {
    const day = new Date("2022-06-01");
    expect([formatDay(day, "en"), formatDay(day, "de"), formatDay(day, "fr")]).toEqual([
      "1 June 2022",
      "1. Juni 2022",
      "1er juin 2022",
    ]);
  });
});
