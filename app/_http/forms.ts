import { fail, ok, type Result } from "@/lib/result";

/** Largest accepted form, in bytes. The longest valid sign-on has about 5,000. */
export const formLimit = 64 * 1024;

/** What a form sent: the first text of each field. */
export type PostedForm = Pick<URLSearchParams, "get"> | Pick<FormData, "get">;

const read = new WeakMap<Request, URLSearchParams | FormData>();

/** The texts of the form that was read from a request, by field; none where none was. */
export function fieldsRead(request: Request): [string, string][] {
  return [...(read.get(request)?.entries() ?? [])].flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value] as [string, string]] : [],
  );
}

/** Reads a posted form without ever holding more than `formLimit` bytes of it. */
export async function readForm(request: Request): Promise<Result<PostedForm, "tooLarge" | "unreadable">> {
  const type = request.headers.get("content-type") ?? "";
  const length = request.headers.get("content-length");
  if (Number(length ?? 0) > formLimit) return fail("tooLarge");
  const isUrlEncoded = /^application\/x-www-form-urlencoded\b/i.test(type);
  if (!isUrlEncoded && !/^multipart\/form-data\b/i.test(type)) return fail("unreadable");
  // HTTP holds a sender to the length that it named; one that named none is counted.
  const bytes =
    length === null ? await readUpTo(request.body, formLimit) : new Uint8Array(await request.arrayBuffer());
  if (!bytes) return fail("tooLarge");
  try {
    const form = isUrlEncoded
      ? new URLSearchParams(new TextDecoder().decode(bytes))
      : await new Response(bytes, { headers: { "content-type": type } }).formData();
    read.set(request, form);
    return ok(form);
  } catch {
    return fail("unreadable");
  }
}

async function readUpTo(
  body: ReadableStream<Uint8Array> | null,
  limit: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > limit) return null;
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
