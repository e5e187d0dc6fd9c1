import { createPrivateKey } from "node:crypto";
import path from "node:path";
import { z } from "zod";
import { KnownFault } from "@/lib/faults";

/** A setting that cannot be used. `message` is one line: which, why, and what to write instead. */
export class EnvError extends KnownFault {}

const port = z.coerce.number().int().min(1).max(65535);
const count = z.coerce.number().int().min(0);
const limit = z.coerce.number().int().min(1);

function url(protocols: string[]) {
  return z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    message: `must be a URL that begins with ${protocols.map((p) => `${p}//`).join(" or ")}`,
    abort: true,
  });
}

/** A provider is believed about who somebody is: only over TLS, or on this very machine. */
const issuer = url(["https:", "http:"]).refine(
  (value) =>
    new URL(value).protocol === "https:" ||
    ["localhost", "127.0.0.1", "[::1]"].includes(new URL(value).hostname),
  { message: "must begin with https:// (http:// is for this machine alone)" },
);

const bareAddress = z.email({ message: "must be an address, without a name" });
/** Whether a text is base64 of an Ed25519 private key (PKCS #8, RFC 8410). */
function isSigningKey(text: string): boolean {
  try {
    const key = createPrivateKey({ key: Buffer.from(text, "base64"), format: "der", type: "pkcs8" });
    return key.asymmetricKeyType === "ed25519";
  } catch {
    return false;
  }
}

/** Every setting of the server. `.env.example` lists the same names; a test holds the two together. */
const Settings = z.object({
  /** Port of the web server. Without it `npm start` takes the first free one from 3000. */
  PORT: port.default(3000),
  /** Address that the web server listens on. */
  HOST: z.string().min(1).default("127.0.0.1"),
  /** Where readers find the site: scheme, host and port, no path. */
  SITE_URL: url(["http:", "https:"])
    .refine((value) => ["", "/"].includes(new URL(value).pathname), { message: "must not have a path" })
    .optional(),
  /** PostgreSQL 15 or newer. Without it `npm start` runs the embedded one. */
  DATABASE_URL: url(["postgres:", "postgresql:"]).optional(),
  /** Connections that this process may open to PostgreSQL. */
  DATABASE_POOL: limit.default(10),
  /** Folder for the embedded database and the secrets made on first start. */
  DATA_DIR: z
    .string()
    .min(1)
    .default(".data")
    .transform((folder) => path.resolve(/* turbopackIgnore: true */ process.cwd(), folder)),
  /** Mail server. Without it mail goes to the built-in inbox at /dev/inbox. */
  SMTP_URL: url(["smtp:", "smtps:"]).optional(),
  /** Sender of every mail, as `Name <address>`. */
  MAIL_FROM: z
    .string()
    .regex(/^[^<>\r\n]*<[^<>@\s]+@[^<>@\s]+>$|^[^<>@\s]+@[^<>@\s]+$/, {
      message: "must be an address, or a name and an <address>",
    })
    .default("Undersigned <letters@undersigned.example>"),
  /** Where answers go, when not to the sender. */
  MAIL_REPLY_TO: bareAddress.optional(),
  /** Where mail servers report what could not be delivered (the envelope's sender), when not to the sender. */
  MAIL_BOUNCE_ADDRESS: bareAddress.optional(),
  /** Domain that mails are signed for (DKIM, RFC 6376); the sender's, or one above it. */
  DKIM_DOMAIN: z.hostname({ message: "must be a domain" }).optional(),
  /** Where the public key stands: `<selector>._domainkey.<domain>`. */
  DKIM_SELECTOR: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i, { message: "must be letters and digits" })
    .optional(),
  /** The private key: a file, or the PEM text itself. */
  DKIM_KEY_FILE: z.string().min(1).optional(),
  DKIM_PRIVATE_KEY: z.string().min(1).optional(),
  /** Secret behind sessions and keyed hashes. `npm start` makes and keeps one. */
  AUTH_SECRET: z.string().min(32, { message: "must have at least 32 characters" }).optional(),
  /** Keys that addresses are sealed with: 32 random bytes each, in base64url; the first seals, all open. `npm start` makes one. */
  DATA_KEYS: z
    .string()
    .refine((value) => value.split(",").every((key) => /^\s*[\w+/-]{43}=?\s*$/.test(key)), {
      message: "must be 32 random bytes in base64url, or several of them with commas between",
    })
    .optional(),
  /** Key that signs the record of each list: an Ed25519 private key, PKCS #8, base64 on one line. `npm start` makes and keeps one. */
  SIGNING_KEY: z
    .string()
    .refine(isSigningKey, { message: "must be an Ed25519 private key: PKCS #8 as base64, on one line" })
    .optional(),
  /** Who owns the letters that this server imports. */
  OWNER_EMAIL: z.email({ message: "must be an e-mail address" }).default("owner@undersigned.example"),
  /** Number of trusted reverse proxies in front; their entries at the right of X-Forwarded-For are believed. */
  TRUSTED_PROXY_HOPS: count.default(0),
  /** Where mail and nightly jobs run: inside this server, or only in `npm run worker`. */
  WORKER: z.enum(["inside", "none"]).default("inside"),
  /** Signatures accepted per hour and e-mail address. */
  SIGN_LIMIT_PER_ADDRESS: limit.default(5),
  /** Signatures accepted per hour and IP address (IPv6: per /64). */
  SIGN_LIMIT_PER_IP: limit.default(60),
  /** Signatures accepted per hour and mail domain; domains where anybody can have an address are not counted. */
  SIGN_LIMIT_PER_DOMAIN: limit.default(100),
  /** Signatures accepted per hour and letter. */
  SIGN_LIMIT_PER_LETTER: limit.default(20_000),
  /** Signatures accepted per hour, of all letters together. */
  SIGN_LIMIT_PER_SITE: limit.default(50_000),
  /** Seconds that the confirmation mail waits of a sign-on without proof of work, as from a browser without JavaScript. */
  SIGN_MAIL_DELAY: count.max(3600).default(120),
  /** OIDC provider that moderators may sign in with, written as it calls itself (`issuer` of its discovery document). */
  OIDC_ISSUER: issuer.optional(),
  /** This site's client id at the provider. */
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  /** This site's secret at the provider. */
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  /** What the button on the sign-in page calls the provider. */
  OIDC_NAME: z.string().min(1).max(60).default("OpenID Connect"),
});

