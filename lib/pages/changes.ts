import pg from "pg";
import { required } from "@/lib/env";
import type { PageStore } from "@/lib/pages/store";

const retryMs = 500;
const checkMs = 5000;

/**
 * Listens to PostgreSQL for changed letters (NOTIFY letter_changed, sent by triggers at commit) and makes the store
 * forget their pages. A lost connection is made again; meanwhile the store believes its pages for a second only.
 * @returns a function that ends it.
 */
export function followChanges(store: PageStore): () => Promise<void> {
  let isEnded = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;

  const connect = async () => {
    const connection = new pg.Client({ connectionString: required("DATABASE_URL"), keepAlive: true });
    client = connection;
    connection.on("notification", ({ payload }) => store.forget(payload ?? ""));
    connection.on("error", () => lost(connection));
    connection.on("end", () => lost(connection));
    try {
      await connection.connect();
      await connection.query("LISTEN letter_changed");
      store.hear(true);
      timer = setTimeout(check, checkMs);
    } catch {
      lost(connection);
    }
  };

  // A connection that died without a word (a cable, a firewall) is found by asking.
  const check = async () => {
    const connection = client;
    if (!connection || isEnded) return;
    const late = setTimeout(() => lost(connection), checkMs);
    try {
      await connection.query("SELECT 1");
      if (client === connection) timer = setTimeout(check, checkMs);
    } catch {
      lost(connection);
    } finally {
      clearTimeout(late);
    }
  };

  const lost = (connection: pg.Client) => {
    if (isEnded || connection !== client) return;
    client = undefined;
    store.hear(false);
    clearTimeout(timer);
    connection.end().catch(() => {});
    timer = setTimeout(connect, retryMs);
  };

  connect();
  return async () => {
    isEnded = true;
    clearTimeout(timer);
    await client?.end().catch(() => {});
  };
}
