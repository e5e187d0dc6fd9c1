import { PrismaPg } from "@prisma/adapter-pg";
import { openedAddresses } from "@/lib/addresses/opened";
import { env, required } from "@/lib/env";
import { PrismaClient } from "@/lib/generated/prisma/client";

/**
 * A client of a database with at most `max` connections; rows have the addresses that their columns hold sealed. Whatever gets no
 * connection within `patience` milliseconds fails as too busy (lib/busy.ts): nobody reads an answer that comes later.
 */
export function connect(connectionString: string, max: number, patience = 10_000) {
  const adapter = new PrismaPg({ connectionString, max, connectionTimeoutMillis: patience });
  const transactionOptions = { maxWait: patience, timeout: 20_000 };
  return new PrismaClient({ adapter, transactionOptions }).$extends(openedAddresses);
}

export type Database = ReturnType<typeof connect>;

/** The inside of one database transaction. */
export type Tx = Omit<Database, "$connect" | "$disconnect" | "$extends" | "$on" | "$transaction">;

// Next bundles routes and instrumentation apart; the process still has one pool.
const kept = globalThis as typeof globalThis & { undersignedDb?: Database };

/** The database client of this process, connected on first use. */
export function db(): Database {
  kept.undersignedDb ??= connect(required("DATABASE_URL"), env().DATABASE_POOL);
  return kept.undersignedDb;
}

/** Runs `work` in one transaction; everything in it happens, or nothing. */
export function transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return db().$transaction(work);
}

/** Does work inside a transaction and takes it back, so that nothing of it is kept and it takes the time that it takes. */
export async function inVain(tx: Tx, work: () => Promise<unknown>): Promise<void> {
  await tx.$executeRaw`SAVEPOINT in_vain`;
  await work();
  await tx.$executeRaw`ROLLBACK TO SAVEPOINT in_vain`;
}

/** Ends the connections, for scripts and tests that want to stop. */
export async function disconnect(): Promise<void> {
  await kept.undersignedDb?.$disconnect();
  kept.undersignedDb = undefined;
}
