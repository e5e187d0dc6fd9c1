import { randomBytes } from "node:crypto";
import { grantRole } from "@/lib/accounts/members";
import { sessionCookieName } from "@/lib/accounts/next-auth-adapter";
import { beginSession } from "@/lib/accounts/sessions";
import { db, transaction } from "@/lib/db";
import { nameKeys } from "@/lib/evidence/name-keys";
import { findSameNames } from "@/lib/evidence/similar-names";
import { BulkInput, startBulk } from "@/lib/moderation/bulk";
import { readBulk } from "@/lib/moderation/bulk-queries";
import { pendingIn } from "@/lib/moderation/queue";
import { QueueQuery } from "@/lib/moderation/queue-query";
import { fillCrowd } from "@/tests/load/crowd";
import { makeNames, seeded, variants } from "@/tests/load/names";
import { row } from "@/tests/load/pages";
import { type Desk, decideAtOnce, disagreements, fillPending, newModerator } from "@/tests/support/deciders";

const manyNames = 100_000;
const manyPending = 20_000;

/** The desk with a crowd: queue pages and searches beside the same pages of a small letter, then the search for duplicates. */
export async function measureDesk(site: string, databaseUrl: string, rounds: number): Promise<void> {
  const names = makeNames(manyNames, seeded(1));
  await fillCrowd(databaseUrl, { slug: "few", names: names.slice(0, 100), pending: 20 });
  await fillCrowd(databaseUrl, { slug: "many", names, pending: manyPending });
  const { moderatorId } = await grantRole("bench@host.example", "owner");
  const secret = randomBytes(32).toString("base64url");
  await beginSession(secret, moderatorId, new Date());
  const cookie = `${sessionCookieName()}=${secret}`;
  await measureQueue(site, cookie, names, rounds);
  await measureBulk(site, cookie, moderatorId);
  await measureDeciders({ site, slug: "few", databaseUrl });
  await measureSimilar(names);
}

async function measureQueue(site: string, cookie: string, names: string[], rounds: number): Promise<void> {
  const rare = names[500]?.split(" ")[0] ?? "";
  const day = new Date().toISOString().slice(0, 10);
  const tags = { few: await tagTen("few"), many: await tagTen("many") };
  const pages: [string, string][] = [
    ["needs decision", "?"],
    ["doubtful", "?view=doubtful"],
    ["all, by name", "?view=all&sort=name"],
    ["one country", "?country=MT"],
    ["one country, all", "?view=all&country=MT"],
    ["one language", "?language=fr"],
    ["one language, all", "?view=all&language=fr"],
    ["individuals", "?kind=individual"],
    ["one day", `?view=all&from=${day}&until=${day}`],
    ["nobody's", "?assignee=none"],
    ["rejected", "?view=all&status=rejected"],
    ["a tag", "?view=all&tag="],
    ["free mail", "?evidence=freeMail"],
    ["search, common", "?view=all&q=children"],
    ["search, rare", `?view=all&q=${encodeURIComponent(rare)}`],
    ["search, two words", "?q=kinder+berlin"],
    ["search, a slip", "?view=all&q=kindre"],
    ["search, nothing", "?q=zebrafinch"],
    ["overview", "/overview?range=all"],
  ];
  console.log(`\nDesk: p95 of ${rounds} pages, the two letters in turn, in ms`);
  console.log(row(["", "", "", "100 names", "100,000", "ratio"]));
  for (const [name, query] of pages) {
    const p95 = { few: 0, many: 0 };
    // In turn, so that both meet the same moods of the machine.
    const times = { few: [] as number[], many: [] as number[] };
    for (let at = -3; at < rounds; at += 1)
      for (const slug of ["few", "many"] as const) {
        const url = `${site}/admin/letters/${slug}${query.replace(/tag=$/, `tag=${tags[slug]}`)}`;
        const since = performance.now();
        const answer = await fetch(url, { headers: { cookie } });
        const body = await answer.text();
        if (answer.status !== 200 || !body.includes("views")) throw new Error(`${url}: ${answer.status}`);
        if (at >= 0) times[slug].push(performance.now() - since);
      }
    for (const slug of ["few", "many"] as const)
      p95[slug] = times[slug].sort((a, b) => a - b)[Math.ceil(times[slug].length * 0.95) - 1] ?? 0;
    console.log(
      row([
        name.padEnd(26),
        "",
        "",
        p95.few.toFixed(1),
        p95.many.toFixed(1),
        (p95.many / p95.few).toFixed(2),
      ]),
    );
  }
  console.log("Bar: each ratio under 3.");
}

/** Gives ten signatures of a letter a tag. Returns its id. */
async function tagTen(slug: string): Promise<string> {
  const letter = await db().letter.findUniqueOrThrow({ where: { slug }, select: { id: true } });
  const ids = await db().signature.findMany({
    where: { letterId: letter.id },
    select: { id: true },
    take: 10,
  });
  const signatures = { create: ids.map(({ id }) => ({ signatureId: id })) };
  return (await db().tag.create({ data: { letterId: letter.id, name: "bench", signatures } })).id;
}

