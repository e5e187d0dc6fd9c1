import { honestForm, linkFor, post, shoot } from "@/tests/support/attack";
import type { Site } from "@/tests/support/stories";

/** A letter in which one text stands in every field that somebody can write into. */
export interface Planted {
  slug: string;
  published: string;
  pending: string;
  news: string;
  /** Addresses that were written to. */
  mailed: string[];
  /** Links of mails: what their pages show is typed as well. */
  links: Record<"confirm" | "not_me" | "answer" | "objection", string>;
  cookie: Record<string, string>;
}

/**
 * Writes `text` into all fields there are, as signers, an organisation, a moderator and an owner do: name, name in another language,
 * representative, role, website, answer, objection; tag, note, question, correction, reason; news, contact for privacy, reason of a gate.
 */
export async function plant(site: Site, slug: string, text: string, short: string): Promise<Planted> {
  const { grantRole } = await import("@/lib/accounts/members");
  const { beginSession } = await import("@/lib/accounts/sessions");
  const { makeToken } = await import("@/lib/tokens/tokens");
  const { db } = await import("@/lib/db");
  const { moderatorId } = await grantRole(`owner-${slug}@host.example`, "owner", slug);
  const secret = makeToken();
  await beginSession(secret, moderatorId, new Date());
  const { id: letterId } = await db().letter.findUniqueOrThrow({ where: { slug } });

  const sign = async (fields: Record<string, string>) => {
    const form = { ...(await honestForm(site, slug)), ...fields };
    const { status } = await post(site, `/en/${slug}/sign`, form);
    if (status !== 303) throw new Error(`not signed: ${status}`);
    const { addressIndexes } = await import("@/lib/addresses/blind-index");
    const where = { emailIndex: { in: addressIndexes(form.email) } };
    const { id } = await db().signature.findFirstOrThrow({ where });
    return { id, email: form.email };
  };
  const confirmed = async (fields: Record<string, string>) => {
    const made = await sign(fields);
    const confirm = await linkFor("confirm", { signatureId: made.id });
    await post(site, `/en/${slug}/confirm`, { token: confirm });
    return made;
  };
  const typed = {
    name: text,
    nameAlt: text,
    representativeName: short,
    representativeRole: short,
    showRepresentative: "yes",
    news: "yes",
    website: `https://organisation.example/?${text}`,
  };
  const [published, pending, unconfirmed] = [
    await confirmed(typed),
    await confirmed({ ...typed, name: `Second ${text}` }),
    await sign({ ...typed, name: `Third ${text}` }),
  ];
  const { addressIndex } = await import("@/lib/addresses/blind-index");
  const links: Planted["links"] = {
    confirm: await linkFor("confirm", { signatureId: unconfirmed.id }),
    not_me: await linkFor("not_me", { letterId, addressIndex: addressIndex(unconfirmed.email) }),
    answer: "",
    objection: "",
  };
  await deskWork({ moderatorId, letterId, slug, pending: pending.id, published: published.id }, text, short);
  const asked = await db().question.findFirstOrThrow({ where: { signatureId: published.id } });
  const answered = await linkFor("answer", { signatureId: published.id, questionId: asked.id });
  await post(site, `/en/${slug}/answer`, { token: answered, answer: text });
  const { decide } = await import("@/lib/moderation/commands");
  const approved = { signatureId: published.id, kind: "approve", reason: text } as const;
  const decided = await decide(approved, moderatorId, new Date());
  if (!decided.ok) throw new Error(JSON.stringify(decided.error));
  const open = await db().question.findFirstOrThrow({ where: { signatureId: pending.id } });
  links.answer = await linkFor("answer", { signatureId: pending.id, questionId: open.id });
  const told = await db().authorityNotice.findFirstOrThrow({ where: { signatureId: pending.id } });
  links.objection = await linkFor("objection", { signatureId: pending.id, authorityNoticeId: told.id });
  const { id: news } = await db().news.findFirstOrThrow({ where: { letterId } });
  // Mails that wait for their seconds to be over go out now.
  await site.database.query("UPDATE graphile_worker._private_jobs SET run_at = now() WHERE run_at > now()");
  // A new job wakes the worker, which sees them then.
  await site.database.query(
    `SELECT graphile_worker.add_job('gather_evidence', json_build_object('signatureId', $1::text))`,
    [published.id],
  );
  return {
    slug,
    published: published.id,
    pending: pending.id,
    news,
    mailed: [published.email, pending.email, unconfirmed.email, "info@organisation.example"],
    links,
    cookie: { Cookie: `undersigned-session=${secret}` },
  };
}

interface Work {
  moderatorId: string;
  letterId: string;
  slug: string;
  pending: string;
  published: string;
}

