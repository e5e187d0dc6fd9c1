import { randomUUID } from "node:crypto";
import type { RightsWorld } from "@/tests/support/rights-world";

/**
 * Who may do what at the desk. A page, a route handler or a server action that is not named here fails the test that reads
 * this: whoever adds one says here which right it takes.
 */
export const everybody = [
  "stranger",
  "half signed in",
  "of another letter",
  "viewer",
  "moderator",
  "owner",
] as const;
export type Who = (typeof everybody)[number];

/** Who has each right. `pass`: somebody who has signed in and has yet to pass the second factor. */
export const holders = {
  anybody: everybody,
  account: ["of another letter", "viewer", "moderator", "owner"],
  view: ["viewer", "moderator", "owner"],
  moderate: ["moderator", "owner"],
  govern: ["owner"],
  pass: ["half signed in"],
} as const satisfies Record<string, readonly Who[]>;
export type Needed = keyof typeof holders;

/** What is opened by address: method and path below app/, with the right that it takes. */
export const addresses: Record<string, Needed> = {
  "GET /admin": "account",
  "GET /admin/account": "account",
  "GET /admin/invitation": "anybody",
  "GET /admin/second-factor": "pass",
  "GET /admin/sign-in": "anybody",
  "GET /admin/sign-in/confirm": "anybody",
  "GET /admin/too-large": "anybody",
  "GET /admin/letters/[slug]": "view",
  "GET /admin/letters/[slug]/authority": "govern",
  "GET /admin/letters/[slug]/bulk/[id]": "view",
  "GET /admin/letters/[slug]/events": "view",
  "GET /admin/letters/[slug]/log": "view",
  "GET /admin/letters/[slug]/log.csv": "view",
  "GET /admin/letters/[slug]/mail": "govern",
  "GET /admin/letters/[slug]/news": "govern",
  "GET /admin/letters/[slug]/news/[id]": "govern",
  "GET /admin/letters/[slug]/notices": "moderate",
  "GET /admin/letters/[slug]/overview": "view",
  "GET /admin/letters/[slug]/people": "govern",
  "GET /admin/letters/[slug]/privacy": "govern",
  "GET /admin/letters/[slug]/protection": "govern",
  "GET /admin/letters/[slug]/reasons": "govern",
  "GET /admin/letters/[slug]/signatures/[id]": "view",
  "POST /admin/letters/[slug]/signatures/[id]/held.json": "govern",
  "GET /api/auth/callback/oidc": "anybody",
  // Ways in and out: they take no right, and with nothing valid in the form they change nothing.
  "POST /api/auth/invitation": "anybody",
  "POST /api/auth/link": "anybody",
  "POST /api/auth/oidc": "anybody",
  "POST /api/auth/sign-in": "anybody",
  "POST /api/auth/sign-out": "anybody",
};

/** Pages that show nothing of their own as the matrix opens them, and where they lead whoever may open them. */
export const leadingOn: Record<string, string> = {
  // Everybody here works on one letter.
  "GET /admin": "/admin/letters/",
  // Without a link that works.
  "GET /admin/sign-in/confirm": "/admin/sign-in?problem=link",
};

interface Action {
  needs: Needed;
  /** A form that has an effect when it comes from somebody who may send it; made anew for each try. Null: it takes none. */
  form: ((world: RightsWorld, who: Who) => Promise<Record<string, string>>) | null;
}

/** Something that was not there before. */
const fresh = (name: string) => `${name} ${randomUUID()}`;

