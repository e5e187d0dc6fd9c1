import { describe, expect, test } from "vitest";
import { EnvError, readEnv, siteUrl } from "@/lib/env";

describe("settings", () => {
  test("have defaults that run", () => {
    expect(readEnv({})).toMatchObject({
      PORT: 3000,
      HOST: "127.0.0.1",
      TRUSTED_PROXY_HOPS: 0,
      WORKER: "inside",
    });
    expect(readEnv({ PORT: " ", SMTP_URL: "" })).toMatchObject({ PORT: 3000, SMTP_URL: undefined });
    expect(siteUrl(readEnv({ PORT: "4000" }))).toBe("http://localhost:4000");
    expect(siteUrl(readEnv({ SITE_URL: "https://letters.example/" }))).toBe("https://letters.example");
  });

  test.each([
    ["PORT", "eighty"],
    ["PORT", "70000"],
    ["SITE_URL", "letters.example.org"],
    ["SITE_URL", "https://letters.example.org/path"],
    ["DATABASE_URL", "mysql://root@localhost/x"],
    ["SMTP_URL", "mail.example.org"],
    ["MAIL_FROM", "Nobody <a@b>\r\nBcc: x@y.example"],
    ["AUTH_SECRET", "short"],
    ["DATA_KEYS", "short"],
    ["DATA_KEYS", `${"a".repeat(43)},${"b".repeat(42)}`],
    ["SIGNING_KEY", "MCowBQYDK2VwAyEA"],
    ["OWNER_EMAIL", "nobody"],
    ["TRUSTED_PROXY_HOPS", "-1"],
    ["WORKER", "outside"],
    ["SIGN_LIMIT_PER_IP", "0"],
    ["OIDC_ISSUER", "http://login.example.org"],
    ["OIDC_ISSUER", "login.example.org"],
  ])("a wrong %s (%j) stops with one line that names it", (name, value) => {
    expect(() => readEnv({ [name]: value })).toThrow(EnvError);
    expect(() => readEnv({ [name]: value })).toThrow(new RegExp(`^${name}=[^\\n]*See \\.env\\.example\\.$`));
  });

  test("an OIDC provider takes all of its settings or none", () => {
    const whole = {
      OIDC_ISSUER: "https://login.example.org",
      OIDC_CLIENT_ID: "undersigned",
      OIDC_CLIENT_SECRET: "hunter2",
    };
    expect(readEnv(whole)).toMatchObject({ ...whole, OIDC_NAME: "OpenID Connect" });
    for (const name of Object.keys(whole)) {
      const said = new RegExp(`^${name} is not set(?!.*hunter2)`);
      expect(() => readEnv({ ...whole, [name]: "" })).toThrow(said);
    }
  });

  test("a secret is not printed", () => {
    expect(() => readEnv({ DATABASE_URL: "mysql://root:hunter2@localhost/x" })).not.toThrow(/hunter2/);
    expect(() => readEnv({ DATA_KEYS: "hunter2" })).not.toThrow(/hunter2/);
    expect(() => readEnv({ SIGNING_KEY: "hunter2" })).not.toThrow(/hunter2/);
  });
});