/** What moderators and owners write. */
async function deskWork(work: Work, text: string, short: string): Promise<void> {
  const { moderatorId, letterId, slug, pending, published } = work;
  const now = new Date();
  const { handle } = await import("@/lib/moderation/handling");
  const { ask } = await import("@/lib/questions/commands");
  const { giveNotice } = await import("@/lib/authority/commands");
  const { writeReasons } = await import("@/lib/moderation/reasons");
  const { writeNews } = await import("@/lib/news/commands");
  const { savePrivacy } = await import("@/lib/privacy/commands");
  const { addGate } = await import("@/lib/protection/commands");
  const address = "info@organisation.example";
  const outcomes = [
    await handle({ signatureId: pending, kind: "note", text }, moderatorId, now),
    await handle({ signatureId: pending, kind: "tag", name: short.slice(0, 40) }, moderatorId, now),
    await ask({ signatureId: pending, text }, moderatorId, now),
    await ask({ signatureId: published, text }, moderatorId, now),
    await giveNotice({ signatureId: pending, address }, moderatorId, now),
    await writeReasons(slug, { reasons: [{ en: text, de: text, fr: text }] }, moderatorId),
    await writeNews(
      { newsId: null, letterId, texts: [{ locale: "en", subject: short, body: text }] },
      moderatorId,
      now,
    ),
    await savePrivacy({ slug, contactMonths: 6, privacyContact: text }, moderatorId),
    await addGate(
      slug,
      { effect: "allow", kind: "domain", value: "gate.example", reason: short, days: null },
      moderatorId,
      now,
    ),
  ];
  const refused = outcomes.filter((outcome) => outcome && !outcome.ok);
  if (refused.length > 0) throw new Error(JSON.stringify(refused));
}

/** An answer that shows something of what was planted; `holds`: it must, or its being harmless would say nothing. */
export interface Output {
  name: string;
  type: string;
  text: string;
  holds: boolean;
}

/** Every page, file and mail there is that shows what people typed. There is no feed, PDF or embedded list yet. */
export async function outputs(site: Site, planted: Planted, text: string): Promise<Output[]> {
  const { slug, published, pending, news, links, cookie } = planted;
  const letter = `/en/${slug}`;
  const desk = `/admin/letters/${slug}`;
  const q = encodeURIComponent(text.slice(0, 60));
  const api = `/api/v1/letters/${slug}`;
  const pages: [string, boolean, Record<string, string>?][] = [
    ["/en", false],
    [letter, true],
    [`/de/${slug}`, true],
    [`/fr/${slug}`, true],
    [`${letter}/signatories`, true],
    [`${letter}/signatories?order=name`, true],
    [`${letter}/signatories?q=${q}`, true],
    [`${letter}/sign?name=${q}&email=${q}`, false],
    [`${letter}/privacy`, true],
    [`${letter}/log`, false],
    [`${letter}/confirm?token=${links.confirm}`, true],
    [`${letter}/not-me?token=${links.not_me}`, false],
    [`${letter}/answer?token=${links.answer}`, true],
    [`${letter}/object?token=${links.objection}`, true],
    [`/en/${q}`, false],
    [api, false],
    [`${api}/signatories`, true],
    [`${api}/log`, true],
    [`/api/v1/letters/${q}`, true],
    [`${desk}?view=waiting`, true, cookie],
    [`${desk}?view=all&q=${q}`, true, cookie],
    [`${desk}/signatures/${published}`, true, cookie],
    [`${desk}/signatures/${pending}`, true, cookie],
    [`${desk}/overview`, false, cookie],
    [`${desk}/log`, true, cookie],
    [`${desk}/log.csv`, true, cookie],
    [`${desk}/reasons`, true, cookie],
    [`${desk}/privacy`, true, cookie],
    [`${desk}/protection`, true, cookie],
    [`${desk}/news`, true, cookie],
    [`${desk}/news/${news}`, true, cookie],
    [`${desk}/people`, false, cookie],
    [`/admin/sign-in?problem=${q}`, false],
    [`/admin/invitation?token=${q}&problem=${q}`, false],
  ];
  const found: Output[] = await Promise.all(
    pages.map(async ([path, holds, headers = {}]) => {
      const hit = await shoot(site, { path, headers });
      return { name: path, type: hit.headers["content-type"] ?? "", text: hit.text, holds };
    }),
  );
  const again = Object.fromEntries(
    [
      "name",
      "nameAlt",
      "country",
      "website",
      "representativeName",
      "representativeRole",
      "email",
      "kind",
      "agreement",
    ].map((field) => [field, text]),
  );
  const errors = await post(site, `${letter}/sign`, again);
  found.push({ name: "the form with its errors", type: "text/html", text: errors.text, holds: true });
  const held = await post(site, `${desk}/signatures/${pending}/held.json`, {}, cookie);
  found.push({ name: "held.json", type: held.headers["content-type"] ?? "", text: held.text, holds: true });
  for (const address of planted.mailed) {
    const { html, subject } = await site.mailbox.waitFor(address);
    found.push({ name: `mail “${subject}”`, type: "text/html", text: html || "", holds: true });
  }
  return found;
}
