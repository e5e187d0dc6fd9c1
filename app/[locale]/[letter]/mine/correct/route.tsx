import { pageContext } from "@/app/_http/context";
import { letterNotice } from "@/app/_http/letter-notice";
import { type OwnPlace, ownForm, ownPage } from "@/app/_http/own-route";
import { refuseMethod } from "@/app/_http/refusals";
import { type Refused, refused } from "@/app/_http/refused";
import { respondPersonally, seeOther } from "@/app/_http/respond";
import { CorrectPage, type CorrectPageProps } from "@/app/_ui/document/mine/CorrectPage";
import { type AmendRefusal, amend, standingMark } from "@/lib/amendments/commands";
import { waitingChange } from "@/lib/amendments/queries";
import { emptySignForm, readSignForm, type SignForm } from "@/lib/signatures/schema";
import { type OwnSignature, readOwnSignature } from "@/lib/signers/queries";

/** The details as they stand, or as they were asked for already. */
export const GET = ownPage(async (place) => {
  const signature = await readOwnSignature(place.visit.signatureId);
  if (!signature) return ended(place);
  const waiting = await waitingChange(signature.id);
  const wished = { ...signature, ...waiting?.after, name: waiting?.after.name ?? signature.name };
  return form(place, { signature, values: valuesOf(wished) });
});

export const POST = ownForm(async (place, posted) => {
  const { locale, letter, visit, now } = place;
  const values = readSignForm(posted);
  const amended = await amend({
    signatureId: visit.signatureId,
    form: values,
    seen: posted.get("seen")?.toString(),
    agreement: String(posted.get("agreement") ?? ""),
    locale,
    now,
  });
  if (!amended.ok) return refusal(place, values, amended.error);
  const { made, waits } = amended.value;
  const done = waits.length > 0 ? "/asked" : made.length > 0 ? "/corrected" : "";
  return seeOther(`/${locale}/${letter.slug}/mine${done}`);
});

function form(
  { locale, letter }: OwnPlace,
  page: Omit<CorrectPageProps, "context" | "letter" | "seen"> & { signature: OwnSignature },
  because?: Refused,
) {
  const { status: standing } = page.signature;
  const isOver = standing === "rejected" || standing === "withdrawn" || standing === "removed";
  if (isOver) return ended({ locale, letter });
  return respondPersonally(
    <CorrectPage
      {...{ context: pageContext(locale), letter, seen: standingMark(page.signature), ...page }}
    />,
    { refused: because },
  );
}

/** The form again with everything that was typed, and what is in the way. */
async function refusal(place: OwnPlace, values: SignForm, why: AmendRefusal): Promise<Response> {
  const signature = await readOwnSignature(place.visit.signatureId);
  if (!signature || why.code === "unknown" || why.code === "ended") return ended(place);
  const { t } = pageContext(place.locale);
  if (why.code === "fields")
    return form(place, { signature, values, errors: why.errors }, refused.incomplete);
  if (why.code === "changed") {
    const notice = {
      title: t("mine.correct.changedTitle"),
      text: t("mine.correct.changed", { name: signature.name }),
    };
    return form(place, { signature, values, notice }, refused.changed);
  }
  if (why.code === "textChanged") {
    const notice = { title: t("mine.correct.wordsTitle"), text: t("mine.correct.words") };
    return form(place, { signature, values, notice }, refused.changed);
  }
  if (why.code === "same") {
    const notice = { title: t("mine.correct.sameTitle"), text: t("mine.correct.same") };
    return form(place, { signature, values, notice }, refused.incomplete);
  }
  const minutes = Math.ceil(why.waitSeconds / 60);
  const notice = { title: t("mine.tooManyTitle"), text: t("mine.correct.tooMany", { minutes }) };
  return form(place, { signature, values, notice }, refused.tooMany);
}

/** What is on no list and waits for none has nothing to correct. */
function ended({ locale, letter }: Pick<OwnPlace, "locale" | "letter">): Promise<Response> {
  const { t } = pageContext(locale);
  return letterNotice(locale, letter, {
    title: t("mine.correct.endedTitle"),
    text: t("mine.correct.ended"),
    way: { words: t("mine.back"), to: "/mine" },
    refused: refused.changed,
  });
}

function valuesOf(signature: OwnSignature): SignForm {
  const text = (value: string | null) => value ?? "";
  return {
    ...emptySignForm,
    kind: signature.kind,
    name: signature.name,
    nameAlt: text(signature.nameAlt),
    country: text(signature.country),
    website: text(signature.website),
    representativeName: text(signature.representativeName),
    representativeRole: text(signature.representativeRole),
    showRepresentative: signature.showRepresentative ? "yes" : "",
  };
}

const refuse = refuseMethod(["GET", "HEAD", "POST"]);

export { refuse as DELETE, refuse as PATCH, refuse as PUT };
