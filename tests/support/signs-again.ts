import type pg from "pg";
import { transaction } from "@/lib/db";
import { locales } from "@/lib/i18n/locales";
import { findLetter } from "@/lib/letters/queries";
import { queueMessages } from "@/lib/mail/queue";
import { storeSignature } from "@/lib/signatures/commands";
import { parseSignForm } from "@/lib/signatures/schema";
import { addressArrays } from "@/tests/support/secrets";
import { validForm } from "@/tests/support/world";

/** In each language somebody who is on the list signs again under a name that others have signed; with the mails that tell of it. Returns the ids. */
export async function signAgain(client: pg.Client, slug: string): Promise<string[]> {
  const ids: string[] = [];
  for (const locale of locales) {
    const letter = await findLetter(slug, locale);
    if (!letter) throw new Error(`no letter ${slug}`);
    const email = `again-${locale}@reader.example`;
    const { rows } = await client.query<{ id: string }>(
      "UPDATE signature SET locale = $2, sealed_email = ($3::bytea[])[1], email_index = ($4::bytea[])[1], email_domain_index = ($5::bytea[])[1] WHERE id = (SELECT id FROM signature WHERE status = 'published' AND letter_id = $1 AND email_index IS NULL AND kind = 'organisation' ORDER BY length(name) DESC, id LIMIT 1) RETURNING id",
      [letter.id, locale, ...addressArrays([email])],
    );
    const [first] = rows;
    const { rows: others } = await client.query<{ name: string }>(
      "SELECT name FROM signature WHERE status = 'published' AND letter_id = $1 AND email_index IS NULL AND kind = 'organisation' ORDER BY length(name) DESC, id LIMIT 1",
      [letter.id],
    );
    const parsed = parseSignForm(validForm({ email, name: others[0]?.name ?? "" }));
    if (!first || "errors" in parsed) throw new Error("nobody to sign again");
    await transaction(async (tx) => {
      const id = await storeSignature(tx, letter, parsed.input, { locale, now: new Date() });
      if (!id) throw new Error("it waits already");
      ids.push(id);
      await queueMessages(
        tx,
        [
          { kind: "confirm", locale, signatureId: id },
          { kind: "signed_again", locale, signatureId: first.id },
          { kind: "namesake", locale, signatureId: first.id },
        ],
        0,
      );
    });
  }
  return ids;
}
