-- Protection from abuse: proof of work, limits and lists of a letter, slow mode, and addresses that want no confirmation mail.

ALTER TYPE "message_kind" ADD VALUE 'burst';
ALTER TYPE "token_purpose" ADD VALUE 'not_me';

CREATE TYPE "gate_kind" AS ENUM ('network', 'domain', 'address');
CREATE TYPE "gate_effect" AS ENUM ('block', 'allow');

-- Whether the sign-on came with a proof of work; null for what was stored before, and for imports.
ALTER TABLE "signature" ADD COLUMN "is_proven" BOOLEAN;

-- A link that outlives the signatures of its address: they are what it discards.
ALTER TABLE "token"
  ADD COLUMN "letter_id" UUID,
  ADD COLUMN "address_index" BYTEA;

CREATE TABLE "spent_challenge" (
    "nonce" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "spent_challenge_pkey" PRIMARY KEY ("nonce")
);

CREATE TABLE "protection" (
    "letter_id" UUID NOT NULL,
    "per_network" INTEGER,
    "per_wide_network" INTEGER,
    "per_domain" INTEGER,
    "per_address" INTEGER,
    "per_letter" INTEGER,
    "burst_count" INTEGER,
    "burst_factor" INTEGER,
    "slow_since" TIMESTAMPTZ(3),
    "slow_until" TIMESTAMPTZ(3),
    "calm_until" TIMESTAMPTZ(3),

    CONSTRAINT "protection_pkey" PRIMARY KEY ("letter_id")
);

CREATE TABLE "gate" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "letter_id" UUID NOT NULL,
    "kind" "gate_kind" NOT NULL,
    "effect" "gate_effect" NOT NULL,
    "value" TEXT,
    "address_index" BYTEA,
    "reason" TEXT NOT NULL,
    "moderator_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "gate_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "sign_on_count" (
    "letter_id" UUID NOT NULL,
    "slot" TIMESTAMPTZ(3) NOT NULL,
    "shard" SMALLINT NOT NULL,
    "taken" INTEGER NOT NULL DEFAULT 0,
    "unproven" INTEGER NOT NULL DEFAULT 0,
    "limited" INTEGER NOT NULL DEFAULT 0,
    "trapped" INTEGER NOT NULL DEFAULT 0,
    "blocked" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "sign_on_count_pkey" PRIMARY KEY ("letter_id", "slot", "shard")
);

CREATE TABLE "mail_refusal" (
    "address_index" BYTEA NOT NULL,
    "letter_id" UUID NOT NULL,
    "is_everywhere" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mail_refusal_pkey" PRIMARY KEY ("address_index", "letter_id")
);

CREATE INDEX "spent_challenge_expires_at_idx" ON "spent_challenge"("expires_at");
CREATE INDEX "gate_letter_id_created_at_idx" ON "gate"("letter_id", "created_at");
CREATE INDEX "sign_on_count_slot_idx" ON "sign_on_count"("slot");

ALTER TABLE "token" ADD CONSTRAINT "token_letter_id_fkey" FOREIGN KEY ("letter_id") REFERENCES "letter"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "protection" ADD CONSTRAINT "protection_letter_id_fkey" FOREIGN KEY ("letter_id") REFERENCES "letter"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "gate" ADD CONSTRAINT "gate_letter_id_fkey" FOREIGN KEY ("letter_id") REFERENCES "letter"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "gate" ADD CONSTRAINT "gate_moderator_id_fkey" FOREIGN KEY ("moderator_id") REFERENCES "moderator"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "sign_on_count" ADD CONSTRAINT "sign_on_count_letter_id_fkey" FOREIGN KEY ("letter_id") REFERENCES "letter"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "mail_refusal" ADD CONSTRAINT "mail_refusal_letter_id_fkey" FOREIGN KEY ("letter_id") REFERENCES "letter"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Counts one event against each limit in turn, until one refuses; returns the seconds to wait then, otherwise null.
CREATE FUNCTION count_events(keys bytea[], maxima int[], seconds int[]) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  counted int;
  wait int;
BEGIN
  FOR i IN 1 .. coalesce(cardinality(keys), 0) LOOP
    INSERT INTO throttle AS t (key, count, expires_at)
    VALUES (keys[i], 1, now() + make_interval(secs => seconds[i]))
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN t.expires_at <= now() THEN 1 ELSE t.count + 1 END,
      expires_at = CASE WHEN t.expires_at <= now() THEN excluded.expires_at ELSE t.expires_at END
    RETURNING count, ceil(extract(epoch FROM expires_at - now()))::int INTO counted, wait;
    IF counted > maxima[i] THEN
      RETURN greatest(1, wait);
    END IF;
  END LOOP;
  RETURN NULL;
END $$;

-- All counting of one sign-on: its limits, then the letter's own figures, spread over rows so that nobody waits for everybody. A
-- count that a crash forgets is no loss, so that the answer need not wait for the disk.
CREATE FUNCTION count_sign_on(keys bytea[], maxima int[], seconds int[], letter uuid, spread int, proven boolean)
RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  wait int;
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  wait := count_events(keys, maxima, seconds);
  INSERT INTO sign_on_count AS c (letter_id, slot, shard, taken, unproven, limited)
  VALUES (letter, date_bin('10 minutes', now(), 'epoch'), spread,
    (wait IS NULL)::int, (wait IS NULL AND NOT proven)::int, (wait IS NOT NULL)::int)
  ON CONFLICT (letter_id, slot, shard) DO UPDATE SET
    taken = c.taken + excluded.taken,
    unproven = c.unproven + excluded.unproven,
    limited = c.limited + excluded.limited;
  RETURN wait;
END $$;
