import type { ReactNode } from "react";
import { Document, type PageContext } from "@/app/_ui/document/Document";
import { lookOf } from "@/app/_ui/document/LetterPage";
import type { Letter, LetterListing } from "@/lib/letters/queries";
import {
  type Basis,
  type Category,
  type CategoryName,
  categories,
  categoryNames,
} from "@/lib/privacy/categories";
import { protectionsOf } from "@/lib/privacy/register";
import { contactMonths, type RuleName, rules } from "@/lib/privacy/rules";

const authorities = "https://www.edpb.europa.eu/about-edpb/about-edpb/members_en";

export interface LetterPrivacyPageProps {
  context: PageContext;
  letter: Letter;
}

/** What is kept of whoever signs a letter, made from the register of what is stored (lib/privacy). */
export function LetterPrivacyPage({ context, letter }: LetterPrivacyPageProps) {
  const { locale, t } = context;
  const { publisher, publisherUrl, privacyContact, slug, version } = letter;
  return (
    <Document
      context={context}
      title={t("privacy.titleOf", { title: version.title })}
      path={`/${slug}/privacy`}
      look={lookOf(letter, locale)}
    >
      <div className="notice privacy">
        <p className="kicker">
          <a href={`/${locale}/${slug}`}>{t("list.back")}</a>
        </p>
        <h1>{t("privacy.titleOf", { title: version.title })}</h1>
        <p className="standfirst">{t("privacy.intro")}</p>
        <Part title={t("privacy.who.title")}>
          <p>{t("privacy.who.letter", { publisher })}</p>
          {privacyContact ? (
            <>
              <p>{t("privacy.who.contact")}</p>
              <address dir="auto">{privacyContact}</address>
            </>
          ) : (
            <p>{t("privacy.who.noContact")}</p>
          )}
          {publisherUrl && (
            <p>
              <a href={publisherUrl} rel="noopener">
                {t("privacy.who.website")}
              </a>
            </p>
          )}
        </Part>
        <Kept context={context} months={letter.contactMonths} />
        <Rights context={context} slug={slug} />
      </div>
    </Document>
  );
}

export interface SitePrivacyPageProps {
  context: PageContext;
  letters: LetterListing[];
}

/** The same for the site as a whole. */
export function SitePrivacyPage({ context, letters }: SitePrivacyPageProps) {
  const { locale, t } = context;
  return (
    <Document context={context} title={t("privacy.title")} path="/privacy">
      <div className="notice privacy">
        <h1>{t("privacy.title")}</h1>
        <p className="standfirst">{t("privacy.intro")}</p>
        <Part title={t("privacy.who.title")}>
          <p>{t("privacy.who.site")}</p>
          <ul>
            {letters.map(({ slug, title, titleLocale, publisher }) => (
              <li key={slug}>
                <a
                  href={`/${locale}/${slug}/privacy`}
                  lang={titleLocale === locale ? undefined : titleLocale}
                >
                  {title}
                </a>{" "}
                <span className="hint">{publisher}</span>
              </li>
            ))}
          </ul>
        </Part>
        <Kept context={context} months={null} />
        <Rights context={context} />
      </div>
    </Document>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** What is kept, whose it is, why, how long, and who sees it: the register in words. */
function Kept({ context, months }: { context: PageContext; months: number | null }) {
  const { t } = context;
  return (
    <>
      <Part title={t("privacy.readers.title")}>
        <p>{t("privacy.readers.text")}</p>
        {months === null && (
          <p className="hint">
            {t("privacy.monthsEach", { least: contactMonths.least, most: contactMonths.most })}
          </p>
        )}
      </Part>
      {(["signers", "readers", "moderators"] as const).map((whose) => (
        <Part key={whose} title={t(`privacy.what.${whose}`)}>
          {categoryNames
            .filter((name) => categories[name].whose === whose)
            .map((name) => (
              <CategoryFacts key={name} {...{ context, name, months }} />
            ))}
        </Part>
      ))}
    </>
  );
}

function CategoryFacts({
  context,
  name,
  months,
}: {
  context: PageContext;
  name: CategoryName;
  months: number | null;
}) {
  const { t } = context;
  const category: Category = categories[name];
  const keep = category.keep.map((rule) => keepText(context, rule, months));
  const seen = category.seenBy.map((audience) => t(`privacy.audiences.${audience}`));
  const protection = protectionsOf(name).map((kept) => t(`privacy.protections.${kept}`));
  return (
    <section className="kept">
      <h3>{t(`privacy.categories.${name}.title`)}</h3>
      <p>
        {t(`privacy.categories.${name}.what`)} {t(`privacy.categories.${name}.why`)}
      </p>
      <Facts
        rows={[
          [t("privacy.facts.keep"), keep],
          [t("privacy.facts.seen"), seen],
        ]}
      />
      <details>
        <summary>{t("privacy.facts.more")}</summary>
        <Facts
          rows={[
            [t("privacy.facts.basis"), basisTexts(context, category)],
            [t("privacy.facts.protection"), [protection.join(", ")]],
          ]}
        />
      </details>
    </section>
  );
}

function Facts({ rows }: { rows: [string, string[]][] }) {
  return (
    <dl className="facts">
      {rows.map(([label, texts]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            {texts.map((text) => (
              <span key={text}>{text}</span>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** How long something is kept, in words. Where a page is about no letter, the usual months stand for all. */
function keepText({ t }: PageContext, rule: RuleName, months: number | null): string {
  const kept: { days?: number } = rules[rule];
  return t(`privacy.keep.${rule}`, { days: kept.days ?? 0, months: months ?? contactMonths.usual });
}

function basisTexts({ t, locale }: PageContext, { bases }: Category): string[] {
  const list = new Intl.ListFormat(locale);
  const words = (names: Basis[]) => list.format(names.map((basis) => t(`privacy.bases.${basis}`)));
  if (Array.isArray(bases)) return [words(bases)];
  const { organisation, individual } = bases;
  if (words(organisation) === words(individual)) return [words(organisation)];
  return [
    t("privacy.facts.organisation", { bases: words(organisation) }),
    t("privacy.facts.individual", { bases: words(individual) }),
  ];
}

function Rights({ context, slug }: { context: PageContext; slug?: string }) {
  const { t, locale } = context;
  return (
    <>
      <Part title={t("privacy.shared.title")}>
        <p>{t("privacy.shared.text")}</p>
      </Part>
      <Part title={t("privacy.cookies.title")}>
        <p>{t("privacy.cookies.text")}</p>
      </Part>
      <Part title={t("privacy.rights.title")}>
        <p>{t("privacy.rights.intro")}</p>
        {slug ? (
          <p>
            {t("privacy.rights.own")} <a href={`/${locale}/${slug}/mine`}>{t("privacy.rights.ownLink")}</a>
          </p>
        ) : (
          <p>{t("privacy.rights.ownSite")}</p>
        )}
        <p>{t("privacy.rights.write")}</p>
        <p>
          {t("privacy.rights.authority")}{" "}
          <a href={authorities} rel="noopener noreferrer">
            {t("privacy.rights.authorities")}
          </a>
        </p>
      </Part>
    </>
  );
}
