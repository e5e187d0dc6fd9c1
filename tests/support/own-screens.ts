import type { Page } from "@playwright/test";
import { db } from "@/lib/db";
import { agreeToHandover } from "@/lib/handovers/agreeing";
import { beginHandover } from "@/lib/handovers/commands";
import { sendMessage } from "@/lib/mail/send";
import { decide } from "@/lib/moderation/commands";
import { consentTexts } from "@/lib/signatures/consents";
import { emptySignForm } from "@/lib/signatures/schema";
import { ownLinkLife } from "@/lib/signers/links";
import { hashToken, makeToken, type RawToken } from "@/lib/tokens/tokens";
import { demoSlug } from "@/tests/support/demo";

/** Secrets of visits at the pages of signatures that stand differently, and a link that was not used yet. */
export interface OwnVisits {
  published: RawToken;
  pending: RawToken;
  ended: RawToken;
  handingOver: RawToken;
  link: RawToken;
  /** The link of somebody who was named and agreed. */
  agreed: string;
}

/** Begins them: the first name on the list, one that is being handed over, the longest name that waits, and one that was rejected. */
export async function beginOwnVisits(moderatorId: string): Promise<OwnVisits> {
  const ofDemo = { letter: { slug: demoSlug } };
  const listed = await db().signature.findFirstOrThrow({ where: { ...ofDemo, status: "published" } });
  const waiting = await db().signature.findMany({ where: { ...ofDemo, status: "pending" } });
  const [longest, rejected, approved] = waiting.sort((a, b) => b.name.length - a.name.length);
  if (!longest || !rejected || !approved) throw new Error("too few signatures wait");
  const now = new Date();
  const reason = "We could not find an organisation of this name.\nIf you have a website, please tell us.";
  const decided = [
    await decide({ signatureId: rejected.id, kind: "reject", reason }, moderatorId, now),
    await decide({ signatureId: approved.id, kind: "approve", reason: "" }, moderatorId, now),
  ];
  if (decided.some(({ ok }) => !ok)) throw new Error("could not be decided");
  const token = makeToken();
  const later = new Date(Date.now() + ownLinkLife);
  await db().token.create({
    data: { hash: hashToken(token), purpose: "own_page", signatureId: longest.id, expiresAt: later },
  });
  const visit = async (signatureId: string) => {
    const secret = makeToken();
    await db().visit.create({ data: { secretHash: hashToken(secret), signatureId, expiresAt: later } });
    return secret;
  };
  return {
    published: await visit(listed.id),
    pending: await visit(longest.id),
    ended: await visit(rejected.id),
    handingOver: await visit(approved.id),
    link: token,
    agreed: await agreed(approved.id, now),
  };
}

/** Names somebody who agrees to take a signature over; returns the token of their link. */
async function agreed(signatureId: string, now: Date): Promise<string> {
  const whom = {
    representativeName: "Dr. Maximiliane Freifrau von und zu Hohenlohe-Waldenburg",
    representativeRole: "Geschäftsführende Vorständin",
    email: "maximiliane.hohenlohe@kinderschutz-landesverband.example",
  };
  await beginHandover({ signatureId, form: { ...emptySignForm, ...whom }, address: null, locale: "de", now });
  const where = { signatureId, handoverId: { not: null } };
  const mails = await db().message.findMany({ where, select: { id: true } });
  for (const { id } of mails) await sendMessage(id, now);
  const sent = (await db().inboxMail.findMany()).find(({ recipient }) => recipient === whom.email);
  const token = /represent\?token=([\w-]{43})/.exec(sent?.text ?? "")?.[1] ?? "";
  const { authority } = consentTexts("de");
  const said = { authority: authority.sha256, representative: null, locale: "de", now } as const;
  const done = await agreeToHandover(demoSlug, token, said);
  if (!done.ok) throw new Error(done.error.code);
  return token;
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
    { name: "mine-ended", steps: visiting(visits.ended, "") },
    { name: "mine-handing-over", steps: visiting(visits.handingOver, "") },
    { name: "represent-agreed", steps: localised(`/${demoSlug}/represent?token=${visits.agreed}`) },
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
