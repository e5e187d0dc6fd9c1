-- Whoever's sign-in changes is told by mail what changed.
ALTER TYPE "message_kind" ADD VALUE 'account_changed';
ALTER TABLE "message" ADD COLUMN "account_change" TEXT;

-- Links asked for before this moment are not sent any more.
ALTER TABLE "moderator" ADD COLUMN "signed_out_at" TIMESTAMPTZ(3);

-- Mails of somebody that wait are taken back when they are signed out everywhere.
CREATE INDEX "message_moderator_id_idx" ON "message"("moderator_id");
