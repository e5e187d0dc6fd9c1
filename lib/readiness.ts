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
    return {
      database: true,
      migrations: knownMigrations.every((name) => names.has(name)),
      worker: await workerIsAlive(),
    };
  } catch {
    return { database: false, migrations: false, worker: false };
  }
}
