import { describe, expect, test } from "vitest";
import { addressGroup, clientAddress, isLoopback } from "@/lib/throttle/addresses";

describe("the client's address", () => {
  test.each([
    ["no proxy: the header does not count", "192.0.2.1", "6.6.6.6", 0, "192.0.2.1"],
    ["one proxy: the last entry", "10.0.0.1", "6.6.6.6, 192.0.2.1", 1, "192.0.2.1"],
    ["two proxies: the last but one", "10.0.0.1", "6.6.6.6, 192.0.2.1, 10.0.0.2", 2, "192.0.2.1"],
    ["too few entries: the connection", "10.0.0.1", "192.0.2.1", 2, "10.0.0.1"],
    ["no header: the connection", "10.0.0.1", null, 1, "10.0.0.1"],
    ["rubbish: the connection", "10.0.0.1", "a'; DROP TABLE", 1, "10.0.0.1"],
    ["IPv4 in IPv6", "::ffff:192.0.2.1", null, 0, "192.0.2.1"],
    ["a port and brackets", "10.0.0.1", "[2001:db8::1]:443", 1, "2001:db8::1"],
  ])("%s", (_, peer, header, hops, expected) => {
    expect(clientAddress(peer, header, hops)).toBe(expected);
  });

  test("an IPv6 customer is one /64, however written", () => {
    expect(addressGroup("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1:2::/64");
    expect(addressGroup("2001:db8:1:2::1")).toBe(addressGroup("2001:0db8:0001:0002:ffff::"));
    expect(addressGroup("2001:db8::1")).toBe("2001:db8:0:0::/64");
    expect(addressGroup("192.0.2.1")).toBe("192.0.2.1");
    expect(addressGroup(null)).toBe("unknown");
  });

  test("loopback", () => {
    expect(["127.0.0.1", "127.8.8.8", "::1"].every((address) => isLoopback(address))).toBe(true);
    expect(["192.0.2.1", "1127.0.0.1", null].some((address) => isLoopback(address))).toBe(false);
  });
});
