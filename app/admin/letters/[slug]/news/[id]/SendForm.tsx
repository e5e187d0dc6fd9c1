"use client";

import { useActionState } from "react";
import { newsAction } from "@/app/admin/letters/[slug]/news/actions";
import styles from "@/app/admin/letters/[slug]/news/news.module.css";
import { Outcome } from "@/app/admin/Outcome";

export interface SendFormProps {
  slug: string;
  newsId: string;
  words: Record<"copy" | "send" | "sure" | "discard", string>;
}

/** What can be done with a draft. Works without script. */
export function SendForm({ slug, newsId, words }: SendFormProps) {
  const [outcome, action, isBusy] = useActionState(newsAction, null);
  return (
    <form action={action}>
      <Outcome outcome={outcome} />
      <input type="hidden" name="slug" value={slug} />
      <input type="hidden" name="newsId" value={newsId} />
      <p className={styles.sending}>
        <button className="quiet" type="submit" name="kind" value="copy" disabled={isBusy}>
          {words.copy}
        </button>
        <button className="quiet" type="submit" name="kind" value="discard" disabled={isBusy}>
          {words.discard}
        </button>
      </p>
      <label className="tick">
        <input type="checkbox" id="sure" name="sure" value="yes" /> {words.sure}
      </label>
      <p className={styles.sending}>
        <button type="submit" name="kind" value="send" disabled={isBusy}>
          {words.send}
        </button>
      </p>
    </form>
  );
}
