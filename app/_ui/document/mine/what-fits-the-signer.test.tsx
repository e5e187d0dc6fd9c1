import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { ConfirmPage } from "@/app/_ui/document/ConfirmPage";
import { CorrectPage } from "@/app/_ui/document/mine/CorrectPage";
import { HeldPage } from "@/app/_ui/document/mine/HeldPage";
import { Ways } from "@/app/_ui/document/mine/Ways";
import { Facts } from "@/app/admin/letters/[slug]/signatures/[id]/Facts";
import { locales } from "@/lib/i18n/locales";
import { translator } from "@/lib/i18n/translate";
import type { Letter } from "@/lib/letters/queries";
import type { DeskSignature } from "@/lib/moderation/queries";
import type { ConfirmationOffer } from "@/lib/signatures/commands";
import { emptySignForm } from "@/lib/signatures/schema";
import type { OwnSignature } from "@/lib/signers/queries";

const letter = {
  slug: "letter",
  publisher: "Bund e.V.",
  accent: "#7a1f3d",
  version: { title: "A letter" },
} as Letter;
const kinds = ["organisation", "individual"] as const;
type Kind = (typeof kinds)[number];

test.each(locales)("in %s the role of an individual is called a role, whoever reads it", (locale) => {
  const t = translator(locale);
  const context = { locale, t, site: "https://letters.example" };
  const confirm = (kind: Kind) => {
    const offer = { kind, name: "Rosa Rot", representativeRole: "Professor", consents: [] } as unknown;
    return renderToStaticMarkup(
      <ConfirmPage
        {...{ context, letter, token: "token", namesakes: null, isAsked: false }}
        offer={offer as ConfirmationOffer}
      />,
    );
  };
  const desk = (kind: Kind) => {
    const text = { number: 1, locale: "en", sha256: "0".repeat(64) };
    const rows = { consents: [], messages: [], corrections: [], letterVersion: text };
    const signature = { ...rows, kind, representativeRole: "Professor", locale, createdAt: new Date(0) };
    return renderToStaticMarkup(
      <Facts {...{ t, locale, handover: null }} signature={signature as unknown as DeskSignature} />,
    );
  };
  const role = `<dt>${t("confirm.role")}</dt>`;
  expect(kinds.map((kind) => confirm(kind).includes(role))).toEqual([false, true]);
  expect(kinds.map((kind) => confirm(kind).includes(t("confirm.representative")))).toEqual([true, false]);
  expect(kinds.map((kind) => desk(kind).includes(role))).toEqual([false, true]);
  expect(kinds.map((kind) => desk(kind).includes(t("desk.fields.representative")))).toEqual([true, false]);
});

test.each(locales)(
  "in %s what is held has names that fit it, and an individual reads nothing of a name beside the own",
  (locale) => {
    const t = translator(locale);
    const context = { locale, t, site: "https://letters.example" };
    const held = (kind: Kind) =>
      renderToStaticMarkup(
        <HeldPage
          {...{ context, letter }}
          data={{
            letter: "letter",
            information: "",
            held: { signature: [{ kind, show_representative: false }] },
            incomplete: {},
          }}
        />,
      );
    const correct = (kind: Kind, status: "pending" | "published") =>
      renderToStaticMarkup(
        <CorrectPage
          {...{ context, letter, seen: "" }}
          signature={{ kind, status }}
          values={emptySignForm}
        />,
      );
    const decided = renderToStaticMarkup(
      <HeldPage
        {...{ context, letter }}
        data={{
          letter: "letter",
          information: "",
          held: { decision: [{ kind: "approve" }] },
          incomplete: {},
        }}
      />,
    );
    expect(decided).toContain(`<dt>${t("held.fields.decision_kind")}</dt>`);
    const named = t("held.fields.show_representative");
    expect(kinds.map((kind) => held(kind).includes(named))).toEqual([true, false]);
    const own = t("mine.correct.ownName");
    expect(kinds.map((kind) => correct(kind, "published").includes(own))).toEqual([true, false]);
    expect(correct("organisation", "pending")).not.toContain(own);
  },
);

test.each(locales)("in %s only whoever is published is told that news may come", (locale) => {
  const t = translator(locale);
  const context = { locale, t, site: "https://letters.example" };
  const ways = (status: OwnSignature["status"], hasNews = true) =>
    renderToStaticMarkup(<Ways {...{ context, letter }} signature={{ status, hasNews }} />);
  const { publisher } = letter;
  const [mayWrite, unlisted] = [t("mine.newsOn", { publisher }), t("mine.newsUnlisted", { publisher })];
  for (const status of ["pending", "published", "rejected", "withdrawn"] as const) {
    expect(ways(status).includes(mayWrite)).toBe(status === "published");
    expect(ways(status).includes(unlisted)).toBe(status !== "published");
  }
  expect(ways("withdrawn", false)).not.toContain(unlisted);
  expect(ways("published")).toContain(t("mine.wayHints.withdrawPublished"));
  expect(ways("pending")).toContain(t("mine.wayHints.withdrawPending"));
});
