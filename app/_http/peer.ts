import { peerHeader } from "@/app/_http/peer-header";
import { env } from "@/lib/env";
import { inboxIsOpenTo } from "@/lib/mail/inbox";
import { clientAddress } from "@/lib/throttle/addresses";

/** The connection's other end (the client, or the nearest proxy), and whether a proxy says that it stands between. */
export function peerOf(headers: Headers): { peer: string | null; isForwarded: boolean } {
  const noted = headers.get(peerHeader()) ?? "";
  const [peer, mark] = noted.split(" ");
  return { peer: peer || null, isForwarded: mark !== undefined };
}

/** The client's address behind the trusted proxies (TRUSTED_PROXY_HOPS). Null where it is not known. */
export function requestAddress(headers: Headers): string | null {
  return clientAddress(peerOf(headers).peer, headers.get("x-forwarded-for"), env().TRUSTED_PROXY_HOPS);
}

/** Whether this request may see the built-in inbox. */
export function mayReadInbox(headers: Headers): boolean {
  return inboxIsOpenTo({ ...peerOf(headers), host: headers.get("host") });
}
