-- People: invitations, sessions that can be named and ended, second factors, and who somebody is at an OIDC provider.

ALTER TYPE "message_kind" ADD VALUE 'invitation';
ALTER TYPE "token_purpose" ADD VALUE 'invitation';

ALTER TABLE "letter" ADD COLUMN "requires_second_factor" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "moderator" ADD COLUMN "last_seen_at" TIMESTAMPTZ(3);
ALTER TABLE "message" ADD COLUMN "invitation_id" UUID;
ALTER TABLE "token" ADD COLUMN "invitation_id" UUID;
ALTER TABLE "session"
  ADD COLUMN "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  ADD COLUMN "browser" TEXT,
  ADD COLUMN "system" TEXT,
  ADD COLUMN "verified_at" TIMESTAMPTZ(3);

CREATE TABLE "invitation" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "letter_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "role" "role" NOT NULL,
    "locale" TEXT NOT NULL,
    "invited_by_id" UUID NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "invitation_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "totp" (
    "moderator_id" UUID NOT NULL,
    "sealed_secret" BYTEA NOT NULL,
    "last_step" INTEGER NOT NULL DEFAULT 0,
    "confirmed_at" TIMESTAMPTZ(3),
    "session_id" UUID,

    CONSTRAINT "totp_pkey" PRIMARY KEY ("moderator_id")
);

CREATE TABLE "passkey" (
    "id" TEXT NOT NULL,
    "moderator_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "public_key" BYTEA NOT NULL,
    "counter" BIGINT NOT NULL,
    "transports" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "passkey_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "passkey_challenge" (
    "session_id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "challenge" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "passkey_challenge_pkey" PRIMARY KEY ("session_id", "purpose")
);

CREATE TABLE "recovery_code" (
    "moderator_id" UUID NOT NULL,
    "hash" BYTEA NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "recovery_code_pkey" PRIMARY KEY ("moderator_id", "hash")
);

CREATE TABLE "identity" (
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "moderator_id" UUID NOT NULL,
    "linked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "identity_pkey" PRIMARY KEY ("issuer", "subject")
);

CREATE UNIQUE INDEX "session_id_key" ON "session"("id");
CREATE INDEX "invitation_letter_id_idx" ON "invitation"("letter_id");
CREATE INDEX "invitation_expires_at_idx" ON "invitation"("expires_at");
CREATE INDEX "totp_session_id_idx" ON "totp"("session_id");
CREATE INDEX "passkey_moderator_id_idx" ON "passkey"("moderator_id");
CREATE UNIQUE INDEX "identity_moderator_id_issuer_key" ON "identity"("moderator_id", "issuer");
-- Somebody is asked once at a time: two owners who invite the same address at once make one invitation.
CREATE UNIQUE INDEX "invitation_open_once" ON "invitation"("letter_id", "email") WHERE "accepted_at" IS NULL AND "revoked_at" IS NULL;

ALTER TABLE "message" ADD CONSTRAINT "message_invitation_id_fkey" FOREIGN KEY ("invitation_id") REFERENCES "invitation"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "token" ADD CONSTRAINT "token_invitation_id_fkey" FOREIGN KEY ("invitation_id") REFERENCES "invitation"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_letter_id_fkey" FOREIGN KEY ("letter_id") REFERENCES "letter"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_invited_by_id_fkey" FOREIGN KEY ("invited_by_id") REFERENCES "moderator"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "totp" ADD CONSTRAINT "totp_moderator_id_fkey" FOREIGN KEY ("moderator_id") REFERENCES "moderator"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "totp" ADD CONSTRAINT "totp_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "passkey" ADD CONSTRAINT "passkey_moderator_id_fkey" FOREIGN KEY ("moderator_id") REFERENCES "moderator"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "passkey_challenge" ADD CONSTRAINT "passkey_challenge_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "recovery_code" ADD CONSTRAINT "recovery_code_moderator_id_fkey" FOREIGN KEY ("moderator_id") REFERENCES "moderator"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "identity" ADD CONSTRAINT "identity_moderator_id_fkey" FOREIGN KEY ("moderator_id") REFERENCES "moderator"("id") ON DELETE CASCADE ON UPDATE CASCADE;
