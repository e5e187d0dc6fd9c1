import { type Locale, languageInSentence } from "@/lib/i18n/locales";
import type { Translate } from "@/lib/i18n/translate";
import type { AmendableField, CorrectableField } from "@/lib/signatures/schema";

// Words go to the browser as they are: a client component needs no message files.

export function decisionWords(t: Translate, locale: Locale, signerLocale: Locale) {
  return {
    choose: t("desk.choose"),
    chooseNone: t("desk.chooseNone"),
    reason: t("desk.reason"),
    reasonHint: t("desk.reasonHint", { language: languageInSentence(signerLocale, locale) }),
    noAction: t("desk.noAction"),
    undo: t("desk.undo.button"),
    undoWait: t("desk.undo.wait"),
    approve: t("desk.actions.approve"),
    reject: t("desk.actions.reject"),
    remove: t("desk.actions.remove"),
    reopen: t("desk.actions.reopen"),
  };
}

export function handlingWords(t: Translate) {
  return {
    hold: t("desk.handling.hold"),
    release: t("desk.handling.release"),
    assignLabel: t("desk.handling.assignLabel"),
    assign: t("desk.handling.assign"),
    nobody: t("desk.search.nobody"),
    noteLabel: t("desk.handling.noteLabel"),
    noteHint: t("desk.handling.noteHint"),
    note: t("desk.handling.note"),
    tagLabel: t("desk.handling.tagLabel"),
    tag: t("desk.handling.tag"),
  };
}

export function questionWords(t: Translate, locale: Locale, signerLocale: Locale) {
  return {
    title: t("desk.questions.title"),
    label: t("desk.questions.label"),
    hint: t("desk.questions.hint", { language: languageInSentence(signerLocale, locale) }),
    ask: t("desk.questions.ask"),
    undo: t("desk.undo.button"),
    undoWait: t("desk.undo.wait"),
  };
}

export function noticeWords(t: Translate, domain: string, days: number) {
  return {
    title: t("authority.title"),
    hint: t("authority.hint", { domain, number: days }),
    address: t("authority.address"),
    other: t("authority.other", { domain }),
    send: t("authority.send"),
    undo: t("desk.undo.button"),
    undoWait: t("authority.undoWait"),
  };
}

export function correctionWords(t: Translate, isPublished: boolean, showsRepresentative: boolean) {
  const hint = t(isPublished ? "desk.corrections.hintPublished" : "desk.corrections.hint");
  return {
    title: t("desk.corrections.title"),
    hint: showsRepresentative ? `${hint} ${t("desk.corrections.representative")}` : hint,
    save: t("desk.corrections.save"),
  };
}

export function amendmentWords(t: Translate, locale: Locale, signerLocale: Locale) {
  return {
    accept: t("amendment.accept"),
    acceptHint: t("amendment.acceptHint"),
    refuseTitle: t("amendment.refuseTitle"),
    reason: t("amendment.reason"),
    reasonHint: t("amendment.reasonHint", { language: languageInSentence(signerLocale, locale) }),
    refuse: t("amendment.refuse"),
    undo: t("desk.undo.button"),
    undoWait: t("desk.undo.wait"),
  };
}

export function dataWords(t: Translate) {
  return {
    title: t("privacy.desk.data.title"),
    export: t("privacy.desk.data.export"),
    exportHint: t("privacy.desk.data.exportHint"),
    erase: t("privacy.desk.data.erase"),
    eraseHint: t("privacy.desk.data.eraseHint"),
    reason: t("privacy.desk.data.reason"),
    confirm: t("privacy.desk.data.confirm"),
  };
}

/** What a correctable field is called. */
export function fieldLabel(t: Translate, field: CorrectableField): string {
  return {
    name: t("sign.name"),
    nameAlt: t("confirm.otherName"),
    country: t("desk.fields.country"),
    website: t("desk.fields.website"),
    representativeName: t("desk.fields.representative"),
    representativeRole: t("desk.corrections.role"),
  }[field];
}

/** The same for what a signer can change. */
export function amendableLabel(t: Translate, field: AmendableField): string {
  return field === "showRepresentative" ? t("amendment.shown") : fieldLabel(t, field);
}
