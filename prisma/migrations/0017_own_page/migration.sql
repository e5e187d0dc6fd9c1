-- A signer's own page: reached by a link that is used once, and open for the time of a visit.

ALTER TYPE "token_purpose" ADD VALUE 'own_page';
ALTER TYPE "message_kind" ADD VALUE 'own_page';
ALTER TYPE "message_kind" ADD VALUE 'withdrawn';

CREATE TABLE "visit" (
    "secret_hash" BYTEA NOT NULL,
    "signature_id" UUID NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "visit_pkey" PRIMARY KEY ("secret_hash")
);

CREATE INDEX "visit_signature_id_idx" ON "visit"("signature_id");
CREATE INDEX "visit_expires_at_idx" ON "visit"("expires_at");

ALTER TABLE "visit" ADD CONSTRAINT "visit_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "signature"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Whoever signed may withdraw before anybody has decided, too.
CREATE OR REPLACE FUNCTION "check_signature_move"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW."status" IN ('unconfirmed', 'published') THEN RETURN NEW; END IF;
  ELSIF OLD."status" = NEW."status" OR (OLD."status"::text || '>' || NEW."status"::text) IN (
    'unconfirmed>pending',
    'pending>published', 'pending>rejected', 'pending>withdrawn',
    'published>withdrawn', 'published>removed',
    'rejected>pending', 'removed>pending',
    'published>pending', 'removed>published'
  ) THEN RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a signature cannot become %', NEW."status" USING ERRCODE = 'check_violation';
END $$;
