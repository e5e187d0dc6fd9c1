import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";

const kept = globalThis as typeof globalThis & { undersignedPeerHeader?: string };

/** The header's name: at random, known to this process alone, and the same in all its bundles. */
export function peerHeader(): string {
  kept.undersignedPeerHeader ??= `x-peer-${randomBytes(16).toString("hex")}`;
  return kept.undersignedPeerHeader;
}

/**
 * Next hands routes a request without its connection, and believes whatever X-Forwarded-For a client sent. So our
 * server gives each request a header with the connection's real address, before Next sees it.
 */
export function notePeerAddress(request: IncomingMessage): void {
  const isForwarded = ["x-forwarded-for", "forwarded", "via", "x-real-ip"].some(
    (header) => header in request.headers,
  );
  request.headers[peerHeader()] = `${request.socket.remoteAddress ?? ""}${isForwarded ? " forwarded" : ""}`;
}
