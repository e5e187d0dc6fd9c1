import type { Check } from "@/lib/evidence/evidence";

const scripts = ["Latin", "Cyrillic", "Greek", "Armenian", "Hebrew", "Arabic", "Han", "Hangul"] as const;
const patterns = scripts.map((script) => ({ script, pattern: new RegExp(`\\p{Script=${script}}`, "u") }));

/** Words whose letters come from more than one script: “Аmnesty” with a Cyrillic А (Unicode TR 39, 5.1). */
function mixedWords(text: string): { word: string; scripts: string[] }[] {
  return (text.match(/[\p{L}\p{M}]+/gu) ?? []).flatMap((word) => {
    const used = patterns.filter(({ pattern }) => pattern.test(word)).map(({ script }) => script);
    return used.length > 1 ? [{ word, scripts: used }] : [];
  });
}

/** Whether the name holds letters that only look like others. */
export const characters: Check = async ({ name, nameAlt }) => {
  const [mixed] = mixedWords(`${name} ${nameAlt ?? ""}`);
  if (!mixed) return [];
  return [
    {
      code: "mixedScripts",
      weighs: "against",
      values: { word: mixed.word, scripts: mixed.scripts.join(", ") },
    },
  ];
};
