import { describe, expect, test } from "vitest";
import type { Mail } from "@/emails/mail";
import { locales } from "@/lib/i18n/locales";
import { renderMail } from "@/lib/mail/react-adapter";
import { blocksOf } from "@/lib/news/markup";

const site = "http://localhost:3000";
const link = `${site}/en/letter/confirm?token=${"T".repeat(43)}`;
const about = {
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
const mails: Record<Mail["kind"], Mail> = {
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

/** Mails that are about no letter, and those without a link to press. */
const withoutLetter = ["sign_in", "account_changed", "test"];
const withoutLink = ["removed", "objected", "withdrawn", "test"];

for (const locale of locales) {
  describe(`the text part of a mail (${locale})`, () => {
    test.each(Object.values(mails).map((mail) => [mail.kind, mail] as const))(
      "%s reads by itself",
      async (kind, mail) => {
        const { subject, text, html } = await renderMail(mail, locale);
        // A link without a colour of its own gets that of a dark program, on our paper.
        for (const [anchor] of html.matchAll(/<a [^>]*>/g)) expect(anchor).toMatch(/style="[^"]*color:/);
        expect(subject).not.toMatch(/[\r\n]|&\w+;/);
        expect(subject.length).toBeLessThanOrEqual(160);
        // No entities, no tags, nothing left over from the HTML.
        expect(text).not.toMatch(/&(#\d+|[a-z]+);|<\/?(p|a|br|div)\b|undefined|null|\[object/);
        if (!withoutLetter.includes(kind)) expect(text.replace(/\s+/g, " ")).toContain(about.letterTitle);
        if (!withoutLink.includes(kind)) expect(text).toContain(link);
        if ("ownLink" in mail) expect(text).toContain(mail.ownLink);
        if ("earlier" in mail) for (const one of mail.earlier) expect(text).toContain(one.link);
        if ("reason" in mail) for (const line of mail.reason.split("\n")) expect(text).toContain(line);
        // What wraps is at most 78 characters wide (RFC 5322, 2.1.1); an address stays whole.
        for (const line of text.split("\n"))
          if (!/https?:/.test(line)) expect(line.length, line).toBeLessThanOrEqual(78);
        // The greeting first, why one gets it last.
        const lines = text.split("\n").filter(Boolean);
        expect(lines[0]).toMatch(/^(Good day|Guten Tag|Bonjour)/);
        expect(text.trimEnd().split("\n\n").at(-1)).toMatch(
          /You get this mail|Sie bekommen diese|Vous recevez ce/,
        );
      },
    );
  });
}

test("the text of each kind differs between the languages", async () => {
  for (const mail of Object.values(mails)) {
    const texts = await Promise.all(locales.map(async (locale) => (await renderMail(mail, locale)).text));
    expect(new Set(texts).size, mail.kind).toBe(locales.length);
    const subjects = await Promise.all(
      locales.map(async (locale) => (await renderMail(mail, locale)).subject),
    );
    if (mail.kind !== "news") expect(new Set(subjects).size, mail.kind).toBe(locales.length);
  }
});

test("news in plain text shows each address once, where it was written", async () => {
  const { text } = await renderMail(mails.news, "en");
  expect(text.match(/a\.example/g)).toHaveLength(1);
  expect(text).toContain(" * see https://a.example/b?c=d&e=f.");
});

test("who is told to write to the publisher is told where", async () => {
  const told = [mails.published, mails.removed, mails.corrected, mails.withdrawn, mails.objected];
  for (const mail of [...told, mails.amendment_refused, mails.handover_begun])
    expect((await renderMail(mail, "de")).text.replace(/\s+/g, " "), mail.kind).toContain(about.contact);
});

test("of a signer's own page a mail names only what can be done there", async () => {
  const said = async (mail: Mail) => (await renderMail(mail, "en")).text.replace(/\s+/g, " ");
  expect(await said(mails.published)).toContain("to correct it, hand it over or withdraw it");
  expect(await said(mails.corrected)).toContain("to correct or withdraw it");
  expect(await said(mails.corrected)).not.toContain("hand it over");
  for (const mail of [mails.rejected, mails.removed, mails.withdrawn]) {
    expect(await said(mail)).toContain("To see how your signature stands, or to have");
    expect(await said(mail)).not.toMatch(/to correct|withdraw it/);
  }
});
