import { randomUUID } from "node:crypto";
import { afterAll, beforeAll } from "vitest";
import { grantRole } from "@/lib/accounts/members";
import { addressIndexes } from "@/lib/addresses/blind-index";
import { db, disconnect, transaction } from "@/lib/db";
import { findLetter, type Letter } from "@/lib/letters/queries";
import { sha256OfText } from "@/lib/letters/version";
import { sign } from "@/lib/signatures/commands";
import { agreementMark } from "@/lib/signatures/consents";
import { emptySignForm, type SignForm } from "@/lib/signatures/schema";
import { createTestDatabase, type TestDatabase } from "@/tests/support/database";
import { testSecrets } from "@/tests/support/secrets";

Object.assign(process.env, testSecrets);
process.env.SIGN_LIMIT_PER_ADDRESS = "100";
process.env.SIGN_LIMIT_PER_IP = "10000";
process.env.SIGN_LIMIT_PER_DOMAIN = "10000";

/** Gives a test file its own database for its whole run. */
export function withTestDatabase(): void {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    process.env.DATABASE_URL = database.url;
  });
  afterAll(async () => {
    await disconnect();
    await database.drop();
  });
}

/** A letter with one English text, open for signing unless told otherwise. */
export async function makeLetter({ closesAt = null }: { closesAt?: Date | null } = {}): Promise<Letter> {
  const slug = `letter-${randomUUID().slice(0, 8)}`;
  const text = { title: `The title of ${slug}`, standfirst: "Why.", body: "The *body*.", note: null };
  await db().letter.create({
    data: {
      slug,
      publisher: "A publisher",
      date: new Date("2026-01-01"),
      defaultLocale: "en",
      accent: "#7a1f3d",
      closesAt,
      versions: { create: { locale: "en", number: 1, ...text, sha256: sha256OfText(text) } },
    },
  });
  const letter = await findLetter(slug, "en");
  if (!letter) throw new Error("the letter was not made");
  return letter;
}

export function validForm(changes: Partial<SignForm> = {}): SignForm {
  return {
    ...emptySignForm,
    kind: "organisation",
    name: `Organisation ${randomUUID().slice(0, 8)}`,
    country: "DE",
    website: "https://organisation.example/",
    representativeName: "Rosa Representative",
    representativeRole: "Director",
    email: `rosa-${randomUUID().slice(0, 8)}@organisation.example`,
    authorised: "yes",
    publish: "yes",
    publishAsIndividual: "yes",
    ...changes,
  };
}

/** Sends the form as somebody would; fails the test when it is refused. Returns the signature's id. */
export async function signAs(
  letter: Letter,
  form: SignForm = validForm(),
  now = new Date(),
): Promise<string> {
  const signed = await sign({
    slug: letter.slug,
    locale: "en",
    form,
    agreement: agreementMark(letter.version.sha256, "en"),
    address: "192.0.2.1",
    now,
  });
  if (!signed.ok) throw new Error(`refused: ${JSON.stringify(signed.error)}`);
  const row = await db().signature.findFirstOrThrow({
    where: { letterId: letter.id, emailIndex: { in: addressIndexes(form.email) } },
    orderBy: { createdAt: "desc" },
  });
  return row.id;
}

/** A signature that waits for a decision. */
export async function pendingSignature(letter: Letter, form: SignForm = validForm()): Promise<string> {
  const { moveSignature } = await import("@/lib/signatures/status");
  const signatureId = await signAs(letter, form);
  await transaction((tx) =>
    moveSignature(tx, { signatureId, move: "confirm", actor: { kind: "signer" }, now: new Date() }),
  );
  return signatureId;
}

/** A moderator of one letter. Returns the id. */
export async function moderatorOf(letter: Letter): Promise<string> {
  const email = `moderator-${randomUUID().slice(0, 8)}@host.example`;
  return (await grantRole(email, "moderator", letter.slug)).moderatorId;
}

export async function statusOf(signatureId: string): Promise<string> {
  return (await db().signature.findUniqueOrThrow({ where: { id: signatureId } })).status;
}

/** How many statements of the test's database wait for somebody else's lock. */
export async function waitingForLocks(): Promise<number> {
  const [row] = await db().$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  return row?.count ?? 0;
}
