-- What is looked up by a correction or an amendment, and what their foreign keys check, is found without reading all of a table.
CREATE INDEX "message_correction" ON "message" ("correction_id") WHERE "correction_id" IS NOT NULL;
CREATE INDEX "correction_amendment" ON "correction" ("amendment_id") WHERE "amendment_id" IS NOT NULL;
