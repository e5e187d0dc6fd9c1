import { openAddress } from "@/lib/addresses/seal";
import { isAtOwn } from "@/lib/authority/address";
import { db } from "@/lib/db";
import type { Check, Evidence } from "@/lib/evidence/evidence";

/** What came of the notices to the organisation that somebody signed for it (lib/authority). */
export const authority: Check = async ({ id, website }) => {
  const notices = await db().authorityNotice.findMany({
    where: { signatureId: id, sentAt: { not: null } },
    orderBy: { orderedAt: "asc" },
  });
  const isObjected = notices.some(({ objectedAt, clearedAt }) => objectedAt && !clearedAt);
  return notices.flatMap(({ sealedEmail, endsAt, passedAt, objectedAt, clearedAt }): Evidence[] => {
    const found = (code: Evidence["code"], weighs: Evidence["weighs"], at: Date | null): Evidence[] =>
      at ? [{ code, weighs, values: { at: at.toISOString() } }] : [];
    if (clearedAt) return found("objectionCleared", "unknown", clearedAt);
    if (objectedAt) return found("objected", "against", objectedAt);
    // That another of its addresses kept silent says nothing then.
    if (isObjected) return [];
    // Nor does the silence of whoever has the domain of a website that was changed since.
    if (!isAtOwn(openAddress(sealedEmail, "authority_notice.email"), website)) return [];
    return passedAt ? found("noticePassed", "for", passedAt) : found("noticeRuns", "unknown", endsAt);
  });
};
