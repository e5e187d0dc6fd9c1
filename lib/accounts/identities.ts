import { recordForLetters } from "@/lib/accounts/log";
import { withAddress } from "@/lib/addresses/columns";
import { db, transaction } from "@/lib/db";

/** What an OIDC provider says about somebody (OpenID Connect Core, 5.1), its signature checked. */
export interface Claims {
  issuer: string;
  subject: string;
  email: string | null;
  /** Whether the provider has seen that the address is theirs. */
  isEmailVerified: boolean;
}

/**
 * The moderator whom an identity belongs to, or null. The first time a verified address says who it is; from then on the pair of
 * issuer and subject does, so that an address given to somebody else at the provider opens nothing.
 */
export async function moderatorFor({
  issuer,
  subject,
  email,
  isEmailVerified,
}: Claims): Promise<string | null> {
  const known = await db().identity.findUnique({ where: { issuer_subject: { issuer, subject } } });
  if (known) return known.moderatorId;
  if (!email || !isEmailVerified) return null;
  const moderator = await db().moderator.findFirst({
    where: { ...withAddress(email), identities: { none: { issuer } } },
    select: { id: true },
  });
  return moderator?.id ?? null;
}

/** Notes whose an identity is. Throws where it, or another of the same provider, was noted meanwhile. */
export async function linkIdentity(
  { issuer, subject }: Claims,
  moderatorId: string,
  now: Date,
): Promise<void> {
  await transaction(async (tx) => {
    await tx.identity.create({ data: { issuer, subject, moderatorId, linkedAt: now } });
    await recordForLetters(tx, { moderatorId }, "identityLink");
  });
}
