import { expect, test } from "vitest";
import { startTemporaryPostgres } from "@/scripts/postgres";

test("copies that start at the same moment find a port each", async () => {
  const started = await Promise.allSettled(Array.from({ length: 4 }, () => startTemporaryPostgres()));
  const running = started.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  await Promise.all(running.map((one) => one.stop()));
  expect(started.map(({ status }) => status)).toEqual(Array(4).fill("fulfilled"));
  expect(new Set(running.map(({ port }) => port)).size).toBe(4);
});
