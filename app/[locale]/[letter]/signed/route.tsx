import { pageContext } from "@/app/_http/context";
import { letterRoute } from "@/app/_http/letter-route";
import { mayReadInbox } from "@/app/_http/peer";
import { notFoundPage } from "@/app/_http/refusals";
import { respondPersonally } from "@/app/_http/respond";
import { NoticePage } from "@/app/_ui/document/NoticePage";
import { findLetter } from "@/lib/letters/queries";
import { longestMailDelay } from "@/lib/protection/queries";

/** Allowed for the mail servers on the way. */
const spareMinutes = 5;

export const GET = letterRoute(async (request, { locale, slug }) => {
  const letter = await findLetter(slug, locale);
  if (!letter) return notFoundPage(locale);
  const context = pageContext(locale);
  const { t } = context;
  // Whose mail waits is told to nobody: that some do, and how long at most, is true for whoever reads this.
  const minutes = Math.ceil((await longestMailDelay(letter.id, new Date())) / 60);
  const patience = Math.max(10, Math.ceil((minutes + spareMinutes) / 5) * 5);
  return respondPersonally(
    <NoticePage {...{ context, letter, path: `/${slug}/signed`, title: t("signed.title") }}>
      <p>{t("signed.text", { minutes })}</p>
      <p>{t("signed.next")}</p>
      <p>{t("signed.nothing", { patience })}</p>
      {mayReadInbox(request.headers) && (
        <p className="note">
          {t("signed.inbox", { minutes })} <a href={`/dev/inbox?lang=${locale}`}>{t("signed.inboxLink")}</a>
        </p>
      )}
      <p>
        <a href={`/${locale}/${slug}`}>{t("confirm.back")}</a>
      </p>
    </NoticePage>,
  );
});
