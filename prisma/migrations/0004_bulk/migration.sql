-- One decision about many signatures: a job works through its items, and each item says what came of it.

CREATE TABLE "bulk" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "letter_id" UUID NOT NULL,
    "moderator_id" UUID NOT NULL,
    "kind" "decision_kind" NOT NULL,
    "reason" TEXT,
    "total" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "bulk_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "bulk_item" (
    "bulk_id" UUID NOT NULL,
    "place" INTEGER NOT NULL,
    "signature_id" UUID NOT NULL,
    "outcome" TEXT,

    CONSTRAINT "bulk_item_pkey" PRIMARY KEY ("bulk_id", "place")
);

CREATE UNIQUE INDEX "bulk_item_bulk_id_signature_id_key" ON "bulk_item"("bulk_id", "signature_id");
CREATE INDEX "bulk_letter_id_started_at_idx" ON "bulk"("letter_id", "started_at");

ALTER TABLE "bulk" ADD CONSTRAINT "bulk_letter_id_fkey" FOREIGN KEY ("letter_id") REFERENCES "letter"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "bulk" ADD CONSTRAINT "bulk_moderator_id_fkey" FOREIGN KEY ("moderator_id") REFERENCES "moderator"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "bulk_item" ADD CONSTRAINT "bulk_item_bulk_id_fkey" FOREIGN KEY ("bulk_id") REFERENCES "bulk"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What is left to do.
CREATE INDEX "bulk_item_left" ON "bulk_item" ("bulk_id", "place") WHERE "outcome" IS NULL;
