-- The desk for thousands: evidence that is gathered once and kept, names as they are compared, search over every
-- field, who looks after what, and counts that are right without counting.

CREATE TYPE "weight" AS ENUM ('for', 'against', 'unknown');
CREATE TYPE "aside" AS ENUM ('question', 'hold');

-- A double click is one signature: the same form waits only once for a confirmation. A form that differs in anything is
-- another, so that nobody can prepare a signature for somebody else to confirm unseen.
DROP INDEX "signature_unconfirmed_once";
ALTER TABLE "signature" ADD COLUMN "form_sha256" BYTEA;
CREATE UNIQUE INDEX "signature_unconfirmed_once"
  ON "signature" ("letter_id", "form_sha256") WHERE "status" = 'unconfirmed';

ALTER TABLE "signature"
  ADD COLUMN "search_text" TEXT NOT NULL DEFAULT '',
  ADD COLUMN "network" BYTEA,
  ADD COLUMN "doubts" SMALLINT NOT NULL DEFAULT 0,
  ADD COLUMN "evidence_at" TIMESTAMPTZ(3),
  ADD COLUMN "aside" "aside",
  ADD COLUMN "assignee_id" UUID;

ALTER TABLE "signature" ADD CONSTRAINT "signature_assignee_id_fkey"
  FOREIGN KEY ("assignee_id") REFERENCES "moderator"("id") ON DELETE SET NULL ON UPDATE CASCADE;

CREATE TABLE "evidence" (
    "signature_id" UUID NOT NULL,
    "place" SMALLINT NOT NULL,
    "code" TEXT NOT NULL,
    "weighs" "weight" NOT NULL,
    "values" JSONB NOT NULL,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "evidence_pkey" PRIMARY KEY ("signature_id", "place")
);

CREATE TABLE "signature_name" (
    "signature_id" UUID NOT NULL,
    "key" TEXT NOT NULL,

    CONSTRAINT "signature_name_pkey" PRIMARY KEY ("signature_id", "key")
);

CREATE TABLE "signature_tally" (
    "id" BIGSERIAL NOT NULL,
    "letter_id" UUID NOT NULL,
    "status" "signature_status" NOT NULL,
    "is_doubtful" BOOLEAN NOT NULL,
    "aside" "aside",
    "assignee_id" UUID,
    "change" INTEGER NOT NULL,

    CONSTRAINT "signature_tally_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "network_key" (
    "day" DATE NOT NULL,
    "key" BYTEA NOT NULL,

    CONSTRAINT "network_key_pkey" PRIMARY KEY ("day")
);

ALTER TABLE "evidence" ADD CONSTRAINT "evidence_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "signature"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "signature_name" ADD CONSTRAINT "signature_name_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "signature"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "signature_tally" ADD CONSTRAINT "signature_tally_letter_id_fkey" FOREIGN KEY ("letter_id") REFERENCES "letter"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE INDEX "evidence_code_signature_id_idx" ON "evidence"("code", "signature_id");
CREATE INDEX "signature_tally_letter_id_idx" ON "signature_tally"("letter_id");
CREATE INDEX "signature_letter_id_created_at_id_idx" ON "signature"("letter_id", "created_at", "id");
CREATE INDEX "signature_letter_id_assignee_id_created_at_id_idx" ON "signature"("letter_id", "assignee_id", "created_at", "id");
CREATE INDEX "signature_letter_id_network_created_at_idx" ON "signature"("letter_id", "network", "created_at");

