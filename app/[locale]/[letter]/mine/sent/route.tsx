import { pageContext } from "@/app/_http/context";
import { letterRoute } from "@/app/_http/letter-route";
import { mayReadInbox } from "@/app/_http/peer";
import { notFoundPage, refuseMethod } from "@/app/_http/refusals";
import { respondPersonally } from "@/app/_http/respond";
import { NoticePage } from "@/app/_ui/document/NoticePage";
import { writeTo } from "@/lib/letters/contact";
import { findLetter } from "@/lib/letters/queries";

/** What everybody is told who asked for a link, whoever they are. */
export const GET = letterRoute(async (request, { locale, slug }) => {
  const letter = await findLetter(slug, locale);
  if (!letter) return notFoundPage(locale);
  const context = pageContext(locale);
  const { t } = context;
  return respondPersonally(
    <NoticePage {...{ context, letter, path: `/${slug}/mine/sent`, title: t("signed.title") }}>
      <p>{t("mine.sent")}</p>
      <p>{t("mine.sentNothing", { publisher: writeTo(letter) })}</p>
      {mayReadInbox(request.headers) && (
        <p className="note">
          {t("signed.inbox", { minutes: 0 })}{" "}
          <a href={`/dev/inbox?lang=${locale}`}>{t("signed.inboxLink")}</a>
        </p>
      )}
      <p>
        <a href={`/${locale}/${slug}`}>{t("confirm.back")}</a>
      </p>
    </NoticePage>,
  );
});

const refuse = refuseMethod(["GET", "HEAD"]);

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
