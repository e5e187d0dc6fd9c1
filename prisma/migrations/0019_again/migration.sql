-- Somebody signs again, or another person for the same organisation: mails that tell whoever signed first.

ALTER TYPE "message_kind" ADD VALUE 'signed_again';
ALTER TYPE "message_kind" ADD VALUE 'namesake';

-- The host of a website from its end, so that a domain with all below it is one range: gro.elpmaxe, gro.elpmaxe.ed
CREATE FUNCTION "register_site"("website" text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT reverse(substring(lower("website") from '^https?://([^/:?#]+)')) COLLATE "C" $$;

CREATE INDEX "signature_register_site"
  ON "signature" ("letter_id", ("register_site"("website") COLLATE "C")) WHERE "status" = 'published';
