import { describe, expect, test } from "vitest";
import { countriesByName, countryCodes } from "@/lib/i18n/countries";
import { negotiateLocale } from "@/lib/i18n/locales";
import german from "@/lib/i18n/messages/de.json";
import english from "@/lib/i18n/messages/en.json";
import french from "@/lib/i18n/messages/fr.json";
import { directionOf, languageOfName } from "@/lib/i18n/names";
import { formatDay } from "@/lib/i18n/translate";

/** Every text of a file of messages. */
const texts = (value: unknown): string[] =>
  typeof value === "string" ? [value] : Object.values(value as object).flatMap(texts);

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

  test.each([
    // One word for one thing: a letter in a mailbox, where one sends it, what one presses, and what "Undo" did.
    { language: english, unwanted: /\bemail|\bTaken back(:| by)/i },
    {
      language: german,
      unwanted: /(?<!E-|Free)mails?\b|Mailadress|Schaltfläche|\bButton|Zurückgenommen(:| von)/i,
    },
    {
      language: french,
      unwanted: /\be-?mail|\bmails?\b|courrier|logiciel de courriel|adresse de courriel|touche sur/i,
    },
  ])("words that were left for others do not come back ($unwanted)", ({ language, unwanted }) => {
    // What stands in braces is a name in the code.
    const read = texts(language).map((text) => text.replace(/\{\w+/g, ""));
    expect(read.filter((text) => unwanted.test(text))).toEqual([]);
    expect(unwanted.test("email Mail-Adresse e-mail")).toBe(true);
  });

  test("French keeps a no-break space where its punctuation asks for one", () => {
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
