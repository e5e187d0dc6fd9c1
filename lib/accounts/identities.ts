import { noteAccountChange } from "@/lib/accounts/changes";
import { type ChangeRefusal, changeFactors } from "@/lib/accounts/second-factor";
import type { SignedIn } from "@/lib/accounts/sessions";
import { withAddress } from "@/lib/addresses/columns";
import { db, transaction } from "@/lib/db";
import { fail, ok, type Result } from "@/lib/result";

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
    await noteAccountChange(tx, moderatorId, "identityLinked");
  });
}

/** The providers whose accounts open somebody's desk, the oldest first. */
export async function identitiesOf(moderatorId: string) {
  return db().identity.findMany({
    where: { moderatorId },
    orderBy: { linkedAt: "asc" },
    select: { issuer: true, linkedAt: true },
  });
}

/** Unties the account at a provider from one's own. Whoever signs in there with the same verified address ties it anew. */
export async function unlinkIdentity(
  session: SignedIn,
  issuer: string,
  now: Date,
): Promise<Result<null, ChangeRefusal | "notLinked">> {
  const { moderatorId } = session;
  return changeFactors<null, "notLinked">(session, now, async (tx) => {
    const { count } = await tx.identity.deleteMany({ where: { moderatorId, issuer } });
    if (count === 0) return fail("notLinked");
    await noteAccountChange(tx, moderatorId, "identityUnlinked");
    return ok(null);
  });
}
