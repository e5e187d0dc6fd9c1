import { isIPv4, isIPv6 } from "node:net";

/**
 * The client's address behind `hops` trusted proxies. Each proxy appends the address that it saw to
 * X-Forwarded-For, so the client is the `hops`-th entry from the right; entries further left are the client's own
 * words. With no trusted proxy the header does not count, and the connection's address is the client.
 */
export function clientAddress(peer: string | null, forwardedFor: string | null, hops: number): string | null {
  if (hops === 0) return plainAddress(peer);
  const entries = (forwardedFor ?? "").split(",").map((entry) => entry.trim());
  return plainAddress(entries.at(-hops) ?? null) ?? plainAddress(peer);
}

/** An IPv4 or IPv6 address without port, brackets or zone; an IPv4-mapped address is the IPv4 one. Else null. */
function plainAddress(text: string | null): string | null {
  const bare = (text ?? "").replace(/^\[([^\]]*)\](:\d+)?$/, "$1").replace(/%.*$/, "");
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)(?::\d+)?$/i.exec(bare)?.[1];
  if (v4 && isIPv4(v4)) return v4;
  return isIPv6(bare) ? bare.toLowerCase() : null;
}

/** What a limit per IP counts: an IPv4 address, or the /64 that one IPv6 customer has. Hex groups are unpadded. */
export function addressGroup(address: string | null): string {
  if (address === null) return "unknown";
  return isIPv6(address) ? prefixOf(address, 4) : address;
}

/** The network around it that one operator gives out: an IPv4 /24, or an IPv6 /48. */
export function wideGroup(address: string | null): string {
  if (address === null) return "unknown";
  return isIPv6(address) ? prefixOf(address, 3) : `${address.split(".").slice(0, 3).join(".")}.0/24`;
}

/** The first groups of 16 bits of an IPv6 address. */
function prefixOf(address: string, count: number): string {
  const [head = "", tail = ""] = address.split("::");
  const left = head.split(":").filter(Boolean);
  const right = tail.split(":").filter(Boolean);
  const middle = address.includes("::") ? Array(Math.max(0, 8 - left.length - right.length)).fill("0") : [];
  const groups = [...left, ...middle, ...right]
    .slice(0, count)
    .map((group) => Number.parseInt(group, 16).toString(16));
  return `${groups.join(":")}::/${count * 16}`;
}

export function isLoopback(address: string | null): boolean {
  return address !== null && (address === "::1" || /^127\./.test(address));
}
