import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import { z } from "zod";
import { fail, ok, type Result } from "@/lib/result";

const text = z.string().min(1).max(16_000);
/** 1,023 bytes in base64url are the longest credential id (WebAuthn level 3, 5.1). */
const credentialId = z
  .string()
  .max(1364)
  .regex(/^[\w-]+$/);
const credential = {
  id: credentialId,
  rawId: credentialId,
  type: z.literal("public-key"),
  authenticatorAttachment: z.enum(["cross-platform", "platform"]).optional(),
  // None of the extensions' answers is used.
  clientExtensionResults: z.unknown().transform(() => ({})),
};

const Registration = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: text,
    attestationObject: text,
    transports: z.array(z.string().max(20)).max(10).optional(),
  }),
}) satisfies z.ZodType<RegistrationResponseJSON>;

const Authentication = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: text,
    authenticatorData: text,
    signature: text,
    userHandle: text.optional(),
  }),
}) satisfies z.ZodType<AuthenticationResponseJSON>;

/** A browser's answer (WebAuthn level 3, 5.1) to being asked for a new passkey, from its JSON. */
export function readRegistration(json: string): Result<RegistrationResponseJSON, "refused"> {
  return read(Registration, json);
}

/** A browser's answer to being asked for a passkey that it has, from its JSON. */
export function readAuthentication(json: string): Result<AuthenticationResponseJSON, "refused"> {
  return read(Authentication, json);
}

function read<T>(shape: z.ZodType<T>, json: string): Result<T, "refused"> {
  try {
    return ok(shape.parse(JSON.parse(json)));
  } catch {
    return fail("refused");
  }
}
