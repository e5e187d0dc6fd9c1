/** A run of words that both texts have, or one of them. */
export interface Run {
  text: string;
  is: "kept" | "removed" | "added";
}

/**
 * What turns one line into another, word by word: the longest common subsequence of words, as diff(1) finds it (Hunt and McIlroy, 1976).
 * Lines are short (lib/signatures/schema.ts), so the table of all pairs is small.
 */
export function wordDiff(before: string, after: string): Run[] {
  const [old, young] = [wordsOf(before), wordsOf(after)];
  const longest = commonLengths(old, young);
  const at = (i: number, j: number) => longest[i]?.[j] ?? 0;
  const runs: Run[] = [];
  const add = (text: string | undefined, is: Run["is"]) => {
    const last = runs.at(-1);
    if (last?.is === is) last.text += text;
    else runs.push({ text: text ?? "", is });
  };
  for (let i = 0, j = 0; i < old.length || j < young.length; ) {
    if (i < old.length && old[i] === young[j]) {
      add(old[i], "kept");
      i += 1;
      j += 1;
    } else if (j >= young.length || (i < old.length && at(i + 1, j) >= at(i, j + 1))) {
      add(old[i], "removed");
      i += 1;
    } else {
      add(young[j], "added");
      j += 1;
    }
  }
  return runs;
}

/** Words, and what stands between them. */
function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}\p{M}]+|[^\p{L}\p{N}\p{M}]/gu) ?? [];
}

/** How many words two texts have in common from each pair of places on. */
function commonLengths(old: string[], young: string[]): number[][] {
  const table = Array.from({ length: old.length + 1 }, () => new Array<number>(young.length + 1).fill(0));
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = young.length - 1; j >= 0; j -= 1) {
      const row = table[i];
      const below = table[i + 1];
      if (!row || !below) continue;
      row[j] = old[i] === young[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  return table;
}
