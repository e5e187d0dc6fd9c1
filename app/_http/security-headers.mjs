const year = 31536000;

/** For every answer of the site. Next's configuration and the front (app/_http/front.ts) read them here. */
export const everywhere = [
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

/** For every page outside the desk: our own files, and nothing inline. */
export const publicPolicy = {
  key: "Content-Security-Policy",
  value: [
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
  ].join("; "),
};
