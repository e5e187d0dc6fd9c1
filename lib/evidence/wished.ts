import { transaction } from "@/lib/db";
import { askedNames } from "@/lib/evidence/asked-names";
import { authority } from "@/lib/evidence/authority";
import { characters } from "@/lib/evidence/characters";
import { readSubject } from "@/lib/evidence/commands";
import type { Check, Evidence, Subject } from "@/lib/evidence/evidence";
import { mailDomain } from "@/lib/evidence/mail-domain";
import { mailProvider } from "@/lib/evidence/mail-provider";
import { withNeighbours } from "@/lib/evidence/neighbours";
import { similarNames } from "@/lib/evidence/similar-names";
import { website } from "@/lib/evidence/website";
import { faultLine } from "@/lib/faults";

/** What is asked for of the fields that checks read; what is not spoken of stays. */
export type Wish = Partial<Record<"name" | "nameAlt" | "website", string | null>>;

/** Evidence about what is asked for, beside what the same check says about what stands there now. */
export interface WishedEvidence extends Evidence {
  /** `gone` speaks for what stands there now, and for what is asked for no longer. */
  change: "new" | "same" | "gone";
}

/** The checks that names and websites are for. None asks anybody outside: the one that does is about the mail address alone. */
const checks: Record<string, Check> = {
  names: similarNames,
  asked: askedNames,
  domain: mailDomain,
  provider: mailProvider,
  website,
  characters,
  authority,
};

/**
 * What the checks say about a signature if it were as its signer wishes, doubts first. Found as the question is asked, and kept nowhere:
 * the kept evidence is about what stands on the list. A check that fails says so (`checkFailed`) and leaves the others alone. Null where
 * nothing differs that a check reads.
 */
export async function evidenceOfWish(signatureId: string, wish: Wish): Promise<WishedEvidence[] | null> {
  const standing = await transaction((tx) => readSubject(tx, signatureId));
  if (!standing || standing.anonymisedAt) return null;
  const { name, nameAlt = standing.nameAlt, website = standing.website } = wish;
  const wished: Subject = { ...standing, name: name ?? standing.name, nameAlt, website };
  const isSame = (["name", "nameAlt", "website"] as const).every((key) => wished[key] === standing[key]);
  if (isSame) return null;
  const found = await Promise.all(
    Object.entries(checks).map(([name, check]) =>
      compare(check, standing, wished).catch((error: unknown) => failed(name, error)),
    ),
  );
  return (await withNeighbours(found.flat(), () => standing.letterId)).sort(
    (one, other) => rank(one) - rank(other),
  );
}

async function compare(check: Check, standing: Subject, wished: Subject): Promise<WishedEvidence[]> {
  const [now, then] = await Promise.all([check(standing), check(wished)]);
  const known = new Set(now.map(mark));
  const found = then.map(
    (one): WishedEvidence => ({ ...one, change: known.has(mark(one)) ? "same" : "new" }),
  );
  // What a check says anew takes the place of what it said.
  if (found.some(({ change }) => change === "new")) return found;
  const left = new Set(then.map(mark));
  const lost = now.filter((one) => one.weighs === "for" && !left.has(mark(one)));
  return [...found, ...lost.map((one): WishedEvidence => ({ ...one, change: "gone" }))];
}

function failed(check: string, error: unknown): WishedEvidence[] {
  console.error(`evidence: ${faultLine(error)}`);
  return [{ code: "checkFailed", weighs: "unknown", values: { check }, change: "new" }];
}

function mark({ code, weighs, values }: Evidence): string {
  return JSON.stringify([code, weighs, values]);
}

/** Doubts first, of them those that stand not yet; what speaks for it comes last. What nobody knows may be a doubt. */
function rank({ code, weighs, change }: WishedEvidence): number {
  if (change === "gone" || code === "checkFailed") return 2;
  return { against: 0, unknown: 3, for: 5 }[weighs] + (change === "new" ? 0 : 1);
}
