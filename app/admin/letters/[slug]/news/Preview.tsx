import { type Block, blocksOf } from "@/lib/news/markup";

/** News as its mail shows it. */
export function Preview({ body }: { body: string }) {
  return blocksOf(body).map((block, at) =>
    block.kind === "list" ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a block is its place
      <ul key={at}>
        {block.lines.map((line, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
          <li key={place}>
            <Line line={line} />
          </li>
        ))}
      </ul>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: a block is its place
      <p key={at}>
        {block.lines.map((line, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
          <span key={place}>
            {place > 0 && <br />}
            <Line line={line} />
          </span>
        ))}
      </p>
    ),
  );
}

function Line({ line }: { line: Block["lines"][number] }) {
  return line.map(({ text, href }, at) =>
    href ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place
      <a key={at} href={href} rel="nofollow noopener noreferrer" target="_blank">
        {text}
      </a>
    ) : (
      text
    ),
  );
}
