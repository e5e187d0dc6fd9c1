import { openAddress, openText } from "@/lib/addresses/seal";
import { Prisma } from "@/lib/generated/prisma/client";

/** A mail of the built-in inbox, as it is sealed: one text, so that nothing of it is readable. */
export interface InboxContent {
  recipient: string;
  subject: string;
  headers: Record<string, string>;
  html: string;
  text: string;
}

function contentOf({ sealed }: { sealed: Uint8Array }): InboxContent {
  return JSON.parse(openText(sealed, "inbox_mail.sealed"));
}

const sealed = { sealed: true } as const;
const sealedEmail = { sealedEmail: true } as const;

/** Gives rows read through the client the fields that their sealed columns hold, opened when somebody looks at them. */
export const openedAddresses = Prisma.defineExtension({
  name: "opened addresses",
  result: {
    signature: {
      email: {
        needs: sealedEmail,
        compute: (row): string | null => openAddress(row.sealedEmail, "signature.email"),
      },
    },
    moderator: {
      email: { needs: sealedEmail, compute: (row) => openAddress(row.sealedEmail, "moderator.email") },
    },
    invitation: {
      email: { needs: sealedEmail, compute: (row) => openAddress(row.sealedEmail, "invitation.email") },
    },
    inboxMail: {
      recipient: { needs: sealed, compute: (row) => contentOf(row).recipient },
      subject: { needs: sealed, compute: (row) => contentOf(row).subject },
      headers: { needs: sealed, compute: (row) => contentOf(row).headers },
      html: { needs: sealed, compute: (row) => contentOf(row).html },
      text: { needs: sealed, compute: (row) => contentOf(row).text },
    },
  },
});
