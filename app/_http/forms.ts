import { fail, ok, type Result } from "@/lib/result";

/** Largest accepted form, in bytes. The longest valid sign-on has about 5,000. */
export const formLimit = 64 * 1024;

/** Reads a posted form without ever holding more than `formLimit` bytes of it. */
export async function readForm(request: Request): Promise<Result<FormData, "tooLarge" | "unreadable">> {
  const type = request.headers.get("content-type") ?? "";
  if (Number(request.headers.get("content-length") ?? 0) > formLimit) return fail("tooLarge");
  const isForm = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type);
  if (!isForm) return fail("unreadable");
  const bytes = await readUpTo(request.body, formLimit);
  if (!bytes) return fail("tooLarge");
  try {
    return ok(await new Response(bytes, { headers: { "content-type": type } }).formData());
  } catch {
    return fail("unreadable");
  }
}

async function readUpTo(body: ReadableStream<Uint8Array> | null, limit: number): Promise<Blob | null> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > limit) return null;
    chunks.push(new Uint8Array(chunk));
  }
  return new Blob(chunks);
}
