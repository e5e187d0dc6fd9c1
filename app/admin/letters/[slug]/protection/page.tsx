import type { Metadata } from "next";
import { Frame } from "@/app/admin/_frame";
import { deskLocale, notTheirs, requireModerator } from "@/app/admin/_session";
import { titleAtLetter } from "@/app/admin/_title";
import { GateForm } from "@/app/admin/letters/[slug]/protection/GateForm";
import { GateList } from "@/app/admin/letters/[slug]/protection/GateList";
import { LimitsForm } from "@/app/admin/letters/[slug]/protection/LimitsForm";
import { Refusals } from "@/app/admin/letters/[slug]/protection/Refusals";
import { SlowForm } from "@/app/admin/letters/[slug]/protection/SlowForm";
import { may } from "@/lib/accounts/rights";
import type { Locale } from "@/lib/i18n/locales";
import { formatCount, formatMoment, type Translate, translator } from "@/lib/i18n/translate";
import { deskLetter } from "@/lib/moderation/queries";
import { limitNames, networksInWide } from "@/lib/protection/limits";
import { readProtection, type SignOnFigures, slowModeOf } from "@/lib/protection/queries";
import { readRefusals } from "@/lib/refusals/queries";

export async function generateMetadata({ params }: { params: Promise<{ slug: string }> }): Promise<Metadata> {
  return titleAtLetter(params, (t) => t("protection.title"));
}

/** Limits, lists and slow mode of a letter; for its owners. */
export default async function ProtectionPage({ params }: { params: Promise<{ slug: string }> }) {
  const moderator = await requireModerator();
  const letter = await deskLetter((await params).slug, moderator.moderatorId);
  if (!letter || !may(letter.role, "govern")) notTheirs();
  const locale = await deskLocale();
  const t = translator(locale);
  const now = new Date();
  const [{ own, defaults, gates, hour, day }, slow, refusals] = await Promise.all([
    readProtection(letter.id),
    slowModeOf(letter.slug, moderator.moderatorId, now),
    readRefusals(now),
  ]);
  return (
    <Frame t={t} moderator={moderator} of={{ locale, letter, at: "/protection" }}>
      <h1>{t("protection.title")}</h1>
      <p className="soft">{t("protection.intro")}</p>
      <Figures {...{ t, locale, hour, day }} />
      <section aria-labelledby="slow-explained">
        <h2 id="slow-explained">{t(slow ? "protection.slow.onTitle" : "protection.slow.offTitle")}</h2>
        <p className="soft">{t("protection.slow.explained")}</p>
        {/* Stays when slow mode has begun: it says so. The buttons are in the banner then. */}
        <SlowForm
          slug={letter.slug}
          changes={slow ? [] : [{ change: "prolong", words: t("protection.slow.begin") }]}
        />
      </section>
      <h2>{t("protection.lists.title")}</h2>
      <p className="soft">{t("protection.lists.intro")}</p>
      <GateList
        slug={letter.slug}
        gates={gates.map((gate) => {
          const what = gate.value ?? t("protection.lists.someAddress");
          const until = gate.expiresAt;
          const by = { email: gate.moderator.email, at: formatMoment(gate.createdAt, locale) };
          return {
            id: gate.id,
            title: t(`protection.lists.${gate.effect}ed`, { what }),
            reason: gate.reason,
            facts: until
              ? t("protection.lists.factsUntil", { ...by, until: formatMoment(until, locale) })
              : t("protection.lists.facts", by),
            isOver: until !== null && until <= now,
            remove: t("protection.lists.removeThis", { what }),
          };
        })}
        words={{ empty: t("protection.lists.empty"), remove: t("protection.lists.remove") }}
      />
      <GateForm
        slug={letter.slug}
        effects={(["block", "allow"] as const).map((effect) => [effect, t(`protection.add.${effect}`)])}
        kinds={(["network", "domain", "address"] as const).map((kind) => [kind, t(`protection.add.${kind}`)])}
        words={{
          title: t("protection.add.title"),
          effect: t("protection.add.effect"),
          kind: t("protection.add.kind"),
          value: t("protection.add.value"),
          valueHint: t("protection.add.valueHint"),
          reason: t("protection.add.reason"),
          days: t("protection.add.days"),
          daysHint: t("protection.add.daysHint"),
          add: t("protection.add.add"),
        }}
      />
      <h2>{t("protection.limits.title")}</h2>
      <p className="soft">{t("protection.limits.intro")}</p>
      <LimitsForm
        slug={letter.slug}
        fields={limitNames.map((name) => ({
          name,
          label: t(`protection.limits.${name}`),
          hint: t(`protection.limits.${name === "perWideNetwork" ? "defaultWide" : "default"}`, {
            count: defaults[name],
            times: networksInWide,
          }),
          own: own[name],
        }))}
        words={{ save: t("protection.limits.save") }}
      />
      <Refusals {...{ t, locale, refusals }} />
    </Frame>
  );
}

const figures = ["taken", "unproven", "limited", "trapped", "blocked"] as const;

interface FiguresProps {
  t: Translate;
  locale: Locale;
  hour: SignOnFigures;
  day: SignOnFigures;
}

/** What came to the form in the last hour and day. */
function Figures({ t, locale, hour, day }: FiguresProps) {
  return (
    <dl className="facts">
      {figures.map((name) => (
        <div key={name}>
          <dt>{t(`protection.figures.${name}`)}</dt>
          <dd>
            {t("protection.figures.both", {
              hour: formatCount(hour[name], locale),
              day: formatCount(day[name], locale),
            })}
          </dd>
        </div>
      ))}
    </dl>
  );
}
