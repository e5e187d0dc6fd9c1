import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  accountIndex,
  accountIndexes,
  addressIndex,
  addressIndexes,
  domainIndex,
  formMark,
} from "@/lib/addresses/blind-index";
import { keyring } from "@/lib/addresses/keys";
import { isSealedWithFirst, openAddress, sealAddress } from "@/lib/addresses/seal";
import { canonicalAddress } from "@/lib/addresses/spelling";

const [one, two] = ["1".repeat(43), "2".repeat(43)] as const;
const ring = keyring(one);

describe("a sealed address", () => {
  test("opens to what it was, and looks different each time", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const sealed = sealAddress(text, "signature.email", ring);
        expect(openAddress(sealed, "signature.email", ring)).toBe(text.toWellFormed());
        expect(sealed).not.toEqual(sealAddress(text, "signature.email", ring));
      }),
    );
  });

  test("opens in its own column only, unchanged only, and with its key only", () => {
    const sealed = sealAddress("rosa@organisation.example", "signature.email", ring);
    expect(() => openAddress(sealed, "moderator.email", ring)).toThrow(/another place/);
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Uint8Array.from(sealed, (byte, place) => (place === at ? byte ^ 1 : byte));
      expect(() => openAddress(changed, "signature.email", ring)).toThrow();
    }
    expect(() => openAddress(sealed.subarray(0, 20), "signature.email", ring)).toThrow(/not sealed/);
    expect(() => openAddress(sealed, "signature.email", keyring(two))).toThrow(/not in DATA_KEYS/);
    expect(openAddress(null, "signature.email")).toBeNull();
  });

  test("opens with any of the keys; the first seals", () => {
    const sealed = sealAddress("rosa@organisation.example", "signature.email", ring);
    const both = keyring(`${two}, ${one}`);
    expect(openAddress(sealed, "signature.email", both)).toBe("rosa@organisation.example");
    expect(isSealedWithFirst(sealed, both)).toBe(false);
    expect(isSealedWithFirst(sealAddress("x", "signature.email", both), both)).toBe(true);
  });
});

describe("the spelling of an address", () => {
  test.each([
    ["Rosa@Organisation.EXAMPLE", "rosa@organisation.example"],
    [" rosa+letters@organisation.example ", "rosa@organisation.example"],
    ["rosa@bücher.example", "rosa@xn--bcher-kva.example"],
    ["r.o.s.a+x@googlemail.com", "rosa@gmail.com"],
    ["r.osa@organisation.example", "r.osa@organisation.example"],
    ["+rosa@organisation.example", "+rosa@organisation.example"],
    ["ｒosa@organisation.example.", "rosa@organisation.example"],
    ["rosa", "rosa"],
  ])("of %j is %j, and stays so", (text, canonical) => {
    expect(canonicalAddress(text)).toBe(canonical);
    expect(canonicalAddress(canonical)).toBe(canonical);
  });
});

describe("a blind index", () => {
  test("is the same for every spelling of a mailbox, and for nothing else", () => {
    const of = (text: string) => Buffer.from(addressIndex(text, ring)).toString("hex");
    expect(of("R.osa+tag@GoogleMail.com")).toBe(of("rosa@gmail.com"));
    expect(of("rosa@organisation.example")).not.toBe(of("rosa@organisation2.example"));
    expect(of("rosa@bücher.example")).toBe(of("rosa@xn--bcher-kva.example"));
  });

  test("of an account takes no spelling for another", () => {
    expect(accountIndex(" Rosa@host.example", ring)).toEqual(accountIndex("rosa@host.example", ring));
    expect(accountIndex("rosa+admin@host.example", ring)).not.toEqual(
      accountIndex("rosa@host.example", ring),
    );
  });

  test("differs with the key and the use; a look-up has all, the written one first", () => {
    const text = "organisation.example";
    const made = [addressIndex(text, ring), accountIndex(text, ring), domainIndex(text, ring)];
    made.push(formMark(Buffer.from(text), ring), addressIndex(text, keyring(two)));
    expect(new Set(made.map((index) => Buffer.from(index).toString("hex"))).size).toBe(5);
    const both = keyring(`${two},${one}`);
    expect(addressIndexes(text, both)).toEqual([addressIndex(text, both), addressIndex(text, ring)]);
    expect(accountIndexes(text, both)[0]).toEqual(accountIndex(text, both));
  });
});
