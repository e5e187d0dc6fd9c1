import { Button, Layout, type MailContext, Paragraph } from "@/emails/layout";

export interface NewsProps {
  subject: string;
  letterTitle: string;
  /** What the publisher writes: paragraphs and lists of lines, with links where a piece has an address. */
  blocks: { kind: "paragraph" | "list"; lines: { text: string; href: string | null }[][] }[];
  link: string;
  /** The signature that it goes to, and where it is turned off; null for a copy to whoever wrote it. */
  name: string | null;
  unsubscribeLink: string | null;
}

/** News of a letter, for whoever ticked that they want it. */
export function News({ context, ...mail }: NewsProps & { context: MailContext }) {
  const { t, site } = context;
  const footer =
    mail.name === null
      ? t("mail.news.footerCopy", { site })
      : t("mail.news.footer", { name: mail.name, title: mail.letterTitle });
  const off = mail.unsubscribeLink ? { href: mail.unsubscribeLink, words: t("mail.news.off") } : null;
  return (
    <Layout context={context} footer={footer} off={off}>
      <Paragraph>{t("mail.news.intro", { title: mail.letterTitle })}</Paragraph>
      {mail.blocks.map((block, at) =>
        block.kind === "list" ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a block is its place
          <ul key={at} dir="auto" style={{ margin: "0 0 20px", paddingLeft: "24px" }}>
            {block.lines.map((line, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
              <li key={place} style={{ margin: "0 0 6px" }}>
                <Line line={line} />
              </li>
            ))}
          </ul>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a block is its place
          <p key={at} dir="auto" style={{ margin: "0 0 20px" }}>
            {block.lines.map((line, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
              <span key={place}>
                {place > 0 && <br />}
                <Line line={line} />
              </span>
            ))}
          </p>
        ),
      )}
      <Button href={mail.link}>{t("mail.news.button")}</Button>
    </Layout>
  );
}

function Line({ line }: { line: NewsProps["blocks"][number]["lines"][number] }) {
  return line.map(({ text, href }, at) =>
    href ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place
      <a key={at} href={href} style={{ color: "inherit" }}>
        {text}
      </a>
    ) : (
      text
    ),
  );
}