export type Env = z.output<typeof Settings>;
export const settingNames = Object.keys(Settings.shape) as (keyof Env)[];

/**
 * Reads and checks the settings. An empty value counts as not set.
 * @throws EnvError naming the first setting that is wrong.
 */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const given = Object.fromEntries(settingNames.map((name) => [name, source[name]?.trim() || undefined]));
  const parsed = Settings.safeParse(given);
  if (parsed.success) return withWholeDkim(withWholeOidc(parsed.data));
  const issue = parsed.error.issues[0];
  const name = String(issue?.path[0]);
  throw new EnvError(
    `${name}=${shown(name, given[name])} cannot be used: ${issue?.message}. See .env.example.`,
  );
}

/** A provider takes three settings: one without the others is a mistake, not a wish for none. */
function withWholeOidc(settings: Env): Env {
  const names = ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"] as const;
  const missing = names.filter((name) => !settings[name]);
  if (missing.length === 0 || missing.length === names.length) return settings;
  throw new EnvError(
    `${missing[0]} is not set, but ${names.find((name) => settings[name])} is: sign-in by OIDC takes all three. See .env.example.`,
  );
}

/** A signature takes a domain, a selector and one key. */
function withWholeDkim(settings: Env): Env {
  const { DKIM_DOMAIN, DKIM_SELECTOR, DKIM_KEY_FILE, DKIM_PRIVATE_KEY } = settings;
  if (DKIM_KEY_FILE && DKIM_PRIVATE_KEY)
    throw new EnvError("DKIM_KEY_FILE is set, and DKIM_PRIVATE_KEY as well: keep one. See .env.example.");
  const given = { DKIM_DOMAIN, DKIM_SELECTOR, DKIM_KEY_FILE: DKIM_KEY_FILE ?? DKIM_PRIVATE_KEY };
  const missing = Object.entries(given).flatMap(([name, value]) => (value ? [] : [name]));
  if (missing.length === 0 || missing.length === 3) return settings;
  throw new EnvError(
    `${missing[0]} is not set: signing mail (DKIM) takes a domain, a selector and a key. See .env.example.`,
  );
}

/** Secrets are never printed. */
function shown(name: string, value: string | undefined): string {
  return [
    "AUTH_SECRET",
    "DATA_KEYS",
    "SIGNING_KEY",
    "DATABASE_URL",
    "SMTP_URL",
    "OIDC_CLIENT_SECRET",
    "DKIM_PRIVATE_KEY",
  ].includes(name)
    ? "…"
    : JSON.stringify(value ?? "");
}

let current: Env | undefined;

/** The settings of this process, read once. */
export function env(): Env {
  current ??= readEnv();
  return current;
}

/** The site's own address without a trailing slash. */
export function siteUrl(settings: Env = env()): string {
  return (settings.SITE_URL ?? `http://localhost:${settings.PORT}`).replace(/\/$/, "");
}

/** A setting that `npm start` fills in, and without which a server process cannot run. */
export function required(name: "DATABASE_URL" | "AUTH_SECRET" | "DATA_KEYS" | "SIGNING_KEY"): string {
  const value = env()[name];
  if (value) return value;
  throw new EnvError(
    `${name} is not set. \`npm start\` sets it; any other way of starting must. See .env.example.`,
  );
}
