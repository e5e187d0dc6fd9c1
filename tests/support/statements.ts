import pg from "pg";
import { vi } from "vitest";

/** The statements that something runs, without what they are given. */
export async function statementsOf(act: () => Promise<unknown>): Promise<string[]> {
  const spy = vi.spyOn(pg.Client.prototype, "query");
  await act();
  const said = spy.mock.calls.map(([query]) =>
    typeof query === "string" ? query : (query as unknown as { text: string }).text,
  );
  spy.mockRestore();
  return said;
}
