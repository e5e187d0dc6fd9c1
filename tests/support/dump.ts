import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import pg from "pg";

/**
 * Where a database holds texts, as `schema.table` by text: in any row of any table of any schema, in whichever case, as text, JSON or
 * bytes, also in base64. What is nowhere is left out.
 */
export async function placesOfAll(databaseUrl: string, texts: string[]): Promise<Record<string, string[]>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows: tables } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  );
  // Bytes are shown in hexadecimal.
  const spellings = [
    texts.map((text) => text.toLowerCase()),
    texts.map((text) => Buffer.from(text).toString("hex")),
    texts.map((text) => Buffer.from(text).toString("base64url")),
  ];
  const found: Record<string, string[]> = {};
  for (const { name } of tables) {
    const { rows } = await client.query<{ text: string }>(
      `SELECT DISTINCT s.text FROM (SELECT t::text AS line, lower(t::text) AS lower FROM ${name} t) AS r,
         unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS s(text, low, hex, base)
       WHERE position(s.low IN r.lower) > 0 OR position(s.hex IN r.line) > 0 OR position(s.base IN r.line) > 0`,
      [texts, ...spellings],
    );
    for (const { text } of rows) found[text] = [...(found[text] ?? []), name];
  }
  await client.end();
  return found;
}

/** The same for one text. */
export async function placesOf(databaseUrl: string, text: string): Promise<string[]> {
  return (await placesOfAll(databaseUrl, [text]))[text] ?? [];
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
