import { expect, test } from "vitest";
import { faultLine, KnownFault, quietConsole } from "@/lib/faults";

test("a fault is told by its kind, code and place, never by its message", () => {
  const error = Object.assign(new TypeError("Key (name)=(Rosa)\n    at rosa@organisation.example:1:2"), {
    code: "23505",
  });
  expect(faultLine(error)).toMatch(/^TypeError 23505 at .*faults\.test\.ts:\d+:\d+\)?$/);
  expect(faultLine(Object.assign(new Error("x"), { code: "rosa@organisation.example" }))).not.toContain(
    "rosa",
  );
  expect(faultLine(new KnownFault("PORT=x cannot be used"))).toBe("PORT=x cannot be used");
  expect(faultLine("Rosa")).toBe("string");
  expect(faultLine(undefined)).toBe("undefined");
});

test("a quiet console says nothing that an error, an object or an address in a text says", () => {
  const said: unknown[] = [];
  const write = (...texts: unknown[]) => said.push(...texts);
  const console = { error: write, warn: write, log: write };
  quietConsole(console);
  console.error("⨯", new Error("Rosa"), { name: "Rosa" }, 3);
  console.warn("GET /en/letter?email=rosa%40organisation.example&x=<rosa@organisation.example>");
  console.log("worker: started");
  expect(JSON.stringify(said)).not.toMatch(/rosa/i);
  expect(said).toContain("worker: started");
  expect(said).toContain("GET /en/letter?email=<address>&x=<<address>>");
});
