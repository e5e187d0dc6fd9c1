import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

const installed = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
];

/**
 * A Chromium to test with: Playwright's own where it was downloaded, one that the machine has, or the one inside the
 * npm package @sparticuz/chromium, which is unpacked on first use.
 */
export async function browserPath(): Promise<string> {
  const own = chromium.executablePath();
  if (existsSync(own)) return own;
  const found = installed.find((file) => existsSync(file));
  if (found) return found;
  const { default: packaged } = await import("@sparticuz/chromium");
  return packaged.executablePath();
}
