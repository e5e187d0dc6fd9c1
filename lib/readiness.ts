import { db } from "@/lib/db";
import { workerIsAlive } from "@/lib/jobs/heartbeat";
import { knownMigrations } from "@/lib/migrations";

export interface Readiness {
  database: boolean;
  migrations: boolean;
  worker: boolean;
}

/** Whether this process can serve: database reachable, every migration applied, some worker alive. */
export async function readiness(): Promise<Readiness> {
  try {
    const applied = await db().$queryRaw<{ name: string }[]>`
      SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;
    const names = new Set(applied.map(({ name }) => name));
    const isMigrated = knownMigrations.every((name) => names.has(name));
    return {
      database: true,
      // Where Prisma applied the scripts, `npm run migrate` has yet to seal what they found in the clear.
      migrations: isMigrated && (await db().plainAddress.findFirst({ select: { id: true } })) === null,
      worker: await workerIsAlive(),
    };
  } catch {
    return { database: false, migrations: false, worker: false };
  }
}
