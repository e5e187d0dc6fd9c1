import { randomUUID } from "node:crypto";
import type pg from "pg";
import { grantRole } from "@/lib/accounts/members";
import { makeRecoveryCodes } from "@/lib/accounts/recovery-codes";
import { beginSession, hashSession } from "@/lib/accounts/sessions";
import { invitationAddress } from "@/lib/addresses/columns";
import { db, transaction } from "@/lib/db";
import type { Role } from "@/lib/generated/prisma/enums";
import { decide } from "@/lib/moderation/commands";
import { makeToken } from "@/lib/tokens/tokens";
import { fillLetter } from "@/tests/load/fill";
import type { Who } from "@/tests/support/rights-table";
import { addressArrays } from "@/tests/support/secrets";

interface Somebody {
  moderatorId: string;
  /** The session cookie's secret. */
  secret: string;
  sessionId: string;
}

/** A letter of its own with somebody in each role, what their tries need, and a picture of all that a try could change. */
export class RightsWorld {
  readonly slug = `rights-${randomUUID().slice(0, 8)}`;
  /** Stands on every page of the letter that only its people may see. */
  readonly secretName = `Secret organisation ${randomUUID().slice(0, 8)}`;
  private readonly people = new Map<Who, Somebody>();
  private kept = { signature: "", bulk: "", letter: "", news: "" };

  constructor(
    private readonly client: pg.Client,
    private readonly databaseUrl: string,
  ) {}

  async prepare(): Promise<void> {
    await fillLetter(this.databaseUrl, this.slug, 0);
    const elsewhere = `${this.slug}-elsewhere`;
    await fillLetter(this.databaseUrl, elsewhere, 0);
    const one = async (sql: string, values: unknown[]) =>
      (await this.client.query<{ id: string }>(sql, values)).rows[0]?.id ?? "";
    this.kept.letter = await one("SELECT id FROM letter WHERE slug = $1", [this.slug]);
    for (const role of ["owner", "moderator", "viewer"] as const) await this.add(role, role, this.slug);
    await this.add("of another letter", "owner", elsewhere);
    await this.add("half signed in", "owner", this.slug);
    // The owner has a second factor, so that the rule about it can be changed; whoever is half signed in has yet to pass it.
    for (const who of ["owner", "half signed in"] as const) {
      await this.client.query(
        "INSERT INTO passkey (id, moderator_id, name, public_key, counter, created_at) VALUES ($1, $2, 'Key', '', 0, now())",
        [randomUUID(), this.somebody(who).moderatorId],
      );
    }
    await this.client.query("UPDATE session SET verified_at = now() WHERE moderator_id = $1", [
      this.somebody("owner").moderatorId,
    ]);
    this.kept.signature = await this.pendingSignature(this.secretName);
    this.kept.news = await this.newsDraft(this.secretName);
    this.kept.bulk = await one(
      "INSERT INTO bulk (letter_id, moderator_id, kind, total, started_at, finished_at) VALUES ($1, $2, 'approve', 0, now(), now()) RETURNING id",
      [this.kept.letter, this.somebody("owner").moderatorId],
    );
  }

  private async add(who: Who, role: Role, slug: string): Promise<void> {
    const email = `${role}-${randomUUID().slice(0, 8)}@host.example`;
    const { moderatorId } = await grantRole(email, role, slug);
    const secret = makeToken();
    await beginSession(secret, moderatorId, new Date());
    const { id: sessionId } = await db().session.findFirstOrThrow({ where: { moderatorId } });
    this.people.set(who, { moderatorId, secret, sessionId });
  }

  private somebody(who: Who): Somebody {
    const found = this.people.get(who);
    if (!found) throw new Error(`nobody is ${who}`);
    return found;
  }

  /** The headers of somebody's browser. */
  cookieOf(who: Who): Record<string, string> {
    return who === "stranger" ? {} : { Cookie: `undersigned-session=${this.somebody(who).secret}` };
  }

