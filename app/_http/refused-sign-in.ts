import type { RefusalKind } from "@/lib/generated/prisma/enums";
import { countRefusal } from "@/lib/refusals/counter";

/** Why somebody is led to the page to sign in, as its address names it, and what that counts as in the desk's figures. */
const counted = {
  site: "other_site",
  email: "incomplete",
  wait: "too_many",
  link: "sign_in",
  oidc: "sign_in",
  session: "session",
} as const satisfies Record<string, RefusalKind>;

/** Counts a refusal, and gives the address of the page to sign in that says why. */
export function refusedSignIn(problem: keyof typeof counted): string {
  countRefusal(counted[problem]);
  return `/admin/sign-in?problem=${problem}`;
}
