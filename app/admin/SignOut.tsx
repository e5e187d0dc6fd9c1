"use client";

import { forgetDrafts } from "@/app/admin/useDraft";

/** The way out. Works without script. */
export function SignOut({ words }: { words: string }) {
  return (
    <form method="post" action="/api/auth/sign-out" onSubmit={forgetDrafts}>
      <button className="quiet" type="submit">
        {words}
      </button>
    </form>
  );
}