  /** A path of the table as an address of this letter. */
  addressOf(pattern: string): string {
    const id = pattern.includes("/bulk/")
      ? this.kept.bulk
      : pattern.includes("/news/")
        ? this.kept.news
        : this.kept.signature;
    return pattern.replace("[slug]", this.slug).replace("[id]", id);
  }

  async pendingSignature(name = `Organisation ${randomUUID().slice(0, 8)}`): Promise<string> {
    const log = (id: string, action: string, status: string) =>
      this.client.query(
        "INSERT INTO audit_entry (letter_id, signature_id, actor, action, to_status) VALUES ($1, $2, 'signer', $3, $4)",
        [this.kept.letter, id, action, status],
      );
    await this.client.query("BEGIN");
    const { rows } = await this.client.query<{ id: string }>(
      `INSERT INTO signature (letter_id, letter_version_id, status, kind, name, locale, sealed_email, email_index,
         email_domain_index, website)
       SELECT letter_id, id, 'unconfirmed', 'organisation', $2, 'en', ($3::bytea[])[1], ($4::bytea[])[1], ($5::bytea[])[1], 'https://organisation.example/'
       FROM letter_version
       WHERE letter_id = $1 AND locale = 'en' RETURNING id`,
      [this.kept.letter, name, ...addressArrays(["rosa@host.example"])],
    );
    const id = rows[0]?.id ?? "";
    await log(id, "sign", "unconfirmed");
    await this.client.query("UPDATE signature SET status = 'pending', confirmed_at = now() WHERE id = $1", [
      id,
    ]);
    await log(id, "confirm", "pending");
    await this.client.query("COMMIT");
    return id;
  }

  /** A change that the signer of a published name asks for. */
  async askedChange(): Promise<{ signatureId: string; amendmentId: string }> {
    const signatureId = await this.pendingSignature();
    const { moderatorId } = this.somebody("owner");
    const approved = await decide({ signatureId, kind: "approve", reason: "" }, moderatorId, new Date());
    if (!approved.ok) throw new Error(approved.error.code);
    const { id: amendmentId } = await db().amendment.create({
      data: { signatureId, before: {}, after: { name: `Asked ${randomUUID()}` }, askedAt: new Date() },
    });
    return { signatureId, amendmentId };
  }

  /** One more session of somebody, as a form names it; of the viewer, where somebody is nobody. */
  async anotherSessionOf(who: Who): Promise<string> {
    const { moderatorId } = this.somebody(who === "stranger" ? "viewer" : who);
    await beginSession(makeToken(), moderatorId, new Date());
    const session = await db().session.findFirstOrThrow({
      where: { moderatorId },
      orderBy: { createdAt: "desc" },
    });
    return session.id;
  }

  /** A recovery code of whoever is half signed in, in a session that has yet to pass. */
  async recoveryCode(): Promise<string> {
    await this.halfSignedIn();
    const { moderatorId } = this.somebody("half signed in");
    const [code = ""] = await transaction((tx) => makeRecoveryCodes(tx, moderatorId));
    return code;
  }

  /** Before passing the second factor, which gave the session another secret. */
  private async halfSignedIn(): Promise<void> {
    const { sessionId, secret } = this.somebody("half signed in");
    await this.client.query("UPDATE session SET verified_at = NULL, token_hash = $2 WHERE id = $1", [
      sessionId,
      hashSession(secret),
    ]);
  }

  async colleague(): Promise<string> {
    const email = `colleague-${randomUUID().slice(0, 8)}@host.example`;
    return (await grantRole(email, "moderator", this.slug)).moderatorId;
  }

  async openInvitation(): Promise<string> {
    const { id } = await db().invitation.create({
      data: {
        letterId: this.kept.letter,
        ...invitationAddress(`${randomUUID()}@host.example`),
        role: "viewer",
        locale: "en",
        invitedById: this.somebody("owner").moderatorId,
        expiresAt: new Date(Date.now() + 24 * 3600_000),
      },
      select: { id: true },
    });
    return id;
  }

