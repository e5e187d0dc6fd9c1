import { describe, expect, test } from "vitest";
import type { Mail } from "@/emails/mail";
import { locales } from "@/lib/i18n/locales";
import { renderMail } from "@/lib/mail/react-adapter";
import { about, link, mailOfEachKind as mails } from "@/tests/support/mails";

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
