import { z } from "zod";
import { hasUnsafeCharacters } from "@/lib/signatures/characters";

/** Why a text was refused. */
export type TextProblem = "required" | "tooLong" | "characters";

const tidied = z.string().transform((text) => text.replaceAll("\r\n", "\n").normalize("NFC").trim());

/** A text of several lines, at most `max` UTF-16 code units after trimming; empty where it may be. */
export function optionalText(max: number) {
  return tidied.pipe(
    z
      .string()
      .max(max, "tooLong")
      .refine((text) => !hasUnsafeCharacters(text.replaceAll("\n", "")), "characters"),
  );
}

/** The same, and it must say something. */
export function requiredText(max: number) {
  return optionalText(max).pipe(z.string().min(1, "required"));
}

export function isTextProblem(code: string | undefined): code is TextProblem {
  return code === "required" || code === "tooLong" || code === "characters";
}
