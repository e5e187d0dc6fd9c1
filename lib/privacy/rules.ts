/**
 * How long what is kept, counted from what, and what comes of it then. The nightly job, the sweep of what has run out and the
 * privacy page all read these; `privacy.keep.<rule>` in the message files says each in words.
 */
export const rules = {
  /** Nobody confirmed: the row is deleted, counted from the signing. */
  unconfirmed: { days: 7 },
  /** Rejected, withdrawn or removed: anonymised, counted from that. */
  ended: { days: 30 },
  /** Nobody decided: counts as rejected, `letter.contact_months` after the letter closed or, where it does not, the confirmation. */
  undecided: {},
  /** Whoever signed cannot be written to any more: erased `letter.contact_months` after the letter closed or, where it does not, the
   * publication. */
  contact: {},
  /** What is written about a published signature after that: counted from its writing; as long as a notice's link works at most
   * (lib/authority/schema.ts). */
  afterwards: { days: 60 },
  /** The hash of the network a sign-on came from: its key is thrown away with the day, it follows. */
  network: { days: 2 },
  /** Counted windows of limits: when they are over, an hour to a day. */
  limit: {},
  /** Links of mails: deleted some time after they stopped working, so that an old one is told why. */
  link: { days: 30 },
  /** Mails of the built-in inbox, which exists while there is no mail server. */
  inbox: { days: 30 },
  /** Entries of block and allow lists, and the wish for no more mail: as long as they hold, and a month after they end. */
  refusal: { days: 30 },
  /** With what it belongs to. */
  signature: {},
  /** Sessions at the desk: when they end, at most eight hours; visits at a signer's own page: half an hour. */
  session: {},
  /** Invitations, and the days on which a digest was sent. */
  invitation: { days: 30 },
  /** Accounts of the desk: while somebody works on a letter, and as long as decisions name them. */
  account: {},
  /** The log: for good. Of signers it holds nothing but a number. */
  log: {},
} as const satisfies Record<string, { days?: number }>;

export type RuleName = keyof typeof rules;

/** For how many months after its end a letter may keep its signers' contact data, and does by default. */
export const contactMonths = { least: 1, most: 36, usual: 6 } as const;

const dayMs = 24 * 3600_000;

/** The moment before which something must lie for its rule to have come to pass. */
export function dueBefore(rule: { days: number }, now: Date): Date {
  return new Date(now.getTime() - rule.days * dayMs);
}

/** The moment when a rule comes to pass for what began at a moment. */
export function dueAfter(rule: { days: number }, begun: Date): Date {
  return new Date(begun.getTime() + rule.days * dayMs);
}
