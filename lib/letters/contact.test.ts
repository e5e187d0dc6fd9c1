import { expect, test } from "vitest";
import { writeTo } from "@/lib/letters/contact";

test.each([
  [null, null, "Bund e.V."],
  [null, "https://www.bund.example/", "Bund e.V. (bund.example)"],
  [null, "http://bund.example/brief?x=1", "Bund e.V. (bund.example/brief?x=1)"],
  ["Am Ring 1\n10115 Berlin", "https://bund.example", "Bund e.V. (bund.example)"],
  ["Am Ring 1\nE-Mail: brief@bund.example.", "https://bund.example", "Bund e.V. (brief@bund.example)"],
  ["<kontakt@bünde.example>", null, "Bund e.V. (kontakt@bünde.example)"],
])("%j and the website %j", (privacyContact, publisherUrl, said) => {
  expect(writeTo({ publisher: "Bund e.V.", privacyContact, publisherUrl })).toBe(said);
});
