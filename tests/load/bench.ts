import { chmod, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { disconnect } from "@/lib/db";
import { loadDemo } from "@/prisma/demo/load";
import { migrate } from "@/scripts/migrate";
import { startPostgres } from "@/scripts/postgres";
import { measureDesk } from "@/tests/load/desk";
import { fillLetter } from "@/tests/load/fill";
import { measureLedger } from "@/tests/load/ledger";
import { measurePages } from "@/tests/load/pages";
import { measureSigning } from "@/tests/load/signing";
import { startMailbox } from "@/tests/support/mailbox";
import { testSecrets } from "@/tests/support/secrets";
import { startServer } from "@/tests/support/site";

/**
 * The benchmark: one run, one table. Every figure stands beside a yardstick measured in the same run, because machines
 * differ and are noisy: read the ratios. Durable PostgreSQL, real SMTP, production build, loopback only.
 */
const quick = process.argv.includes("--quick");
const seconds = quick ? 2 : 5;
/** `-- pages`, `-- signing`, `-- desk` or `-- ledger` runs one part. */
const only = process.argv.find((argument) => ["pages", "signing", "desk", "ledger"].includes(argument));
const runs = (part: string) => only === undefined || only === part;

const folder = await mkdtemp(path.join(os.tmpdir(), "undersigned-bench-"));
await chmod(folder, 0o755);
const postgres = await startPostgres({ dataDir: folder });
const mailbox = await startMailbox();
try {
  await migrate(postgres.url);
  process.env.DATABASE_URL = postgres.url;
  Object.assign(process.env, testSecrets);
  await loadDemo();
  await fillLetter(postgres.url, "ten-thousand", 10_000);
  const settings = {
    DATABASE_URL: postgres.url,
    ...testSecrets,
    SMTP_URL: mailbox.url,
    TRUSTED_PROXY_HOPS: "1",
    // As ever: the mails of those who sign go out meanwhile, by the same process.
    SIGN_MAIL_DELAY: "0",
  };
  console.log(
    `Undersigned benchmark · Node ${process.version} · ${os.cpus().length} cores · ${new Date().toISOString()}\n`,
  );
  const server = await startServer(settings);
  process.env.SITE_URL = server.url;
  if (runs("pages")) await measurePages(server.url, seconds);
  if (runs("signing")) await measureSigning(server.url, postgres.url, quick ? 5 : 30);
  if (runs("desk")) await measureDesk(server.url, postgres.url, quick ? 10 : 40);
  if (runs("ledger")) await measureLedger(server.url, postgres.url);
  await server.stop();
} finally {
  await disconnect();
  await mailbox.stop();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exit(0);
