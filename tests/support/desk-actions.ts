import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");

export interface BuiltAction {
  id: string;
  /** As the table of rights calls it. */
  name: string;
  /** A page that the action belongs to, as a path below app/. */
  page: string;
}

/** Every server action of the production build. */
export function builtActions(): BuiltAction[] {
  const file = path.join(root, ".next/server/server-reference-manifest.json");
  if (!existsSync(file)) throw new Error("there is no production build to read the actions of");
  const manifest: {
    node: Record<string, { workers: Record<string, unknown>; filename: string; exportedName: string }>;
  } = JSON.parse(readFileSync(file, "utf8"));
  return Object.entries(manifest.node).map(([id, { workers, filename, exportedName }]) => ({
    id,
    name: `${filename.replace(/^app\/admin\//, "")} ${exportedName}`,
    page: `/${(Object.keys(workers)[0] ?? "").replace(/^app\//, "").replace(/\/page$/, "")}`,
  }));
}

/**
 * The two ways to call an action: by its id, as a script does (React's encoding of `[null, FormData]`), and as the form of a
 * page without script does.
 */
export const ways = {
  "by id": (id: string, form: Record<string, string> | null) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(form ?? {})) body.set(`_1_${name}`, value);
    body.set("0", JSON.stringify(form ? [null, "$K1"] : []));
    return { headers: { "Next-Action": id }, body };
  },
  "as a form": (id: string, form: Record<string, string> | null) => {
    const body = new FormData();
    body.set("$ACTION_REF_1", "");
    body.set("$ACTION_1:0", JSON.stringify({ id, bound: form ? "$@1" : null }));
    if (form) body.set("$ACTION_1:1", "[null]");
    for (const [name, value] of Object.entries(form ?? {})) body.set(name, value);
    return { headers: {}, body };
  },
};
export type Way = keyof typeof ways;
