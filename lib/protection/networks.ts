import { BlockList, isIP } from "node:net";

/** The widest network that a list takes: wider ones would shut out half a country by a slip of the finger. */
const widest = { 4: 8, 6: 19 } as const;

/**
 * A network in CIDR notation as a list keeps it, from what somebody typed: `192.0.2.7` is `192.0.2.7/32`. The bits behind the
 * prefix may stand as they were typed. Null where it is none, or wider than /8 (IPv6: /19).
 */
export function parseNetwork(text: string): string | null {
  const [address = "", prefix, ...rest] = text.trim().toLowerCase().split("/");
  const family = isIP(address);
  if (rest.length > 0 || (family !== 4 && family !== 6)) return null;
  const longest = family === 4 ? 32 : 128;
  if (prefix === undefined) return `${address}/${longest}`;
  const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  return bits >= widest[family] && bits <= longest ? `${address}/${bits}` : null;
}

/** Networks (`parseNetwork`) to look addresses up in. */
export class Networks {
  private readonly list = new BlockList();

  constructor(networks: string[]) {
    for (const network of networks) {
      const [address = "", bits = ""] = network.split("/");
      const family = isIP(address);
      if (family) this.list.addSubnet(address, Number(bits), family === 4 ? "ipv4" : "ipv6");
    }
  }

  has(address: string | null): boolean {
    const family = isIP(address ?? "");
    return address !== null && family !== 0 && this.list.check(address, family === 4 ? "ipv4" : "ipv6");
  }
}
