import type { Translate } from "@/lib/i18n/translate";

/** Words go to the browser as they are: a client component needs no message files. */
export function factorWords(t: Translate) {
  return {
    title: t("people.factor.title"),
    intro: t("people.factor.intro"),
    app: t("people.factor.app"),
    appNone: t("people.factor.appNone"),
    appOn: t("people.factor.appOn"),
    appBegin: t("people.factor.appBegin"),
    appScan: t("people.factor.appScan"),
    appQr: t("people.factor.appQr"),
    appKey: t("people.factor.appKey"),
    appCode: t("people.factor.appCode"),
    appConfirm: t("people.factor.appConfirm"),
    appCancel: t("people.factor.appCancel"),
    appRemove: t("people.factor.appRemove"),
    passkeys: t("people.factor.passkeys"),
    passkeysNone: t("people.factor.passkeysNone"),
    passkeyName: t("people.factor.passkeyName"),
    passkeyNameHint: t("people.factor.passkeyNameHint"),
    passkeyAdd: t("people.factor.passkeyAdd"),
    passkeyRemove: t("people.factor.passkeyRemove"),
    passkeyScript: t("people.factor.passkeyScript"),
    passkeyRefused: t("people.factor.problems.refused"),
    codes: t("people.factor.codes"),
    codesNew: t("people.factor.codesNew"),
    codesNewHint: t("people.factor.codesNewHint"),
    codesShown: t("people.factor.codesShown"),
    identities: t("people.identities.title"),
    identitiesIntro: t("people.identities.intro"),
    identityRemove: t("people.identities.remove"),
    prove: t("people.prove.link"),
  };
}

export type FactorWords = ReturnType<typeof factorWords>;

export function sessionWords(t: Translate) {
  return {
    title: t("people.sessions.title"),
    intro: t("people.sessions.intro"),
    isThis: t("people.sessions.this"),
    end: t("people.sessions.end"),
    endOthers: t("people.sessions.endOthers"),
  };
}
