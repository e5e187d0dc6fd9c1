import type { RuleName } from "@/lib/privacy/rules";

/** Legal bases, as `privacy.bases.<name>` calls them: articles of the GDPR (Regulation (EU) 2016/679). */
export const bases = ["art6_1_a", "art6_1_f", "art9_2_a", "art9_2_e"] as const;
export type Basis = (typeof bases)[number];

/** Who sees something; `privacy.audiences.<name>` says it in words. */
export const audiences = ["public", "publicIfAgreed", "desk", "nobody", "yourself"] as const;
export type Audience = (typeof audiences)[number];

/** A kind of personal data, as the privacy page tells of it: `privacy.categories.<name>` says what it is and why. */
export interface Category {
  whose: "signers" | "readers" | "moderators";
  /** Where an individual signs, support of a letter is political opinion (Art. 9); where an organisation does, it is the organisation's. */
  bases: Basis[] | { organisation: Basis[]; individual: Basis[] };
  seenBy: Audience[];
  keep: RuleName[];
}

export const categories = {
  entry: {
    whose: "signers",
    bases: { organisation: ["art6_1_f"], individual: ["art6_1_a", "art9_2_a", "art9_2_e"] },
    seenBy: ["public", "desk"],
    keep: ["unconfirmed", "undecided", "ended"],
  },
  representative: {
    whose: "signers",
    bases: { organisation: ["art6_1_f"], individual: ["art6_1_a", "art9_2_a"] },
    seenBy: ["desk", "publicIfAgreed"],
    keep: ["unconfirmed", "contact", "ended"],
  },
  address: {
    whose: "signers",
    bases: { organisation: ["art6_1_f"], individual: ["art6_1_a", "art9_2_a"] },
    seenBy: ["desk"],
    keep: ["unconfirmed", "contact", "ended"],
  },
  consents: {
    whose: "signers",
    bases: { organisation: ["art6_1_f"], individual: ["art6_1_f"] },
    seenBy: ["desk"],
    keep: ["signature"],
  },
  conversation: {
    whose: "signers",
    bases: { organisation: ["art6_1_f"], individual: ["art6_1_a", "art9_2_a"] },
    seenBy: ["desk"],
    keep: ["contact", "afterwards", "ended"],
  },
  review: {
    whose: "signers",
    bases: { organisation: ["art6_1_f"], individual: ["art6_1_a", "art9_2_a"] },
    seenBy: ["desk"],
    keep: ["signature"],
  },
  mails: {
    whose: "signers",
    bases: { organisation: ["art6_1_f"], individual: ["art6_1_f"] },
    seenBy: ["desk"],
    keep: ["link", "session", "inbox"],
  },
  network: {
    whose: "readers",
    bases: ["art6_1_f"],
    seenBy: ["nobody"],
    keep: ["network", "limit", "refusal"],
  },
  account: {
    whose: "moderators",
    bases: ["art6_1_f"],
    seenBy: ["desk"],
    keep: ["account", "invitation"],
  },
  access: {
    whose: "moderators",
    bases: ["art6_1_f"],
    seenBy: ["yourself"],
    keep: ["session", "account"],
  },
  work: {
    whose: "moderators",
    bases: ["art6_1_f"],
    seenBy: ["desk"],
    keep: ["log"],
  },
} as const satisfies Record<string, Category>;

export type CategoryName = keyof typeof categories;
export const categoryNames = Object.keys(categories) as CategoryName[];
