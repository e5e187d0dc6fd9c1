import { listenTo } from "@/lib/notifications";
import type { PageStore } from "@/lib/pages/store";
import { type DeskHub, deskChannels } from "@/lib/presence/hub";

const letterChannel = "letter_changed";

/**
 * Makes the store forget the pages of changed letters, and tells open pages of the desk what happened there. While nothing is heard
 * the store believes its pages for a second only.
 * @returns a function that ends it.
 */
export function followChanges(store: PageStore, hub: DeskHub): () => Promise<void> {
  return listenTo({
    channels: [letterChannel, ...deskChannels],
    onNotification(channel, payload) {
      if (channel === letterChannel) store.forget(payload);
      else hub.hear(channel, payload);
    },
    onHearing(isHearing) {
      store.hear(isHearing);
      if (isHearing) hub.hearAgain();
    },
  });
}
