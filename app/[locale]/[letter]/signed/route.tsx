import { pageContext } from "@/app/_http/context";
import { letterRoute } from "@/app/_http/letter-route";
import { mayReadInbox } from "@/app/_http/peer";
import { notFoundPage } from "@/app/_http/refusals";
import { respondPersonally } from "@/app/_http/respond";
import { NoticePage } from "@/app/_ui/document/NoticePage";
import { findLetter } from "@/lib/letters/queries";
import { mailDelay } from "@/lib/protection/limits";

export const GET = letterRoute(async (request, { locale, slug }) => {
  const letter = await findLetter(slug, locale);
  if (!letter) return notFoundPage(locale);
  const context = pageContext(locale);
  const { t } = context;
  // Without script no proof of work comes with the form, and the mail waits.
  const unproven = mailDelay({ isProven: false, isSlow: false });
  return respondPersonally(
    <NoticePage {...{ context, letter, path: `/${slug}/signed`, title: t("signed.title") }}>
      <p>{t("signed.text")}</p>
      <p>{t("signed.next")}</p>
      <p>{t("signed.nothing")}</p>
      {mayReadInbox(request.headers) && (
        <p className="note">
          {t("signed.inbox", { minutes: Math.ceil(unproven / 60) })}{" "}
          <a href={`/dev/inbox?lang=${locale}`}>{t("signed.inboxLink")}</a>
        </p>
      )}
      <p>
        <a href={`/${locale}/${slug}`}>{t("confirm.back")}</a>
      </p>
    </NoticePage>,
  );
});
