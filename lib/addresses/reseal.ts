import { formMark, indexesOfSame } from "@/lib/addresses/blind-index";
import {
  handoverAddress,
  invitationAddress,
  moderatorAddress,
  signatureAddress,
} from "@/lib/addresses/columns";
import { keyring } from "@/lib/addresses/keys";
import { carryOver } from "@/lib/addresses/lists";
import {
  isSealedWithFirst,
  openAddress,
  openFromJob,
  openText,
  sealAddress,
  sealForJob,
  sealText,
} from "@/lib/addresses/seal";
import { type Database, db, type Tx } from "@/lib/db";
import { EnvError } from "@/lib/env";
import { Prisma } from "@/lib/generated/prisma/client";
import { addressesAbout, withAddresses } from "@/lib/mail-refusals/queries";
import { markFormsForgotten } from "@/lib/signatures/marks";

type Bytes = Uint8Array<ArrayBuffer>;

/** The tables with an address, and what their columns hold of one. A new table gets a line here. */
const tables = {
  signature: (email: string) => {
    const { sealedEmail, emailIndex, emailDomainIndex } = signatureAddress(email);
    return { sealed_email: sealedEmail, email_index: emailIndex, email_domain_index: emailDomainIndex };
  },
  moderator: (email: string) => {
    const { sealedEmail, emailIndex } = moderatorAddress(email);
    return { sealed_email: sealedEmail, email_index: emailIndex };
  },
  invitation: (email: string) => {
    const { sealedEmail, emailIndex } = invitationAddress(email);
    return { sealed_email: sealedEmail, email_index: emailIndex };
  },
  handover: (email: string) => {
    const { sealedEmail, emailIndex } = handoverAddress(email);
    return { sealed_email: sealedEmail, email_index: emailIndex };
  },
  authority_notice: (email: string) => ({ sealed_email: sealAddress(email, "authority_notice.email") }),
} satisfies Record<string, (email: string) => Record<string, Bytes>>;

type Table = keyof typeof tables;
const tableNames = Object.keys(tables) as Table[];

interface Row {
  id: string;
  email: string;
}

const batch = 500;
const beforeAll = "00000000-0000-0000-0000-000000000000";

/** Writes addresses of one table, in one statement. */
async function writeAddresses(tx: Tx, table: Table, rows: Row[]): Promise<void> {
  const written = rows.map(({ email }): Record<string, Bytes> => tables[table](email));
  const names = Object.keys(written[0] ?? {});
  if (names.length === 0) return;
  const columns = names.map((name) => Prisma.raw(name));
  const hex = names.map((name) => written.map((row) => Buffer.from(row[name] ?? []).toString("hex")));
  await tx.$executeRaw`
    UPDATE ${Prisma.raw(table)} t SET ${Prisma.join(columns.map((column) => Prisma.sql`${column} = decode(v.${column}, 'hex')`))}
    FROM unnest(${rows.map(({ id }) => id)}::uuid[], ${Prisma.join(hex.map((values) => Prisma.sql`${values}::text[]`))})
      AS v(id, ${Prisma.join(columns)})
    WHERE t.id = v.id`;
}

/**
 * Seals what a database from before 0009 held in the clear, in batches; run again, it goes on where it was. Nothing else may write
 * meanwhile: it is a part of migrating. Afterwards the tables are written anew, so that no file keeps what rows held before.
 * @returns how many addresses were sealed.
 */
export async function sealPlainAddresses(database: Database): Promise<number> {
  let total = 0;
  for (;;) {
    const count = await database.$transaction((tx) => sealPlainBatch(tx), { timeout: 60_000 });
    if (count === 0) break;
    total += count;
  }
  await changeSignInJobs(database, ({ email, locale }) =>
    email === undefined ? null : { sealed: sealForJob(email), locale },
  );
  if (total > 0)
    await database.$executeRaw`
      VACUUM FULL plain_address, signature, moderator, invitation, inbox_mail, evidence, decision, message`;
  return total;
}

async function sealPlainBatch(tx: Tx): Promise<number> {
  const rows = await tx.plainAddress.findMany({ orderBy: [{ place: "asc" }, { id: "asc" }], take: batch });
  for (const table of tableNames) {
    const of = rows.filter(({ place }) => place === table);
    if (table === "signature")
      await keyForms(
        tx,
        of.map(({ id }) => id),
      );
    await writeAddresses(tx, table, of);
    await tx.plainAddress.deleteMany({ where: { place: table, id: { in: of.map(({ id }) => id) } } });
  }
  return rows.length;
}

/** What named a form was a plain SHA-256: now it is keyed. */
async function keyForms(tx: Tx, ids: string[]): Promise<void> {
  const forms = await tx.signature.findMany({
    where: { id: { in: ids }, formMark: { not: null } },
    select: { id: true, formMark: true },
  });
  const marks = forms.map((form) => Buffer.from(formMark(form.formMark ?? new Uint8Array())).toString("hex"));
  await tx.$executeRaw`
    UPDATE ${Prisma.raw("signature")} t SET form_mark = decode(v.mark, 'hex')
    FROM unnest(${forms.map(({ id }) => id)}::uuid[], ${marks}::text[]) AS v(id, mark) WHERE t.id = v.id`;
}

/** How many of each were sealed anew. */
export interface Rotated {
  addresses: number;
  mails: number;
  jobs: number;
}