-- The small views of the queue, and the queue by name.
CREATE INDEX "signature_queue_doubtful" ON "signature" ("letter_id", "created_at", "id") WHERE "status" = 'pending' AND "doubts" > 0;
CREATE INDEX "signature_queue_aside" ON "signature" ("letter_id", "aside", "created_at", "id") WHERE "aside" IS NOT NULL;
CREATE INDEX "signature_queue_by_name" ON "signature" ("letter_id", "status", ("name" COLLATE "und-x-icu"), "id");
CREATE INDEX "signature_queue_all_by_name" ON "signature" ("letter_id", ("name" COLLATE "und-x-icu"), "id");
-- Whose evidence has yet to be gathered.
CREATE INDEX "signature_evidence_missing" ON "signature" ("created_at") WHERE "evidence_at" IS NULL AND "status" <> 'unconfirmed';
-- The same person, or the same mail domain, again.
CREATE INDEX "signature_mail_domain" ON "signature" ("letter_id", lower(split_part("email", '@', 2))) WHERE "email" IS NOT NULL;
CREATE INDEX "signature_mail_address" ON "signature" ("letter_id", lower("email")) WHERE "email" IS NOT NULL;

-- Names as lib/evidence/name-keys.ts compares them.
CREATE INDEX "signature_name_similar" ON "signature_name" USING gin ("key" gin_trgm_ops);

-- Everything that the desk searches, in one line without accents or case.
CREATE FUNCTION "desk_text"(VARIADIC "fields" text[]) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, array_to_string("fields", ' '))) $$;

CREATE FUNCTION "fill_search_text"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."search_text" := "desk_text"(NEW."name", NEW."name_alt", NEW."representative_name", NEW."representative_role",
    NEW."email", NEW."website");
  RETURN NEW;
END $$;

CREATE TRIGGER "signature_search_text"
  BEFORE INSERT OR UPDATE OF "name", "name_alt", "representative_name", "representative_role", "email", "website" ON "signature"
  FOR EACH ROW EXECUTE FUNCTION "fill_search_text"();

UPDATE "signature" SET "name" = "name";

CREATE INDEX "signature_search" ON "signature" USING gin ("search_text" gin_trgm_ops);

-- How many signatures of a letter are in which state: every statement adds what it changed, and the sum is the count.
-- Nothing is locked, so thousands may sign at once; lib/moderation/tally.ts sums the rows up now and then.
CREATE FUNCTION "tally_signatures"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO "signature_tally" ("letter_id", "status", "is_doubtful", "aside", "assignee_id", "change")
    SELECT "letter_id", "status", "doubts" > 0, "aside", "assignee_id", count(*) FROM "now_rows" GROUP BY 1, 2, 3, 4, 5;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO "signature_tally" ("letter_id", "status", "is_doubtful", "aside", "assignee_id", "change")
    SELECT "letter_id", "status", "doubts" > 0, "aside", "assignee_id", -count(*) FROM "old_rows" GROUP BY 1, 2, 3, 4, 5;
  ELSE
    INSERT INTO "signature_tally" ("letter_id", "status", "is_doubtful", "aside", "assignee_id", "change")
    SELECT "letter_id", "status", "is_doubtful", "aside", "assignee_id", sum("one") FROM (
      SELECT "letter_id", "status", "doubts" > 0 AS "is_doubtful", "aside", "assignee_id", 1 AS "one" FROM "now_rows"
      UNION ALL
      SELECT "letter_id", "status", "doubts" > 0, "aside", "assignee_id", -1 FROM "old_rows"
    ) AS "changes" GROUP BY 1, 2, 3, 4, 5 HAVING sum("one") <> 0;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "signature_tally_insert" AFTER INSERT ON "signature"
  REFERENCING NEW TABLE AS "now_rows" FOR EACH STATEMENT EXECUTE FUNCTION "tally_signatures"();
CREATE TRIGGER "signature_tally_update" AFTER UPDATE ON "signature"
  REFERENCING OLD TABLE AS "old_rows" NEW TABLE AS "now_rows" FOR EACH STATEMENT EXECUTE FUNCTION "tally_signatures"();
CREATE TRIGGER "signature_tally_delete" AFTER DELETE ON "signature"
  REFERENCING OLD TABLE AS "old_rows" FOR EACH STATEMENT EXECUTE FUNCTION "tally_signatures"();

INSERT INTO "signature_tally" ("letter_id", "status", "is_doubtful", "aside", "assignee_id", "change")
SELECT "letter_id", "status", "doubts" > 0, "aside", "assignee_id", count(*) FROM "signature" GROUP BY 1, 2, 3, 4, 5;
