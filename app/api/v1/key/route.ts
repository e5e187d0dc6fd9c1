import { refuseApiMethod } from "@/app/_http/problems";
import { publicKeyPem } from "@/lib/ledger/key";

/** The public key that this site's records are signed with, as PEM. */
export function GET(): Response {
  return new Response(publicKeyPem(), {
    headers: { "Content-Type": "application/x-pem-file", "Cache-Control": "public, max-age=300" },
  });
}

// Without it the key would be the one of the machine that built the site.
export const dynamic = "force-dynamic";

export {
  refuseApiMethod as DELETE,
  refuseApiMethod as PATCH,
  refuseApiMethod as POST,
  refuseApiMethod as PUT,
};
