import { createHash, createVerify, type KeyObject } from "node:crypto";

export interface DkimCheck {
  signedFields: string[];
  problems: string[];
}

/** Checks a mail's DKIM signature (RFC 6376, rsa-sha256, relaxed/relaxed), with the public key at hand. */
export function verifyDkim(raw: string, publicKey: KeyObject): DkimCheck {
  const end = raw.indexOf("\r\n\r\n");
  const fields = raw.slice(0, end).split(/\r\n(?![ \t])/);
  const signature = fields.find((field) => /^dkim-signature:/i.test(field));
  if (!signature) return { signedFields: [], problems: ["no signature"] };
  const value = signature.slice(signature.indexOf(":") + 1).replace(/\r\n/g, "");
  const tags = Object.fromEntries(
    value.split(";").flatMap((tag) => {
      const [name = "", ...rest] = tag.split("=");
      return name.trim() ? [[name.trim(), rest.join("=").replace(/\s+/g, "")]] : [];
    }),
  );
  const problems: string[] = [];
  if (tags.a !== "rsa-sha256" || tags.c !== "relaxed/relaxed") problems.push(`signed as ${tags.a} ${tags.c}`);
  const body = createHash("sha256")
    .update(relaxedBody(raw.slice(end + 4)))
    .digest("base64");
  if (body !== tags.bh) problems.push("the body was changed");
  const signedFields = (tags.h ?? "").toLowerCase().split(":");
  const left = [...fields];
  const chosen = signedFields.flatMap((name) => {
    // From the bottom up where a field stands more than once (5.4.2).
    const at = left.findLastIndex((field) => field.toLowerCase().startsWith(`${name}:`));
    return at < 0 ? [] : left.splice(at, 1).map(relaxedField);
  });
  const unsigned = relaxedField(signature.replace(/\bb=[^;]*/, "b="));
  const signed = [...chosen.map((field) => `${field}\r\n`), unsigned].join("");
  const isValid = createVerify("RSA-SHA256")
    .update(signed)
    .verify(publicKey, tags.b ?? "", "base64");
  if (!isValid) problems.push("the header was changed, or signed with another key");
  return { signedFields, problems };
}

function relaxedField(field: string): string {
  const at = field.indexOf(":");
  const value = field
    .slice(at + 1)
    .replace(/\r\n/g, "")
    .replace(/[ \t]+/g, " ")
    .trim();
  return `${field.slice(0, at).trim().toLowerCase()}:${value}`;
}

function relaxedBody(body: string): string {
  const lines = body.split("\r\n").map((line) => line.replace(/[ \t]+/g, " ").replace(/ $/, ""));
  return `${lines.join("\r\n").replace(/(\r\n)*$/, "")}\r\n`;
}
