import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import pg from "pg";

/**
 * Where a database holds a text, as `schema.table`: in any row of any table of any schema, in whichever case, as text, JSON or
 * bytes, also in base64.
 */
export async function placesOf(databaseUrl: string, text: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows: tables } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    // Bytes are shown in hexadecimal.
    const { rows } = await client.query(
      `SELECT 1 FROM ${name} t WHERE position($1 IN lower(t::text)) > 0 OR position($2 IN t::text) > 0 OR position($3 IN t::text) > 0
       LIMIT 1`,
      [text.toLowerCase(), Buffer.from(text).toString("hex"), Buffer.from(text).toString("base64url")],
    );
    if (rows.length > 0) found.push(name);
  }
  await client.end();
  return found;
}

/**
 * The files below a data folder that hold a text, in whichever case, as paths from it; of those written since a moment, where one is
 * given. The embedded PostgreSQL's own are left out: they keep the bytes of rows that are gone until their space is used again
 * (docs/privacy.md).
 */
export async function filesWith(dataDir: string, text: string, since?: Date): Promise<string[]> {
  const names = await readdir(dataDir, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of names) {
    const file = path.join(entry.parentPath, entry.name);
    const place = path.relative(dataDir, file);
    if (!entry.isFile() || place.split(path.sep)[0] === "postgres") continue;
    if (since && (await stat(file)).mtime < since) continue;
    const bytes = (await readFile(file)).toString("latin1").toLowerCase();
    const wanted = Buffer.from(text, "utf8").toString("latin1").toLowerCase();
    if (bytes.includes(wanted)) found.push(place);
  }
  return found;
}
