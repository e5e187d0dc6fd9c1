import type { Metadata } from "next";
import type { ReactNode } from "react";
import { deskLocale } from "@/app/admin/_session";
import { ErrorWords } from "@/app/admin/ErrorWords";
import { KeyListener } from "@/app/admin/KeyListener";
import { SignInAgain } from "@/app/admin/SignInAgain";
import { UndoBar } from "@/app/admin/UndoBar";
import { translator } from "@/lib/i18n/translate";
import "@/app/admin/desk.css";

export async function generateMetadata(): Promise<Metadata> {
  const t = translator(await deskLocale());
  return {
    title: { default: t("desk.title"), template: `%s – ${t("site.name")}` },
    robots: "noindex",
    icons: "/icon.svg",
  };
}

export default async function DeskLayout({ children }: { children: ReactNode }) {
  const locale = await deskLocale();
  const t = translator(locale);
  return (
    <html lang={locale} dir="ltr">
      <body>
        <a className="skip" href="#main">
          {t("desk.skip")}
        </a>
        <ErrorWords
          words={{
            title: t("desk.failure.title"),
            text: t("desk.failure.text"),
            tooLargeTitle: t("desk.failure.tooLargeTitle"),
            tooLarge: t("desk.failure.tooLarge"),
            again: t("desk.failure.again"),
            desk: t("desk.title"),
            reference: t("desk.failure.reference"),
          }}
        >
          <SignInAgain
            words={{
              ended: [t("desk.signInAgain"), t("people.factor.problems.signInAgain")],
              link: t("desk.signInLink"),
            }}
          >
            {children}
          </SignInAgain>
        </ErrorWords>
        <UndoBar words={{ undo: t("desk.undo.button") }} />
        <KeyListener />
      </body>
    </html>
  );
}