/**
 * Seals everything anew with the first of DATA_KEYS that is sealed with another, and makes its indexes anew, in batches and while
 * the site runs. Run again, it passes over what is done.
 * @throws Error naming a key that is not in DATA_KEYS.
 */
export async function rotateKeys(database: Database): Promise<Rotated> {
  let addresses = 0;
  for (const table of tableNames) addresses += await rotateTable(database, table);
  await rotateNotMeLinks(database);
  const mails = await rotateInbox(database);
  const jobs = await changeSignInJobs(database, ({ sealed, locale }) =>
    sealed === undefined || isSealedWithFirst(Buffer.from(sealed, "base64url"))
      ? null
      : { sealed: sealForJob(openFromJob(sealed)), locale },
  );
  return { addresses, mails, jobs };
}

async function rotateTable(database: Database, table: Table): Promise<number> {
  let total = 0;
  for (let after: string | null = beforeAll; after !== null; ) {
    const from: string = after;
    const done = await database.$transaction(async (tx) => {
      const rows = await tx.$queryRaw<{ id: string; sealed: Uint8Array }[]>`
        SELECT id, sealed_email AS sealed FROM ${Prisma.raw(table)}
        WHERE id > ${from}::uuid AND sealed_email IS NOT NULL ORDER BY id LIMIT ${batch} FOR UPDATE`;
      const old = rows.filter(({ sealed }) => !isSealedWithFirst(sealed));
      const opened = old.map(({ id, sealed }) => ({ id, email: openAddress(sealed, `${table}.email`) }));
      await writeAddresses(tx, table, opened);
      if (table === "signature" || table === "handover")
        await carryOver(
          tx,
          opened.map(({ email }) => email),
        );
      // What a form said is not kept, so its mark cannot be made anew: sent again, it is another signature.
      if (table === "signature")
        await markFormsForgotten(
          tx,
          old.map(({ id }) => id),
        );
      return { count: old.length, last: rows.length < batch ? null : (rows.at(-1)?.id ?? null) };
    });
    total += done.count;
    after = done.last;
  }
  return total;
}

/** Links of "this was not me" know their mailbox by its index alone; the rows that they are about hold its address. */
async function rotateNotMeLinks(database: Database): Promise<void> {
  for (let after: Bytes = new Uint8Array(0); ; ) {
    const page = await database.$queryRaw<{ hash: Bytes }[]>`
      SELECT hash FROM token WHERE purpose = 'not_me' AND signature_id IS NOT NULL AND hash > ${after} ORDER BY hash LIMIT ${batch}`;
    const links = await database.token.findMany({
      where: { hash: { in: page.map(({ hash }) => hash) } },
      select: { hash: true, addressIndex: true, signature: { select: withAddresses } },
    });
    for (const { hash, addressIndex, signature } of links) {
      const [anew] = (addressIndex && indexesOfSame(addressIndex, addressesAbout(signature))) ?? [];
      if (anew) await database.token.updateMany({ where: { hash }, data: { addressIndex: anew } });
    }
    const last = page.at(-1);
    if (!last || page.length < batch) return;
    after = last.hash;
  }
}

async function rotateInbox(database: Database): Promise<number> {
  let total = 0;
  for (let after = ""; ; ) {
    const rows = await database.inboxMail.findMany({
      where: { id: { gt: after } },
      orderBy: { id: "asc" },
      take: batch,
      select: { id: true, sealed: true },
    });
    for (const { id, sealed } of rows) {
      if (isSealedWithFirst(sealed)) continue;
      const anew = sealText(openText(sealed, "inbox_mail.sealed"), "inbox_mail.sealed");
      // Only where it is still what was read: a mail may be sent again meanwhile.
      total += (await database.inboxMail.updateMany({ where: { id, sealed }, data: { sealed: anew } })).count;
    }
    const last = rows.at(-1);
    if (!last || rows.length < batch) return total;
    after = last.id;
  }
}

type SignInPayload = Partial<Record<"email" | "sealed" | "locale", string>>;

/** Changes the payloads of the jobs that mail sign-in links; null leaves one as it is. */
async function changeSignInJobs(
  database: Database,
  change: (payload: SignInPayload) => SignInPayload | null,
): Promise<number> {
  const jobs = await database.$queryRaw<{ id: bigint; payload: SignInPayload }[]>`
    SELECT j.id, j.payload FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
    WHERE t.identifier = 'mail_sign_in_link'`;
  let count = 0;
  for (const { id, payload } of jobs) {
    const changed = change(payload);
    if (changed)
      count += await database.$executeRaw`
        UPDATE graphile_worker._private_jobs SET payload = ${JSON.stringify(changed)}::json WHERE id = ${id}`;
  }
  return count;
}

/**
 * Looks whether DATA_KEYS holds the keys of this database, before anything is sealed with others.
 * @throws EnvError where it does not.
 */
export async function checkDataKeys(database: Database = db()): Promise<void> {
  const ring = keyring();
  const rows = await database.$queryRaw<{ key: Uint8Array }[]>`
    SELECT DISTINCT substring(sealed_email FROM 2 FOR 4) AS key FROM moderator`;
  if (rows.every(({ key }) => ring.some(({ id }) => id.equals(key)))) return;
  throw new EnvError(
    "This database is sealed with a key that is not in DATA_KEYS. Put that key back, behind the new one where you change it; see docs/operating.md.",
  );
}
