-- What was done to many needs its words until it is done: kept for longer they outlive those whom they speak of.
UPDATE "bulk" SET "reason" = NULL, "argument" = NULL WHERE "finished_at" IS NOT NULL;
ALTER TABLE "bulk" ADD CONSTRAINT "bulk_finished_says_nothing" CHECK ("finished_at" IS NULL OR ("reason" IS NULL AND "argument" IS NULL));

-- A form is known again by its mark until it is confirmed.
UPDATE "signature" SET "form_mark" = NULL WHERE "form_mark" IS NOT NULL AND "status" <> 'unconfirmed';
ALTER TABLE "signature" ADD CONSTRAINT "signature_confirmed_unmarked" CHECK ("form_mark" IS NULL OR "status" = 'unconfirmed');
