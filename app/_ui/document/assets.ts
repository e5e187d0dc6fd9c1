import manifest from "@/public/assets/manifest.json";

/** Addresses of the hashed files that scripts/build-assets.mjs makes: immutable, cached for a year. */
export const assets: { stylesheet: string; font: string; proof: string; proofWorker: string } = manifest;
