import { isTooBusy } from "@/lib/busy";

/** A fault whose message is our own words and quotes nothing that somebody typed: it may stand in a log. */
export class KnownFault extends Error {}

/**
 * A fault as the log may have it: what kind it is, its code and where it happened. Not its message: a database's may quote a name or
 * an address.
 */
export function faultLine(error: unknown): string {
  if (error instanceof KnownFault) return error.message;
  if (!(error instanceof Error)) return typeof error;
  if (isTooBusy(error)) return "too busy: the database had no room for this in time";
  const code = "code" in error && /^[\w-]{1,40}$/.test(String(error.code)) ? ` ${error.code}` : "";
  // The stack begins with the message, whose lines may look like the stack's own.
  const stack = (error.stack ?? "").slice((error.stack ?? "").indexOf(error.message) + error.message.length);
  const places = [...stack.matchAll(/^\s+(at \S.*:\d+:\d+\)?)$/gm)].map(([, place]) => place);
  const place = places.find((one) => !one?.includes("node_modules")) ?? places[0];
  return [error.name + code, place].filter(Boolean).join(" ");
}

/** A text without what looks like an address. */
function withoutAddresses(text: string): string {
  return text.replace(/[^\s"'<>()[\]?&=]+(?:@|%40)[^\s"'<>()[\]&]+/gi, "<address>");
}

/**
 * Makes the console of this process tell of errors by `faultLine` alone. Next writes what its pages and actions throw there, whole;
 * what it is told about requests it writes as well.
 */
export function quietConsole(console: Pick<Console, "error" | "warn" | "log">): void {
  for (const method of ["error", "warn", "log"] as const) {
    const write = console[method].bind(console);
    console[method] = (...said: unknown[]) =>
      write(
        ...said.map((one) => {
          if (typeof one === "string") return withoutAddresses(one);
          return typeof one === "object" && one !== null ? faultLine(one) : one;
        }),
      );
  }
}

/**
 * Lets a process go on when whoever reads what it writes has gone away, and writing fails (EPIPE). Unheard, that would end Node; Next
 * would write of it, fail again, and do nothing else.
 */
export function goOnUnheard(...streams: NodeJS.WriteStream[]): void {
  for (const stream of streams) stream.on("error", () => {});
}
