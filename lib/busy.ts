/** What pg's pool says, in errors without a code, when no connection came free or was made in time. */
const waited = ["timeout exceeded when trying to connect", "Connection terminated due to connection timeout"];

/** What the driver adapter calls a server without connections left, and a deadlock or two changes that exclude each other. */
const kinds = ["TooManyConnections", "TransactionWriteConflict"];

/**
 * Whether the database was too busy for what failed: no connection came free in time (P2028 of a transaction, or pg's pool), it takes
 * no more of them (P2037), or it ended a deadlock (P2034, P2010 where the statement is our own). Such a transaction never began or was taken back whole. A transaction that
 * took too long is P2028 as well, and another matter.
 * Source: https://www.prisma.io/docs/orm/reference/error-reference, and pg-pool's index.js.
 */
export function isTooBusy(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? error.code : undefined;
  if (code === "P2028") return error.message.includes("Unable to start a transaction");
  return (
    code === "P2034" || code === "P2037" || waited.includes(error.message) || kinds.includes(kindOf(error))
  );
}

/** The kind of fault that a driver adapter saw, in an error of Prisma's; empty in any other. */
function kindOf(error: Error): string {
  const { meta } = error as { meta?: { driverAdapterError?: { cause?: { kind?: string } } } };
  return meta?.driverAdapterError?.cause?.kind ?? "";
}
