import pg from "pg";
import { required } from "@/lib/env";

const retryMs = 500;
const checkMs = 5000;

export interface Listener {
  channels: string[];
  /** A notification came: its channel and what it says. */
  onNotification(channel: string, payload: string): void;
  /** Whether notifications are being heard; what was said during a silence is lost. */
  onHearing(isHearing: boolean): void;
}

/**
 * Listens to PostgreSQL's notifications (sent by triggers at commit) on a connection of its own. A lost connection is made again.
 * @returns a function that ends it.
 */
export function listenTo({ channels, onNotification, onHearing }: Listener): () => Promise<void> {
  let isEnded = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;

  const connect = async () => {
    const connection = new pg.Client({ connectionString: required("DATABASE_URL"), keepAlive: true });
    client = connection;
    connection.on("notification", ({ channel, payload }) => onNotification(channel, payload ?? ""));
    connection.on("error", () => lost(connection));
    connection.on("end", () => lost(connection));
    try {
      await connection.connect();
      for (const channel of channels) await connection.query(`LISTEN ${channel}`);
      onHearing(true);
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
    onHearing(false);
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
