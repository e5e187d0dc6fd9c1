import type { PageContext } from "@/app/_ui/document/Document";
import { ForeignText } from "@/app/_ui/document/ForeignText";
import { countryName } from "@/lib/i18n/countries";
import type { Signatory } from "@/lib/register/signatory";

/** Names set like the back page of a manifesto. */
export function SignatoryList({ context, signatories }: { context: PageContext; signatories: Signatory[] }) {
  return (
    <ul className="signatories">
      {signatories.map((signatory) => (
        <li key={signatory.position} id={`n${signatory.position}`}>
          <SignatoryName context={context} signatory={signatory} />
          <SignatoryFacts context={context} signatory={signatory} />
        </li>
      ))}
    </ul>
  );
}

function SignatoryName({ context, signatory }: { context: PageContext; signatory: Signatory }) {
  const { name, nameLang, nameAlt, nameAltLang, website } = signatory;
  const text = (
    <ForeignText lang={nameLang} pageLang={context.locale}>
      {name}
    </ForeignText>
  );
  return (
    <>
      {website ? (
        <a href={website} rel="nofollow ugc noopener noreferrer">
          {text}
        </a>
      ) : (
        text
      )}
      {nameAlt && (
        <span className="signatory-alt">
          <ForeignText lang={nameAltLang} pageLang={context.locale}>
            {nameAlt}
          </ForeignText>
        </span>
      )}
    </>
  );
}

function SignatoryFacts({ context, signatory }: { context: PageContext; signatory: Signatory }) {
  const { country, representative, kind } = signatory;
  const facts = [
    ...(country ? [countryName(country, context.locale)] : []),
    ...(kind === "individual" ? [context.t("list.individual")] : []),
    ...(representative ? [[representative.name, representative.role].filter(Boolean).join(", ")] : []),
  ];
  if (facts.length === 0) return null;
  return <span className="signatory-facts">{facts.join(" · ")}</span>;
}
