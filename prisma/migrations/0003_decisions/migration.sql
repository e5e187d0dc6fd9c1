-- Decisions that can be taken back, with reasons from a list; notes, and tags.

ALTER TYPE "message_status" ADD VALUE 'cancelled';

ALTER TABLE "decision"
  ADD COLUMN "position" INTEGER,
  ADD COLUMN "undone_at" TIMESTAMPTZ(3);

CREATE TABLE "reason" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "letter_id" UUID NOT NULL,
    "locale" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "place" INTEGER NOT NULL,

    CONSTRAINT "reason_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "note" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "signature_id" UUID NOT NULL,
    "moderator_id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "written_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "note_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "reason_letter_id_locale_place_key" ON "reason"("letter_id", "locale", "place");
CREATE INDEX "note_signature_id_written_at_idx" ON "note"("signature_id", "written_at");

ALTER TABLE "reason" ADD CONSTRAINT "reason_letter_id_fkey" FOREIGN KEY ("letter_id") REFERENCES "letter"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "note" ADD CONSTRAINT "note_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "signature"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "note" ADD CONSTRAINT "note_moderator_id_fkey" FOREIGN KEY ("moderator_id") REFERENCES "moderator"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A decision taken back within its ten seconds leads to where the signature stood before it.
CREATE OR REPLACE FUNCTION "check_signature_move"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW."status" IN ('unconfirmed', 'published') THEN RETURN NEW; END IF;
  ELSIF OLD."status" = NEW."status" OR (OLD."status"::text || '>' || NEW."status"::text) IN (
    'unconfirmed>pending',
    'pending>published', 'pending>rejected',
    'published>withdrawn', 'published>removed',
    'rejected>pending', 'removed>pending',
    'published>pending', 'removed>published'
  ) THEN RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a signature cannot become %', NEW."status" USING ERRCODE = 'check_violation';
END $$;
