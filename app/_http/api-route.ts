import { noteFault } from "@/app/_http/letter-route";
import { problem } from "@/app/_http/problems";
import { isTooBusy } from "@/lib/busy";

export interface ApiParams {
  params: Promise<{ slug: string }>;
}

/** A route of the public JSON: a fault on our side is problem details as well. */
export function apiRoute(handle: (request: Request, slug: string) => Promise<Response>) {
  return async (request: Request, { params }: ApiParams): Promise<Response> => {
    try {
      return await handle(request, (await params).slug);
    } catch (error) {
      noteFault(error);
      const why = isTooBusy(error) ? "Too much is asked for at once just now." : "A fault on our side.";
      return problem(503, "Not available", `${why} Try again in a few seconds.`, {
        "Retry-After": "5",
      });
    }
  };
}
