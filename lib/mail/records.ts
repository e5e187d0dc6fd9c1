import { Resolver } from "node:dns/promises";
import { type Env, env } from "@/lib/env";
import { isReserved, mailHost, registrable } from "@/lib/evidence/domains";
import { dkimKey, dkimRecord } from "@/lib/mail/dkim";

/**
 * What a check of one record found. `unchecked`: DNS gave no answer, or the name is reserved for examples; `off`: no key is set;
 * `differs`: another key stands there, `several`: more than one record, which receivers take for none; `otherDomain`: the key
 * signs for a domain that is not the sender's.
 */
export type RecordState = "found" | "missing" | "unchecked" | "off" | "differs" | "several" | "otherDomain";

export interface RecordCheck {
  kind: "spf" | "dkim" | "dmarc";
  /** Where it stands, or would. */
  name: string;
  state: RecordState;
  /** What stands there; null where nothing does. */
  text: string | null;
}

type TxtLookup = (name: string) => Promise<string[] | null>;

/** Asks DNS for a name's texts: none is an answer, null is no answer. */
async function askDns(name: string): Promise<string[] | null> {
  const resolver = new Resolver({ timeout: 2000, tries: 1 });
  try {
    return (await resolver.resolveTxt(name)).map((parts) => parts.join(""));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    return code === "ENOTFOUND" || code === "ENODATA" ? [] : null;
  }
}

/**
 * The records by which receivers judge this server's mail: SPF of the envelope's sender (RFC 7208), the key of the signature (RFC
 * 6376), and DMARC of the From address (RFC 7489).
 */
export async function checkRecords(
  settings: Env = env(),
  lookUp: TxtLookup = askDns,
): Promise<RecordCheck[]> {
  const from = mailHost(settings.MAIL_FROM.replace(/^.*<|>$/g, ""));
  const envelope = settings.MAIL_BOUNCE_ADDRESS ? mailHost(settings.MAIL_BOUNCE_ADDRESS) : from;
  const ask: TxtLookup = async (name) => (isReserved(name) ? null : lookUp(name));
  return Promise.all([spf(envelope, ask), dkim(settings, from, ask), dmarc(from, ask)]);
}

async function spf(name: string, ask: TxtLookup): Promise<RecordCheck> {
  return { kind: "spf", name, ...oneOf(await ask(name), /^v=spf1( |$)/i) };
}

async function dmarc(from: string, ask: TxtLookup): Promise<RecordCheck> {
  const own = oneOf(await ask(`_dmarc.${from}`), /^v=DMARC1/);
  const above = registrable(from);
  // A domain without a record of its own goes by the organisation's (RFC 7489, 6.6.3).
  if (own.state !== "missing" || above === from) return { kind: "dmarc", name: `_dmarc.${from}`, ...own };
  return { kind: "dmarc", name: `_dmarc.${above}`, ...oneOf(await ask(`_dmarc.${above}`), /^v=DMARC1/) };
}

async function dkim(settings: Env, from: string, ask: TxtLookup): Promise<RecordCheck> {
  const key = dkimKey(settings);
  if (!key) return { kind: "dkim", name: `<selector>._domainkey.${from}`, state: "off", text: null };
  const wanted = dkimRecord(key);
  const found = oneOf(await ask(wanted.name), /\bp=/);
  const record = { kind: "dkim", name: wanted.name, text: found.text } as const;
  if (found.state !== "found") return { ...record, state: found.state };
  if (publicPart(found.text) !== publicPart(wanted.text)) return { ...record, state: "differs" };
  if (registrable(key.domain) !== registrable(from)) return { ...record, state: "otherDomain" };
  return { ...record, state: "found" };
}

function oneOf(texts: string[] | null, pattern: RegExp): { state: RecordState; text: string | null } {
  if (!texts) return { state: "unchecked", text: null };
  const fitting = texts.filter((text) => pattern.test(text));
  const state = fitting.length === 0 ? "missing" : fitting.length > 1 ? "several" : "found";
  return { state, text: fitting[0] ?? null };
}

function publicPart(text: string | null): string | undefined {
  return /\bp=([^;]*)/.exec(text ?? "")?.[1]?.replace(/\s/g, "");
}
