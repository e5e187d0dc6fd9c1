import { Document, type PageContext } from "@/app/_ui/document/Document";
import { formatMoment } from "@/lib/i18n/translate";

interface ListedMail {
  id: string;
  recipient: string;
  subject: string;
  createdAt: Date;
}

/** The built-in inbox of a site without a mail server. */
export function InboxPage({ context, mails }: { context: PageContext; mails: ListedMail[] }) {
  const { t, locale } = context;
  return (
    <Document context={context} title={t("inbox.title")} path="" isUnlisted>
      <div className="inbox">
        <h1>{t("inbox.title")}</h1>
        <p className="hint">{t("inbox.intro")}</p>
        {mails.length === 0 && <p>{t("inbox.empty")}</p>}
        <ul className="mails">
          {mails.map((mail) => (
            <li key={mail.id}>
              <a href={`/dev/inbox/${encodeURIComponent(mail.id)}?lang=${locale}`}>
                <bdi>{mail.subject}</bdi>
              </a>
              <span className="hint">
                {t("inbox.to", { recipient: mail.recipient })} · {formatMoment(mail.createdAt, locale)}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </Document>
  );
}

interface ShownMail extends ListedMail {
  text: string;
  headers: unknown;
}

/** One mail of the inbox: as HTML in a frame of its own, as text, and its headers. */
export function InboxMailPage({ context, mail }: { context: PageContext; mail: ShownMail }) {
  const { t } = context;
  return (
    <Document context={context} title={mail.subject} path="" isUnlisted>
      <div className="inbox">
        <p className="kicker">
          <a href={`/dev/inbox?lang=${context.locale}`}>{t("inbox.back")}</a>
        </p>
        <h1>
          <bdi>{mail.subject}</bdi>
        </h1>
        <p className="hint">{t("inbox.to", { recipient: mail.recipient })}</p>
        <iframe
          title={t("inbox.frame")}
          src={`/dev/inbox/${encodeURIComponent(mail.id)}/html`}
          sandbox="allow-top-navigation-by-user-activation"
        />
        <details>
          <summary>{t("inbox.text")}</summary>
          <pre>
            <Linked text={mail.text} />
          </pre>
        </details>
        <details>
          <summary>{t("inbox.headers")}</summary>
          <pre>{JSON.stringify(mail.headers, null, 2)}</pre>
        </details>
      </div>
    </Document>
  );
}

/** Plain text with its web addresses as links, as mail programs show it. */
function Linked({ text }: { text: string }) {
  const parts = text.split(/(https?:\/\/\S+)/);
  return <>{parts.map((part) => (/^https?:/.test(part) ? <a href={part}>{part}</a> : part))}</>;
}
