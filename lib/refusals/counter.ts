import type { RefusalKind } from "@/lib/generated/prisma/enums";

type Counts = Map<RefusalKind, number>;

// Next's bundles and the web server's are apart; the process still has one count.
const kept = globalThis as typeof globalThis & { undersignedRefusals?: Counts };

/**
 * Counts a request that was refused, by its kind alone. A number in memory and nothing else: a flood of refusals writes no more than a
 * trickle does (lib/refusals/commands.ts).
 */
export function countRefusal(kind: RefusalKind, times = 1): void {
  kept.undersignedRefusals ??= new Map();
  kept.undersignedRefusals.set(kind, (kept.undersignedRefusals.get(kind) ?? 0) + times);
}

/** What was counted since this was last called. */
export function takeRefusals(): Counts {
  const counts: Counts = kept.undersignedRefusals ?? new Map();
  kept.undersignedRefusals = new Map();
  return counts;
}
