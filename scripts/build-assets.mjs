import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";

// Bundles the public stylesheet with its fonts, and what enhances a page, into public/assets, each file named by its content, and writes down
// their addresses for app/_ui/document/assets.ts.
const root = path.resolve(import.meta.dirname, "..");
const folder = path.join(root, "public/assets");

await rm(folder, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: [
    "app/_ui/document/document.css",
    "app/_ui/enhance/proof.ts",
    "app/_ui/enhance/proof-worker.ts",
  ],
  outdir: folder,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  publicPath: "/assets",
  loader: { ".woff2": "file" },
  format: "iife",
  bundle: true,
  minify: true,
  metafile: true,
  target: ["chrome111", "firefox113", "safari16.4"],
  logLevel: "warning",
});
const built = Object.keys(metafile.outputs).map((file) => `/assets/${path.basename(file)}`);
const manifest = {
  stylesheet: find(/^\/assets\/document-.*\.css$/),
  proof: find(/^\/assets\/proof-[A-Z0-9]+\.js$/),
  proofWorker: find(/^\/assets\/proof-worker-.*\.js$/),
  font: find(/source-serif-4-latin-wght-normal-.*\.woff2$/),
};
await writeFile(path.join(folder, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);

function find(pattern) {
  const found = built.find((file) => pattern.test(file));
  if (!found) throw new Error(`no built file matches ${pattern}`);
  return found;
}
