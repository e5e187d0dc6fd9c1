import { recordForLetters } from "@/lib/accounts/log";
import type { Actor } from "@/lib/audit/commands";
import type { Tx } from "@/lib/db";
import { queueMessage } from "@/lib/mail/queue";

/** What can change about how somebody signs in: the action in the log, what it says there beside the person, and in the mail. */
const changes = {
  appAdded: { action: "factorAdd", kind: "totp" },
  appRemoved: { action: "factorRemove", kind: "totp" },
  passkeyAdded: { action: "factorAdd", kind: "passkey" },
  passkeyRemoved: { action: "factorRemove", kind: "passkey" },
  codesRenewed: { action: "recoveryCodes", kind: undefined },
  codeUsed: { action: "recoveryUse", kind: undefined },
  reset: { action: "factorReset", kind: undefined },
  identityLinked: { action: "identityLink", kind: undefined },
  identityUnlinked: { action: "identityUnlink", kind: undefined },
} as const;

export type AccountChange = keyof typeof changes;

export function isAccountChange(text: string | null): text is AccountChange {
  return text !== null && Object.hasOwn(changes, text);
}

/** Notes in the log that somebody's sign-in changed, and mails it to them: whoever did not do it themselves must hear of it. */
export async function noteAccountChange(
  tx: Tx,
  moderatorId: string,
  change: AccountChange,
  actor?: Actor,
): Promise<void> {
  const { action, kind } = changes[change];
  await recordForLetters(tx, { moderatorId }, action, kind, actor);
  const { locale } = await tx.moderator.findUniqueOrThrow({ where: { id: moderatorId } });
  await queueMessage(tx, { kind: "account_changed", locale, moderatorId, accountChange: change });
}
