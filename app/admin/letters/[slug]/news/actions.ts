"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { actingLetter, actingModerator, textOf, unlessBusy } from "@/app/admin/_act";
import { deskLocale } from "@/app/admin/_session";
import { languageInSentence, locales } from "@/lib/i18n/locales";
import { translator } from "@/lib/i18n/translate";
import { discardNews, mailCopy, startNews, writeNews } from "@/lib/news/commands";
import { newsLimits, parseNews } from "@/lib/news/schema";

/** What the desk says; what was typed comes back, so that nothing is lost. */
export interface NewsOutcome {
  isDone: boolean;
  text: string;
  /** What is wrong, a line each. */
  changes: string[];
  typed: Record<string, string>;
}

/** Keeps what was written as a draft, and shows it as it will read. */
export async function writeNewsAction(_before: NewsOutcome | null, form: FormData): Promise<NewsOutcome> {
  const locale = await deskLocale();
  const t = translator(locale);
  const texts = locales.map((one) => ({
    locale: one,
    subject: textOf(form, `subject-${one}`),
    body: textOf(form, `body-${one}`),
  }));
  const typed = Object.fromEntries(
    texts.flatMap((text) => [
      [`subject-${text.locale}`, text.subject],
      [`body-${text.locale}`, text.body],
    ]),
  );
  const refuse = (text: string, changes: string[] = []) => ({ isDone: false, text, changes, typed });
  return unlessBusy(t, refuse, async () => {
    const moderator = await actingModerator(t);
    if (!moderator.ok) return refuse(moderator.error);
    const letter = await actingLetter(form, moderator.value.moderatorId);
    if (!letter) return refuse(t("desk.unknown"));
    const parsed = parseNews(texts, letter.locale);
    if ("problems" in parsed) {
      const lines = parsed.problems.map(({ field, problem }) => {
        const [name, of] = field.split("-") as ["subject" | "body", (typeof locales)[number]];
        const about = { field: t(`news.${name}`), language: languageInSentence(of, locale) };
        return t(`news.problems.${problem}`, { ...about, max: newsLimits[name] });
      });
      return refuse(t("sign.errorTitle"), lines);
    }
    const newsId = textOf(form, "newsId") || null;
    const written = await writeNews(
      { newsId, letterId: letter.id, texts: parsed.texts },
      moderator.value.moderatorId,
      new Date(),
    );
    if (!written.ok) return refuse(t(`news.refused.${written.error}`));
    if (newsId === null) redirect(`/admin/letters/${letter.slug}/news/${written.value}`);
    revalidatePath("/admin", "layout");
    return { isDone: true, text: t("news.saved"), changes: [], typed };
  });
}

/** Mails a copy, sends the news, or throws the draft away. */
export async function newsAction(
  _before: { isDone: boolean; text: string } | null,
  form: FormData,
): Promise<{ isDone: boolean; text: string }> {
  const t = translator(await deskLocale());
  const refuse = (text: string) => ({ isDone: false, text });
  return unlessBusy(t, refuse, async () => {
    const moderator = await actingModerator(t);
    if (!moderator.ok) return refuse(moderator.error);
    const { moderatorId, email } = moderator.value;
    const letter = await actingLetter(form, moderatorId);
    if (!letter) return refuse(t("desk.unknown"));
    const newsId = textOf(form, "newsId");
    if (!/^[0-9a-f-]{36}$/.test(newsId)) return refuse(t("news.refused.unknown"));
    const kind = textOf(form, "kind");
    if (kind === "send") {
      if (textOf(form, "sure") !== "yes") return refuse(t("news.notSure"));
      const started = await startNews(newsId, letter.id, moderatorId, new Date());
      if (!started.ok) return refuse(t(`news.refused.${started.error}`));
      redirect(`/admin/letters/${letter.slug}/news/${newsId}`);
    }
    if (kind === "discard") {
      const discarded = await discardNews(newsId, letter.id, moderatorId);
      if (!discarded.ok) return refuse(t(`news.refused.${discarded.error}`));
      redirect(`/admin/letters/${letter.slug}/news`);
    }
    const copied = await mailCopy(newsId, letter.id, moderatorId);
    if (!copied.ok) return refuse(t(`news.refused.${copied.error}`));
    return { isDone: true, text: t("news.copied", { email }) };
  });
}
