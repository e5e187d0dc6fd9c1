/** What can be done to many signatures at once. */
export const bulkKinds = ["approve", "reject", "hold", "release", "assign", "tag"] as const;
export type BulkKind = (typeof bulkKinds)[number];

/** Those that decide, and can be taken back. */
export function isDecision(kind: string): kind is "approve" | "reject" {
  return kind === "approve" || kind === "reject";
}

export function asBulkKind(kind: string): BulkKind {
  return bulkKinds.find((known) => known === kind) ?? "approve";
}
