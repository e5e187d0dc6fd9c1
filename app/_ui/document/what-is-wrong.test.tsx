import type { ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { AnswerPage } from "@/app/_ui/document/AnswerPage";
import { AskLinkPage } from "@/app/_ui/document/mine/AskLinkPage";
import { CorrectPage } from "@/app/_ui/document/mine/CorrectPage";
import { ErasePage } from "@/app/_ui/document/mine/ErasePage";
import { RepresentativePage } from "@/app/_ui/document/mine/RepresentativePage";
import { ObjectPage } from "@/app/_ui/document/ObjectPage";
import { SignPage } from "@/app/_ui/document/SignPage";
import type { FoundNotice } from "@/lib/authority/queries";
import { translator } from "@/lib/i18n/translate";
import type { Letter } from "@/lib/letters/queries";
import {
  emptySignForm,
  type FieldError,
  parseAmendForm,
  parseHandoverForm,
  parseSignForm,
  type SignForm,
  signFields,
} from "@/lib/signatures/schema";

const context = { locale: "en", t: translator("en"), site: "https://letters.example" } as const;
const letter = {
  slug: "letter",
  publisher: "Bund e.V.",
  accent: "#7a1f3d",
  version: { title: "A letter", sha256: "0".repeat(64) },
} as Letter;

const nothing = { ...emptySignForm, kind: "organisation" };
const tooMuch = Object.fromEntries(signFields.map((field) => [field, "x".repeat(4000)])) as SignForm;

function errorsIn(parsed: { errors: FieldError[] } | object): FieldError[] {
  if (!("errors" in parsed)) throw new Error("nothing is wrong");
  return parsed.errors;
}

/** A page's summary as [field, words], and for each field what a reader of the form is told beside it. */
function read(page: ReactElement) {
  const html = renderToStaticMarkup(page);
  const summary = /<div class="summary" role="alert" tabindex="-1".*?<\/div>/s.exec(html)?.[0] ?? "";
  const links = [...summary.matchAll(/<a href="#([^"]+)">(.*?)<\/a>/g)].map(([, field = "", words = ""]) => ({
    field,
    words,
  }));
  const beside = links.map(({ field }) => {
    const [control = ""] = new RegExp(`<(?:input|select|textarea)[^>]* id="${field}"[^>]*>`).exec(html) ?? [];
    const group = html.slice(0, html.indexOf(control)).split("<fieldset").at(-1) ?? "";
    // A choice is described as the group that it is.
    const describedBy = /aria-describedby="([^"]*)"/;
    const described = (describedBy.exec(control) ?? describedBy.exec(group))?.[1]?.split(" ") ?? [];
    const [, words] = new RegExp(`<p class="error" id="${field}-error">(.*?)</p>`).exec(html) ?? [];
    return {
      field: control && described.includes(`${field}-error`) ? field : `${field} has no error`,
      words,
    };
  });
  const wrong = [...html.matchAll(/<p class="error"/g)].length;
  return { links, beside, wrong, title: /<title>(.*?)<\/title>/.exec(html)?.[1] ?? "" };
}

const values = { ...emptySignForm, kind: "organisation" };
const signature = { kind: "organisation", name: "Bund", nameLang: null, status: "published" } as const;
const asked = { letter, context, token: "token", typed: "x" };
const notice = { name: "Bund", nameLang: null, status: "published", signedAt: new Date(0), endsAt: null };

describe("a form that came back", () => {
  test.each([
    [
      "the sign form, empty",
      <SignPage key="" {...{ context, letter, values, errors: errorsIn(parseSignForm(nothing)) }} />,
      8,
    ],
    [
      "the sign form of an individual, empty",
      <SignPage
        key=""
        {...{ context, letter, values: { ...values, kind: "individual" } }}
        errors={errorsIn(parseSignForm({ ...nothing, kind: "individual" }))}
      />,
      4,
    ],
    [
      "the sign form without a choice",
      <SignPage key="" {...{ context, letter, values, errors: errorsIn(parseSignForm(emptySignForm)) }} />,
      9,
    ],
    [
      "the sign form, overfull",
      <SignPage
        key=""
        {...{
          context,
          letter,
          values,
          errors: errorsIn(parseSignForm({ ...tooMuch, kind: "organisation" })),
        }}
      />,
      7,
    ],
    [
      "one's own details, empty",
      <CorrectPage
        key=""
        {...{ context, letter, values, signature, seen: "" }}
        errors={errorsIn(parseAmendForm("organisation", nothing))}
      />,
      5,
    ],
    [
      "another representative, empty",
      <RepresentativePage
        key=""
        {...{ context, letter, values }}
        errors={errorsIn(parseHandoverForm(nothing))}
      />,
      3,
    ],
    [
      "another representative with the same address",
      <RepresentativePage key="" {...{ context, letter, values }} isSameAddress />,
      1,
    ],
    [
      "a link to one's own page",
      <AskLinkPage key="" {...{ context, letter }} typed="x" problem="invalid" />,
      1,
    ],
    ["an erasure without its tick", <ErasePage key="" {...{ context, letter, signature }} isUnticked />, 1],
    [
      "the answer to a question",
      <AnswerPage key="" {...asked} name="Bund" question="Who?" problem="required" />,
      1,
    ],
    [
      "an objection",
      <ObjectPage key="" {...asked} notice={notice as unknown as FoundNotice} problem="tooLong" />,
      1,
    ],
  ])("names each field that is wrong in its summary and beside it alike: %s", (_name, page, count) => {
    const { links, beside, wrong, title } = read(page);
    expect(links).toHaveLength(count);
    expect(beside).toEqual(links);
    expect(wrong).toBe(count);
    expect(title).toMatch(/^Error: /);
  });
});
