import { existsSync, readdirSync } from "node:fs";
import { everywhere, publicPolicy } from "./app/_http/security-headers.mjs";

const year = 31536000;
const folder = new URL("./public/assets/", import.meta.url);
const assets = existsSync(folder) ? readdirSync(folder).filter((file) => /\.(css|woff2|js)$/.test(file)) : [];

/** @type {import("next").NextConfig} */
export default {
  output: "standalone",
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
  outputFileTracingIncludes: { "/*": ["./node_modules/graphile-worker/**/*"] },
  serverExternalPackages: ["graphile-worker", "pg", "nodemailer"],
  // Types are checked by `npm test`; a site is built without the test tools that they name.
  typescript: { ignoreBuildErrors: true },
  // No form of the desk is larger.
  experimental: { proxyClientMaxBodySize: "64kb", serverActions: { bodySizeLimit: "64kb" } },
  // No picture is made smaller here: the address that does it would fetch, and log, whatever it is told.
  images: { unoptimized: true },
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  async headers() {
    return [
      { source: "/:path*", headers: everywhere },
      {
        source: "/((?!admin(?:/|$)|dev/inbox/[^/]+/html).*)",
        headers: [publicPolicy],
      },
      // These addresses hold a secret: not even our own files are told it as a Referer.
      { source: "/:locale/:letter/answer", headers: [{ key: "Referrer-Policy", value: "strict-origin" }] },
      { source: "/:locale/:letter/object", headers: [{ key: "Referrer-Policy", value: "strict-origin" }] },
      { source: "/:locale/:letter/confirm", headers: [{ key: "Referrer-Policy", value: "strict-origin" }] },
      { source: "/:locale/:letter/mine", headers: [{ key: "Referrer-Policy", value: "strict-origin" }] },
      { source: "/:locale/:letter/represent", headers: [{ key: "Referrer-Policy", value: "strict-origin" }] },
      {
        source: "/:locale/:letter/unsubscribe",
        headers: [{ key: "Referrer-Policy", value: "strict-origin" }],
      },
      { source: "/:locale/:letter/not-me", headers: [{ key: "Referrer-Policy", value: "strict-origin" }] },
      { source: "/admin/sign-in/confirm", headers: [{ key: "Referrer-Policy", value: "strict-origin" }] },
      { source: "/admin/invitation", headers: [{ key: "Referrer-Policy", value: "strict-origin" }] },
      { source: "/dev/inbox/:id/html", headers: [{ key: "X-Frame-Options", value: "SAMEORIGIN" }] },
      // By name: an address that is not there yet must not be kept as missing for a year.
      ...assets.map((file) => ({
        source: `/assets/${file}`,
        headers: [{ key: "Cache-Control", value: `public, max-age=${year}, immutable` }],
      })),
      { source: "/icon.svg", headers: [{ key: "Cache-Control", value: "public, max-age=86400" }] },
    ];
  },
};
