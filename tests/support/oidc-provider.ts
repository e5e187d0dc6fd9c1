import { createHash, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

/** Who is signed in at the provider, and what it says about them. */
export interface ProviderUser {
  sub: string;
  email?: string;
  email_verified?: boolean;
}

export interface OidcProvider {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Who comes next; null: somebody who presses Cancel. */
  user: ProviderUser | null;
  /** What the next ID token says otherwise than it should. */
  lie: { iss?: string; nonce?: string };
  /** How many ID tokens it gave out. */
  tokens: number;
  stop(): Promise<void>;
}

interface Asked {
  redirectUri: string;
  nonce: string | null;
  challenge: string | null;
  user: ProviderUser;
}

/** A real, small OIDC provider on 127.0.0.1: discovery, keys, authorization with PKCE, tokens. Everybody is signed in there. */
export async function startOidcProvider(): Promise<OidcProvider> {
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  const jwk = { ...(await exportJWK(publicKey)), kid: "key", alg: "RS256", use: "sig" };
  const codes = new Map<string, Asked>();

  function authorize(query: URLSearchParams): string {
    const back = new URL(query.get("redirect_uri") ?? "");
    back.searchParams.set("state", query.get("state") ?? "");
    if (!provider.user) {
      back.searchParams.set("error", "access_denied");
      return back.href;
    }
    const code = randomUUID();
    codes.set(code, {
      redirectUri: query.get("redirect_uri") ?? "",
      nonce: query.get("nonce"),
      challenge: query.get("code_challenge_method") === "S256" ? query.get("code_challenge") : null,
      user: provider.user,
    });
    back.searchParams.set("code", code);
    return back.href;
  }

  async function token(request: IncomingMessage): Promise<unknown> {
    const form = new URLSearchParams(await text(request));
    const basic = Buffer.from(`${provider.clientId}:${provider.clientSecret}`).toString("base64");
    const asked = codes.get(form.get("code") ?? "");
    codes.delete(form.get("code") ?? "");
    const verifier = form.get("code_verifier") ?? "";
    const isRight =
      request.headers.authorization === `Basic ${basic}` &&
      asked?.redirectUri === form.get("redirect_uri") &&
      asked.challenge === createHash("sha256").update(verifier).digest("base64url");
    if (!asked || !isRight) return null;
    provider.tokens += 1;
    const idToken = await new SignJWT({
      email: asked.user.email,
      email_verified: asked.user.email_verified,
      nonce: provider.lie.nonce ?? asked.nonce ?? undefined,
    })
      .setProtectedHeader({ alg: "RS256", kid: "key" })
      .setIssuer(provider.lie.iss ?? provider.issuer)
      .setSubject(asked.user.sub)
      .setAudience(provider.clientId)
      .setIssuedAt()
      .setExpirationTime("5 minutes")
      .sign(privateKey);
    return { access_token: randomUUID(), token_type: "Bearer", expires_in: 300, id_token: idToken };
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "", provider.issuer);
    const json = (status: number, body: unknown) =>
      response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
    if (url.pathname === "/.well-known/openid-configuration")
      return json(200, {
        issuer: provider.issuer,
        authorization_endpoint: `${provider.issuer}/authorize`,
        token_endpoint: `${provider.issuer}/token`,
        jwks_uri: `${provider.issuer}/keys`,
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256"],
      });
    if (url.pathname === "/keys") return json(200, { keys: [jwk] });
    if (url.pathname === "/authorize")
      return response.writeHead(302, { Location: authorize(url.searchParams) }).end();
    const given = url.pathname === "/token" ? await token(request) : null;
    return given ? json(200, given) : json(400, { error: "invalid_grant" });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const provider: OidcProvider = {
    issuer: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
    clientId: "undersigned",
    clientSecret: `secret-${randomUUID()}`,
    user: null,
    lie: {},
    tokens: 0,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return provider;
}
