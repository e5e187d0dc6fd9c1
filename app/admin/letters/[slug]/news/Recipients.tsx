import type { Translate } from "@/lib/i18n/translate";
import { countedRecipients, countRecipients } from "@/lib/news/recipients";

/** How many mailboxes news would go to now. */
export async function Recipients({ t, letterId }: { t: Translate; letterId: string }) {
  const count = await countRecipients(letterId);
  return (
    <p>
      {count > countedRecipients
        ? t("news.recipientsMany", { count: countedRecipients })
        : t("news.recipients", { count })}
    </p>
  );
}
