import { randomBytes } from "node:crypto";
import diagnostics from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { env } from "@/lib/env";
import { inboxIsOpenTo } from "@/lib/mail/inbox";
import { clientAddress } from "@/lib/throttle/addresses";

const kept = globalThis as typeof globalThis & { undersignedPeerHeader?: string };

/**
 * Next hands routes a request without its connection, and believes whatever X-Forwarded-For a client sent. So each
 * request is given a header with the connection's real address, under a name that only this process knows.
 */
export function notePeerAddresses(): void {
  const name = `x-peer-${randomBytes(16).toString("hex")}`;
  kept.undersignedPeerHeader = name;
  diagnostics.subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    const isForwarded = ["x-forwarded-for", "forwarded", "via", "x-real-ip"].some(
      (header) => header in request.headers,
    );
    request.headers[name] = `${request.socket.remoteAddress ?? ""}${isForwarded ? " forwarded" : ""}`;
  });
}

/** The connection's other end (the client, or the nearest proxy), and whether a proxy says that it stands between. */
export function peerOf(headers: Headers): { peer: string | null; isForwarded: boolean } {
  const noted = (kept.undersignedPeerHeader && headers.get(kept.undersignedPeerHeader)) || "";
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
