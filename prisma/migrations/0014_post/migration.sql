-- Mail that came back, news for whoever asked for it, and turning it off.

ALTER TYPE "message_kind" ADD VALUE 'news';
ALTER TYPE "token_purpose" ADD VALUE 'unsubscribe';

-- Why a mail was not taken (lib/mail/trouble.ts).
CREATE TYPE "mail_trouble" AS ENUM ('unknown_address', 'mailbox_full', 'policy', 'refused', 'later', 'own_server');

ALTER TABLE "signature"
  ADD COLUMN "bounce" "mail_trouble",
  ADD COLUMN "bounced_at" TIMESTAMPTZ(3);

ALTER TABLE "consent" ADD COLUMN IF NOT EXISTS "withdrawn_at" TIMESTAMPTZ(3);
-- Who agreed to a text and still does.
CREATE INDEX "consent_standing" ON "consent" ("text_sha256", "signature_id") WHERE "withdrawn_at" IS NULL;

CREATE TABLE "news" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "letter_id" UUID NOT NULL,
    "author_id" UUID NOT NULL,
    "written_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "started_by_id" UUID,
    "reached" UUID,
    "addressed_at" TIMESTAMPTZ(3),

    CONSTRAINT "news_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "news_text" (
    "news_id" UUID NOT NULL,
    "locale" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NOT NULL,

    CONSTRAINT "news_text_pkey" PRIMARY KEY ("news_id", "locale")
);

CREATE INDEX "news_letter_id_written_at_idx" ON "news"("letter_id", "written_at");

ALTER TABLE "message"
  ADD COLUMN "trouble" "mail_trouble",
  ADD COLUMN "news_id" UUID;
-- However often the job runs: one mail of one news to one signature.
CREATE UNIQUE INDEX "message_news_once" ON "message" ("news_id", "signature_id") WHERE "news_id" IS NOT NULL;

ALTER TABLE "news" ADD CONSTRAINT "news_letter_id_fkey" FOREIGN KEY ("letter_id") REFERENCES "letter"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "news" ADD CONSTRAINT "news_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "moderator"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "news" ADD CONSTRAINT "news_started_by_id_fkey" FOREIGN KEY ("started_by_id") REFERENCES "moderator"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "news_text" ADD CONSTRAINT "news_text_news_id_fkey" FOREIGN KEY ("news_id") REFERENCES "news"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "message" ADD CONSTRAINT "message_news_id_fkey" FOREIGN KEY ("news_id") REFERENCES "news"("id") ON DELETE CASCADE ON UPDATE CASCADE;
