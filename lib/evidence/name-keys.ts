/** Letters that Unicode does not take apart into a base letter and a mark. */
const plainLetters: Record<string, string> = {
  ß: "ss",
  ø: "o",
  æ: "ae",
  œ: "oe",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
  ς: "σ",
};

/** “And” in the languages of the EU, and the signs for it: a name means the same with one or the other. */
const andWords = new Set([
  ..."& + and und et en y e i og och ja es és un ir in si și agus u".split(" "),
  "και",
  "и",
]);

/** Articles and short prepositions, which people leave out or put in. */
const fillers = new Set(
  "the der die das de des du la le les of for für pour per il lo el los las den det".split(" "),
);

/**
 * Legal forms of associations, foundations and companies in the EU: abbreviations with their dots taken out, and
 * words. They say what an organisation is, not which one. (List of EU legal forms: GLEIF ISO 20275, shortened.)
 */
const legalForms = new Set(
  [
    // de, at, ch
    "ev ggmbh gmbh gag ag kg ohg ug eg gug zvr stiftung verein eingetragener",
    // fr, be, lu, nl
    "asbl aisbl vzw ivzw sasu sas sarl sa fup ong bv nv stichting vereniging fondation",
    // es, pt, it
    "sl slu fundacion fundacao fundacio asociacion associacao onlus aps odv ets srl spa fondazione associazione ipss ongd",
    // nordic and baltic
    "ry rf rs oy oyj ab as asa aps ivs fmba mtu sa vsi vssia biedriba uab sia ou saatio stiftelse stiftelsen forening foreningen yhdistys",
    // pl, cz, sk, hu, ro, bg, si, hr
    "zs ops zu spol sro oz no sp zoo fundacja stowarzyszenie opp kft zrt nyrt egyesulet alapitvany kozhasznu asociatia fundatia ngo sdruzhenie fondatsia doo udruga drustvo zavod",
    // el, mt, ie, uk, international
    "amke mkö clg ltd limited plc cic cio llp llc inc incorporated corp foundation association registered charity international non profit",
  ]
    .join(" ")
    .split(" "),
);

const longestKey = 200;

/**
 * A name and its other forms as they are compared: without case, accents, punctuation, legal form, “and”, articles and an
 * acronym in brackets. A translation in brackets or after a slash is a form of its own. At most six keys of 200
 * characters; never none for a name that has a letter or digit.
 */
export function nameKeys(name: string, nameAlt: string | null = null): string[] {
  const forms = [name, nameAlt ?? ""].flatMap(formsOf);
  return [...new Set(forms.map(keyOf).filter((key) => key !== ""))].slice(0, 6);
}

/** A name taken apart: what stands outside brackets and on each side of a slash, and each translation in brackets. */
function formsOf(name: string): string[] {
  const translations: string[] = [];
  const outside = name.replace(/[([{«„“"]([^)\]}»“”"]*)[)\]}»“”"]/gu, (_, inside: string) => {
    const words = inside.trim().split(/\s+/).filter(Boolean);
    if (words.length >= 2) translations.push(inside);
    else if (!isAcronym(inside.trim())) return ` ${inside} `;
    return words.length >= 2 && translations.length > 2 ? ` ${inside} ` : " ";
  });
  const whole = outside.trim() === "" ? name : outside;
  const sides = whole.split(/\s\/\s|\s[–—-]\s|\|/u).filter((side) => side.trim().split(/\s+/).length >= 2);
  return [whole, ...(sides.length > 1 ? sides : []), ...translations];
}

function isAcronym(text: string): boolean {
  return /^[\p{Lu}\p{N}.&-]{2,10}$/u.test(text) || /^\p{Lu}[\p{L}]{0,3}\p{Lu}[\p{L}]{0,4}$/u.test(text);
}

function keyOf(form: string): string {
  const words = fold(form)
    // e.V. and e. V. are one word; so is z. s.
    .replace(/(?<![\p{L}\p{N}])(?:\p{L}\.\s?){2,}/gu, (dotted) => `${dotted.replace(/[.\s]/g, "")} `)
    .replace(/['’`´]/g, "")
    .split(/[^\p{L}\p{N}&+]+/u)
    .filter(Boolean);
  const telling = words.filter((word) => !andWords.has(word) && !fillers.has(word) && !legalForms.has(word));
  const kept = telling.length > 0 ? telling : words.filter((word) => /[\p{L}\p{N}]/u.test(word));
  return kept.join(" ").slice(0, longestKey);
}

/** Lower case, compatibility forms, no accents (Unicode NFKD without marks). */
export function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[ßøæœłđðþıς]/g, (letter) => plainLetters[letter] ?? letter);
}

/**
 * Whether two keys name the same, as far as letters can tell: the same words in any order and spacing, with at most
 * one slip of the pen.
 */
export function isSameName(one: string, other: string): boolean {
  if (one === other) return true;
  const [a, b] = [one.split(" "), other.split(" ")];
  const [leftA, leftB] = without(a, b);
  if (leftA.length === 0 && leftB.length === 0) return true;
  const [restA, restB] = [leftA.sort().join(""), leftB.sort().join("")];
  // A word written apart or together is the same word.
  if (a.join("") === b.join("") || restA === restB) return true;
  const isLongEnough = Math.min(one.length, other.length) >= 6;
  if (!isLongEnough) return false;
  if (leftA.length === 1 && leftB.length === 1) return isSlip(restA, restB);
  // A slip inside a word that was also written apart: only where the rest is nearly everything.
  return leftA.length <= 2 && leftB.length <= 2 && isSlip(a.join(""), b.join(""));
}

/** Both lists without the words that they share. */
function without(a: string[], b: string[]): [string[], string[]] {
  const left = [...b];
  const onlyA = a.filter((word) => {
    const at = left.indexOf(word);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return [onlyA, left];
}

/** One letter too many, too few, wrong, or two swapped (Damerau 1964); in words of four letters and more. */
function isSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || Math.max(a.length, b.length) < 4) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const [middleA, middleB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  // Another number is another thing: branch 2021 is not branch 2022.
  if (/\d/.test(middleA + middleB)) return false;
  if (middleA.length <= 1 && middleB.length <= 1) return true;
  return middleA.length === 2 && middleA === [...middleB].reverse().join("");
}
