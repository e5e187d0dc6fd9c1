import { Document, type PageContext } from "@/app/_ui/document/Document";
import { lookOf } from "@/app/_ui/document/LetterPage";
import { Grouped } from "@/app/_ui/document/ListRecord";
import { formatLongMoment } from "@/lib/i18n/translate";
import type { SignedHead } from "@/lib/ledger/head";
import type { Letter } from "@/lib/letters/queries";

export interface LogPageProps {
  context: PageContext;
  letter: Letter;
  head: SignedHead;
  /** The public key of the head's signature. */
  publicKey: string;
  /** How many parts the record comes in. */
  parts: number;
}

/** How to check a list: what is recorded, what that shows and what not, and how to do it oneself. */
export function LogPage({ context, letter, head, publicKey, parts }: LogPageProps) {
  const { locale, t } = context;
  const title = t("log.title");
  return (
    <Document context={context} title={title} path={`/${letter.slug}/log`} look={lookOf(letter, locale)}>
      <div className="notice">
        <p className="kicker">
          <a href={`/${locale}/${letter.slug}/signatories`}>{t("log.back")}</a>
        </p>
        <h1>{title}</h1>
        <p>{t("log.intro")}</p>
        <h2>{t("log.recordTitle")}</h2>
        <p>{t("log.record")}</p>
        <p>{t("log.noNames")}</p>
        <h2>{t("log.showsTitle")}</h2>
        <p>{t("log.shows")}</p>
        <p>{t("log.showsNot")}</p>
        <h2>{t("log.sealTitle")}</h2>
        <p>{t("log.seal")}</p>
        <Seal {...{ context, letter, head, publicKey }} />
        <h2>{t("log.checkTitle")}</h2>
        <Steps {...{ context, letter, parts }} />
      </div>
    </Document>
  );
}

function Seal({ context, letter, head, publicKey }: Omit<LogPageProps, "parts">) {
  const { t, locale } = context;
  return (
    <dl className="facts">
      <div>
        <dt>{t("log.changed")}</dt>
        <dd>
          {head.size > 0 ? (
            <time dateTime={head.at}>{formatLongMoment(new Date(head.at), locale)}</time>
          ) : (
            t("log.nothingYet")
          )}
        </dd>
      </div>
      <div>
        <dt>{t("log.size")}</dt>
        <dd>{t("log.entries", { count: head.size })}</dd>
      </div>
      <div>
        <dt>{t("log.names")}</dt>
        <dd>{t("letter.signatoryCount", { count: letter.publishedCount })}</dd>
      </div>
      <div>
        <dt>{t("log.root")}</dt>
        <dd>
          <Grouped>{head.root}</Grouped>
        </dd>
      </div>
      <div>
        <dt>{t("log.signature")}</dt>
        <dd>
          <Grouped>{head.signature}</Grouped>
        </dd>
      </div>
      <div>
        <dt>{t("log.key")}</dt>
        <dd>
          <Grouped>{publicKey}</Grouped>
        </dd>
      </div>
    </dl>
  );
}

function Steps({ context, letter, parts }: Pick<LogPageProps, "context" | "letter" | "parts">) {
  const { t } = context;
  const address = `/api/v1/letters/${letter.slug}/log`;
  const name = (part: number) => (parts === 1 ? `${letter.slug}.json` : `${letter.slug}-${part}.json`);
  const numbers = Array.from({ length: parts }, (_, at) => at + 1);
  return (
    <ol>
      <li>
        {t("log.download")}{" "}
        {numbers.map((part) => (
          <span key={part}>
            <a href={part === 1 ? address : `${address}?part=${part}`} download={name(part)}>
              {t("log.file", { parts, part })}
            </a>{" "}
          </span>
        ))}
      </li>
      <li>
        {t("log.program")}{" "}
        <a href="/check-a-list.mjs" download="check-a-list.mjs">
          {t("log.programLink")}
        </a>
      </li>
      <li>
        {t("log.run")}
        <pre>
          <code>{["node", "check-a-list.mjs", ...numbers.map(name)].join(" ")}</code>
        </pre>
      </li>
      <li>{t("log.keep")}</li>
    </ol>
  );
}
