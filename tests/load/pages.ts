import { spawn, spawnSync } from "node:child_process";
import { text } from "node:stream/consumers";
import autocannon from "autocannon";
import { bareNode, nginx, type Yardstick } from "@/tests/load/yardsticks";
import { demoSlug } from "@/tests/support/demo";

const connections = 32;
const rounds = 3;
const hasWrk = !spawnSync("wrk", ["-v"]).error;

/** Requests per second, by wrk where it is installed (it takes little of the two cores), else by autocannon. */
async function rate(url: string, seconds: number): Promise<number> {
  if (hasWrk) {
    const wrk = spawn("wrk", ["-t1", `-c${connections}`, `-d${seconds}s`, url], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const printed = await text(wrk.stdout);
    const errors = /Socket errors|Non-2xx/.exec(printed);
    if (errors) throw new Error(`${url}: ${printed}`);
    return Number(/Requests\/sec:\s*([\d.]+)/.exec(printed)?.[1]);
  }
  const result = await autocannon({ url, connections, duration: seconds });
  if (result.non2xx + result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} refused, ${result.errors} errors`);
  return result.requests.average;
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Public pages at both sizes, each in turn with the same bytes from node:http and nginx; medians of three rounds. */
export async function measurePages(site: string, seconds: number): Promise<void> {
  const pages = [
    ["letter page", (slug: string) => `/en/${slug}`],
    ["list page", (slug: string) => `/en/${slug}/signatories`],
    ["public JSON", (slug: string) => `/api/v1/letters/${slug}/signatories?limit=50`],
  ] as const;
  console.log(
    `Pages: ${hasWrk ? "wrk" : "autocannon"}, ${connections} connections, ${rounds} × ${seconds} s, uncompressed, median requests/s`,
  );
  console.log(
    row(["", "names", "bytes", "this", "node:http", "nginx", "× node:http", "× nginx", "× own at 53"]),
  );
  for (const [name, path] of pages) {
    const own: number[] = [];
    for (const [slug, names] of [
      [demoSlug, 53],
      ["ten-thousand", 10_000],
    ] as const) {
      const url = site + path(slug);
      const body = await (await fetch(url, { headers: { "Accept-Encoding": "identity" } })).text();
      const yardsticks = [await bareNode(body), await nginx(body)];
      const [mine, bare, served] = await inTurn(url, yardsticks, seconds);
      for (const yardstick of yardsticks) await yardstick?.stop();
      own.push(mine ?? 0);
      console.log(
        row([
          name,
          names,
          Buffer.byteLength(body),
          whole(mine),
          whole(bare),
          whole(served),
          ratio(mine, bare),
          ratio(mine, served),
          names === 53 ? "" : ratio(own[1], own[0]),
        ]),
      );
    }
  }
  console.log(
    "Bars: letter page at 53 names ≥ 0.02 × node:http and ≥ 0.012 × nginx; at 10,000 names ≥ 0.8 × its own at 53.\n",
  );
}

async function inTurn(
  url: string,
  yardsticks: (Yardstick | null)[],
  seconds: number,
): Promise<(number | undefined)[]> {
  const targets = [url, ...yardsticks.map((yardstick) => yardstick?.url)];
  const rates: number[][] = targets.map(() => []);
  await rate(url, 2);
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, target] of targets.entries()) if (target) rates[at]?.push(await rate(target, seconds));
  }
  return rates.map((values) => (values.length > 0 ? median(values) : undefined));
}

const whole = (value: number | undefined) =>
  value === undefined ? "–" : Math.round(value).toLocaleString("en");
const ratio = (a: number | undefined, b: number | undefined) =>
  a === undefined || !b ? "–" : (a / b).toFixed(3);

export function row(cells: (string | number)[]): string {
  return cells.map((cell, at) => (at === 0 ? String(cell).padEnd(14) : String(cell).padStart(12))).join("");
}
