import type { Mail } from "@/emails/mail";
import { blocksOf } from "@/lib/news/markup";

const site = "http://localhost:3000";
export const link = `${site}/en/letter/confirm?token=${"T".repeat(43)}`;
/** What most mails are about. */
export const about = {
  name: "Ärzte & Kinder <e.V.> – “Österreich”",
  letterTitle: "Children & safety online",
  publisher: "O’Neill & Söhne",
  contact: "O’Neill & Söhne (office@oneill.example)",
  link,
};
const ownLink = `${site}/en/letter/mine?token=${"O".repeat(43)}`;
const earlier = [
  { name: about.name, signed: "1 June 2026", isPublished: true, link: ownLink },
  { name: "Another", signed: "2 June 2026", isPublished: false, link },
];
const changes = [{ field: "name", before: "A & B", after: "A & C" }] as const;

/** One mail of each kind: a kind that is missing here does not compile. */
export const mailOfEachKind: Record<Mail["kind"], Mail> = {
  confirm: {
    kind: "confirm",
    ...about,
    isCut: true,
    notMeLink: `${site}/en/letter/not-me?token=${"N".repeat(43)}`,
    earlier,
  },
  published: {
    kind: "published",
    ...about,
    changes: [...changes],
    ownLink,
    signatoryKind: "organisation",
    receipt: {
      version: 1,
      language: "English",
      sha256: "5f".repeat(32),
      signed: "1 June 2026, 14:02",
      decided: "2 June 2026, 09:30",
      textLink: `${site}/en/letter/text/${"5f".repeat(32)}`,
      checkLink: `${site}/en/letter/log`,
    },
  },
  rejected: { kind: "rejected", ...about, reason: "No website.\nPlease add one.", ownLink },
  removed: { kind: "removed", ...about, reason: "The organisation is gone.", ownLink },
  question: { kind: "question", ...about, question: "Bonn or Graz?" },
  corrected: {
    kind: "corrected",
    ...about,
    changes: [...changes],
    isAsked: true,
    ownLink,
    signatoryKind: "individual",
  },
  amendment_refused: {
    kind: "amendment_refused",
    ...about,
    changes: [...changes],
    reason: "Who is that?\nPlease say.",
  },
  handover: { kind: "handover", ...about, notMeLink: `${site}/en/letter/not-me?token=${"N".repeat(43)}` },
  handover_begun: {
    kind: "handover_begun",
    ...about,
    representative: "Olga Other",
    domain: "elsewhere. example",
    effective: "2 June 2026, 14:02 UTC",
  },
  handover_done: { kind: "handover_done", ...about },
  authority: {
    kind: "authority",
    ...about,
    representative: "Rosa Representative",
    role: "Director",
    until: "1 June 2026",
    graceDays: 30,
  },
  objected: { kind: "objected", ...about },
  objection: { kind: "objection", letterTitle: about.letterTitle, link, choiceLink: `${site}/choice` },
  burst: { kind: "burst", letterTitle: about.letterTitle, until: "14:00", link },
  account_changed: { kind: "account_changed", change: "passkeyAdded", at: "1 June 2026", link },
  own_page: {
    kind: "own_page",
    letterTitle: about.letterTitle,
    publisher: about.publisher,
    signatures: [
      { name: about.name, signed: "1 June 2026", link },
      { name: "Another", signed: "2 June 2026", link: ownLink },
    ],
  },
  signed_again: {
    kind: "signed_again",
    letterTitle: about.letterTitle,
    publisher: about.publisher,
    earlier,
  },
  namesake: { kind: "namesake", letterTitle: about.letterTitle, publisher: about.publisher, earlier },
  sign_in: { kind: "sign_in", link },
  digest: {
    kind: "digest",
    letterTitle: about.letterTitle,
    count: 3,
    doubtful: 1,
    amended: 1,
    fresh: 2,
    oldest: "1 June 2026",
    link,
    choiceLink: `${site}/choice`,
  },
  invitation: {
    kind: "invitation",
    letterTitle: about.letterTitle,
    invitedBy: "rosa@x.example",
    role: "owner",
    link,
  },
  news: {
    kind: "news",
    subject: "It goes on & on",
    letterTitle: about.letterTitle,
    name: about.name,
    blocks: blocksOf("One & two\nand a half.\n\n- a\n- see https://a.example/b?c=d&e=f."),
    link,
    unsubscribeLink: `${site}/unsubscribe?token=${"U".repeat(43)}`,
  },
  withdrawn: { kind: "withdrawn", ...about, erased: "1 July 2026", ownLink },
  test: { kind: "test", sentAt: "2026-06-01T00:00:00.000Z" },
};
