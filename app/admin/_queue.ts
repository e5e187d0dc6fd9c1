import { QueueQuery } from "@/lib/moderation/queue-query";

export type SearchParams = Record<string, string | string[] | undefined>;

/** What a queue's address asks for, and where in it. */
export function readQueueQuery(search: SearchParams): {
  query: QueueQuery;
  after: string | null;
  isFiltered: boolean;
} {
  const single = Object.fromEntries(
    Object.entries(search).flatMap(([name, value]) =>
      typeof value === "string" && value !== "" ? [[name, value]] : [],
    ),
  );
  const query = QueueQuery.parse(single);
  const { view: _, sort: __, q, ...filters } = query;
  const isFiltered = q !== "" || Object.values(filters).some((value) => value !== undefined);
  return { query, after: single.after ?? null, isFiltered };
}

/** The address of a queue, or of a page below it that keeps the queue in mind; what is left out is the default. */
export function queueAddress(path: string, query: QueueQuery, more: Record<string, string> = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    const isDefault = (name === "view" && value === "pending") || (name === "sort" && value === "oldest");
    if (value === undefined || value === "" || isDefault) continue;
    search.set(name, value instanceof Date ? value.toISOString().slice(0, 10) : String(value));
  }
  for (const [name, value] of Object.entries(more)) search.set(name, value);
  return search.size > 0 ? `${path}?${search}` : path;
}
