import { parse as parseYaml } from "yaml";
import { z } from "zod";
import { fail, ok, type Result } from "@/lib/result";
import { hasUnsafeCharacters, tidyLine } from "@/lib/signatures/characters";

const plainLine = (max: number) =>
  z
    .string({ message: "is missing or not a text" })
    .transform(tidyLine)
    .pipe(
      z
        .string()
        .min(1, "is empty")
        .max(max, `is longer than ${max} characters`)
        .refine((text) => !hasUnsafeCharacters(text), "holds control or invisible characters"),
    );

const webAddress = z.url({ protocol: /^https?$/, message: "is not a web address" });

const FrontMatter = z.strictObject({
  title: plainLine(300),
  standfirst: plainLine(600),
  date: z.iso.date("is not a date as 2022-06-01"),
  publisher: plainLine(200),
  publisher_url: webAddress.optional(),
  note: plainLine(1000).optional(),
  slug: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "is not made of lower-case letters, digits and single hyphens")
    .max(80, "is longer than 80 characters")
    .refine((slug) => slug !== "privacy", "is the address of a page of this site")
    .optional(),
  default: z.boolean("is not true or false").optional(),
  accent: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, "is not a colour as #7a1f3d")
    .optional(),
  closes: z.iso
    .datetime({ offset: true, message: "is not a moment as 2026-12-31T23:59:00+01:00" })
    .optional(),
});

export type LetterFile = z.output<typeof FrontMatter> & { body: string };

const longestBody = 60_000;

/** Parses one language of a letter: YAML front matter between `---` lines, then Markdown. Problems are sentences. */
export function parseLetterFile(text: string): Result<LetterFile, string[]> {
  const normal = text
    .replace(/^\uFEFF/, "")
    .replaceAll("\r\n", "\n")
    .normalize("NFC");
  const match = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(normal);
  if (!match) return fail(["it does not begin with front matter between two lines of ---"]);
  const [, head = "", rest = ""] = match;
  const front = parseFrontMatter(head);
  if (!front.ok) return front;
  const body = rest.trim();
  if (body === "") return fail(["it has no text after the front matter"]);
  if (body.length > longestBody) return fail([`its text is longer than ${longestBody} characters`]);
  return ok({ ...front.value, body });
}

function parseFrontMatter(head: string): Result<z.output<typeof FrontMatter>, string[]> {
  let values: unknown;
  try {
    // The failsafe-like core schema of YAML 1.2: a date stays the text that was written.
    values = parseYaml(head, { schema: "core" });
  } catch (error) {
    return fail([
      `its front matter is not YAML: ${error instanceof Error ? error.message.split("\n")[0] : error}`,
    ]);
  }
  const parsed = FrontMatter.safeParse(values);
  if (parsed.success) return ok(parsed.data);
  return fail(
    parsed.error.issues.map((issue) =>
      issue.code === "unrecognized_keys"
        ? `unknown in its front matter: ${issue.keys.join(", ")}`
        : `${issue.path.join(".") || "its front matter"} ${issue.message}`,
    ),
  );
}
