import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { peerHeader } from "@/app/_http/peer-header";
import { POST as confirmIt } from "@/app/[locale]/[letter]/confirm/route";
import { GET as readLetter } from "@/app/[locale]/[letter]/route";
import { POST as signIt } from "@/app/[locale]/[letter]/sign/route";
import { POST as unsubscribe } from "@/app/[locale]/[letter]/unsubscribe/route";
import { GET as readLetters } from "@/app/[locale]/route";
import { unlessBusy } from "@/app/admin/_act";
import { POST as askForLink } from "@/app/api/auth/link/route";
import { GET as readList } from "@/app/api/v1/letters/[slug]/signatories/route";
import { isTooBusy } from "@/lib/busy";
import { connect, type Database, db, disconnect, transaction } from "@/lib/db";
import { faultLine } from "@/lib/faults";
import { PrismaClient } from "@/lib/generated/prisma/client";
import { translator } from "@/lib/i18n/translate";
import type { Letter } from "@/lib/letters/queries";
import { decide } from "@/lib/moderation/commands";
import { agreementMark } from "@/lib/signatures/consents";
import {
  makeLetter,
  moderatorOf,
  pendingSignature,
  validForm,
  withTestDatabase,
} from "@/tests/support/world";

withTestDatabase();

const shared = globalThis as typeof globalThis & { undersignedDb?: Database };
const line = "too busy: the database had no room for this in time";
let said: string[];

beforeEach(() => {
  said = [];
  vi.spyOn(console, "error").mockImplementation((...texts) => said.push(texts.join(" ")));
});

afterEach(async () => {
  vi.restoreAllMocks();
  await disconnect();
});

/** Does something while a process with one connection, and little patience, has none to spare. */
async function whileBusy<T>(work: () => Promise<T>): Promise<T> {
  await disconnect();
  // The work asks for a connection of its own, and this one is held until it is done.
  shared.undersignedDb = connect(process.env.DATABASE_URL ?? "", 1, 1000);
  return transaction(work);
}

async function faultOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error: unknown) => error,
  );
}

const ask = (path: string, form?: Record<string, string>) =>
  new Request(`http://localhost:3000${path}`, {
    method: form ? "POST" : "GET",
    headers: { Host: "localhost:3000", Origin: "http://localhost:3000", [peerHeader()]: "192.0.2.9" },
    body: form && new URLSearchParams(form),
  });
const at = (letter: Letter) => ({ params: Promise.resolve({ locale: "en", letter: letter.slug }) });
const signForm = (letter: Letter) => ({
  ...validForm({ name: 'Friends of “Rivers” & Lakes "e.V."' }),
  agreement: agreementMark(letter.version.sha256, "en"),
});

/** What a page would send, were its button pressed. */
function formOf(html: string): { action?: string; fields: Record<string, string> } {
  const asText = (text = "") =>
    text
      .replaceAll("&quot;", '"')
      .replaceAll("&#x27;", "'")
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&amp;", "&");
  const inputs = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"\/>/g)];
  return {
    action: /<form action="([^"]*)" method="post"/.exec(html)?.[1],
    fields: Object.fromEntries(inputs.map(([, name, value]) => [asText(name), asText(value)])),
  };
}

