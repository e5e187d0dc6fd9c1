import { openAddress } from "@/lib/addresses/seal";
import { stateOfNotice } from "@/lib/authority/queries";
import type { Locale } from "@/lib/i18n/locales";
import { formatMoment, type Translate } from "@/lib/i18n/translate";
import type { DeskSignature } from "@/lib/moderation/queries";

export interface NoticesProps {
  t: Translate;
  locale: Locale;
  signature: DeskSignature;
}

/** What the organisation was told, by whom and where, and what came of it. */
export function Notices({ t, locale, signature }: NoticesProps) {
  if (signature.authorityNotices.length === 0) return null;
  const moment = (at: Date | null) => (at ? formatMoment(at, locale) : "");
  return (
    <>
      <h2>{t("authority.heading")}</h2>
      {signature.authorityNotices.map((notice) => {
        const state = stateOfNotice(notice);
        const at = {
          queued: null,
          failed: null,
          runs: notice.endsAt,
          passed: notice.passedAt,
          objected: notice.objectedAt,
          cleared: notice.clearedAt,
        }[state];
        const email = notice.clearedBy?.email ?? "?";
        return (
          <div className="exchange" key={notice.id}>
            <p className="soft">
              {t("authority.by", {
                email: notice.moderator.email,
                address: openAddress(notice.sealedEmail, "authority_notice.email"),
                at: moment(notice.orderedAt),
              })}
            </p>
            <p className={state === "objected" ? "doubt" : undefined}>
              {t(`authority.state.${state}`, { at: moment(at), email })}
            </p>
            {notice.objection && <blockquote dir="auto">{notice.objection}</blockquote>}
          </div>
        );
      })}
    </>
  );
}
