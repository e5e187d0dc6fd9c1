import { expect, test } from "vitest";
import { languageOfNotice } from "@/lib/authority/language";

test("an organisation is written to in its country's language, or in the letter's where there are several", () => {
  expect(languageOfNotice("AT", "fr")).toBe("de");
  expect(languageOfNotice("FR", "en")).toBe("fr");
  expect(languageOfNotice("IE", "de")).toBe("en");
  for (const country of ["CH", "BE", "PL", null]) expect(languageOfNotice(country, "fr")).toBe("fr");
  expect(languageOfNotice("PL", "xx")).toBe("en");
});
