-- The letter in figures, right without counting, and the mail about what waits.

ALTER TYPE "message_kind" ADD VALUE 'digest';

CREATE TYPE "figure_measure" AS ENUM ('signed', 'confirmed', 'published', 'decided', 'country', 'language', 'mail');
CREATE TYPE "notice_choice" AS ENUM ('at_once', 'daily', 'never');

-- When a moderator first approved or rejected; a first decision that is taken back leaves no trace here.
ALTER TABLE "signature" ADD COLUMN "first_decided_at" TIMESTAMPTZ(3);
UPDATE "signature" s SET "first_decided_at" = d."at"
FROM (
  SELECT "signature_id", min("decided_at") AS "at" FROM "decision"
  WHERE "kind" IN ('approve', 'reject') AND "undone_at" IS NULL GROUP BY 1
) d WHERE d."signature_id" = s."id";

-- The letter that a mail is about, kept with the mail: what failed is found without walking through the signatures.
ALTER TABLE "message" ADD COLUMN "letter_id" UUID;
UPDATE "message" m SET "letter_id" = s."letter_id" FROM "signature" s WHERE s."id" = m."signature_id";
CREATE INDEX "message_troubled" ON "message" ("letter_id", "created_at", "id") WHERE "last_error" IS NOT NULL;

