import { refused, statusOf } from "@/app/_http/refused";
import { deskLocale, peekModerator } from "@/app/admin/_session";
import { changeWords } from "@/app/admin/_words";
import type { Locale } from "@/lib/i18n/locales";
import { type Translate, translator } from "@/lib/i18n/translate";
import { deskLetter } from "@/lib/moderation/queries";
import { type FeedEvent, type FeedOf, openFeed } from "@/lib/presence/feed";
import { deskHub } from "@/lib/presence/hub";
import { countRefusal } from "@/lib/refusals/counter";

interface EventsContext {
  params: Promise<{ slug: string }>;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * What happens at the desk of a letter, as server-sent events (HTML standard, 9.2). With `signature` and `seen` (the newest entry of
 * its history on the screen) it is about that one, and colleagues see that somebody looks at it.
 */
export async function GET(request: Request, { params }: EventsContext): Promise<Response> {
  const moderator = await peekModerator();
  const letter = moderator && (await deskLetter((await params).slug, moderator.moderatorId));
  if (!moderator || !letter) {
    countRefusal(moderator ? "rights" : "session");
    return new Response(ended, { headers });
  }
  if (!deskHub().hasRoom(moderator.moderatorId))
    return new Response(null, { status: statusOf(refused.tooMany) });
  const search = new URL(request.url).searchParams;
  const [id = "", seen = ""] = [search.get("signature") ?? "", search.get("seen") ?? ""];
  const signature = uuid.test(id) && /^\d{1,18}$/.test(seen) ? { id, seen: BigInt(seen) } : null;
  const locale = await deskLocale();
  const { sessionId, moderatorId } = moderator;
  const feedOf = { letterId: letter.id, moderatorId, sessionId, signature };
  return new Response(
    streamOf(feedOf, request.signal, (event) => asText(translator(locale), locale, event)),
    {
      headers,
    },
  );
}

/** By itself Next would answer this with a stream that nobody reads or ends. */
export function HEAD(): Response {
  return new Response(null, { headers });
}

/** A reader who has fallen so many events behind is let go, and asks again. */
const mostUnread = 100;

/** The stream begins when it is first read: a page that is gone by then leaves nothing behind. */
function streamOf(
  feedOf: FeedOf,
  signal: AbortSignal,
  words: (event: FeedEvent) => string,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let feed: { close(): void } | undefined;
  const begin = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    const write = (text: string) => controller.enqueue(encoder.encode(text));
    write("retry: 3000\n\n");
    feed = openFeed(
      feedOf,
      (event) => {
        if ((controller.desiredSize ?? 0) > -mostUnread) write(words(event));
        else feed?.close();
      },
      (why) => {
        if (why === "forbidden") write(ended);
        if (why !== "left") controller.close();
      },
    );
    if (signal.aborted) feed.close();
    else signal.addEventListener("abort", () => feed?.close(), { once: true });
  };
  return new ReadableStream<Uint8Array>(
    { pull: (controller) => (feed ? undefined : begin(controller)), cancel: () => feed?.close() },
    { highWaterMark: 0 },
  );
}

/** Tells a page that it may not follow any more: a browser would ask again after an error. */
const ended = "event: ended\ndata: 1\n\n";

const headers = {
  "Content-Type": "text/event-stream; charset=utf-8",
  // Neither compressed nor gathered on the way: an event that waits for the next one is late.
  "Cache-Control": "private, no-store, no-transform",
  "X-Accel-Buffering": "no",
};

function asText(t: Translate, locale: Locale, event: FeedEvent): string {
  const send = (name: string, what: unknown) => `event: ${name}\ndata: ${JSON.stringify(what)}\n\n`;
  switch (event.kind) {
    case "queue":
      return send("queue", 1);
    case "changes":
      return send(
        "changes",
        event.changes.map((change) => changeWords(t, change, locale)),
      );
    case "looking":
      return send("looking", event.looking);
    case "beat":
      return ": beat\n\n";
  }
}
