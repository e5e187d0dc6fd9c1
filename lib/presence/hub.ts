/** The channels on which the database tells what happens at the desk. */
export const deskChannels = ["desk_changed", "desk_presence"] as const;

/** What happened at the desk of a letter; `signatureId` is null where it concerns the letter, or more than one. */
export type DeskEvent = { kind: "changed"; signatureId: string | null } | { kind: "presence" };

type Follower = (event: DeskEvent) => void;

/** As many pages as one moderator may have in sight at once, in one process. */
const mostPages = 20;

/** The open pages of the desk that this process serves, by letter. */
export class DeskHub {
  private readonly followers = new Map<string, Set<Follower>>();
  private readonly endings = new Set<() => void>();
  private readonly pages = new Map<string, number>();

  /** Whether a moderator has room for one more open page. */
  hasRoom(moderatorId: string): boolean {
    return (this.pages.get(moderatorId) ?? 0) < mostPages;
  }

  /** Tells a moderator's `follower` what happens at a letter's desk; `end` is called when the process stops. Returns how to leave. */
  follow(letterId: string, moderatorId: string, follower: Follower, end: () => void): () => void {
    const others = this.followers.get(letterId) ?? new Set();
    this.followers.set(letterId, others.add(follower));
    this.endings.add(end);
    this.pages.set(moderatorId, (this.pages.get(moderatorId) ?? 0) + 1);
    return () => {
      others.delete(follower);
      if (others.size === 0 && this.followers.get(letterId) === others) this.followers.delete(letterId);
      this.endings.delete(end);
      const left = (this.pages.get(moderatorId) ?? 1) - 1;
      if (left > 0) this.pages.set(moderatorId, left);
      else this.pages.delete(moderatorId);
    };
  }

  /** A notification of the database came. */
  hear(channel: string, payload: string): void {
    const [letterId = "", signatureId] = payload.split(" ");
    if (channel === "desk_presence") this.tell(letterId, { kind: "presence" });
    else
      this.tell(letterId, {
        kind: "changed",
        signatureId: signatureId === "-" ? null : (signatureId ?? null),
      });
  }

  /** After a silence: something may have been missed. */
  hearAgain(): void {
    for (const letterId of this.followers.keys()) {
      this.tell(letterId, { kind: "changed", signatureId: null });
      this.tell(letterId, { kind: "presence" });
    }
  }

  /** Ends every open page's stream, so that the process can stop. */
  end(): void {
    for (const end of [...this.endings]) end();
  }

  private tell(letterId: string, event: DeskEvent): void {
    for (const follower of this.followers.get(letterId) ?? []) follower(event);
  }
}

const kept = globalThis as typeof globalThis & { undersignedDeskHub?: DeskHub };

/** The hub of this process: Next bundles routes and instrumentation apart. */
export function deskHub(): DeskHub {
  kept.undersignedDeskHub ??= new DeskHub();
  return kept.undersignedDeskHub;
}
