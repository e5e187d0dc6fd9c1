import { Resolver } from "node:dns/promises";
import { isReserved, mailHost } from "@/lib/evidence/domains";
import type { Check } from "@/lib/evidence/evidence";

const waitMs = 2000;

/** Codes of node:dns that are an answer: there is no such name, or it takes no mail. */
const isAnAnswer = (code: unknown) => code === "ENOTFOUND" || code === "ENODATA";

/** Whether the address's domain accepts mail: MX records, and a null MX is a no (RFC 5321, 5.1; RFC 7505). */
export const mailServer: Check = async ({ email }) => {
  if (!email) return [];
  const domain = mailHost(email);
  // Reserved names are asked of nobody.
  const answer = isReserved(domain) ? "unchecked" : await askForMailServer(domain);
  if (answer === "found") return [{ code: "mailServerFound", weighs: "for", values: { domain } }];
  if (answer === "missing") return [{ code: "mailServerMissing", weighs: "against", values: { domain } }];
  return [{ code: "mailServerUnchecked", weighs: "unknown", values: { domain } }];
};

async function askForMailServer(domain: string): Promise<"found" | "missing" | "unchecked"> {
  const resolver = new Resolver({ timeout: waitMs, tries: 1 });
  try {
    const records = await resolver.resolveMx(domain);
    return records.some(({ exchange }) => exchange !== "" && exchange !== ".") ? "found" : "missing";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    return isAnAnswer(code) ? "missing" : "unchecked";
  }
}