/** The server actions, by file below app/admin and name. */
export const actions: Record<string, Action> = {
  "account/actions.ts endSessionsAction": {
    needs: "account",
    form: async (world, who) => ({ session: await world.anotherSessionOf(who) }),
  },
  "account/actions.ts factorAction": { needs: "account", form: async () => ({ kind: "appBegin" }) },
  "account/actions.ts beginPasskeyAction": { needs: "account", form: null },
  "second-factor/actions.ts beginPassAction": { needs: "pass", form: null },
  "second-factor/actions.ts passAction": {
    needs: "pass",
    form: async (world) => ({ code: await world.recoveryCode() }),
  },
  "letters/[slug]/authority/actions.ts writeAuthorityRuleAction": {
    needs: "govern",
    form: async (world) => ({ slug: world.slug, rule: "never", days: await world.otherDays() }),
  },
  "letters/[slug]/bulk/actions.ts startBulkAction": {
    needs: "moderate",
    form: async (world) => ({
      slug: world.slug,
      query: "",
      scope: "selected",
      id: await world.pendingSignature(),
      kind: "approve",
    }),
  },
  "letters/[slug]/bulk/actions.ts undoBulkAction": {
    needs: "moderate",
    form: async (world) => ({ slug: world.slug, bulkId: await world.finishedBulk() }),
  },
  "letters/[slug]/mail/actions.ts mailCheckAction": {
    needs: "govern",
    form: async (world) => ({ slug: world.slug }),
  },
  "letters/[slug]/news/actions.ts writeNewsAction": {
    needs: "govern",
    form: async (world) => ({ slug: world.slug, "subject-en": fresh("News"), "body-en": "It goes on." }),
  },
  "letters/[slug]/news/actions.ts newsAction": {
    needs: "govern",
    form: async (world) => ({ slug: world.slug, newsId: await world.newsDraft(), kind: "discard" }),
  },
  "letters/[slug]/notices/actions.ts chooseNoticesAction": {
    needs: "moderate",
    form: async (world, who) => ({ slug: world.slug, choice: await world.otherChoice(who) }),
  },
  "letters/[slug]/people/actions.ts memberAction": {
    needs: "govern",
    form: async (world) => ({
      slug: world.slug,
      moderatorId: await world.colleague(),
      kind: "expel",
    }),
  },
  "letters/[slug]/people/actions.ts inviteAction": {
    needs: "govern",
    form: async (world) => ({
      slug: world.slug,
      email: `${fresh("invited").replace(" ", "-")}@host.example`,
      role: "owner",
    }),
  },
  "letters/[slug]/people/actions.ts invitationAction": {
    needs: "govern",
    form: async (world) => ({
      slug: world.slug,
      invitationId: await world.openInvitation(),
      kind: "revoke",
    }),
  },
  "letters/[slug]/people/actions.ts ruleAction": {
    needs: "govern",
    form: async (world) => ({ slug: world.slug, rule: await world.otherRule() }),
  },
  "letters/[slug]/privacy/actions.ts savePrivacyAction": {
    needs: "govern",
    form: async (world) => ({
      slug: world.slug,
      months: await world.otherMonths(),
      contact: fresh("Write to"),
    }),
  },
  // Looking somebody up is an entry in the log.
  "letters/[slug]/privacy/actions.ts findHeldAction": {
    needs: "govern",
    form: async (world) => ({ slug: world.slug, address: "rosa@host.example" }),
  },
  "letters/[slug]/signatures/[id]/privacy-actions.ts eraseAction": {
    needs: "govern",
    form: async (world) => ({
      signatureId: await world.pendingSignature(),
      reason: "request",
      isConfirmed: "yes",
    }),
  },
  "letters/[slug]/protection/actions.ts limitsAction": {
    needs: "govern",
    form: async (world) => ({ slug: world.slug, perNetwork: String(1 + Math.floor(Math.random() * 1e6)) }),
  },
  "letters/[slug]/protection/actions.ts addGateAction": {
    needs: "govern",
    form: async (world) => ({
      slug: world.slug,
      effect: "allow",
      kind: "domain",
      value: "organisation.example",
      reason: fresh("A reason"),
      days: "",
    }),
  },
  "letters/[slug]/protection/actions.ts removeGateAction": {
    needs: "govern",
    form: async (world) => ({ slug: world.slug, gateId: await world.someGate() }),
  },
  "letters/[slug]/protection/actions.ts slowAction": {
    needs: "moderate",
    form: async (world) => ({ slug: world.slug, change: "prolong" }),
  },
  "letters/[slug]/reasons/actions.ts writeReasonsAction": {
    needs: "govern",
    form: async (world) => ({ slug: world.slug, "reason-0-en": fresh("A reason") }),
  },
  "letters/[slug]/signatures/[id]/correction-actions.ts correctAction": {
    needs: "moderate",
    form: async (world) => ({ signatureId: await world.pendingSignature(), name: fresh("Corrected") }),
  },
  "letters/[slug]/signatures/[id]/amendment-actions.ts amendmentAction": {
    needs: "moderate",
    form: async (world) => ({ ...(await world.askedChange()), kind: "accept" }),
  },
  "letters/[slug]/signatures/[id]/notice-actions.ts noticeAction": {
    needs: "moderate",
    form: async (world) => ({
      signatureId: await world.pendingSignature(),
      other: "info@organisation.example",
    }),
  },
  "letters/[slug]/signatures/[id]/question-actions.ts askAction": {
    needs: "moderate",
    form: async (world) => ({ signatureId: await world.pendingSignature(), text: fresh("A question") }),
  },
  "letters/[slug]/signatures/[id]/mail-actions.ts mailAgainAction": {
    needs: "moderate",
    form: async (world) => {
      const signatureId = await world.pendingSignature();
      return { signatureId, messageId: await world.failedMail(signatureId) };
    },
  },
  "letters/[slug]/signatures/[id]/actions.ts decideAction": {
    needs: "moderate",
    form: async (world) => ({ signatureId: await world.pendingSignature(), kind: "approve" }),
  },
  "letters/[slug]/signatures/[id]/actions.ts handleAction": {
    needs: "moderate",
    form: async (world) => ({
      signatureId: await world.pendingSignature(),
      kind: "note",
      text: fresh("A note"),
    }),
  },
};
