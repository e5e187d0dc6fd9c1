import type { IncomingMessage, ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { refuseOdd } from "@/app/_http/odd-requests";

/** What becomes of a request: the status that it is refused with, or the address that goes on to Next. */
function passed(method: string, url: string): number | string | undefined {
  let status = 0;
  const response = {
    writeHead: (code: number) => {
      status = code;
    },
    end: () => {},
  } as unknown as ServerResponse;
  const request = { method, url } as IncomingMessage;
  return refuseOdd(request, response) ? status : request.url;
}

describe("what Next has no good answer to", () => {
  test.each([
    ["GET", "/en/letter?q=100%", "/en/letter?q=100%"],
    ["POST", "/de/letter/sign", "/de/letter/sign"],
    ["PUT", "/en/letter", "/en/letter"],
    ["OPTIONS", "*", "/"],
    // The host that a target names is none that anybody is led to.
    ["GET", "http://evil.example/en/letter?a=b", "/en/letter?a=b"],
    ["GET", "http://evil.example", "/"],
    ["GET", "HTTPS://user:pass@evil.example?x", "/?x"],
    ["GET", "http://evil.example//x", "//x"],
    // Addresses that cannot be.
    ["GET", "/%", "/en/-/-"],
    ["GET", "/fr/%ff", "/fr/-/-"],
    ["GET", "/api/v1/letters/%00", "/api/-"],
    ["GET", "/en/letter/signatories?q=abc%00", "/en/-/-"],
    ["GET", `/en/letter?${"a&".repeat(99)}a`, `/en/letter?${"a&".repeat(99)}a`],
    ["GET", `/en/letter?${"a&".repeat(100)}a`, "/en/-/-"],
    // Methods.
    ["TRACE", "/en/letter", 405],
    ["PROPFIND", "/admin/sign-in", 405],
    ["POST", "/icon.svg", 405],
    ["OPTIONS", "/assets/document.css", 405],
    ["DELETE", "/_next/static/x.js", 405],
    ["HEAD", "/icon.svg", "/icon.svg"],
    ["POST", "/admin/letters/x/signatures/y/held.json", "/admin/letters/x/signatures/y/held.json"],
  ])("%s %s", (method, url, expected) => expect(passed(method, url)).toBe(expected));
});
