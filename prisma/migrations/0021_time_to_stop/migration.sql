-- Handing over takes effect a day after the present address was told, so that it can be stopped. Whoever was named may agree before.

ALTER TYPE "message_kind" ADD VALUE 'handover_done';

ALTER TABLE "handover" ADD COLUMN "told_at" TIMESTAMPTZ(3), ADD COLUMN "agreed_at" TIMESTAMPTZ(3);
-- What whoever was named agreed to, as the page showed it: to speak for the organisation, and to be named on the list.
ALTER TABLE "handover" ADD COLUMN "authority_text" TEXT, ADD COLUMN "representative_text" TEXT;
ALTER TABLE "handover" ADD CONSTRAINT "handover_authority_text_fkey" FOREIGN KEY ("authority_text") REFERENCES "consent_text"("sha256") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "handover" ADD CONSTRAINT "handover_representative_text_fkey" FOREIGN KEY ("representative_text") REFERENCES "consent_text"("sha256") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "handover" ADD CONSTRAINT "handover_agreed_to" CHECK (("agreed_at" IS NULL) = ("authority_text" IS NULL)
  AND ("representative_text" IS NULL OR "agreed_at" IS NOT NULL));

-- Those that wait already: told when the mail went out, or where that mailbox is gone.
UPDATE "handover" AS "h" SET "told_at" = coalesce("m"."sent_at", "h"."begun_at") FROM "message" AS "m"
  WHERE "m"."handover_id" = "h"."id" AND "m"."kind" = 'handover_begun'
    AND ("m"."status" = 'sent' OR ("m"."status" = 'failed' AND "m"."trouble" = 'unknown_address'))
    AND "h"."confirmed_at" IS NULL AND "h"."ended_at" IS NULL;
