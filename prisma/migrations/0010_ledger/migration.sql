-- A record of the list that anybody can check (ADR 018): one log per letter, hashed as RFC 6962 does. It holds no personal data.

CREATE TYPE "ledger_kind" AS ENUM ('published', 'corrected', 'removed');

-- No foreign key: it outlives whatever it tells of, as the audit log does.
CREATE TABLE "ledger_entry" (
    "letter_id" UUID NOT NULL,
    "index" INTEGER NOT NULL,
    "kind" "ledger_kind" NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "commitment" BYTEA,
    "of" INTEGER,
    "nodes" BYTEA NOT NULL,
    "root" BYTEA,

    CONSTRAINT "ledger_entry_pkey" PRIMARY KEY ("letter_id", "index")
);

-- What opens a commitment: the salt of a name that is published now. It goes when the name does.
CREATE TABLE "ledger_opening" (
    "signature_id" UUID NOT NULL,
    "letter_id" UUID NOT NULL,
    "index" INTEGER NOT NULL,
    "salt" BYTEA NOT NULL,
    "transaction" BIGINT NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,

    CONSTRAINT "ledger_opening_pkey" PRIMARY KEY ("signature_id")
);

CREATE UNIQUE INDEX "ledger_opening_letter_id_index_key" ON "ledger_opening"("letter_id", "index");

ALTER TABLE "ledger_opening" ADD CONSTRAINT "ledger_opening_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "signature"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TRIGGER "ledger_entry_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "ledger_entry"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();

-- What an entry of its kind says, and that the log has no gaps.
CREATE FUNCTION "check_ledger_entry"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW."commitment" IS NULL) <> (NEW."kind" = 'removed') OR (NEW."of" IS NULL) <> (NEW."kind" = 'published')
    OR NEW."of" >= NEW."index" OR NEW."index" < 0
    OR (NEW."index" > 0 AND NOT EXISTS (
      SELECT 1 FROM "ledger_entry" WHERE "letter_id" = NEW."letter_id" AND "index" = NEW."index" - 1))
  THEN
    RAISE EXCEPTION 'entry % does not belong into the log', NEW."index" USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "ledger_entry_checked" AFTER INSERT ON "ledger_entry"
  FOR EACH ROW EXECUTE FUNCTION "check_ledger_entry"();

-- At commit, whatever the public sees of a published name stands in the log since the same transaction.
CREATE FUNCTION "check_signature_logged"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM "ledger_opening"
    WHERE "signature_id" = NEW."id" AND "transaction" <> (pg_current_xact_id()::text)::bigint
  ) THEN
    RAISE EXCEPTION 'what is public of signature % changed without its entry in the log', NEW."id"
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER "signature_logged" AFTER UPDATE ON "signature"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (
    ROW(OLD."status" = 'published', OLD."letter_version_id", OLD."position", OLD."kind", OLD."name", OLD."name_lang", OLD."name_alt",
      OLD."name_alt_lang", OLD."country", OLD."website",
      CASE WHEN OLD."show_representative" THEN OLD."representative_name" END,
      CASE WHEN OLD."show_representative" AND OLD."representative_name" <> '' THEN OLD."representative_role" END)
    IS DISTINCT FROM
    ROW(NEW."status" = 'published', NEW."letter_version_id", NEW."position", NEW."kind", NEW."name", NEW."name_lang", NEW."name_alt",
      NEW."name_alt_lang", NEW."country", NEW."website",
      CASE WHEN NEW."show_representative" THEN NEW."representative_name" END,
      CASE WHEN NEW."show_representative" AND NEW."representative_name" <> '' THEN NEW."representative_role" END)
  )
  EXECUTE FUNCTION "check_signature_logged"();

-- A published name does not just vanish: it is removed or withdrawn first, and that is logged.
CREATE FUNCTION "refuse_vanishing"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'signature % is published: remove it before it is deleted', OLD."id"
    USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER "signature_vanishing" BEFORE DELETE ON "signature"
  FOR EACH ROW WHEN (OLD."status" = 'published') EXECUTE FUNCTION "refuse_vanishing"();
