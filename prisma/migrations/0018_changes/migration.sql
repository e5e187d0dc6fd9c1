-- What a signer asks to change about a published name, which waits for a moderator, and handing a signature over to somebody else.

CREATE TYPE "amendment_state" AS ENUM ('open', 'accepted', 'refused', 'withdrawn', 'replaced', 'closed');

ALTER TYPE "message_kind" ADD VALUE 'amendment_refused';
ALTER TYPE "message_kind" ADD VALUE 'handover';
ALTER TYPE "message_kind" ADD VALUE 'handover_begun';
ALTER TYPE "token_purpose" ADD VALUE 'handover';

CREATE TABLE "amendment" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "signature_id" UUID NOT NULL,
    "state" "amendment_state" NOT NULL DEFAULT 'open',
    "before" JSONB NOT NULL,
    "after" JSONB NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "moderator_id" UUID,
    "reason" TEXT,

    CONSTRAINT "amendment_pkey" PRIMARY KEY ("id")
);

-- A newer one takes the place of the older.
CREATE UNIQUE INDEX "amendment_open_once" ON "amendment" ("signature_id") WHERE "state" = 'open';
CREATE INDEX "amendment_signature_id_asked_at_idx" ON "amendment"("signature_id", "asked_at");

ALTER TABLE "amendment" ADD CONSTRAINT "amendment_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "signature"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "amendment" ADD CONSTRAINT "amendment_moderator_id_fkey" FOREIGN KEY ("moderator_id") REFERENCES "moderator"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "amendment" ADD CONSTRAINT "amendment_open_undecided" CHECK (("state" = 'open') = ("decided_at" IS NULL));
-- Rule 2: what is accepted or refused, somebody decided.
ALTER TABLE "amendment" ADD CONSTRAINT "amendment_decided_by" CHECK (("state" IN ('accepted', 'refused')) = ("moderator_id" IS NOT NULL));

CREATE TABLE "handover" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "signature_id" UUID NOT NULL,
    "representative_name" TEXT NOT NULL,
    "representative_role" TEXT NOT NULL,
    "sealed_email" BYTEA,
    "email_index" BYTEA,
    "begun_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "handover_pkey" PRIMARY KEY ("id")
);

-- What is over holds nothing personal.
ALTER TABLE "handover" ADD CONSTRAINT "handover_over_empty" CHECK (("confirmed_at" IS NULL AND "ended_at" IS NULL)
  OR ("sealed_email" IS NULL AND "email_index" IS NULL AND "representative_name" = '' AND "representative_role" = ''));
CREATE UNIQUE INDEX "handover_open_once" ON "handover" ("signature_id") WHERE "confirmed_at" IS NULL AND "ended_at" IS NULL;
CREATE INDEX "handover_signature_id_begun_at_idx" ON "handover"("signature_id", "begun_at");
-- What the nightly job and "this was not me" look for.
CREATE INDEX "handover_open" ON "handover" ("begun_at") WHERE "confirmed_at" IS NULL AND "ended_at" IS NULL;
CREATE INDEX "handover_email_index" ON "handover" ("email_index") WHERE "email_index" IS NOT NULL;

ALTER TABLE "handover" ADD CONSTRAINT "handover_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "signature"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "message" ADD COLUMN "amendment_id" UUID, ADD COLUMN "handover_id" UUID;
ALTER TABLE "message" ADD CONSTRAINT "message_amendment_id_fkey" FOREIGN KEY ("amendment_id") REFERENCES "amendment"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "message" ADD CONSTRAINT "message_handover_id_fkey" FOREIGN KEY ("handover_id") REFERENCES "handover"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "message_amendment_id_idx" ON "message"("amendment_id");
CREATE INDEX "message_handover_id_idx" ON "message"("handover_id");

ALTER TABLE "token" ADD COLUMN "handover_id" UUID;
ALTER TABLE "token" ADD CONSTRAINT "token_handover_id_fkey" FOREIGN KEY ("handover_id") REFERENCES "handover"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "token_handover_id_idx" ON "token"("handover_id");

-- A signer corrects as well: nobody's id is beside that. "amendment_id": what the signer asked for, and a moderator accepted.
ALTER TABLE "correction" ALTER COLUMN "moderator_id" DROP NOT NULL;
ALTER TABLE "correction" ADD COLUMN "amendment_id" UUID;
ALTER TABLE "correction" ADD CONSTRAINT "correction_amendment_id_fkey" FOREIGN KEY ("amendment_id") REFERENCES "amendment"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What waits at the desk is a view of the queue with its count (ADR 010): whoever writes an amendment, the signature says so.
ALTER TABLE "signature" ADD COLUMN "has_amendment" BOOLEAN NOT NULL DEFAULT false;
CREATE INDEX "signature_queue_amended" ON "signature" ("letter_id", "created_at", "id") WHERE "has_amendment";

CREATE FUNCTION "note_open_amendment"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  "about" uuid := coalesce(NEW."signature_id", OLD."signature_id");
  "is_open" boolean := EXISTS (SELECT 1 FROM "amendment" WHERE "signature_id" = "about" AND "state" = 'open');
BEGIN
  UPDATE "signature" SET "has_amendment" = "is_open" WHERE "id" = "about" AND "has_amendment" <> "is_open";
  RETURN NULL;
END $$;

CREATE TRIGGER "amendment_noted" AFTER INSERT OR DELETE OR UPDATE OF "state" ON "amendment"
  FOR EACH ROW EXECUTE FUNCTION "note_open_amendment"();

ALTER TABLE "signature_tally" ADD COLUMN "is_amended" BOOLEAN NOT NULL DEFAULT false;

CREATE OR REPLACE FUNCTION "tally_signatures"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO "signature_tally" ("letter_id", "status", "is_doubtful", "aside", "assignee_id", "is_amended", "change")
    SELECT "letter_id", "status", "doubts" > 0, "aside", "assignee_id", "has_amendment", count(*) FROM "now_rows" GROUP BY 1, 2, 3, 4, 5, 6;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO "signature_tally" ("letter_id", "status", "is_doubtful", "aside", "assignee_id", "is_amended", "change")
    SELECT "letter_id", "status", "doubts" > 0, "aside", "assignee_id", "has_amendment", -count(*) FROM "old_rows" GROUP BY 1, 2, 3, 4, 5, 6;
  ELSE
    INSERT INTO "signature_tally" ("letter_id", "status", "is_doubtful", "aside", "assignee_id", "is_amended", "change")
    SELECT "letter_id", "status", "is_doubtful", "aside", "assignee_id", "has_amendment", sum("one") FROM (
      SELECT "letter_id", "status", "doubts" > 0 AS "is_doubtful", "aside", "assignee_id", "has_amendment", 1 AS "one" FROM "now_rows"
      UNION ALL
      SELECT "letter_id", "status", "doubts" > 0, "aside", "assignee_id", "has_amendment", -1 FROM "old_rows"
    ) AS "changes" GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum("one") <> 0;
  END IF;
  RETURN NULL;
END $$;
