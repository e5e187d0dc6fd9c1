-- Working together at the desk: questions to signers, corrections, tags, who is looking at what, and decisions about many
-- that can be taken back.

ALTER TYPE "token_purpose" ADD VALUE 'answer';
ALTER TYPE "message_kind" ADD VALUE 'question';
ALTER TYPE "message_kind" ADD VALUE 'corrected';

CREATE TABLE "question" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "signature_id" UUID NOT NULL,
    "moderator_id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "taken_back_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "answer" TEXT,
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "question_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "correction" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "signature_id" UUID NOT NULL,
    "moderator_id" UUID NOT NULL,
    "before" JSONB NOT NULL,
    "after" JSONB NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "correction_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "tag" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "letter_id" UUID NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "tag_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "signature_tag" (
    "signature_id" UUID NOT NULL,
    "tag_id" UUID NOT NULL,

    CONSTRAINT "signature_tag_pkey" PRIMARY KEY ("signature_id", "tag_id")
);

CREATE TABLE "presence" (
    "id" UUID NOT NULL,
    "letter_id" UUID NOT NULL,
    "signature_id" UUID NOT NULL,
    "moderator_id" UUID NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "presence_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "question_signature_id_asked_at_idx" ON "question"("signature_id", "asked_at");
CREATE INDEX "correction_signature_id_made_at_idx" ON "correction"("signature_id", "made_at");
CREATE UNIQUE INDEX "tag_letter_id_name_key" ON "tag"("letter_id", "name");
CREATE INDEX "signature_tag_tag_id_signature_id_idx" ON "signature_tag"("tag_id", "signature_id");
CREATE INDEX "presence_letter_id_idx" ON "presence"("letter_id");
CREATE INDEX "presence_seen_at_idx" ON "presence"("seen_at");

ALTER TABLE "question" ADD CONSTRAINT "question_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "signature"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "question" ADD CONSTRAINT "question_moderator_id_fkey" FOREIGN KEY ("moderator_id") REFERENCES "moderator"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "correction" ADD CONSTRAINT "correction_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "signature"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "correction" ADD CONSTRAINT "correction_moderator_id_fkey" FOREIGN KEY ("moderator_id") REFERENCES "moderator"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "tag" ADD CONSTRAINT "tag_letter_id_fkey" FOREIGN KEY ("letter_id") REFERENCES "letter"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "signature_tag" ADD CONSTRAINT "signature_tag_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "signature"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "signature_tag" ADD CONSTRAINT "signature_tag_tag_id_fkey" FOREIGN KEY ("tag_id") REFERENCES "tag"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "presence" ADD CONSTRAINT "presence_letter_id_fkey" FOREIGN KEY ("letter_id") REFERENCES "letter"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "presence" ADD CONSTRAINT "presence_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "signature"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "presence" ADD CONSTRAINT "presence_moderator_id_fkey" FOREIGN KEY ("moderator_id") REFERENCES "moderator"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Who looks at what is worth nothing after a crash.
ALTER TABLE "presence" SET UNLOGGED;

ALTER TABLE "message" ADD COLUMN "question_id" UUID, ADD COLUMN "correction_id" UUID;
ALTER TABLE "message" ADD CONSTRAINT "message_question_id_fkey" FOREIGN KEY ("question_id") REFERENCES "question"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "message" ADD CONSTRAINT "message_correction_id_fkey" FOREIGN KEY ("correction_id") REFERENCES "correction"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "token" ADD COLUMN "question_id" UUID;
ALTER TABLE "token" ADD CONSTRAINT "token_question_id_fkey" FOREIGN KEY ("question_id") REFERENCES "question"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "token_question_id_idx" ON "token"("question_id");
CREATE INDEX "message_decision_id_idx" ON "message"("decision_id");
CREATE INDEX "message_question_id_idx" ON "message"("question_id");

-- What a moderator saw when deciding, in the words of that day's checks.
ALTER TABLE "decision" ADD COLUMN "evidence" JSONB, ADD COLUMN "bulk_id" UUID, ADD COLUMN "aside" "aside",
  ADD COLUMN "number" BIGSERIAL NOT NULL;
ALTER TABLE "decision" ADD CONSTRAINT "decision_bulk_id_fkey" FOREIGN KEY ("bulk_id") REFERENCES "bulk"("id") ON DELETE SET NULL ON UPDATE CASCADE;
CREATE INDEX "decision_bulk_id_idx" ON "decision"("bulk_id");

-- What is done to many is not always a decision; a decision about many speaks each signer's language, and can be taken back.
ALTER TABLE "bulk" ALTER COLUMN "kind" TYPE TEXT USING "kind"::text;
ALTER TABLE "bulk"
  ADD COLUMN "argument" TEXT,
  ADD COLUMN "seen" BIGINT,
  ADD COLUMN "reason_texts" JSONB,
  ADD COLUMN "undone_at" TIMESTAMPTZ(3),
  ADD COLUMN "undone_by_id" UUID,
  ADD COLUMN "undo_finished_at" TIMESTAMPTZ(3);
ALTER TABLE "bulk" ADD CONSTRAINT "bulk_undone_by_id_fkey" FOREIGN KEY ("undone_by_id") REFERENCES "moderator"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Every server process hears of what happens at the desk, so that open pages follow. Sign-ons that wait for their own
-- confirmation concern nobody there yet, and a busy day has many.
CREATE FUNCTION "notify_desk_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('desk_changed', NEW."letter_id"::text || ' ' || coalesce(NEW."signature_id"::text, '-'));
  RETURN NULL;
END $$;

CREATE TRIGGER "desk_changed" AFTER INSERT ON "audit_entry"
  FOR EACH ROW WHEN (NEW."to_status" IS DISTINCT FROM 'unconfirmed')
  EXECUTE FUNCTION "notify_desk_changed"();

CREATE FUNCTION "notify_presence_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('desk_presence', coalesce(NEW."letter_id", OLD."letter_id")::text);
  RETURN NULL;
END $$;

CREATE TRIGGER "presence_changed" AFTER INSERT OR DELETE ON "presence"
  FOR EACH ROW EXECUTE FUNCTION "notify_presence_changed"();
