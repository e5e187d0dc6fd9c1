import type { ReactNode } from "react";
import { DeskLink } from "@/app/admin/_link";
import type { SignedIn } from "@/lib/accounts/sessions";
import type { Translate } from "@/lib/i18n/translate";

/** The desk around a page: where one is, who one is, the way out. */
export function Frame({
  t,
  moderator,
  children,
}: {
  t: Translate;
  moderator: SignedIn;
  children: ReactNode;
}) {
  return (
    <>
      <header className="bar">
        <DeskLink className="bar-name" href="/admin">
          {t("desk.title")}
        </DeskLink>
        <span className="bar-who">{t("desk.signedInAs", { email: moderator.email })}</span>
        <form method="post" action="/api/auth/sign-out">
          <button className="quiet" type="submit">
            {t("desk.signOut")}
          </button>
        </form>
      </header>
      <main id="main">{children}</main>
    </>
  );
}
