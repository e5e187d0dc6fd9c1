const year = 31536000;

/** For every answer; the desk and the inbox add their own Content-Security-Policy. A route cannot override these. */
const everywhere = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  {
    key: "Permissions-Policy",
    value: "camera=(), geolocation=(), microphone=(), payment=(), browsing-topics=()",
  },
  // Browsers heed it over https only.
  { key: "Strict-Transport-Security", value: `max-age=${year}` },
  { key: "X-Frame-Options", value: "DENY" },
];

const publicPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

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
        headers: [{ key: "Content-Security-Policy", value: publicPolicy }],
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
