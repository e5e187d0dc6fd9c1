import { z } from "zod";
import { asCode, email, type FieldErrorCode } from "@/lib/signatures/schema";

const AskInput = z.object({ email });

/** Checks the address that somebody asks for their link with. */
export function parseAsk(typed: string): { email: string } | { code: FieldErrorCode } {
  const parsed = AskInput.safeParse({ email: typed });
  return parsed.success ? parsed.data : { code: asCode(parsed.error.issues[0]?.message ?? "") };
}
