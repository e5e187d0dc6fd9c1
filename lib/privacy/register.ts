import type { CategoryName } from "@/lib/privacy/categories";
import {
  contact,
  hashed,
  ofOthers,
  type Protection,
  plain,
  type StoredTable,
  sealed,
} from "@/lib/privacy/stored-table";

/**
 * What is stored: every table and column of the database, each either personal or not. The privacy page, the nightly job that
 * erases, the export and the erasure are driven by it, and a test compares it with the database. A new table or column gets its
 * entry here: with `of` where its rows are about a signature, and a category (categories.ts) for what is personal.
 */
export const register = {
  signature: {
    of: "id",
    erase: "clear",
    personal: {
      name: plain("entry", "blank"),
      name_lang: plain("entry", "null"),
      name_alt: plain("entry", "null"),
      name_alt_lang: plain("entry", "null"),
      website: plain("entry", "null"),
      import_key: plain("entry", "key"),
      // A trigger makes it from the others.
      search_text: plain("entry", "derived"),
      representative_name: contact(plain("representative", "null")),
      representative_role: contact(plain("representative", "null")),
      show_representative: plain("representative", "no"),
      sealed_email: contact(sealed("address", "null")),
      email_index: contact(hashed("address", "null")),
      email_domain_index: contact(hashed("address", "null")),
      form_mark: contact(hashed("address", "null")),
      network: hashed("network", "null"),
    },
    // Country and language stay for the figures: with no name beside them they are nobody's.
    none: "id letter_id letter_version_id status kind country locale position created_at confirmed_at decided_at first_decided_at published_at doubts evidence_at aside assignee_id ended_at anonymised_at is_proven bounce bounced_at has_amendment",
    shown: "status kind country locale created_at confirmed_at decided_at published_at",
  },
  consent: {
    of: "signature_id",
    erase: "delete",
    personal: {
      text_sha256: plain("consents"),
      given_at: plain("consents"),
      withdrawn_at: plain("consents"),
    },
    none: "signature_id",
  },
  signature_name: {
    of: "signature_id",
    erase: "delete",
    personal: { key: plain("review") },
    none: "signature_id",
  },
  evidence: {
    of: "signature_id",
    erase: "delete",
    // Other signatures are named by their id alone (lib/evidence/neighbours.ts), and to moderators alone (lib/privacy/held-data.ts).
    personal: { values: plain("review") },
    none: "signature_id place code weighs checked_at",
    shown: "code weighs checked_at",
  },
  decision: {
    of: "signature_id",
    since: "decided_at",
    erase: "clear",
    personal: {
      reason: contact(plain("conversation", "null")),
      evidence: plain("review", "null"),
      moderator_id: plain("work"),
    },
    none: "id signature_id kind decided_at position undone_at bulk_id aside number",
    shown: "kind decided_at undone_at",
  },
  note: {
    of: "signature_id",
    since: "written_at",
    erase: "delete",
    personal: { text: contact(plain("conversation")), moderator_id: plain("work") },
    none: "id signature_id written_at",
    shown: "written_at",
  },
  question: {
    of: "signature_id",
    since: "asked_at",
    // Mails point to it, and are counted.
    erase: "clear",
    personal: {
      text: contact(plain("conversation", "blank")),
      answer: contact(plain("conversation", "null")),
      moderator_id: plain("work"),
    },
    none: "id signature_id asked_at taken_back_at closed_at answered_at",
    shown: "asked_at answered_at",
  },
  correction: {
    of: "signature_id",
    since: "made_at",
    erase: "clear",
    personal: {
      before: contact(plain("conversation", "empty")),
      after: contact(plain("conversation", "empty")),
      moderator_id: plain("work"),
    },
    none: "id signature_id made_at amendment_id",
    shown: "made_at",
  },
  amendment: {
    of: "signature_id",
    since: "asked_at",
    // Mails and corrections point to it.
    erase: "clear",
    personal: {
      before: contact(plain("conversation", "empty")),
      after: contact(plain("conversation", "empty")),
      reason: contact(plain("conversation", "null")),
      moderator_id: plain("work"),
    },
    none: "id signature_id state asked_at decided_at",
    shown: "state asked_at decided_at",
  },
  handover: {
    of: "signature_id",
    since: "begun_at",
    // Mails point to it. Where it is over it is empty already.
    erase: "clear",
    personal: {
      representative_name: contact(plain("representative", "blank")),
      representative_role: contact(plain("representative", "blank")),
      sealed_email: contact(sealed("address", "null")),
      email_index: contact(hashed("address", "null")),
    },
    none: "id signature_id begun_at told_at agreed_at authority_text representative_text confirmed_at ended_at",
    shown: "begun_at agreed_at confirmed_at ended_at",
  },
  signature_tag: {
    of: "signature_id",
    erase: "delete",
    personal: { tag_id: plain("review") },
    none: "signature_id",
  },
  presence: {
    of: "signature_id",
    erase: "delete",
    personal: { moderator_id: plain("access") },
    none: "id letter_id signature_id seen_at",
  },
  message: {
    of: "signature_id",
    erase: "clear",
    personal: { last_error: plain("mails", "null"), moderator_id: plain("account") },
    none: "id kind status locale signature_id decision_id letter_id question_id correction_id attempts created_at sent_at invitation_id authority_notice_id account_change trouble news_id amendment_id handover_id",
    shown: "kind status created_at sent_at",
  },
  token: {
    of: "signature_id",
    erase: "delete",
    personal: { hash: hashed("mails"), moderator_id: plain("access"), address_index: hashed("mails") },
    none: "purpose signature_id question_id expires_at used_at invitation_id letter_id authority_notice_id handover_id",
  },
  visit: {
    of: "signature_id",
    since: "expires_at",
    erase: "delete",
    personal: { secret_hash: contact(hashed("mails")) },
    none: "signature_id expires_at",
  },
  authority_notice: {
    of: "signature_id",
    since: "ordered_at",
    erase: "delete",
    personal: {
      sealed_email: ofOthers(contact(sealed("conversation"))),
      objection: ofOthers(contact(plain("conversation"))),
      moderator_id: plain("work"),
      cleared_by_id: plain("work"),
    },
    none: "id signature_id days ordered_at taken_back_at sent_at ends_at passed_at objected_at cleared_at",
    shown: "ordered_at objected_at",
  },
  ledger_opening: {
    of: "signature_id",
    erase: "delete",
    none: "signature_id letter_id index salt transaction",
  },
  // A commitment is a hash with a salt; without that, which goes with the publication, it says nothing about anybody.
  ledger_entry: { none: "letter_id index kind at commitment of nodes root" },
  // Found by the ids of a signature's mails (lib/privacy/erasure.ts).
  inbox_mail: { personal: { sealed: sealed("mails") }, none: "id created_at" },

  moderator: {
    personal: {
      sealed_email: sealed("account"),
      email_index: hashed("account"),
      name: plain("account"),
      locale: plain("account"),
      last_seen_at: plain("account"),
    },
    none: "id created_at signed_out_at",
  },
  membership: { personal: { role: plain("account") }, none: "moderator_id letter_id" },
  invitation: {
    personal: {
      sealed_email: sealed("account"),
      email_index: hashed("account"),
      invited_by_id: plain("account"),
    },
    none: "id letter_id role locale expires_at accepted_at revoked_at",
  },
  notice: {
    personal: { choice: plain("account"), told_at: plain("account") },
    none: "moderator_id letter_id",
  },
  digest: { personal: { day: plain("account") }, none: "moderator_id letter_id" },
  session: {
    personal: {
      token_hash: hashed("access"),
      browser: plain("access"),
      system: plain("access"),
      last_seen_at: plain("access"),
    },
    none: "moderator_id created_at expires_at id verified_at",
  },
  identity: {
    personal: { issuer: plain("access"), subject: plain("access") },
    none: "moderator_id linked_at",
  },
  totp: {
    personal: { sealed_secret: sealed("access") },
    none: "moderator_id last_step confirmed_at session_id",
  },
  passkey: {
    personal: { id: plain("access"), name: plain("access"), public_key: plain("access") },
    none: "moderator_id counter transports created_at last_used_at",
  },
  passkey_challenge: { none: "session_id purpose challenge expires_at" },
  recovery_code: { personal: { hash: hashed("access") }, none: "moderator_id used_at" },
  bulk: {
    // Words that speak of somebody, cleared when it is done (lib/moderation/bulk.ts).
    personal: {
      reason: plain("conversation"),
      argument: plain("review"),
      moderator_id: plain("work"),
      undone_by_id: plain("work"),
    },
    none: "id letter_id kind seen total started_at finished_at reason_texts undone_at undo_finished_at",
  },
  bulk_item: { none: "bulk_id place signature_id outcome" },
  audit_entry: {
    personal: { moderator_id: plain("work") },
    none: "id at letter_id signature_id actor action from_status to_status detail transaction",
  },

  throttle: { personal: { key: hashed("network") }, none: "count expires_at" },
  network_key: { none: "day key" },
  spent_challenge: { none: "nonce expires_at" },
  sign_on_count: { none: "letter_id slot shard taken unproven limited trapped blocked" },
  refusal_count: { none: "slot kind count" },
  protection: {
    none: "letter_id per_network per_wide_network per_domain per_address per_letter burst_count burst_factor slow_since slow_until calm_until",
  },
  gate: {
    personal: {
      value: plain("network"),
      address_index: hashed("network"),
      reason: plain("network"),
      moderator_id: plain("work"),
    },
    none: "id letter_id kind effect created_at expires_at",
  },
  mail_refusal: { personal: { address_index: hashed("mails") }, none: "letter_id is_everywhere created_at" },

  letter: {
    none: "id slug publisher publisher_url date default_locale accent closes_at published_count last_position created_at requires_second_factor contact_months privacy_contact authority_rule authority_waits authority_days",
  },
  letter_version: { none: "id letter_id locale number title standfirst body note sha256 created_at" },
  consent_text: { none: "sha256 purpose locale text created_at" },
  news: {
    personal: { author_id: plain("work"), started_by_id: plain("work") },
    none: "id letter_id written_at started_at reached addressed_at",
  },
  news_text: { none: "news_id locale subject body" },
  reason: { none: "id letter_id locale text place" },
  tag: { none: "id letter_id name" },
  signature_tally: { none: "id letter_id status is_doubtful aside assignee_id is_amended change" },
  figure: { none: "id letter_id measure day label state change is_sum" },
  worker_heartbeat: { none: "worker_id seen_at" },
  // Empty but while a database from before 0009 is migrated.
  plain_address: { none: "place id email" },
  // Prisma's own record of migrations.
  _prisma_migrations: {
    none: "id checksum finished_at migration_name logs rolled_back_at started_at applied_steps_count",
  },
} as const satisfies Record<string, StoredTable>;

export type TableName = keyof typeof register;

/** The register's tables, for whoever walks through all of them. */
export const tables: [TableName, StoredTable][] = Object.entries(register) as [TableName, StoredTable][];

/** How a kind of data is kept: what its columns say. */
export function protectionsOf(category: CategoryName): Protection[] {
  const kept = tables.flatMap(([, { personal = {} }]) =>
    Object.values(personal).flatMap((column) => (column.category === category ? [column.kept] : [])),
  );
  return (["sealed", "hashed", "plain"] as const).filter((one) => kept.includes(one));
}
