-- How long what is kept: when a signature's life ended, when it lost everything personal, and what a letter says about both.

ALTER TABLE "letter"
  ADD COLUMN "contact_months" SMALLINT NOT NULL DEFAULT 6,
  ADD COLUMN "privacy_contact" TEXT;
ALTER TABLE "letter" ADD CONSTRAINT "letter_contact_months" CHECK ("contact_months" BETWEEN 1 AND 36);

ALTER TABLE "signature"
  ADD COLUMN "ended_at" TIMESTAMPTZ(3),
  ADD COLUMN "anonymised_at" TIMESTAMPTZ(3);

-- The end of those that have ended already: when they came to stand where they stand.
UPDATE "signature" s SET "ended_at" = coalesce((
  SELECT max(e."at") FROM "audit_entry" e WHERE e."signature_id" = s."id" AND e."to_status" = s."status"
), s."decided_at", s."created_at")
WHERE s."status" IN ('rejected', 'withdrawn', 'removed');

-- Nothing that has lost its name comes back into the queue or onto the list.
ALTER TABLE "signature" ADD CONSTRAINT "signature_anonymised_has_ended"
  CHECK ("anonymised_at" IS NULL OR "status" IN ('rejected', 'withdrawn', 'removed'));

-- What the nightly job looks for.
CREATE INDEX "signature_to_anonymise" ON "signature" ("ended_at") WHERE "ended_at" IS NOT NULL AND "anonymised_at" IS NULL;
CREATE INDEX "signature_with_contact" ON "signature" ("letter_id", "published_at") WHERE "status" = 'published' AND "sealed_email" IS NOT NULL;
CREATE INDEX "signature_with_network" ON "signature" ("created_at") WHERE "network" IS NOT NULL;

-- What a check found about another signature names it by its id alone, so that an erased name is not kept by its neighbours. Where an
-- earlier release wrote the name, the signature of that name is looked for; where it is not found, the name goes.
CREATE FUNCTION "name_by_id"("found" jsonb, "about" uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT ("found" - 'name') || CASE WHEN "found" ? 'signature' THEN '{}'::jsonb ELSE jsonb_build_object('signature', coalesce((
    SELECT o."id"::text FROM "signature" s JOIN "signature" o ON o."letter_id" = s."letter_id" AND o."id" <> s."id"
    WHERE s."id" = "about" AND o."name" = "found" ->> 'name' ORDER BY o."created_at", o."id" LIMIT 1), '')) END
$$;

UPDATE "evidence" SET "values" = "name_by_id"("values", "signature_id")
WHERE "code" IN ('similarName', 'sameDomain', 'samePerson') AND "values" ? 'name';

UPDATE "decision" d SET "evidence" = (
  SELECT jsonb_agg(
    CASE WHEN "found" -> 'values' ? 'name' THEN jsonb_set("found", '{values}', "name_by_id"("found" -> 'values', d."signature_id")) ELSE "found" END
    ORDER BY "place")
  FROM jsonb_array_elements(d."evidence") WITH ORDINALITY AS e("found", "place")
) WHERE jsonb_typeof(d."evidence") = 'array' AND d."evidence" @? '$[*].values.name';

DROP FUNCTION "name_by_id"(jsonb, uuid);
