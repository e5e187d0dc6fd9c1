-- Authority to sign: a notice to the organisation that somebody signed for it, and its objection. That an objection takes a name
-- down is a move that "check_signature_move" knows already: published>pending.

ALTER TYPE "aside" ADD VALUE 'objection';
ALTER TYPE "actor_kind" ADD VALUE 'organisation';
ALTER TYPE "token_purpose" ADD VALUE 'objection';
ALTER TYPE "message_kind" ADD VALUE 'authority';
ALTER TYPE "message_kind" ADD VALUE 'objected';
ALTER TYPE "message_kind" ADD VALUE 'objection';

CREATE TYPE "authority_rule" AS ENUM ('never', 'foreign_mail', 'always');

ALTER TABLE "letter"
  ADD COLUMN "authority_rule" "authority_rule" NOT NULL DEFAULT 'never',
  ADD COLUMN "authority_waits" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "authority_days" SMALLINT NOT NULL DEFAULT 7;
ALTER TABLE "letter" ADD CONSTRAINT "letter_authority_days" CHECK ("authority_days" BETWEEN 1 AND 30);

CREATE TABLE "authority_notice" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "signature_id" UUID NOT NULL,
    "moderator_id" UUID NOT NULL,
    "sealed_email" BYTEA NOT NULL,
    "days" SMALLINT NOT NULL,
    "ordered_at" TIMESTAMPTZ(3) NOT NULL,
    "taken_back_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3),
    "passed_at" TIMESTAMPTZ(3),
    "objected_at" TIMESTAMPTZ(3),
    "objection" TEXT,
    "cleared_at" TIMESTAMPTZ(3),
    "cleared_by_id" UUID,

    CONSTRAINT "authority_notice_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "authority_notice_signature_id_ordered_at_idx" ON "authority_notice"("signature_id", "ordered_at");

ALTER TABLE "authority_notice" ADD CONSTRAINT "authority_notice_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "signature"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "authority_notice" ADD CONSTRAINT "authority_notice_moderator_id_fkey" FOREIGN KEY ("moderator_id") REFERENCES "moderator"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "authority_notice" ADD CONSTRAINT "authority_notice_cleared_by_id_fkey" FOREIGN KEY ("cleared_by_id") REFERENCES "moderator"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "message" ADD COLUMN "authority_notice_id" UUID;
ALTER TABLE "message" ADD CONSTRAINT "message_authority_notice_id_fkey" FOREIGN KEY ("authority_notice_id") REFERENCES "authority_notice"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "message_authority_notice_id_idx" ON "message"("authority_notice_id");

ALTER TABLE "token" ADD COLUMN "authority_notice_id" UUID;
ALTER TABLE "token" ADD CONSTRAINT "token_authority_notice_id_fkey" FOREIGN KEY ("authority_notice_id") REFERENCES "authority_notice"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "token_authority_notice_id_idx" ON "token"("authority_notice_id");
