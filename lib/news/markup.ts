/** A piece of a line: words, or an address that becomes a link. */
export interface Span {
  text: string;
  href: string | null;
}

/** A paragraph or a list; each line is a row of pieces. */
export interface Block {
  kind: "paragraph" | "list";
  lines: Span[][];
}

/**
 * News as it was typed, in blocks: an empty line begins a new paragraph, lines that begin with “- ” are a list, and addresses
 * (https://…) are links. That is all: what reads well as plain text stays as it is.
 */
export function blocksOf(text: string): Block[] {
  return text.split(/\n{2,}/).flatMap((part) => {
    const blocks: Block[] = [];
    for (const line of part.split("\n").filter((one) => one.trim() !== "")) {
      const item = /^\s*[-*•]\s+(.*)$/.exec(line)?.[1];
      const kind = item === undefined ? "paragraph" : "list";
      const last = blocks.at(-1);
      const spans = spansOf(item ?? line);
      if (last?.kind === kind) last.lines.push(spans);
      else blocks.push({ kind, lines: [spans] });
    }
    return blocks;
  });
}

// A full stop or bracket at the end belongs to the sentence.
const address = /https?:\/\/[^\s<>"“”]+[^\s<>"“”.,;:!?)\]’']/g;

function spansOf(line: string): Span[] {
  const spans: Span[] = [];
  let at = 0;
  for (const found of line.matchAll(address)) {
    if (!URL.canParse(found[0])) continue;
    if (found.index > at) spans.push({ text: line.slice(at, found.index), href: null });
    spans.push({ text: found[0], href: found[0] });
    at = found.index + found[0].length;
  }
  if (at < line.length) spans.push({ text: line.slice(at), href: null });
  return spans;
}
