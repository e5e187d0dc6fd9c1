import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";

/** A public answer, rendered once and kept until its letter changes. */
export interface KeptPage {
  key: string;
  contentType: string;
  /** Validator of the bytes before any compression, without quotes. */
  hash: string;
  bytes: Uint8Array<ArrayBuffer>;
  /** When it must be rendered again whatever happens, for example because the letter closes. */
  freshUntil: Date | null;
}

export interface Rendered {
  contentType: string;
  body: string;
  /** The letter whose change makes this page old. */
  letterId: string;
  freshUntil?: Date | null;
}

const maxBytes = 64 * 1024 * 1024;
/** Without word from the database a page is believed for this long only. */
const unheardMs = 1000;

/** Addresses under which pages were asked for; a reader may invent any number of them. */
const maxAddresses = 10_000;
const longestAddress = 2000;

interface Entry {
  page: KeptPage;
  letterId: string;
  storedAt: number;
}

/**
 * The rendered public pages of this process. It is told of changes by `forget` (see lib/pages/changes.ts), so that
 * every process drops a page within milliseconds of the commit that made it old, whichever process committed.
 */
export class PageStore {
  private readonly entries = new LRUCache<string, Entry>({
    maxSize: maxBytes,
    sizeCalculation: ({ page }) => page.bytes.byteLength + 1024,
  });
  private readonly addresses = new LRUCache<string, { key: string; headers: Record<string, string> }>({
    max: maxAddresses,
  });
  private readonly rendering = new Map<string, Promise<Entry | null>>();
  private generation = 0;
  private isHearing = false;

  /**
   * The kept page under `key`, rendered if need be; one rendering serves all who wait for it.
   * `render` returns null for what must not be kept because it does not exist.
   */
  async get(key: string, render: () => Promise<Rendered | null>, now: Date): Promise<KeptPage | null> {
    const kept = this.entries.get(key);
    if (kept && this.isFresh(kept, now)) return kept.page;
    let running = this.rendering.get(key);
    if (!running) {
      running = this.renderAndKeep(key, render, now);
      this.rendering.set(key, running);
      const done = () => {
        if (this.rendering.get(key) === running) this.rendering.delete(key);
      };
      running.then(done, done);
    }
    return (await running)?.page ?? null;
  }

  /** Notes that `address` (path and query) is answered by this page, with these headers. */
  answers(address: string, page: KeptPage, headers: Record<string, string>): void {
    if (address.length > longestAddress) return;
    this.addresses.set(address, { key: page.key, headers: { ...headers } });
  }

  /** The kept page that answers an address, with its headers; null where there is none, or none that is fresh. */
  at(address: string, now: Date): { page: KeptPage; headers: Record<string, string> } | null {
    const known = this.addresses.get(address);
    const kept = known && this.entries.get(known.key);
    if (!kept || !this.isFresh(kept, now) || known.headers.etag !== etagOf(kept.page)) return null;
    return { page: kept.page, headers: known.headers };
  }

  private isFresh({ page, storedAt }: Entry, now: Date): boolean {
    if (page.freshUntil && now >= page.freshUntil) return false;
    return this.isHearing || now.getTime() - storedAt < unheardMs;
  }

  private async renderAndKeep(
    key: string,
    render: () => Promise<Rendered | null>,
    now: Date,
  ): Promise<Entry | null> {
    const begunIn = this.generation;
    const rendered = await render();
    if (!rendered) return null;
    const entry = { page: toPage(key, rendered), letterId: rendered.letterId, storedAt: now.getTime() };
    // A change that came while this was rendered may not be in it: serve it once, keep it not.
    if (begunIn === this.generation) this.entries.set(key, entry);
    return entry;
  }

  /** A letter changed: its pages, and whatever is being rendered at this moment, are old. */
  forget(letterId: string): void {
    this.generation += 1;
    this.rendering.clear();
    for (const [key, entry] of this.entries.entries())
      if (entry.letterId === letterId) this.entries.delete(key);
  }

  /** Whether changes are being heard; after a silence everything is old, for it may have been missed. */
  hear(isHearing: boolean): void {
    this.isHearing = isHearing;
    this.generation += 1;
    this.rendering.clear();
    this.entries.clear();
  }
}

function toPage(key: string, { contentType, body, freshUntil }: Rendered): KeptPage {
  const bytes = new TextEncoder().encode(body);
  const hash = createHash("sha256").update(bytes).digest("base64url").slice(0, 27);
  return { key, contentType, hash, bytes, freshUntil: freshUntil ?? null };
}

/**
 * A page's validator (RFC 9110, 8.8.3): a weak one, for it names the page and not the bytes of one compression.
 */
export function etagOf({ hash }: KeptPage): string {
  return `W/"${hash}"`;
}

const kept = globalThis as typeof globalThis & { undersignedPages?: PageStore };

/** The page store of this process. */
export function pageStore(): PageStore {
  kept.undersignedPages ??= new PageStore();
  return kept.undersignedPages;
}
