import { describe, expect, test } from "vitest";
import { troubleOf } from "@/lib/mail/trouble";

const reply = (command: string, response: string, code = "EENVELOPE") =>
  Object.assign(new Error(response), { code, command, response, responseCode: Number(response.slice(0, 3)) });

describe("why a mail was not taken", () => {
  test.each([
    ["RCPT TO", "550 5.1.1 User unknown", "unknown_address", true],
    ["RCPT TO", "550-5.1.10 Recipient not found", "unknown_address", true],
    ["RCPT TO", "550 5.2.1 Mailbox disabled", "unknown_address", true],
    ["RCPT TO", "550-5.2.1 The user is receiving mail at a rate that prevents more", "later", false],
    ["RCPT TO", "552 5.2.2 Mailbox full", "mailbox_full", true],
    ["DATA", "552 Too much", "mailbox_full", true],
    ["RCPT TO", "452 4.2.2 Mailbox full", "mailbox_full", false],
    ["DATA", "554 5.7.1 Looks like spam", "policy", true],
    ["RCPT TO", "550 No", "refused", true],
    ["DATA", "552 5.3.4 Too big", "refused", true],
    ["RCPT TO", "450 4.7.1 Greylisted", "later", false],
    ["DATA", "451 Try later", "later", false],
    // What the server has against us is no bounce, whatever the code.
    ["MAIL FROM", "550 5.7.1 Sender refused", "own_server", false],
    ["RCPT TO", "553 5.1.8 Sender address rejected: Domain not found", "own_server", false],
    ["RCPT TO", "554 5.7.1 Relay access denied", "own_server", false],
    ["RCPT TO", "530 5.7.0 Authentication required", "own_server", false],
    ["AUTH PLAIN", "535 5.7.8 Bad credentials", "own_server", false],
    ["EHLO", "554 5.7.1 No service for you", "own_server", false],
    ["CONN", "554 5.7.1 Your network is blocked", "own_server", false],
  ] as const)("%s: %s is %s", (command, response, trouble, isFinal) => {
    expect(troubleOf(reply(command, response))).toEqual({ trouble, isFinal });
  });

  test("a lost connection, a name not found and a bug are ours", () => {
    for (const code of ["ECONNECTION", "ETIMEDOUT", "EDNS", "ETLS", "EAUTH"])
      expect(troubleOf(Object.assign(new Error("x"), { code, command: "CONN" }))).toEqual({
        trouble: "own_server",
        isFinal: false,
      });
    expect(troubleOf(undefined).isFinal).toBe(false);
  });

  test("an address that no server would be asked about is unknown", () => {
    const error = Object.assign(new Error('Invalid recipient "x"'), { code: "EENVELOPE", command: "API" });
    expect(troubleOf(error)).toEqual({ trouble: "unknown_address", isFinal: true });
  });
});
