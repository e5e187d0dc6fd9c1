import { requireModerator } from "@/app/admin/_session";
import { SlowForm } from "@/app/admin/letters/[slug]/protection/SlowForm";
import { may } from "@/lib/accounts/rights";
import type { Role } from "@/lib/generated/prisma/enums";
import type { Locale } from "@/lib/i18n/locales";
import { formatMoment, type Translate } from "@/lib/i18n/translate";
import { type SlowMode, slowModeOf } from "@/lib/protection/queries";

export interface SlowBannerProps {
  t: Translate;
  locale: Locale;
  letter: { slug: string; role: Role };
}

/** That a letter is in slow mode, on every page of its desk, with the buttons for whoever may press them. */
export async function SlowBanner({ t, locale, letter: { slug, role } }: SlowBannerProps) {
  const { moderatorId } = await requireModerator();
  const slow = await slowModeOf(slug, moderatorId, new Date());
  if (!slow) return null;
  const moment = (at: Date) => formatMoment(at, locale);
  return (
    <section className="alert" aria-labelledby="slow-mode">
      <h2 id="slow-mode">{t("protection.slow.title")}</h2>
      <p>
        {t("protection.slow.since", { since: moment(slow.since), until: moment(slow.until) })}{" "}
        {begunWords(t, slow.begun)}
      </p>
      <SlowForm
        slug={slug}
        changes={
          may(role, "moderate")
            ? [
                { change: "end", words: t("protection.slow.end") },
                { change: "prolong", words: t("protection.slow.prolong") },
              ]
            : []
        }
      />
    </section>
  );
}

/** What began it, where that is known. */
function begunWords(t: Translate, begun: SlowMode["begun"]): string | null {
  if (begun === null) return null;
  return begun.by === "burst"
    ? t("protection.slow.byBurst")
    : t("protection.slow.byModerator", { email: begun.email });
}
