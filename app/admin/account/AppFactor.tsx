"use client";

import type { FactorWords } from "@/app/admin/account/words";
import styles from "@/app/admin/people.module.css";

export interface AppFactorProps {
  words: FactorWords;
  isOn: boolean;
  /** The key of an app that is being set up. */
  secret: string | null;
  qr: { path: string; size: number } | null;
  action: (form: FormData) => void;
  isBusy: boolean;
}

/** The authenticator app: none, being set up, or on. */
export function AppFactor({ words, isOn, secret, qr, action, isBusy }: AppFactorProps) {
  return (
    <>
      <h3>{words.app}</h3>
      {secret && qr ? (
        <div className={styles.setup}>
          <svg
            className={styles.qr}
            viewBox={`0 0 ${qr.size} ${qr.size}`}
            role="img"
            aria-label={words.appQr}
          >
            <path className={styles.qrPaper} d={`M0 0h${qr.size}v${qr.size}H0z`} />
            <path className={styles.qrInk} d={qr.path} />
          </svg>
          <div>
            <p>{words.appScan}</p>
            <p>
              <b>{words.appKey}</b> <code className={styles.key}>{secret.match(/.{1,4}/g)?.join(" ")}</code>
            </p>
            <form action={action}>
              <label htmlFor="app-code">{words.appCode}</label>
              <input
                id="app-code"
                name="code"
                className={styles.code}
                inputMode="numeric"
                autoComplete="one-time-code"
                maxLength={10}
                required
              />
              <div className="actions">
                <button type="submit" name="kind" value="appConfirm" disabled={isBusy}>
                  {words.appConfirm}
                </button>
                <button
                  className="quiet"
                  type="submit"
                  name="kind"
                  value="appRemove"
                  formNoValidate
                  disabled={isBusy}
                >
                  {words.appCancel}
                </button>
              </div>
            </form>
          </div>
        </div>
      ) : (
        <form action={action} className={styles.line}>
          <span className={isOn ? "fine" : "soft"}>{isOn ? words.appOn : words.appNone}</span>
          <button
            className={isOn ? styles.danger : "quiet"}
            type="submit"
            name="kind"
            value={isOn ? "appRemove" : "appBegin"}
            disabled={isBusy}
          >
            {isOn ? words.appRemove : words.appBegin}
          </button>
        </form>
      )}
    </>
  );
}
