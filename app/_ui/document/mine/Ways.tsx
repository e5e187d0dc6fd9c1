import type { PageContext } from "@/app/_ui/document/Document";
import type { Letter } from "@/lib/letters/queries";
import { consentTexts } from "@/lib/signatures/consents";
import type { OwnSignature } from "@/lib/signers/queries";

export interface WaysProps {
  context: PageContext;
  letter: Letter;
  signature: Pick<OwnSignature, "status" | "hasNews">;
}

/** Where each thing is done that a signer can do, by the page's name below `mine`. */
const ways = [
  { to: "withdraw", when: ["pending", "published"] },
  { to: "data", when: null },
  { to: "erase", when: null },
] as const;

/** What a way does to a signature that stands so. */
function hintOf(to: (typeof ways)[number]["to"], status: OwnSignature["status"]) {
  if (to !== "withdraw") return to;
  return status === "published" ? "withdrawPublished" : "withdrawPending";
}

/** Everything that a signer can do about a signature that stands so. */
export function Ways({ context, letter, signature }: WaysProps) {
  const { t, locale } = context;
  const here = `/${locale}/${letter.slug}/mine`;
  const { status } = signature;
  return (
    <section aria-labelledby="ways-title">
      <h2 id="ways-title">{t("mine.waysTitle")}</h2>
      <ul className="own-ways">
        {ways
          .filter(({ when }) => when === null || when.some((one) => one === status))
          .map(({ to }) => (
            <li key={to}>
              <a href={`${here}/${to}`}>{t(`mine.ways.${to}`)}</a>
              <span className="hint">{t(`mine.wayHints.${hintOf(to, status)}`)}</span>
            </li>
          ))}
      </ul>
      <News {...{ context, letter, signature }} />
    </section>
  );
}

/** News of the letter: the words that are agreed to, or the way to turn it off. */
function News({ context, letter, signature }: WaysProps) {
  const { t, locale } = context;
  const { status, hasNews } = signature;
  // News goes to whoever is published; what can be turned off, can be so always.
  if (!hasNews && status !== "pending" && status !== "published") return null;
  const { text, sha256 } = consentTexts(locale).news;
  return (
    <form className="own-news" method="post" action={`/${locale}/${letter.slug}/mine/news`} id="news">
      <h3>{t("mine.newsTitle")}</h3>
      <p>{t(newsWords(status, hasNews), { publisher: letter.publisher })}</p>
      {hasNews ? (
        <button type="submit" name="news" value="off" className="quiet">
          {t("unsubscribe.button")}
        </button>
      ) : (
        <>
          <input type="hidden" name="agreement" value={sha256} />
          <blockquote>{text}</blockquote>
          <button type="submit" name="news" value="on" className="quiet">
            {t("mine.newsButton")}
          </button>
        </>
      )}
    </form>
  );
}

/** News goes only to whoever is published, so to others nobody may write. */
function newsWords(status: OwnSignature["status"], hasNews: boolean) {
  if (!hasNews) return "mine.newsOff";
  return status === "published" ? "mine.newsOn" : "mine.newsUnlisted";
}
