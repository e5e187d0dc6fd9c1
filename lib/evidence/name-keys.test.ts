import { describe, expect, test } from "vitest";
import { isSameName, nameKeys } from "@/lib/evidence/name-keys";

const isSame = (one: string, other: string) =>
  nameKeys(one).some((a) => nameKeys(other).some((b) => isSameName(a, b)));

describe("names are compared without what does not tell them apart", () => {
  test.each([
    ["case", "Kinderschutzbund Havelland", "KINDERSCHUTZBUND HAVELLAND"],
    ["accents", "Fundación Infancia Segura", "Fundacion Infancia Segura"],
    ["ß and ss", "Straßenkinder Hilfe", "Strassenkinder Hilfe"],
    ["a legal form", "Kinderschutzforum Havelland e.V.", "Kinderschutzforum Havelland"],
    ["a legal form with spaces", "Kinderschutzforum Havelland e. V.", "Kinderschutzforum Havelland eV"],
    ["a Czech legal form", "Linka bezpečí, z.s.", "Linka bezpeci"],
    ["a Finnish legal form", "Pelastakaa Lapset ry", "Pelastakaa Lapset"],
    ["a Belgian legal form", "Droits de l'Enfant ASBL", "Droits de l’Enfant"],
    ["a foundation", "Stiftung Digitale Chancen", "Digitale Chancen"],
    ["the order of words", "Foundation Monique Burr", "Monique Burr Foundation"],
    ["a translation in brackets", "L'Enfance d'abord (Children First)", "L'Enfance d'abord"],
    ["the translation alone", "L'Enfance d'abord (Children's Voices First)", "Childrens Voices First"],
    [
      "a translation after a slash",
      "Real Pearl Foundation / Igazgyöngy Alapítvány",
      "Igazgyöngy Alapitvany Real Pearl / Real Pearl Foundation",
    ],
    ["a slip of the pen", "Terre des Hommes", "Terre des Homnes"],
    ["two letters swapped", "Missing Children Europe", "Missing Chidlren Europe"],
    ["& and and", "Research & Rescue Network", "Research and Rescue Network"],
    ["und and &", "Kinder und Jugend Berlin", "Kinder & Jugend Berlin"],
    ["an acronym in brackets", "Internet Watch Foundation (IWF)", "Internet Watch Foundation"],
    ["a word apart", "Child Net", "Childnet"],
    ["full-width letters", "Ｔhorn Ｎetwork", "Thorn Network"],
  ])("%s: “%s” is “%s”", (_, one, other) => expect(isSame(one, other)).toBe(true));

  test.each([
    ["ECPAT Germany", "ECPAT Spain"],
    ["ECPAT International", "ECPAT Germany"],
    ["Child Rescue Berlin", "Child Rescue Dublin"],
    ["Kinderhilfe Nord", "Kinderhilfe Süd"],
    ["World Vision", "World Village"],
    ["Thorn", "Torn"],
    ["Network 101", "Network 102"],
    ["Congress 2021", "Congress 2022"],
    ["Save the Children (Italy)", "Save the Children (Spain)"],
  ])("“%s” is not “%s”", (one, other) => expect(isSame(one, other)).toBe(false));

  test("a name of nothing but a legal form keeps it; one without letters has no key", () => {
    expect(nameKeys("Stiftung")).toEqual(["stiftung"]);
    expect(nameKeys("!!!")).toEqual([]);
    expect(nameKeys("الشبكة العربية لحماية الطفل")).toHaveLength(1);
  });
});
