import { everywhere, publicPolicy } from "./app/_http/security-headers.mjs";

const year = 31536000;

/** @type {import("next").NextConfig} */
export default {
  output: "standalone",
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
  outputFileTracingIncludes: { "/*": ["./node_modules/graphile-worker/**/*"] },
  serverExternalPackages: ["graphile-worker", "pg", "nodemailer"],
  // Types are checked by `npm test`; a site is built without the test tools that they name.
  typescript: { ignoreBuildErrors: true },
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
      { source: "/:locale/:letter/confirm", headers: [{ key: "Referrer-Policy", value: "strict-origin" }] },
      { source: "/admin/sign-in/confirm", headers: [{ key: "Referrer-Policy", value: "strict-origin" }] },
      { source: "/dev/inbox/:id/html", headers: [{ key: "X-Frame-Options", value: "SAMEORIGIN" }] },
      {
        source: "/assets/:path*",
        headers: [{ key: "Cache-Control", value: `public, max-age=${year}, immutable` }],
      },
      { source: "/icon.svg", headers: [{ key: "Cache-Control", value: "public, max-age=86400" }] },
    ];
  },
};
