import { encode } from "uqr";
import { Frame } from "@/app/admin/_frame";
import { deskLocale, requireModerator } from "@/app/admin/_session";
import { letterTitle, titleAtDesk } from "@/app/admin/_title";
import { Factors } from "@/app/admin/account/Factors";
import { Sessions } from "@/app/admin/account/Sessions";
import { factorWords, sessionWords } from "@/app/admin/account/words";
import styles from "@/app/admin/people.module.css";
import { lettersAskingFactor } from "@/lib/accounts/factor-rule";
import { identitiesOf } from "@/lib/accounts/identities";
import { passkeysOf } from "@/lib/accounts/passkeys";
import { countRecoveryCodes } from "@/lib/accounts/recovery-codes";
import { isFresh, sessionsOf } from "@/lib/accounts/sessions";
import { findTotpSetup, hasTotp } from "@/lib/accounts/totp";
import { formatDay, formatMoment, translator } from "@/lib/i18n/translate";

export const generateMetadata = () => titleAtDesk((t) => t("people.account.title"));

/** One's own account: where one is signed in, and the second factor. */
export default async function AccountPage() {
  const moderator = await requireModerator();
  const { moderatorId } = moderator;
  const locale = await deskLocale();
  const t = translator(locale);
  const [sessions, setup, isAppOn, passkeys, codesLeft, asking, identities] = await Promise.all([
    sessionsOf(moderatorId, new Date()),
    findTotpSetup(moderator),
    hasTotp(moderatorId),
    passkeysOf(moderatorId),
    countRecoveryCodes(moderatorId),
    lettersAskingFactor(moderatorId),
    identitiesOf(moderatorId),
  ]);
  const askingLetters = await Promise.all(
    asking.map(async (slug) => ({ slug, title: await letterTitle(slug, locale) })),
  );
  const hasFactor = isAppOn || passkeys.length > 0;
  return (
    <Frame t={t} moderator={moderator}>
      <h1>{t("people.account.title")}</h1>
      <p className="soft">{t("people.account.intro", { email: moderator.email })}</p>
      {askingLetters.map(({ slug, title }) => (
        <p key={slug} className="alert" role="alert">
          {t("people.rule.open", { title })}
        </p>
      ))}
      <div className={styles.account}>
        <Factors
          words={factorWords(t)}
          app={{ isOn: isAppOn, secret: setup?.secret ?? null, qr: setup && qrPath(setup.uri) }}
          passkeys={passkeys.map(({ id, name, createdAt, lastUsedAt }) => ({
            id,
            name,
            facts: [
              t("people.factor.passkeyFacts", { since: formatDay(createdAt, locale) }),
              lastUsedAt && t("people.factor.passkeyUsed", { at: formatMoment(lastUsedAt, locale) }),
            ]
              .filter(Boolean)
              .join(", "),
            remove: t("people.factor.passkeyRemoveOf", { name }),
          }))}
          codesLeft={hasFactor ? t("people.factor.codesLeft", { count: codesLeft }) : null}
          identities={identities.map(({ issuer, linkedAt }) => ({
            issuer,
            facts: t("people.factor.passkeyFacts", { since: formatDay(linkedAt, locale) }),
            remove: t("people.identities.removeOf", { issuer }),
          }))}
          prove={
            isFresh(moderator, new Date())
              ? null
              : hasFactor
                ? { href: "/admin/second-factor", text: t("people.prove.byFactor") }
                : { href: "/admin/sign-in?problem=again", text: t("people.prove.bySignIn") }
          }
        />
        <Sessions
          words={sessionWords(t)}
          sessions={sessions.map(({ id, browser, system, createdAt, lastSeenAt }) => {
            const device = t("people.sessions.device", {
              browser: browser ?? t("people.sessions.unknownBrowser"),
              system: system ?? t("people.sessions.unknownSystem"),
            });
            return {
              id,
              device,
              isThis: id === moderator.sessionId,
              facts: `${t("people.sessions.started", { at: formatMoment(createdAt, locale) })}, ${t("people.sessions.seen", { at: formatMoment(lastSeenAt, locale) })}`,
              end: t("people.sessions.endOf", { device }),
            };
          })}
        />
      </div>
    </Frame>
  );
}

/** A QR code as the path of an SVG, one square of one unit for each dark module. */
function qrPath(text: string): { path: string; size: number } {
  const { data, size } = encode(text, { border: 2 });
  const squares = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")));
  return { path: squares.join(""), size };
}
