/** Every migration of this release, in order: the folders of prisma/migrations (a test holds the two together). */
export const knownMigrations: readonly string[] = [
  "0001_foundations",
  "0002_desk",
  "0003_decisions",
  "0004_bulk",
  "0005_rights",
  "0006_people",
  "0007_overview",
  "0008_together",
  "0009_sealed",
  "0010_ledger",
  "0012_protection",
  "0013_authority",
  "0014_post",
  "0015_privacy",
  "0016_account",
  "0018_changes",
];
