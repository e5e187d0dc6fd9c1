import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { peerHeader } from "@/app/_http/peer-header";
import { GET as getSigned } from "@/app/[locale]/[letter]/signed/route";
import { textOf } from "@/app/admin/_act";
import { POST } from "@/app/api/auth/link/route";
import { readAuthentication, readRegistration } from "@/lib/accounts/passkey-answers";
import { db } from "@/lib/db";
import { mailDelay } from "@/lib/protection/limits";
import { longestMailDelay } from "@/lib/protection/queries";
import { forgetWatch } from "@/lib/protection/watch";
import { makeLetter, withTestDatabase } from "@/tests/support/world";

withTestDatabase();

/** Asks for a sign-in link as the page's form does. */
async function askFor(email: string): Promise<string | null> {
  const answer = await POST(
    new Request("http://localhost:3000/api/auth/link", {
      method: "POST",
      headers: { Origin: "http://localhost:3000" },
      body: new URLSearchParams({ email }),
    }),
  );
  return answer.headers.get("location");
}

describe("a form that asks for a sign-in link", () => {
  test.each([
    "a\u0000@host.example",
    "a@host",
    "a@@host.example",
    "ä@host.example",
    "",
    `${"a".repeat(250)}@b.example`,
  ])("with the address %j is refused, and costs nothing", async (email) => {
    const before = await db().throttle.count();
    expect(await askFor(email)).toBe("/admin/sign-in?problem=email");
    expect(await db().throttle.count()).toBe(before);
  });

  test("with an address is answered alike, whoever's it is", async () => {
    expect(await askFor(` Person-${randomUUID()}@HOST.example `)).toBe("/admin/sign-in?sent=1");
  });
});

describe("the page after signing", () => {
  const read = async (letter: { slug: string }) => {
    const request = new Request(`http://localhost:3000/en/${letter.slug}/signed`, {
      headers: { Host: "localhost:3000", [peerHeader()]: "127.0.0.1" },
    });
    const page = await getSigned(request, { params: Promise.resolve({ locale: "en", letter: letter.slug }) });
    return page.text();
  };

  test("without a mail server, says where the mail comes and that it waits without script", async () => {
    const letter = await makeLetter();
    expect(await longestMailDelay(letter.id, new Date())).toBe(120);
    expect(await read(letter)).toContain(
      "comes to the built-in inbox; about 2 minutes later if your browser ran no script.",
    );
  });

  test("says how long a mail waits at most, in slow mode as well, and to be patient for longer than that", async () => {
    const letter = await makeLetter();
    const usual = await read(letter);
    expect(usual).toContain("some leave only after 2 minutes");
    expect(usual).toContain("No mail after 10 minutes?");
    await db().protection.create({
      data: { letterId: letter.id, slowUntil: new Date(Date.now() + 3600_000) },
    });
    forgetWatch(letter.id);
    const slow = await read(letter);
    // As long as a sign-on without proof makes its mail wait.
    expect(mailDelay({ isProven: false, isSlow: true })).toBe(8 * 60);
    expect(slow).toContain("some leave only after 8 minutes");
    expect(slow).toContain("about 8 minutes later if your browser ran no script.");
    expect(slow).toContain("No mail after 15 minutes?");
  });
});

test("a field of the desk loses what no text of the database can hold", () => {
  const form = new FormData();
  form.set("text", "one\u0000two");
  expect(textOf(form, "text")).toBe("onetwo");
  expect(textOf(form, "missing")).toBe("");
});

test("a passkey's answer is refused where its id is no credential id", () => {
  const shown = (id: string) =>
    JSON.stringify({
      id,
      rawId: id,
      type: "public-key",
      clientExtensionResults: {},
      response: { clientDataJSON: "e30", authenticatorData: "e30", signature: "e30" },
    });
  const made = (id: string) =>
    JSON.stringify({
      id,
      rawId: id,
      type: "public-key",
      clientExtensionResults: {},
      response: { clientDataJSON: "e30", attestationObject: "e30" },
    });
  for (const id of ["AbC_-9", "a".repeat(1364)]) {
    expect(readAuthentication(shown(id))).toMatchObject({ ok: true });
    expect(readRegistration(made(id))).toMatchObject({ ok: true });
  }
  for (const id of ["", "a\u0000", "a b", "ä", "a".repeat(1365), "a=\n"]) {
    expect(readAuthentication(shown(id))).toEqual({ ok: false, error: "refused" });
    expect(readRegistration(made(id))).toEqual({ ok: false, error: "refused" });
  }
});
