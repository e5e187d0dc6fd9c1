import type { SignatoryKind } from "@/lib/generated/prisma/enums";

/**
 * What the public sees of a published signature. There is no private field in it to leak: pages, JSON and whatever
 * comes later are built from this type, which only lib/register/queries.ts makes.
 */
export interface Signatory {
  /** Place in the order of signing, from 1. Gaps are names that were removed. */
  position: number;
  kind: SignatoryKind;
  name: string;
  /** BCP 47 tag of the name's language where it is known. */
  nameLang: string | null;
  nameAlt: string | null;
  nameAltLang: string | null;
  /** ISO 3166-1 alpha-2. */
  country: string | null;
  website: string | null;
  /** Only with the representative's own consent. */
  representative: { name: string; role: string | null } | null;
}