const bulkSize = 5000;

/** One decision about many, by the worker inside the web server, while somebody goes on reading the queue. */
async function measureBulk(site: string, cookie: string, moderatorId: string): Promise<void> {
  const letter = await db().letter.findUniqueOrThrow({ where: { slug: "many" }, select: { id: true } });
  const place = { letterId: letter.id, moderatorId };
  const signatureIds = await pendingIn(place, QueueQuery.parse({}), bulkSize);
  const since = performance.now();
  const started = await startBulk(
    letter.id,
    BulkInput.parse({ kind: "approve", signatureIds }),
    moderatorId,
    new Date(),
  );
  if (!started.ok) throw new Error(started.error);
  const times: number[] = [];
  for (;;) {
    const asked = performance.now();
    await (await fetch(`${site}/admin/letters/many`, { headers: { cookie } })).text();
    times.push(performance.now() - asked);
    const bulk = await readBulk(started.value, letter.id);
    if (bulk?.finishedAt) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const seconds = (performance.now() - since) / 1000;
  const rows = await db().decision.groupBy({
    by: ["signatureId"],
    where: { signatureId: { in: signatureIds } },
    _count: true,
  });
  const once = rows.filter(({ _count }) => _count === 1).length;
  const p95 = times.sort((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1] ?? 0;
  console.log(
    `\nBulk: ${bulkSize.toLocaleString("en")} approved in ${seconds.toFixed(1)} s, ${once.toLocaleString("en")} of them once; the queue page meanwhile: p95 ${p95.toFixed(0)} ms of ${times.length}.\nBar: under 60 s, the desk usable meanwhile.`,
  );
}

/** Fifty moderators, the same two hundred signatures, everybody tries everything, over HTTP. */
async function measureDeciders(desk: Desk): Promise<void> {
  const ids = await fillPending(desk, 200);
  const cookies: string[] = [];
  for (let at = 0; at < 50; at += 1) cookies.push(await newModerator(desk.slug));
  const lists = cookies.map((_, who) => ids.map((_, step) => ids[(step + who * 4) % ids.length] ?? ""));
  const since = performance.now();
  const { statuses, done, late } = await decideAtOnce(desk, cookies, lists);
  const seconds = (performance.now() - since) / 1000;
  const wrong = await disagreements(desk, ids);
  const answers = [...statuses]
    .map(([status, count]) => `${count.toLocaleString("en")} × ${status}`)
    .join(", ");
  console.log(
    `\nDeciders: 50 × 200 decisions over HTTP in ${seconds.toFixed(0)} s: ${answers}; ${done} decided, ${late.toLocaleString("en")} told that somebody was faster, ${wrong.length} where log and list disagree.\nBar: 200 decided, no 5xx, 0 disagree.`,
  );
}

/** Plants each kind of variant of a hundred names, and looks for them among all. */
async function measureSimilar(names: string[]): Promise<void> {
  const letter = await db().letter.findUniqueOrThrow({ where: { slug: "many" }, select: { id: true } });
  const random = seeded(2);
  const kinds = Object.entries(variants);
  const tally = new Map(kinds.map(([kind]) => [kind, { planted: 0, found: 0, others: 0 }]));
  const times: number[] = [];
  const nobody = "00000000-0000-4000-8000-000000000000";
  for (let at = 0; at < 100; at += 1) {
    const [kind, vary] = kinds[at % kinds.length] ?? ["", (name: string) => name];
    let original = "";
    // A name that this kind can change.
    while (original === "" || (kind === "& and and" && !/ (&|and|und|et|y) /.test(original)))
      original = names[Math.floor(random() * names.length)] ?? "";
    const since = performance.now();
    const found = await transaction((tx) =>
      findSameNames(tx, { id: nobody, letterId: letter.id, keys: nameKeys(vary(original, random)) }, 1000),
    );
    times.push(performance.now() - since);
    const counted = tally.get(kind);
    if (!counted) continue;
    counted.planted += 1;
    counted.found += found.some(({ name }) => name === original) ? 1 : 0;
    counted.others += found.filter(({ name }) => name !== original).length;
  }
  console.log(`\nSimilar names: planted among ${names.length.toLocaleString("en")}`);
  console.log(row(["", "", "planted", "found", "false hits"]));
  const sum = { planted: 0, found: 0, others: 0 };
  for (const [kind, { planted, found, others }] of tally) {
    console.log(row([kind.padEnd(26), "", planted, found, others]));
    sum.planted += planted;
    sum.found += found;
    sum.others += others;
  }
  const middle = times.sort((a, b) => a - b)[50] ?? 0;
  console.log(row(["all".padEnd(26), "", sum.planted, sum.found, sum.others]));
  console.log(
    `Bars: at least 95 of 100 found, at most 3 false hits per name (here ${(sum.others / sum.planted).toFixed(2)}). Median search ${middle.toFixed(0)} ms.\n`,
  );
}
