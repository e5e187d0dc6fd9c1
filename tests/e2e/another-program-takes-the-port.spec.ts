import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@playwright/test";
import { startWebProcess } from "@/scripts/web-process";
import { standalone } from "@/tests/support/site";

test("another program takes the port that was found free, and answers there: it is not taken for ours", async () => {
  const other = createServer((_, response) => response.end("I am ready, but somebody else."));
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as AddressInfo;
  const outcome = await startWebProcess({
    folder: standalone,
    env: { PATH: process.env.PATH, NODE_ENV: "production", HOSTNAME: "127.0.0.1", PORT: String(port) },
    output: "pipe",
    onSpawn: () => {},
    timeout: 30_000,
  });
  expect(outcome).toBe("taken");
  await new Promise((resolve) => other.close(resolve));
});
