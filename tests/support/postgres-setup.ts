import { migrate } from "@/scripts/migrate";
import { startTemporaryPostgres } from "@/scripts/postgres";

/** One real PostgreSQL for all integration tests, with a migrated template that each test file copies. */
export default async function setup(): Promise<() => Promise<void>> {
  const postgres = await startTemporaryPostgres();
  await migrate(postgres.url);
  process.env.TEST_POSTGRES_URL = postgres.url;
  return () => postgres.stop();
}
