import { expect, test } from "vitest";
import { withoutAddress } from "@/lib/mail/replies";

test.each([
  ["550 5.1.1 <Rosa.R@Organisation.EXAMPLE>: user unknown", "550 5.1.1 <recipient>: user unknown"],
  ["550 rosa.r@organisation.example rosa.r@organisation.example", "550 <recipient> <recipient>"],
  [
    "550 see https://mail.example/?to=rosa.r%40organisation.example&x",
    "550 see https://mail.example/?to=<recipient>&x",
  ],
  ["550 bounce+Rosa.R=Organisation.example at us", "550 bounce+<recipient> at us"],
  ["550 User ROSA.R unknown; ask Postmaster@host.example", "550 User <recipient> unknown; ask <recipient>"],
  ["451 Greylisted, try again in 300 seconds", "451 Greylisted, try again in 300 seconds"],
])("%j is kept as %j", (said, kept) => {
  expect(withoutAddress(said, "rosa.r@organisation.example")).toBe(kept);
});

test("an address full of signs takes nothing else with it", () => {
  expect(withoutAddress("550 a.b*c@x.example is not axb", "a.b*c@x.example")).toBe(
    "550 <recipient> is not axb",
  );
});
