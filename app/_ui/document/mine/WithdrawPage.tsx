import type { PageContext } from "@/app/_ui/document/Document";
import { ForeignText } from "@/app/_ui/document/ForeignText";
import { Frame } from "@/app/_ui/document/mine/Frame";
import type { Letter } from "@/lib/letters/queries";
import { rules } from "@/lib/privacy/rules";
import type { OwnSignature } from "@/lib/signers/queries";

export interface WithdrawPageProps {
  context: PageContext;
  letter: Letter;
  signature: Pick<OwnSignature, "name" | "nameLang" | "status">;
}

/** What withdrawing means, and the button that does it. */
export function WithdrawPage({ context, letter, signature }: WithdrawPageProps) {
  const { t, locale } = context;
  const isPublic = signature.status === "published";
  return (
    <Frame {...{ context, letter, path: "/withdraw", title: t("mine.withdrawTitle") }}>
      <p className="own-name">
        <ForeignText lang={signature.nameLang} pageLang={locale}>
          {signature.name}
        </ForeignText>
      </p>
      <p>{isPublic ? t("mine.withdrawPublished") : t("mine.withdrawPending")}</p>
      <p>{t("mine.withdrawMeans", { days: rules.ended.days })}</p>
      <form method="post" action={`/${locale}/${letter.slug}/mine/withdraw`}>
        <button type="submit">{t("mine.withdrawButton")}</button>
      </form>
    </Frame>
  );
}
