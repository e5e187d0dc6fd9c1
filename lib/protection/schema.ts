import { z } from "zod";
import { registrable } from "@/lib/evidence/domains";
import { limitNames } from "@/lib/protection/limits";
import { parseNetwork } from "@/lib/protection/networks";
import { hasUnsafeCharacters, tidyLine } from "@/lib/signatures/characters";

/** Largest number that a limit takes. */
export const mostPerHour = 1_000_000;

const number = z
  .string()
  .trim()
  .transform((text) => (text === "" ? null : Number(text)))
  .pipe(z.int().min(1).max(mostPerHour).nullable());

/** A letter's own limits, as a form sends them; an empty field means: as this server's settings say. */
export const LimitsInput = z.object(
  Object.fromEntries(limitNames.map((name) => [name, number])) as Record<
    (typeof limitNames)[number],
    typeof number
  >,
);
export type LimitsInput = z.output<typeof LimitsInput>;

export const longestGateReason = 300;

const reason = z
  .string()
  .transform(tidyLine)
  .pipe(
    z
      .string()
      .min(1, "reason")
      .max(longestGateReason, "reason")
      .refine((text) => !hasUnsafeCharacters(text), "reason"),
  );

/** For how many days an entry holds; none: until somebody takes it off. */
const days = z
  .string()
  .trim()
  .transform((text) => (text === "" ? null : Number(text)))
  .pipe(z.int("days").min(1, "days").max(365, "days").nullable());

const network = z.string().transform((text, context) => {
  const parsed = parseNetwork(text);
  if (parsed) return parsed;
  context.addIssue({ code: "custom", message: "network" });
  return z.NEVER;
});

/** A mail domain, in ASCII and small letters. A public suffix is none: nobody shuts out all of `.org.uk` by mistake. */
const domain = z.string().transform((text, context) => {
  const bare = text.trim().toLowerCase().replace(/^.*@/, "").replace(/\.$/, "");
  const host = URL.canParse(`http://${bare}`) ? new URL(`http://${bare}`).hostname : "";
  const isHost = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host) && !/[/?#:]/.test(bare);
  if (isHost && isOwned(host)) return host;
  context.addIssue({ code: "custom", message: "domain" });
  return z.NEVER;
});

/** `registrable` answers with the host itself where it has no owner: then a name below it would be its own as well. */
function isOwned(host: string): boolean {
  return registrable(`any.${host}`) !== `any.${host}`;
}

const address = z.string().trim().pipe(z.email("address").max(254, "address"));

const entry = { effect: z.enum(["block", "allow"], "unknown"), reason, days };

/** An entry of a letter's lists, as a form sends it. */
export const GateInput = z.discriminatedUnion(
  "kind",
  [
    z.object({ ...entry, kind: z.literal("network"), value: network }),
    z.object({ ...entry, kind: z.literal("domain"), value: domain }),
    z.object({ ...entry, kind: z.literal("address"), value: address }),
  ],
  "unknown",
);
export type GateInput = z.output<typeof GateInput>;

export const SlowInput = z.object({ change: z.enum(["end", "prolong"]) });
export type SlowInput = z.output<typeof SlowInput>;