describe("a database without room", () => {
  test("is told from every other fault, whatever it says it with", async () => {
    const url = process.env.DATABASE_URL ?? "";
    const faults = await whileBusy(() =>
      Promise.all([
        faultOf(transaction((tx) => tx.letter.count())),
        faultOf(db().letter.count()),
        faultOf(db().$queryRaw`SELECT 1`),
        faultOf(db().$transaction([db().letter.count(), db().letter.count()])),
      ]),
    );
    expect(faults.map((fault) => [isTooBusy(fault), faultLine(fault)])).toEqual(
      faults.map(() => [true, line]),
    );

    // Prisma's own patience, where it ends before the pool's.
    const hasty = new PrismaClient({
      adapter: new PrismaPg({ connectionString: url, max: 1 }),
      transactionOptions: { maxWait: 100 },
    });
    const holds = hasty.$transaction((tx) => tx.$executeRaw`SELECT pg_sleep(0.5)`, { maxWait: 2000 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const unbegun = await faultOf(hasty.$transaction((tx) => tx.letter.count()));
    expect([isTooBusy(unbegun), unbegun]).toEqual([true, expect.objectContaining({ code: "P2028" })]);
    await holds;
    const tooLong = await faultOf(
      hasty.$transaction((tx) => tx.$executeRaw`SELECT pg_sleep(0.3)`, { maxWait: 2000, timeout: 100 }),
    );
    expect([isTooBusy(tooLong), tooLong]).toEqual([false, expect.objectContaining({ code: "P2028" })]);
    await hasty.$disconnect();
  });

  test("is also one that takes no more connections, or that ends a deadlock", async () => {
    const url = new URL(process.env.DATABASE_URL ?? "");
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    await client.query("CREATE ROLE crowded LOGIN PASSWORD 'crowded' CONNECTION LIMIT 0");
    Object.assign(url, { username: "crowded", password: "crowded" });
    const crowded = connect(url.href, 1);
    const refused = await faultOf(crowded.letter.count());
    expect([isTooBusy(refused), refused]).toEqual([true, expect.objectContaining({ code: "P2037" })]);
    await crowded.$disconnect();
    await client.query("DROP ROLE crowded");
    await client.end();

    const lockBoth = (first: number, second: number) =>
      faultOf(
        transaction(async (tx) => {
          await tx.$executeRaw`SELECT pg_advisory_xact_lock(${first}::bigint)`;
          await new Promise((resolve) => setTimeout(resolve, 300));
          await tx.$executeRaw`SELECT pg_advisory_xact_lock(${second}::bigint)`;
        }),
      );
    const faults = (await Promise.all([lockBoth(71, 72), lockBoth(72, 71)])).filter(Boolean);
    expect(faults).toEqual([
      expect.objectContaining({ message: expect.stringContaining("deadlock detected") }),
    ]);
    expect(isTooBusy(faults[0])).toBe(true);
  });

  test("has other faults, which are not taken for it", async () => {
    const fault = await faultOf(db().$queryRaw`SELECT * FROM nothing_of_that_name`);
    expect([isTooBusy(fault), faultLine(fault)]).toEqual([false, expect.not.stringContaining("busy")]);
    const away = connect("postgres://nobody@127.0.0.1:1/nothing", 1);
    expect(isTooBusy(await faultOf(away.letter.count()))).toBe(false);
    await away.$disconnect();
    expect([isTooBusy("P2037"), isTooBusy(null)]).toEqual([false, false]);
  });
});

describe("while the database is too busy", () => {
  test("a sign-on is answered in words, keeps what was typed, and is stored when it is sent again", async () => {
    const letter = await makeLetter();
    const form = signForm(letter);
    const answer = await whileBusy(() => signIt(ask(`/en/${letter.slug}/sign`, form), at(letter)));
    expect([answer.status, answer.headers.get("retry-after"), answer.headers.get("cache-control")]).toEqual([
      503,
      "5",
      "private, no-store",
    ]);
    const html = await answer.text();
    expect(html).toContain("Nothing was stored, and everything you sent is still here.");
    expect(said).toEqual([`fault: ${line}`]);
    expect(await db().signature.count({ where: { letterId: letter.id } })).toBe(0);
    const again = formOf(html);
    expect(again).toEqual({ action: `/en/${letter.slug}/sign`, fields: form });
    const second = await signIt(ask(again.action ?? "", again.fields), at(letter));
    expect([second.status, second.headers.get("location")]).toEqual([303, `/en/${letter.slug}/signed`]);
    expect(await db().signature.count({ where: { letterId: letter.id } })).toBe(1);
  });

  test("a form of another site is not put into our own page", async () => {
    const letter = await makeLetter();
    const foreign = ask(`/en/${letter.slug}/unsubscribe?token=${"t".repeat(43)}`, { evil: "value" });
    foreign.headers.set("Origin", "https://elsewhere.example");
    const answer = await whileBusy(() => unsubscribe(foreign, at(letter)));
    const html = await answer.text();
    expect([answer.status, html.includes("evil"), html.includes("<form")]).toEqual([503, false, false]);
  });

  test("the button of a mail keeps its link, and a page to read says to come again", async () => {
    const letter = await makeLetter();
    const token = "t".repeat(43);
    const answer = await whileBusy(() => confirmIt(ask(`/en/${letter.slug}/confirm`, { token }), at(letter)));
    expect(answer.status).toBe(503);
    expect(formOf(await answer.text())).toEqual({ action: `/en/${letter.slug}/confirm`, fields: { token } });
    const pages = await whileBusy(() =>
      Promise.all([
        readLetter(ask("/en/never-read"), {
          params: Promise.resolve({ locale: "en", letter: "never-read" }),
        }),
        readLetters(ask("/de"), { params: Promise.resolve({ locale: "de" }) }),
      ]),
    );
    const texts = await Promise.all(pages.map((page) => page.text()));
    expect(pages.map(({ status }) => status)).toEqual([503, 503]);
    expect(texts[0]).toContain("There was no room left for this page. Nothing was changed.");
    expect(texts[1]).toContain("Für diese Seite war kein Platz mehr.");
    expect(texts.join()).not.toContain("<form");
  });

  test("asking for a link to the desk is answered in words too", async () => {
    const form = { email: "rosa@host.example" };
    const answer = await whileBusy(() => askForLink(ask("/api/auth/link", form)));
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(await answer.text()).toContain("The site cannot answer at the moment");
    expect(said).toEqual([`fault: ${line}`]);
  });

  test("the public data says so as problem details", async () => {
    const answer = await whileBusy(() =>
      readList(ask("/api/v1/letters/never-read/signatories"), {
        params: Promise.resolve({ slug: "never-read" }),
      }),
    );
    expect([answer.status, answer.headers.get("retry-after"), await answer.json()]).toEqual([
      503,
      "5",
      expect.objectContaining({
        detail: "Too much is asked for at once just now. Try again in a few seconds.",
      }),
    ]);
  });

  test("a decision is refused in words, nothing of it is done, and any other fault stays one", async () => {
    const letter = await makeLetter();
    const [moderatorId, signatureId] = [await moderatorOf(letter), await pendingSignature(letter)];
    const approve = () => decide({ signatureId, kind: "approve", reason: "" }, moderatorId, new Date());
    const t = translator("en");
    const told = await whileBusy(() => unlessBusy<unknown>(t, (text) => ({ text }), approve));
    expect(told).toEqual({
      text: expect.stringContaining("Too many people at once just now. Nothing was changed"),
    });
    expect(said).toEqual([`fault: ${line}`]);
    expect(await db().decision.count({ where: { signatureId } })).toBe(0);
    expect(await unlessBusy<unknown>(t, () => "refused", approve)).toMatchObject({ ok: true });
    const broken = () => Promise.reject(new TypeError("broken"));
    await expect(unlessBusy(t, () => "refused", broken)).rejects.toThrow(TypeError);
  });
});
