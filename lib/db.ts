import { PrismaPg } from "@prisma/adapter-pg";
import { env, required } from "@/lib/env";
import { type Prisma, PrismaClient } from "@/lib/generated/prisma/client";

/** The inside of one database transaction. */
export type Tx = Prisma.TransactionClient;

// Next bundles routes and instrumentation apart; the process still has one pool.
const kept = globalThis as typeof globalThis & { undersignedDb?: PrismaClient };

/** The database client of this process, connected on first use. */
export function db(): PrismaClient {
  kept.undersignedDb ??= new PrismaClient({
    adapter: new PrismaPg({ connectionString: required("DATABASE_URL"), max: env().DATABASE_POOL }),
  });
  return kept.undersignedDb;
}

/** Runs `work` in one transaction; everything in it happens, or nothing. */
export function transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return db().$transaction(work, { maxWait: 10_000, timeout: 20_000 });
}

/** Ends the connections, for scripts and tests that want to stop. */
export async function disconnect(): Promise<void> {
  await kept.undersignedDb?.$disconnect();
  kept.undersignedDb = undefined;
}
