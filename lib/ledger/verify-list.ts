import { canonicalJson } from "@/lib/ledger/canonical";
import type { Opening } from "@/lib/ledger/queries";
import type { Findings } from "@/lib/ledger/verify";

/** A page of the public list, as `GET /api/v1/letters/{slug}/signatories` answers. */
interface ListPage {
  letter: string;
  signatoryCount: number;
  signatories: { position: number; name: string }[];
}

/**
 * Checks that the public list, in pages one after the other, shows what a record says and nothing else: the same names, with the same
 * beside them, in the order of signing.
 * @param recorded what is published at the record's end.
 */
export function checkList(findings: Findings, pages: unknown[], letter: string, recorded: Opening[]): void {
  const known = pages.filter(isListPage);
  if (known.length < pages.length || known.length === 0) {
    findings.add("The file of the list holds something else than pages of signatories.");
    return;
  }
  for (const { letter: other } of known)
    if (other !== letter) findings.add(`The list is that of another letter, ${other}.`);
  const listed = known.flatMap(({ signatories }) => signatories);
  const left = new Map(recorded.map(({ signatory }) => [signatory.position, signatory]));
  let before = 0;
  for (const signatory of listed) {
    const { position, name } = signatory;
    const same = left.get(position);
    left.delete(position);
    if (!same) findings.add(`The list shows “${name}”, which the record does not hold as published.`);
    else if (canonicalJson(same) !== canonicalJson(signatory))
      findings.add(
        `The list shows “${name}” where the record says “${same.name}”, or shows something else beside it.`,
      );
    if (position <= before) findings.add(`“${name}” does not stand where it was signed.`);
    before = position;
  }
  for (const { name } of left.values())
    findings.add(`The list does not show “${name}”, which the record holds as published.`);
  for (const count of new Set(known.map(({ signatoryCount }) => signatoryCount)))
    if (count !== listed.length)
      findings.add(`The list says that it has ${count} names, and shows ${listed.length}.`);
}

function isListPage(value: unknown): value is ListPage {
  const page = value as Partial<ListPage> | null;
  return (
    typeof page?.letter === "string" &&
    typeof page.signatoryCount === "number" &&
    Array.isArray(page.signatories) &&
    page.signatories.every((one) => typeof one?.position === "number" && typeof one.name === "string")
  );
}