-- No foreign key: each signature has one already, and here it would be checked for every note of a busy day.
CREATE TABLE "figure" (
    "id" BIGSERIAL NOT NULL,
    "letter_id" UUID NOT NULL,
    "measure" "figure_measure" NOT NULL,
    "day" DATE,
    "label" TEXT NOT NULL DEFAULT '',
    "state" TEXT NOT NULL DEFAULT '',
    "change" INTEGER NOT NULL,
    "is_sum" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "figure_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "figure_letter_id_measure_day_idx" ON "figure"("letter_id", "measure", "day");
-- What the job has yet to sum up.
CREATE INDEX "figure_noted" ON "figure" ("id") WHERE NOT "is_sum";

CREATE TABLE "notice" (
    "moderator_id" UUID NOT NULL,
    "letter_id" UUID NOT NULL,
    "choice" "notice_choice" NOT NULL,
    "told_at" TIMESTAMPTZ(3),

    CONSTRAINT "notice_pkey" PRIMARY KEY ("moderator_id", "letter_id")
);

CREATE TABLE "digest" (
    "moderator_id" UUID NOT NULL,
    "letter_id" UUID NOT NULL,
    "day" DATE NOT NULL,

    CONSTRAINT "digest_pkey" PRIMARY KEY ("moderator_id", "letter_id", "day")
);

CREATE INDEX "notice_letter_id_choice_idx" ON "notice"("letter_id", "choice");

-- How many of those that wait came lately.
CREATE INDEX "signature_queue_fresh" ON "signature" ("letter_id", "confirmed_at") WHERE "status" = 'pending';

ALTER TABLE "message" ADD CONSTRAINT "message_letter_id_fkey" FOREIGN KEY ("letter_id") REFERENCES "letter"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "notice" ADD CONSTRAINT "notice_moderator_id_fkey" FOREIGN KEY ("moderator_id") REFERENCES "moderator"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "notice" ADD CONSTRAINT "notice_letter_id_fkey" FOREIGN KEY ("letter_id") REFERENCES "letter"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "digest" ADD CONSTRAINT "digest_moderator_id_fkey" FOREIGN KEY ("moderator_id") REFERENCES "moderator"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "digest" ADD CONSTRAINT "digest_letter_id_fkey" FOREIGN KEY ("letter_id") REFERENCES "letter"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The classes in which times to a decision are counted: where each ends, in minutes (also lib/figures/times.ts).
CREATE FUNCTION "decision_class"("waited" interval) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT width_bucket(extract(epoch FROM "waited") / 60, ARRAY[
    1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1080, 1440, 2160, 2880, 4320, 5760, 7200, 10080,
    14400, 20160, 30240, 43200, 64800, 86400, 129600
  ]::numeric[])::text $$;

CREATE FUNCTION "utc_day"("at" timestamptz) RETURNS date
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT ("at" AT TIME ZONE 'UTC')::date $$;

-- The figures that one signature counts in. Imported ones were never signed here; unconfirmed ones belong to no country yet.
CREATE FUNCTION "figures_of"(
  "status" "signature_status", "country" text, "locale" text, "import_key" text, "created_at" timestamptz,
  "confirmed_at" timestamptz, "published_at" timestamptz, "first_decided_at" timestamptz
) RETURNS TABLE ("measure" "figure_measure", "day" date, "label" text, "state" text)
  LANGUAGE sql STABLE ROWS 3 AS $$
    SELECT 'signed'::"figure_measure", "utc_day"($5), '', '' WHERE $4 IS NULL
    UNION ALL SELECT 'confirmed', "utc_day"($6), '', '' WHERE $6 IS NOT NULL
    UNION ALL SELECT 'published', "utc_day"($7), '', '' WHERE $1 = 'published' AND $7 IS NOT NULL
    UNION ALL SELECT 'decided', "utc_day"($8), "decision_class"($8 - $6), '' WHERE $8 IS NOT NULL AND $6 IS NOT NULL
    UNION ALL SELECT 'country', NULL, coalesce($2, ''), $1::text WHERE $1 <> 'unconfirmed'
    UNION ALL SELECT 'language', NULL, $3, $1::text WHERE $1 <> 'unconfirmed'
  $$;

-- As with "signature_tally" (ADR 010, 015): every statement notes what it changed, nothing is locked, and the sum is the figure.
CREATE FUNCTION "note_signature_figures"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO "figure" ("letter_id", "measure", "day", "label", "state", "change")
    SELECT s."letter_id", f.*, count(*) FROM "now_rows" s,
        "figures_of"(s."status", s."country", s."locale", s."import_key", s."created_at", s."confirmed_at", s."published_at", s."first_decided_at") f GROUP BY 1, 2, 3, 4, 5;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO "figure" ("letter_id", "measure", "day", "label", "state", "change")
    SELECT s."letter_id", f.*, -count(*) FROM "old_rows" s,
        "figures_of"(s."status", s."country", s."locale", s."import_key", s."created_at", s."confirmed_at", s."published_at", s."first_decided_at") f GROUP BY 1, 2, 3, 4, 5;
  ELSE
    INSERT INTO "figure" ("letter_id", "measure", "day", "label", "state", "change")
    SELECT "letter_id", "measure", "day", "label", "state", sum("one") FROM (
      SELECT s."letter_id", f.*, 1 AS "one" FROM "now_rows" s,
        "figures_of"(s."status", s."country", s."locale", s."import_key", s."created_at", s."confirmed_at", s."published_at", s."first_decided_at") f
      UNION ALL
      SELECT s."letter_id", f.*, -1 FROM "old_rows" s,
        "figures_of"(s."status", s."country", s."locale", s."import_key", s."created_at", s."confirmed_at", s."published_at", s."first_decided_at") f
    ) AS "changes" GROUP BY 1, 2, 3, 4, 5 HAVING sum("one") <> 0;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "signature_figures_insert" AFTER INSERT ON "signature"
  REFERENCING NEW TABLE AS "now_rows" FOR EACH STATEMENT EXECUTE FUNCTION "note_signature_figures"();
CREATE TRIGGER "signature_figures_update" AFTER UPDATE ON "signature"
  REFERENCING OLD TABLE AS "old_rows" NEW TABLE AS "now_rows" FOR EACH STATEMENT EXECUTE FUNCTION "note_signature_figures"();
CREATE TRIGGER "signature_figures_delete" AFTER DELETE ON "signature"
  REFERENCING OLD TABLE AS "old_rows" FOR EACH STATEMENT EXECUTE FUNCTION "note_signature_figures"();

-- Mails by kind and state; those of no letter (to sign in) are nobody's figure.
CREATE FUNCTION "note_message_figures"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO "figure" ("letter_id", "measure", "label", "state", "change")
    SELECT "letter_id", 'mail', "kind"::text, "status"::text, count(*) FROM "now_rows"
    WHERE "letter_id" IS NOT NULL GROUP BY 1, 3, 4;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO "figure" ("letter_id", "measure", "label", "state", "change")
    SELECT "letter_id", 'mail', "kind"::text, "status"::text, -count(*) FROM "old_rows"
    WHERE "letter_id" IS NOT NULL GROUP BY 1, 3, 4;
  ELSE
    INSERT INTO "figure" ("letter_id", "measure", "label", "state", "change")
    SELECT "letter_id", 'mail', "kind", "status", sum("one") FROM (
      SELECT "letter_id", "kind"::text, "status"::text, 1 AS "one" FROM "now_rows"
      UNION ALL
      SELECT "letter_id", "kind"::text, "status"::text, -1 FROM "old_rows"
    ) AS "changes" WHERE "letter_id" IS NOT NULL GROUP BY 1, 3, 4 HAVING sum("one") <> 0;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "message_figures_insert" AFTER INSERT ON "message"
  REFERENCING NEW TABLE AS "now_rows" FOR EACH STATEMENT EXECUTE FUNCTION "note_message_figures"();
CREATE TRIGGER "message_figures_update" AFTER UPDATE ON "message"
  REFERENCING OLD TABLE AS "old_rows" NEW TABLE AS "now_rows" FOR EACH STATEMENT EXECUTE FUNCTION "note_message_figures"();
CREATE TRIGGER "message_figures_delete" AFTER DELETE ON "message"
  REFERENCING OLD TABLE AS "old_rows" FOR EACH STATEMENT EXECUTE FUNCTION "note_message_figures"();

INSERT INTO "figure" ("letter_id", "measure", "day", "label", "state", "change", "is_sum")
SELECT s."letter_id", f.*, count(*), true FROM "signature" s,
        "figures_of"(s."status", s."country", s."locale", s."import_key", s."created_at", s."confirmed_at", s."published_at", s."first_decided_at") f GROUP BY 1, 2, 3, 4, 5;
INSERT INTO "figure" ("letter_id", "measure", "label", "state", "change", "is_sum")
SELECT "letter_id", 'mail', "kind"::text, "status"::text, count(*), true FROM "message"
WHERE "letter_id" IS NOT NULL GROUP BY 1, 3, 4;
