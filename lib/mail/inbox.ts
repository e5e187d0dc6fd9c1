import { db } from "@/lib/db";
import { env, siteUrl } from "@/lib/env";
import { isLoopback } from "@/lib/throttle/addresses";

export interface InboxReader {
  /** The connection's other end. */
  peer: string | null;
  /** The Host header. */
  host: string | null;
  /** Whether a proxy says that it stands between. */
  isForwarded: boolean;
}

/**
 * Whether the built-in inbox exists for a reader: only while there is no mail server, and only for a browser on this
 * machine that came directly, to a site that is this machine's own. The host is checked against DNS rebinding.
 */
export function inboxIsOpenTo({ peer, host, isForwarded }: InboxReader): boolean {
  return (
    !env().SMTP_URL &&
    env().TRUSTED_PROXY_HOPS === 0 &&
    isLocalName(siteUrl()) &&
    isLoopback(peer) &&
    !isForwarded &&
    isLocalName(`http://${host}`)
  );
}

function isLocalName(address: string): boolean {
  return URL.canParse(address) && ["localhost", "127.0.0.1", "[::1]"].includes(new URL(address).hostname);
}

/** The newest mails of the inbox, at most 100. */
export function listInbox() {
  return db().inboxMail.findMany({
    orderBy: { createdAt: "desc" },
    take: 100,
    select: { id: true, recipient: true, subject: true, createdAt: true },
  });
}

export function findInboxMail(id: string) {
  return db().inboxMail.findUnique({ where: { id } });
}
