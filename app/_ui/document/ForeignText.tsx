import { directionOf } from "@/lib/i18n/names";

/**
 * A name with its language and direction, where they are known and not the page's; else kept apart from its
 * surroundings, so that a name in Arabic does not turn the line around it.
 */
export function ForeignText({
  lang,
  pageLang,
  children,
}: {
  lang: string | null;
  pageLang: string;
  children: string;
}) {
  if (!lang || lang.split("-")[0] === pageLang) return <bdi>{children}</bdi>;
  return (
    <bdi lang={lang} dir={directionOf(lang)}>
      {children}
    </bdi>
  );
}