  async someGate(): Promise<string> {
    const { rows } = await this.client.query<{ id: string }>(
      "INSERT INTO gate (letter_id, kind, effect, value, reason, moderator_id, created_at) VALUES ($1, 'domain', 'allow', 'organisation.example', 'A reason', $2, now()) RETURNING id",
      [this.kept.letter, this.somebody("owner").moderatorId],
    );
    return rows[0]?.id ?? "";
  }

  /** A decision about many that has just ended and can be taken back. */
  async finishedBulk(): Promise<string> {
    const { rows } = await this.client.query<{ id: string }>(
      "INSERT INTO bulk (letter_id, moderator_id, kind, total, started_at, finished_at) VALUES ($1, $2, 'approve', 0, now(), now()) RETURNING id",
      [this.kept.letter, this.somebody("owner").moderatorId],
    );
    return rows[0]?.id ?? "";
  }

  /** News that was written and not sent. */
  async newsDraft(subject = "News"): Promise<string> {
    const { id } = await db().news.create({
      data: {
        letterId: this.kept.letter,
        authorId: this.somebody("owner").moderatorId,
        writtenAt: new Date(),
        texts: { create: { locale: "en", subject, body: "It goes on." } },
      },
    });
    return id;
  }

  /** A mail of a signature that came back. */
  async failedMail(signatureId: string): Promise<string> {
    const { id } = await db().message.create({
      data: {
        kind: "published",
        status: "failed",
        locale: "en",
        signatureId,
        letterId: this.kept.letter,
        trouble: "unknown_address",
        lastError: "550",
      },
    });
    return id;
  }

  /** What somebody has not chosen yet about mail. */
  async otherChoice(who: Who): Promise<string> {
    if (who === "stranger") return "never";
    const { rows } = await this.client.query<{ choice: string }>(
      "SELECT choice FROM notice WHERE letter_id = $1 AND moderator_id = $2",
      [this.kept.letter, this.somebody(who).moderatorId],
    );
    return rows[0]?.choice === "never" ? "daily" : "never";
  }

  async otherRule(): Promise<string> {
    const { rows } = await this.client.query<{ is: boolean }>(
      'SELECT requires_second_factor AS "is" FROM letter WHERE id = $1',
      [this.kept.letter],
    );
    return rows[0]?.is ? "optional" : "required";
  }

  /** For how many months the letter does not keep contact data yet. */
  async otherMonths(): Promise<string> {
    const { rows } = await this.client.query<{ months: number }>(
      "SELECT contact_months AS months FROM letter WHERE id = $1",
      [this.kept.letter],
    );
    return rows[0]?.months === 12 ? "6" : "12";
  }

  /** How many days the letter does not give yet. */
  async otherDays(): Promise<string> {
    const { rows } = await this.client.query<{ days: number }>(
      "SELECT authority_days AS days FROM letter WHERE id = $1",
      [this.kept.letter],
    );
    return rows[0]?.days === 5 ? "6" : "5";
  }

  /** Makes the letter ask for a second factor, or no longer. */
  async require(isRequired: boolean): Promise<void> {
    await this.client.query("UPDATE letter SET requires_second_factor = $2 WHERE id = $1", [
      this.kept.letter,
      isRequired,
    ]);
  }

  /** As things stood before an action had its effect, where that would get in others' way. */
  async restore(): Promise<void> {
    const unfinished = "SELECT 1 FROM bulk WHERE letter_id = $1 AND finished_at IS NULL";
    // A decision about many is a job: its effects must not fall into the next picture.
    while (((await this.client.query(unfinished, [this.kept.letter])).rowCount ?? 0) > 0)
      await new Promise((resolve) => setTimeout(resolve, 50));
    await this.client.query("UPDATE letter SET requires_second_factor = false WHERE id = $1", [
      this.kept.letter,
    ]);
    await this.halfSignedIn();
    await this.client.query("DELETE FROM totp WHERE moderator_id = ANY($1)", [this.ids()]);
    await this.client.query("DELETE FROM throttle");
  }

