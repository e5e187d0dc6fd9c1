import type { Page } from "@playwright/test";
import { db } from "@/lib/db";
import { ownLinkLife } from "@/lib/signers/links";
import { hashToken, makeToken, type RawToken } from "@/lib/tokens/tokens";
import { demoSlug } from "@/tests/support/demo";

/** Secrets of visits at the pages of signatures that stand differently, and a link that was not used yet. */
export interface OwnVisits {
  published: RawToken;
  pending: RawToken;
  ended: RawToken;
  link: RawToken;
}

/** Begins them, without mails: the first name on the list, and waiting ones with the longest name. */
export async function beginOwnVisits(): Promise<OwnVisits> {
  const ofDemo = { letter: { slug: demoSlug } };
  const listed = await db().signature.findFirstOrThrow({ where: { ...ofDemo, status: "published" } });
  const waiting = await db().signature.findMany({ where: { ...ofDemo, status: "pending" } });
  const [longest] = waiting.sort((a, b) => b.name.length - a.name.length);
  const ended = await db().signature.findFirst({
    where: { ...ofDemo, status: { in: ["rejected", "removed"] } },
  });
  const token = makeToken();
  const later = new Date(Date.now() + ownLinkLife);
  await db().token.create({
    data: { hash: hashToken(token), purpose: "own_page", signatureId: longest?.id, expiresAt: later },
  });
  const visit = async (signatureId: string) => {
    const secret = makeToken();
    await db().visit.create({ data: { secretHash: hashToken(secret), signatureId, expiresAt: later } });
    return secret;
  };
  return {
    published: await visit(listed.id),
    pending: await visit(longest?.id ?? listed.id),
    ended: await visit(ended?.id ?? listed.id),
    link: token,
  };
}

/** The screens of a signer's own page. `localised` goes to a page in the language that is photographed. */
export function ownScreens(
  localised: (where: string) => (page: Page) => Promise<unknown>,
  visits: OwnVisits,
  site: string,
) {
  const visiting = (secret: RawToken, where: string) => async (page: Page) => {
    await page
      .context()
      .addCookies([{ name: "undersigned-visit", value: secret, url: site, httpOnly: true }]);
    await localised(`/${demoSlug}/mine${where}`)(page);
  };
  const press = (steps: (page: Page) => Promise<unknown>) => async (page: Page) => {
    await steps(page);
    await page.locator("main form button").last().click();
  };
  return [
    { name: "mine-ask", steps: localised(`/${demoSlug}/mine`) },
    { name: "mine-ask-error", mayRefuse: true, steps: press(localised(`/${demoSlug}/mine`)) },
    { name: "mine-sent", steps: localised(`/${demoSlug}/mine/sent`) },
    { name: "mine-open", steps: localised(`/${demoSlug}/mine?token=${visits.link}`) },
    { name: "mine-unknown", mayRefuse: true, steps: localised(`/${demoSlug}/mine?token=${"A".repeat(43)}`) },
    { name: "mine-published", steps: visiting(visits.published, "") },
    { name: "mine-pending", steps: visiting(visits.pending, "") },
    { name: "mine-ended", steps: visiting(visits.ended, ""), locales: ["de"] },
    { name: "mine-withdraw", steps: visiting(visits.published, "/withdraw") },
    { name: "mine-erase", steps: visiting(visits.published, "/erase") },
    { name: "mine-erase-error", mayRefuse: true, steps: press(visiting(visits.pending, "/erase")) },
    { name: "mine-erased", steps: localised(`/${demoSlug}/mine/erased`), locales: ["fr"] },
    { name: "mine-data", steps: visiting(visits.pending, "/data") },
    { name: "mine-correct", steps: visiting(visits.published, "/correct") },
    { name: "mine-representative", steps: visiting(visits.published, "/representative") },
    {
      name: "mine-representative-error",
      mayRefuse: true,
      steps: press(visiting(visits.published, "/representative")),
      locales: ["de"],
    },
  ];
}
