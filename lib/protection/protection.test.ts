import { describe, expect, test } from "vitest";
import { isBurst, limitsOf, strictLimit } from "@/lib/protection/limits";
import { Networks, parseNetwork } from "@/lib/protection/networks";
import { GateInput, LimitsInput } from "@/lib/protection/schema";
import { wideGroup } from "@/lib/throttle/addresses";

describe("networks", () => {
  test.each([
    ["192.0.2.7", "192.0.2.7/32"],
    [" 192.0.2.0/24 ", "192.0.2.0/24"],
    ["2001:DB8::/48", "2001:db8::/48"],
    ["2001:db8::1", "2001:db8::1/128"],
    ["0.0.0.0/0", null],
    ["10.0.0.0/7", null],
    ["2001::/18", null],
    ["192.0.2.0/33", null],
    ["192.0.2.0/24/8", null],
    ["192.0.2.0/-1", null],
    ["evil.example", null],
    ["", null],
  ])("%s is %s", (text, network) => {
    expect(parseNetwork(text)).toBe(network);
  });

  test("an address is in a network that holds it, and in no other", () => {
    const networks = new Networks(["192.0.2.0/24", "198.51.100.7/32", "2001:db8:1::/48"]);
    for (const address of ["192.0.2.255", "198.51.100.7", "2001:db8:1:ffff::1"])
      expect(networks.has(address), address).toBe(true);
    for (const address of ["192.0.3.0", "198.51.100.8", "2001:db8:2::1", null])
      expect(networks.has(address), String(address)).toBe(false);
  });

  test("a wide network is a /24, or a /48", () => {
    expect(wideGroup("192.0.2.7")).toBe("192.0.2.0/24");
    expect(wideGroup("2001:db8:1:2::1")).toBe("2001:db8:1::/48");
    expect(wideGroup(null)).toBe("unknown");
  });
});

describe("limits", () => {
  test("without proof and in slow mode less is left of a network's limit, but never less than a handful", () => {
    expect(strictLimit(60, { isProven: true, isSlow: false })).toBe(60);
    expect(strictLimit(60, { isProven: false, isSlow: false })).toBe(20);
    expect(strictLimit(60, { isProven: true, isSlow: true })).toBe(15);
    expect(strictLimit(60, { isProven: false, isSlow: true })).toBe(5);
    expect(strictLimit(3, { isProven: false, isSlow: true })).toBe(3);
  });

  test("a burst is much, and much more than usual", () => {
    const limits = limitsOf({ burstCount: 300, burstFactor: 5 });
    expect(isBurst(301, 0, limits)).toBe(true);
    expect(isBurst(300, 0, limits)).toBe(false);
    expect(isBurst(1000, 200, limits)).toBe(false);
    expect(isBurst(1001, 200, limits)).toBe(true);
  });

  test("a form's limits are whole numbers, or none", () => {
    const all = (text: string) => LimitsInput.safeParse({ ...empty, perNetwork: text });
    expect(all("").data?.perNetwork).toBeNull();
    expect(all(" 12 ").data?.perNetwork).toBe(12);
    for (const text of ["0", "-1", "1.5", "many", "1e9"]) expect(all(text).success, text).toBe(false);
  });
});

const empty = {
  perNetwork: "",
  perWideNetwork: "",
  perDomain: "",
  perAddress: "",
  perLetter: "",
  burstCount: "",
  burstFactor: "",
};

describe("an entry of the lists", () => {
  const gate = (changes: Record<string, string>) =>
    GateInput.safeParse({
      kind: "domain",
      effect: "block",
      value: "evil.example",
      reason: "Spam",
      days: "",
      ...changes,
    });

  test("a domain belongs to somebody", () => {
    expect(gate({ value: "Evil.Example." }).data?.value).toBe("evil.example");
    expect(gate({ value: "mallory@evil.example" }).data?.value).toBe("evil.example");
    expect(gate({ value: "bücher.example" }).data?.value).toBe("xn--bcher-kva.example");
    for (const value of ["com", "co.uk", "github.io", "evil example", "evil.example/x", ""])
      expect(gate({ value }).error?.issues[0]?.message, value).toBe("domain");
  });

  test("says why, and for how long", () => {
    expect(gate({ reason: " " }).error?.issues[0]?.message).toBe("reason");
    expect(gate({ days: "0" }).error?.issues[0]?.message).toBe("days");
    expect(gate({ days: "x" }).error?.issues[0]?.message).toBe("days");
    expect(gate({ days: "7" }).data?.days).toBe(7);
    expect(gate({ kind: "network", value: "evil" }).error?.issues[0]?.message).toBe("network");
    expect(gate({ kind: "address", value: "evil" }).error?.issues[0]?.message).toBe("address");
  });
});
