-- The tables of prisma/schema.prisma, then what Prisma cannot express: the rules that the database itself keeps.
-- Each script is sent to the server whole, so function bodies may hold semicolons.

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;


-- CreateEnum
CREATE TYPE "signature_status" AS ENUM ('unconfirmed', 'pending', 'published', 'rejected', 'withdrawn', 'removed');

-- CreateEnum
CREATE TYPE "signatory_kind" AS ENUM ('organisation', 'individual');

-- CreateEnum
CREATE TYPE "consent_purpose" AS ENUM ('authority', 'publication', 'representative', 'news');

-- CreateEnum
CREATE TYPE "decision_kind" AS ENUM ('approve', 'reject', 'remove', 'reopen');

-- CreateEnum
CREATE TYPE "role" AS ENUM ('owner', 'moderator');

-- CreateEnum
CREATE TYPE "actor_kind" AS ENUM ('signer', 'moderator', 'import', 'system');

-- CreateEnum
CREATE TYPE "message_kind" AS ENUM ('confirm', 'published', 'rejected', 'removed', 'sign_in');

-- CreateEnum
CREATE TYPE "message_status" AS ENUM ('queued', 'sent', 'failed');

-- CreateEnum
CREATE TYPE "token_purpose" AS ENUM ('confirm', 'sign_in');

-- CreateTable
CREATE TABLE "letter" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "slug" TEXT NOT NULL,
    "publisher" TEXT NOT NULL,
    "publisher_url" TEXT,
    "date" DATE NOT NULL,
    "default_locale" TEXT NOT NULL,
    "accent" TEXT NOT NULL,
    "closes_at" TIMESTAMPTZ(3),
    "published_count" INTEGER NOT NULL DEFAULT 0,
    "last_position" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "letter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "letter_version" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "letter_id" UUID NOT NULL,
    "locale" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "standfirst" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "note" TEXT,
    "sha256" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "letter_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "consent_text" (
    "sha256" TEXT NOT NULL,
    "purpose" "consent_purpose" NOT NULL,
    "locale" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "consent_text_pkey" PRIMARY KEY ("sha256")
);

-- CreateTable
CREATE TABLE "signature" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "letter_id" UUID NOT NULL,
    "letter_version_id" UUID NOT NULL,
    "status" "signature_status" NOT NULL,
    "kind" "signatory_kind" NOT NULL,
    "name" TEXT NOT NULL,
    "name_lang" TEXT,
    "name_alt" TEXT,
    "name_alt_lang" TEXT,
    "country" CHAR(2),
    "website" TEXT,
    "representative_name" TEXT,
    "representative_role" TEXT,
    "show_representative" BOOLEAN NOT NULL DEFAULT false,
    "email" TEXT,
    "locale" TEXT NOT NULL,
    "position" INTEGER,
    "import_key" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "confirmed_at" TIMESTAMPTZ(3),
    "decided_at" TIMESTAMPTZ(3),
    "published_at" TIMESTAMPTZ(3),

    CONSTRAINT "signature_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "consent" (
    "signature_id" UUID NOT NULL,
    "text_sha256" TEXT NOT NULL,
    "given_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "consent_pkey" PRIMARY KEY ("signature_id","text_sha256")
);

-- CreateTable
CREATE TABLE "decision" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "signature_id" UUID NOT NULL,
    "moderator_id" UUID NOT NULL,
    "kind" "decision_kind" NOT NULL,
    "reason" TEXT,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "letter_id" UUID NOT NULL,
    "signature_id" UUID,
    "actor" "actor_kind" NOT NULL,
    "moderator_id" UUID,
    "action" TEXT NOT NULL,
    "from_status" "signature_status",
    "to_status" "signature_status",
    "detail" TEXT,
    "transaction" BIGINT NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "message" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "kind" "message_kind" NOT NULL,
    "status" "message_status" NOT NULL DEFAULT 'queued',
    "locale" TEXT NOT NULL,
    "signature_id" UUID,
    "decision_id" UUID,
    "moderator_id" UUID,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inbox_mail" (
    "id" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "headers" JSONB NOT NULL,
    "html" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inbox_mail_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "token" (
    "hash" BYTEA NOT NULL,
    "purpose" "token_purpose" NOT NULL,
    "signature_id" UUID,
    "moderator_id" UUID,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "token_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "moderator" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "email" TEXT NOT NULL,
    "name" TEXT,
    "locale" TEXT NOT NULL DEFAULT 'en',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "moderator_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "membership" (
    "moderator_id" UUID NOT NULL,
    "letter_id" UUID NOT NULL,
    "role" "role" NOT NULL,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("moderator_id","letter_id")
);

