/** A small generator of numbers that is the same on every run (mulberry32, by T. Ettinger). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const themes =
  "Children Youth Family Kinder Jugend Familie Enfance Jeunesse Infancia Juventud Infanzia Dzieci Lapset Barn Gyermek Rights Rechte Droits Derechos Diritti Safety Schutz Protection Protección Health Gesundheit Santé Education Bildung Éducation Privacy Freedom Digital Internet Media Women Refugees Climate Environment Umwelt Democracy Transparency Consumers Workers Teachers Parents Nurses Doctors Lawyers Libraries".split(
    " ",
  );
const forms =
  "e.V. gGmbH ASBL AISBL VZW Stichting Foundation Stiftung Fondation Fundación Fundacja Association Asociación Associazione ry z.s. o.p.s. Verein APS ONLUS Alapítvány Egyesület Ltd CIC Network Alliance Forum Centre Institute Council Union Federation Initiative".split(
    " ",
  );
const places =
  "Berlin München Köln Hamburg Wien Graz Zürich Bern Paris Lyon Lille Nantes Bruxelles Gent Liège Antwerpen Amsterdam Utrecht Rotterdam Madrid Sevilla Málaga Barcelona Valencia Lisboa Porto Coimbra Roma Milano Napoli Torino Bologna Athína Thessaloníki Pátra Sofia Plovdiv București Cluj Iași Budapest Szeged Pécs Debrecen Praha Brno Ostrava Plzeň Bratislava Košice Warszawa Kraków Gdańsk Wrocław Poznań Vilnius Kaunas Rīga Tallinn Tartu Helsinki Tampere Turku Oulu Stockholm Göteborg Malmö Uppsala Oslo Bergen Trondheim København Aarhus Odense Dublin Cork Galway Valletta Nicosia Ljubljana Maribor Zagreb Split Rijeka Luxembourg Beograd Sarajevo Tirana Skopje".split(
    " ",
  );
const starts =
  "Ba Be Bo Da De Do Fa Fe Fi Ga Gra Ha He Ka Ke Ko La Le Li Lo Ma Me Mo Na Ne No Pa Pe Pra Ra Re Ro Sa Se Si So Sta Ta Te To Tra Va Ve Vi Za".split(
    " ",
  );
const middles = "la ra na ma da ta lo ro no mo do to li ri ni mi di ti lu ru nu mu ve va ke ka be ba".split(
  " ",
);
const ends =
  "nde mund rova ska berg stein vik dal holm ville mare tona lis nova court wald feld burg haus mar ros tal gren sund".split(
    " ",
  );

/** Names as organisations have them: mostly with a word of their own, in many languages. All different. */
export function makeNames(count: number, random: () => number): string[] {
  const pick = (from: string[]) => from[Math.floor(random() * from.length)] ?? "";
  const names = new Set<string>();
  while (names.size < count) {
    const proper = pick(starts) + pick(middles) + (random() < 0.5 ? pick(middles) : "") + pick(ends);
    const place = random() < 0.5 ? ` ${pick(places)}` : "";
    names.add(
      random() < 0.75
        ? `${proper} ${pick(themes)} ${pick(forms)}${place}`
        : `${pick(themes)} ${pick(["and", "und", "et", "&", "for", "y"])} ${pick(themes)} ${pick(themes)} ${pick(places)} ${pick(forms)}`,
    );
  }
  return [...names];
}

const swapped = (word: string, at: number) =>
  word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2);

/** The ways in which the same organisation writes its name once more. */
export const variants: Record<string, (name: string, random: () => number) => string> = {
  case: (name) => name.toUpperCase(),
  accents: (name) => name.normalize("NFD").replace(/\p{M}/gu, "").replace(/a/, "á").replace(/o/, "ö"),
  "legal form": (name, random) => {
    const words = name.split(" ").filter((word) => !forms.slice(0, 24).includes(word));
    return `${words.join(" ")} ${forms[Math.floor(random() * 22)]}`;
  },
  "word order": (name) => name.split(" ").reverse().join(" "),
  "bracketed translation": (name) => `${name} (The Society for Good Things)`,
  "one typo": (name, random) => {
    const words = name.split(" ");
    const at = words.findIndex((word) => word.length >= 6);
    const word = words[at] ?? "";
    const place = 1 + Math.floor(random() * (word.length - 3));
    words[at] = random() < 0.5 ? swapped(word, place) : word.slice(0, place) + word.slice(place + 1);
    return words.join(" ");
  },
  "& and and": (name) =>
    / & /.test(name) ? name.replace(" & ", " and ") : name.replace(/ (and|und|et|y) /, " & "),
  "acronym in brackets": (name) =>
    `${name} (${name
      .split(" ")
      .map((word) => word.charAt(0).toUpperCase())
      .join("")})`,
};
