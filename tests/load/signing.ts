import { Agent, request } from "node:http";
import pg from "pg";
import { row } from "@/tests/load/pages";
import { demoSlug } from "@/tests/support/demo";

const connections = 16;

/** Sign-ons accepted per second, sustained, beside plain single-row inserts into the same PostgreSQL. */
export async function measureSigning(site: string, databaseUrl: string, seconds: number): Promise<void> {
  const inserts = await plainInserts(databaseUrl, Math.min(10, seconds));
  const letter = await (await fetch(`${site}/en/${demoSlug}/sign`)).text();
  const agreement = /name="agreement" value="([^"]+)"/.exec(letter)?.[1] ?? "";
  const outcome = await signFor(site, agreement, seconds);
  const stored = await countStored(databaseUrl);
  console.log(
    `Sign-on: ${connections} connections, ${seconds} s, new address and IP each, mail sent meanwhile by the same process`,
  );
  console.log(
    row(["", "accepted/s", "accepted", "errors", "stored", "p50 ms", "p99 ms", "inserts/s", "× inserts"]),
  );
  const accepted = outcome.times.length;
  const perSecond = accepted / outcome.seconds;
  const at = (share: number) =>
    (outcome.times.sort((a, b) => a - b)[Math.floor(accepted * share)] ?? 0).toFixed(0);
  console.log(
    row([
      "sign-on",
      perSecond.toFixed(0),
      accepted,
      outcome.errors,
      stored.signatures,
      at(0.5),
      at(0.99),
      inserts.toFixed(0),
      (perSecond / inserts).toFixed(3),
    ]),
  );
  console.log(`Mails: ${stored.sent} sent, ${stored.queued} still queued when signing ended`);
  console.log("Bar: ≥ 150/s with 0 errors.\n");
}

async function signFor(site: string, agreement: string, seconds: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const begun = performance.now();
  const until = begun + seconds * 1000;
  const times: number[] = [];
  let errors = 0;
  let count = 0;
  const worker = async () => {
    while (performance.now() < until) {
      count += 1;
      const since = performance.now();
      const status = await signOnce(site, agent, agreement, count).catch(() => 0);
      if (status === 303) times.push(performance.now() - since);
      else errors += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  agent.destroy();
  return { times, errors, seconds: (performance.now() - begun) / 1000 };
}

function signOnce(site: string, agent: Agent, agreement: string, count: number): Promise<number> {
  const form = new URLSearchParams({
    agreement,
    kind: "organisation",
    name: `Benchmark Organisation ${count}`,
    country: "DE",
    website: `www.bench-${count}.example`,
    representativeName: "Rosa Representative",
    representativeRole: "Director",
    email: `rosa@bench-${count}.example`,
    authorised: "yes",
    publish: "yes",
  }).toString();
  const headers = {
    "Content-Type": "application/x-www-form-urlencoded",
    "Content-Length": Buffer.byteLength(form),
    Origin: site,
    // Neighbours far apart: nobody shares a network, wide or narrow.
    "X-Forwarded-For": `10.${count & 255}.${(count >> 8) & 255}.${(count >> 16) & 255}`,
  };
  return new Promise((resolve, reject) => {
    const sent = request(`${site}/en/${demoSlug}/sign`, { method: "POST", agent, headers }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode ?? 0));
    });
    sent.on("error", reject);
    sent.end(form);
  });
}

/** Single-row inserts of about a signature's size, each its own transaction, over as many connections. */
async function plainInserts(databaseUrl: string, seconds: number): Promise<number> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: connections });
  await pool.query(
    "CREATE TABLE plain (id bigserial PRIMARY KEY, name text, email text, website text, at timestamptz DEFAULT now())",
  );
  const begun = performance.now();
  let count = 0;
  const worker = async () => {
    while (performance.now() < begun + seconds * 1000) {
      count += 1;
      await pool.query("INSERT INTO plain (name, email, website) VALUES ($1, $2, $3)", [
        `Organisation ${count}`,
        `rosa@bench-${count}.example`,
        `https://www.bench-${count}.example/`,
      ]);
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  const rate = count / ((performance.now() - begun) / 1000);
  await pool.query("DROP TABLE plain");
  await pool.end();
  return rate;
}

async function countStored(databaseUrl: string) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ signatures: number; sent: number; queued: number }>(
    `SELECT (SELECT count(*)::int FROM signature WHERE status = 'unconfirmed') AS signatures,
       (SELECT count(*)::int FROM message WHERE status = 'sent') AS sent, (SELECT count(*)::int FROM message WHERE status = 'queued') AS queued`,
  );
  await client.end();
  return rows[0] ?? { signatures: 0, sent: 0, queued: 0 };
}