  private ids(): string[] {
    return [...this.people.values()].map(({ moderatorId }) => moderatorId);
  }

  /** All that a try could change about the letter and the accounts, as one text to compare. */
  async picture(): Promise<string> {
    const { rows } = await this.client.query<{ picture: string }>(
      `SELECT string_agg(line, E'\\n' ORDER BY line) AS picture FROM (
         SELECT 'letter ' || row(requires_second_factor, published_count, contact_months, privacy_contact, authority_rule, authority_waits, authority_days)::text AS line FROM letter WHERE id = $1
         UNION ALL SELECT 'membership ' || m::text FROM membership m WHERE letter_id = $1 OR moderator_id = ANY($2)
         UNION ALL SELECT 'invitation ' || i::text FROM invitation i WHERE letter_id = $1
         UNION ALL SELECT 'signature ' || row(id, status, position, aside, assignee_id, name)::text FROM signature WHERE letter_id = $1
         UNION ALL SELECT 'decision ' || d.id FROM decision d JOIN signature s ON s.id = d.signature_id WHERE s.letter_id = $1
         UNION ALL SELECT 'note ' || n.id FROM note n JOIN signature s ON s.id = n.signature_id WHERE s.letter_id = $1
         UNION ALL SELECT 'bulk ' || row(id, undone_at)::text FROM bulk WHERE letter_id = $1
         UNION ALL SELECT 'question ' || q.id FROM question q JOIN signature s ON s.id = q.signature_id WHERE s.letter_id = $1
         UNION ALL SELECT 'authority ' || n.id FROM authority_notice n JOIN signature s ON s.id = n.signature_id WHERE s.letter_id = $1
         UNION ALL SELECT 'amendment ' || row(a.id, a.state)::text FROM amendment a JOIN signature s ON s.id = a.signature_id WHERE s.letter_id = $1
         UNION ALL SELECT 'correction ' || c.id FROM correction c JOIN signature s ON s.id = c.signature_id WHERE s.letter_id = $1
         UNION ALL SELECT 'tag ' || t.signature_id || t.tag_id FROM signature_tag t JOIN signature s ON s.id = t.signature_id WHERE s.letter_id = $1
         UNION ALL SELECT 'notice ' || row(moderator_id, choice)::text FROM notice WHERE letter_id = $1
         UNION ALL SELECT 'protection ' || p::text FROM protection p WHERE letter_id = $1
         UNION ALL SELECT 'gate ' || id FROM gate WHERE letter_id = $1
         UNION ALL SELECT 'news ' || n::text FROM news n WHERE letter_id = $1
         UNION ALL SELECT 'reason ' || text FROM reason WHERE letter_id = $1
         UNION ALL SELECT 'audit ' || id FROM audit_entry WHERE letter_id = $1 OR moderator_id = ANY($2)
         UNION ALL SELECT 'session ' || row(id, verified_at)::text FROM session WHERE moderator_id = ANY($2)
         UNION ALL SELECT 'totp ' || t::text FROM totp t WHERE moderator_id = ANY($2)
         UNION ALL SELECT 'passkey ' || id FROM passkey WHERE moderator_id = ANY($2)
         UNION ALL SELECT 'code ' || c::text FROM recovery_code c WHERE moderator_id = ANY($2)
         UNION ALL SELECT 'challenge ' || c::text FROM passkey_challenge c JOIN session s ON s.id = c.session_id WHERE s.moderator_id = ANY($2)
         UNION ALL SELECT 'identity ' || subject FROM identity WHERE moderator_id = ANY($2)
       ) AS lines`,
      [this.kept.letter, this.ids()],
    );
    return rows[0]?.picture ?? "";
  }
}