-- CreateTable
CREATE TABLE "session" (
    "token_hash" BYTEA NOT NULL,
    "moderator_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "throttle" (
    "key" BYTEA NOT NULL,
    "count" INTEGER NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "throttle_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "worker_heartbeat" (
    "worker_id" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "worker_heartbeat_pkey" PRIMARY KEY ("worker_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "letter_slug_key" ON "letter"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "letter_version_letter_id_locale_number_key" ON "letter_version"("letter_id", "locale", "number");

-- CreateIndex
CREATE INDEX "signature_letter_id_status_created_at_id_idx" ON "signature"("letter_id", "status", "created_at", "id");

-- CreateIndex
CREATE INDEX "signature_letter_id_name_idx" ON "signature"("letter_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "signature_letter_id_position_key" ON "signature"("letter_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "signature_letter_id_import_key_key" ON "signature"("letter_id", "import_key");

-- CreateIndex
CREATE INDEX "decision_signature_id_decided_at_idx" ON "decision"("signature_id", "decided_at");

-- CreateIndex
CREATE INDEX "audit_entry_signature_id_id_idx" ON "audit_entry"("signature_id", "id");

-- CreateIndex
CREATE INDEX "audit_entry_letter_id_id_idx" ON "audit_entry"("letter_id", "id");

-- CreateIndex
CREATE INDEX "message_signature_id_idx" ON "message"("signature_id");

-- CreateIndex
CREATE INDEX "inbox_mail_created_at_idx" ON "inbox_mail"("created_at");

-- CreateIndex
CREATE INDEX "token_signature_id_idx" ON "token"("signature_id");

-- CreateIndex
CREATE INDEX "token_expires_at_idx" ON "token"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "moderator_email_key" ON "moderator"("email");

-- CreateIndex
CREATE INDEX "membership_letter_id_idx" ON "membership"("letter_id");

-- CreateIndex
CREATE INDEX "session_moderator_id_idx" ON "session"("moderator_id");

-- CreateIndex
CREATE INDEX "session_expires_at_idx" ON "session"("expires_at");

-- CreateIndex
CREATE INDEX "throttle_expires_at_idx" ON "throttle"("expires_at");

-- AddForeignKey
ALTER TABLE "letter_version" ADD CONSTRAINT "letter_version_letter_id_fkey" FOREIGN KEY ("letter_id") REFERENCES "letter"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "signature" ADD CONSTRAINT "signature_letter_id_fkey" FOREIGN KEY ("letter_id") REFERENCES "letter"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "signature" ADD CONSTRAINT "signature_letter_version_id_fkey" FOREIGN KEY ("letter_version_id") REFERENCES "letter_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "consent" ADD CONSTRAINT "consent_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "signature"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "consent" ADD CONSTRAINT "consent_text_sha256_fkey" FOREIGN KEY ("text_sha256") REFERENCES "consent_text"("sha256") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "decision" ADD CONSTRAINT "decision_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "signature"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "decision" ADD CONSTRAINT "decision_moderator_id_fkey" FOREIGN KEY ("moderator_id") REFERENCES "moderator"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message" ADD CONSTRAINT "message_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "signature"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message" ADD CONSTRAINT "message_decision_id_fkey" FOREIGN KEY ("decision_id") REFERENCES "decision"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message" ADD CONSTRAINT "message_moderator_id_fkey" FOREIGN KEY ("moderator_id") REFERENCES "moderator"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "token" ADD CONSTRAINT "token_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "signature"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "token" ADD CONSTRAINT "token_moderator_id_fkey" FOREIGN KEY ("moderator_id") REFERENCES "moderator"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_moderator_id_fkey" FOREIGN KEY ("moderator_id") REFERENCES "moderator"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_letter_id_fkey" FOREIGN KEY ("letter_id") REFERENCES "letter"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_moderator_id_fkey" FOREIGN KEY ("moderator_id") REFERENCES "moderator"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A published signature has its place in the list; no other has.
ALTER TABLE "signature" ADD CONSTRAINT "signature_published_has_position"
  CHECK (("status" = 'published') = ("position" IS NOT NULL) AND ("status" <> 'published' OR "published_at" IS NOT NULL));

-- A double click is one signature: the same person, name and kind wait only once for a confirmation.
CREATE UNIQUE INDEX "signature_unconfirmed_once"
  ON "signature" ("letter_id", lower("email"), "kind", "name") WHERE "status" = 'unconfirmed';

-- The alphabetical register, read by keyset.
CREATE INDEX "signature_register_by_name"
  ON "signature" ("letter_id", ("name" COLLATE "und-x-icu"), "id") WHERE "status" = 'published';

-- Search in the register: accents and case do not count. unaccent() is only STABLE because its dictionary could
-- change; naming the dictionary and the schema pins it, which is what makes the index sound.
CREATE FUNCTION "register_text"("name" text, "name_alt" text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, "name" || ' ' || coalesce("name_alt", ''))) $$;

-- What a reader searches for, folded the same way, with LIKE's own signs taken literally.
CREATE FUNCTION "register_pattern"("wanted" text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT regexp_replace(rtrim(register_text("wanted", NULL)), '([\\%_])', '\\\1', 'g') $$;

CREATE INDEX "signature_register_text"
  ON "signature" USING gin ("register_text"("name", "name_alt") gin_trgm_ops) WHERE "status" = 'published';

-- The unconfirmed ones that the nightly job purges.
CREATE INDEX "signature_unconfirmed_since" ON "signature" ("created_at", ("id"::text)) WHERE "status" = 'unconfirmed';

-- Rule 4 and the audit log: published texts, consent texts and audit entries never change.
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER "letter_version_immutable" BEFORE UPDATE OR DELETE OR TRUNCATE ON "letter_version"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "consent_text_immutable" BEFORE UPDATE OR DELETE OR TRUNCATE ON "consent_text"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "audit_entry_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_entry"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();

-- The life of a signature: the same table as `moves` in lib/signatures/status.ts (a test holds the two together).
CREATE FUNCTION "check_signature_move"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW."status" IN ('unconfirmed', 'published') THEN RETURN NEW; END IF;
  ELSIF OLD."status" = NEW."status" OR (OLD."status"::text || '>' || NEW."status"::text) IN (
    'unconfirmed>pending',
    'pending>published', 'pending>rejected',
    'published>withdrawn', 'published>removed',
    'rejected>pending', 'removed>pending'
  ) THEN RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a signature cannot become %', NEW."status" USING ERRCODE = 'check_violation';
END $$;

CREATE TRIGGER "signature_move" BEFORE INSERT OR UPDATE OF "status" ON "signature"
  FOR EACH ROW EXECUTE FUNCTION "check_signature_move"();

-- Rules 2 and 3: at commit, a new status has its audit entry from the same transaction, and a name became public
-- by a moderator or by an import.
CREATE FUNCTION "check_signature_audited"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD."status" = NEW."status" THEN RETURN NULL; END IF;
  IF NOT EXISTS (
    SELECT 1 FROM "audit_entry"
    WHERE "signature_id" = NEW."id" AND "to_status" = NEW."status"
      AND "transaction" = (pg_current_xact_id()::text)::bigint
      AND (NEW."status" <> 'published' OR ("actor" = 'moderator' AND "moderator_id" IS NOT NULL) OR "actor" = 'import')
  ) THEN
    RAISE EXCEPTION 'signature % became % without its audit entry', NEW."id", NEW."status"
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER "signature_audited" AFTER INSERT OR UPDATE OF "status" ON "signature"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "check_signature_audited"();

-- Every server process hears of a change to what the public sees, whoever made it.
CREATE FUNCTION "notify_letter_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  "changed" uuid;
BEGIN
  IF TG_TABLE_NAME = 'letter' THEN "changed" := NEW."id"; ELSE "changed" := NEW."letter_id"; END IF;
  PERFORM pg_notify('letter_changed', "changed"::text);
  RETURN NULL;
END $$;

CREATE TRIGGER "letter_changed" AFTER INSERT OR UPDATE ON "letter"
  FOR EACH ROW EXECUTE FUNCTION "notify_letter_changed"();
CREATE TRIGGER "letter_version_added" AFTER INSERT ON "letter_version"
  FOR EACH ROW EXECUTE FUNCTION "notify_letter_changed"();
CREATE TRIGGER "signatory_changed" AFTER UPDATE ON "signature"
  FOR EACH ROW WHEN (OLD."status" = 'published' OR NEW."status" = 'published')
  EXECUTE FUNCTION "notify_letter_changed"();
