-- Addresses are encrypted by the application (lib/addresses): what stands here is sealed, and found by keyed indexes. This script
-- moves what stood in the clear into "plain_address"; `npm run migrate` and `npm start` seal it from there and empty the table.

CREATE TABLE "plain_address" (
    "place" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,

    CONSTRAINT "plain_address_pkey" PRIMARY KEY ("place", "id")
);

INSERT INTO "plain_address" ("place", "id", "email") SELECT 'signature', "id", "email" FROM "signature" WHERE "email" IS NOT NULL;
INSERT INTO "plain_address" ("place", "id", "email") SELECT 'moderator', "id", "email" FROM "moderator";
INSERT INTO "plain_address" ("place", "id", "email") SELECT 'invitation', "id", "email" FROM "invitation";

-- Signatures. An imported one has no address. The indexes of the column, and the trigger that read it, go with it.
DROP TRIGGER "signature_search_text" ON "signature";
ALTER TABLE "signature"
  DROP COLUMN "email",
  ADD COLUMN "sealed_email" BYTEA,
  ADD COLUMN "email_index" BYTEA,
  ADD COLUMN "email_domain_index" BYTEA;
ALTER TABLE "signature" ADD CONSTRAINT "signature_address_whole"
  CHECK (num_nulls("sealed_email", "email_index", "email_domain_index") IN (0, 3));
-- A plain SHA-256 of a form can be guessed by whoever knows all but the address: from now on it is keyed.
ALTER TABLE "signature" RENAME COLUMN "form_sha256" TO "form_mark";

CREATE INDEX "signature_letter_id_email_index_idx" ON "signature"("letter_id", "email_index");
CREATE INDEX "signature_letter_id_email_domain_index_idx" ON "signature"("letter_id", "email_domain_index");

-- What the desk searches, without the address: that is found by its index.
CREATE OR REPLACE FUNCTION "fill_search_text"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."search_text" := "desk_text"(NEW."name", NEW."name_alt", NEW."representative_name", NEW."representative_role",
    NEW."website");
  RETURN NEW;
END $$;

CREATE TRIGGER "signature_search_text"
  BEFORE INSERT OR UPDATE OF "name", "name_alt", "representative_name", "representative_role", "website" ON "signature"
  FOR EACH ROW EXECUTE FUNCTION "fill_search_text"();

UPDATE "signature" SET "name" = "name";

-- Moderators and invitations. Until they are sealed, a row is its own index.
ALTER TABLE "moderator"
  DROP COLUMN "email",
  ADD COLUMN "sealed_email" BYTEA NOT NULL DEFAULT '',
  ADD COLUMN "email_index" BYTEA NOT NULL DEFAULT '';
UPDATE "moderator" SET "email_index" = uuid_send("id");
ALTER TABLE "moderator" ALTER COLUMN "sealed_email" DROP DEFAULT, ALTER COLUMN "email_index" DROP DEFAULT;
CREATE UNIQUE INDEX "moderator_email_index_key" ON "moderator"("email_index");

ALTER TABLE "invitation"
  DROP COLUMN "email",
  ADD COLUMN "sealed_email" BYTEA NOT NULL DEFAULT '',
  ADD COLUMN "email_index" BYTEA NOT NULL DEFAULT '';
UPDATE "invitation" SET "email_index" = uuid_send("id");
ALTER TABLE "invitation" ALTER COLUMN "sealed_email" DROP DEFAULT, ALTER COLUMN "email_index" DROP DEFAULT;
CREATE UNIQUE INDEX "invitation_open_once" ON "invitation"("letter_id", "email_index") WHERE "accepted_at" IS NULL AND "revoked_at" IS NULL;

-- The built-in inbox is for trying out: what it holds is not carried over.
DELETE FROM "inbox_mail";
ALTER TABLE "inbox_mail"
  DROP COLUMN "recipient",
  DROP COLUMN "subject",
  DROP COLUMN "headers",
  DROP COLUMN "html",
  DROP COLUMN "text",
  ADD COLUMN "sealed" BYTEA NOT NULL;

-- What checks found, also as decisions keep it, no longer repeats the address.
UPDATE "evidence" SET "values" = "values" - 'email' WHERE "values" ? 'email';
UPDATE "decision" SET "evidence" = (
  SELECT jsonb_agg(CASE WHEN "found"->'values' ? 'email' THEN jsonb_set("found", '{values}', ("found"->'values') - 'email') ELSE "found" END ORDER BY "place")
  FROM jsonb_array_elements("evidence") WITH ORDINALITY AS e("found", "place")
) WHERE jsonb_typeof("evidence") = 'array' AND "evidence" @? '$[*].values.email';

-- Nor does what mail servers said, in whichever case they repeated it.
UPDATE "message" SET "last_error" = regexp_replace("last_error", '[^\s<>()\[\]"'',;:]+@[^\s<>()\[\]"'',;:]+', '<recipient>', 'g')
WHERE "last_error" LIKE '%@%';
