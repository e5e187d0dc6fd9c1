import { describe, expect, test } from "vitest";
import { addressAt, isForeignMail, isSameMailbox, ownDomain } from "@/lib/authority/address";

process.env.AUTH_SECRET = "a secret for tests, longer than 32 characters";

describe("the organisation's own domain", () => {
  test.each([
    ["https://www.help.example/about", "help.example"],
    ["https://kids.gov.uk/", "kids.gov.uk"],
    ["https://helpers.github.io/", "helpers.github.io"],
    ["https://github.io/", null],
    ["https://www.facebook.com/helpers", null],
    ["https://gmail.com/", null],
    [null, null],
  ])("%s: %s", (website, domain) => {
    expect(ownDomain(website)).toBe(domain);
  });

  test.each([
    ["rosa@help.example", "https://www.help.example/", false],
    ["rosa@mail.help.example", "https://help.example/", false],
    ["rosa@gmail.com", "https://help.example/", true],
    ["rosa@help.example.evil.example", "https://help.example/", true],
    ["rosa@facebook.com", "https://facebook.com/help", true],
    [null, "https://help.example/", true],
    ["rosa@help.example", null, true],
  ])("%s beside %s is foreign: %s", (email, website, isForeign) => {
    expect(isForeignMail(email, website)).toBe(isForeign);
  });
});

describe("the address of a notice", () => {
  test.each([
    ["info", "info@help.example"],
    ["Info@Help.Example", "Info@help.example"],
    ["office@berlin.help.example", "office@berlin.help.example"],
    ["info@other.example", null],
    ["info@nothelp.example", null],
    ["info@help.example.other.example", null],
    ["info@example", null],
    ["a@b@help.example", null],
    ["in fo", null],
    ["info\r\nBcc: x@y.example", null],
    [".info", null],
    ["in..fo", null],
    ["info@-x.help.example", null],
    ["x".repeat(65), null],
    ["", null],
    ["info@", null],
    ["info,more", null],
    ["<info>", null],
  ])("%j at help.example: %s", (text, address) => {
    expect(addressAt("help.example", text)).toBe(address);
  });

  test("is the signer's however it is spelled", () => {
    expect(isSameMailbox("Rosa+list@HELP.example", "rosa@help.example")).toBe(true);
    expect(isSameMailbox("info@help.example", "rosa@help.example")).toBe(false);
    expect(isSameMailbox("rosa@a.help.example", "rosa@help.example")).toBe(false);
  });
});
