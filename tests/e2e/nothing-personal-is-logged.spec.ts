import { SMTPServer } from "smtp-server";
import { testSecrets } from "@/tests/support/secrets";
import { startServer } from "@/tests/support/site";
import {
  demoSlug,
  expect,
  fillForm,
  generousLimits,
  newestFirst,
  personAtDesk,
  signAndConfirm,
  somebody,
  test,
} from "@/tests/support/stories";

/** A mail server that refuses everybody, and repeats whom. */
async function startRefusing(): Promise<{ url: string; refused: string[]; stop(): Promise<void> }> {
  const refused: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    onRcptTo({ address }, _session, done) {
      refused.push(address);
      const code = refused.length % 2 ? 550 : 451;
      done(
        Object.assign(new Error(`<${address}>: user ${address.split("@")[0]} unknown`), {
          responseCode: code,
        }),
      );
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const at = server.server.address();
  return {
    url: `smtp://127.0.0.1:${typeof at === "object" ? at?.port : 0}`,
    refused,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

test("after a whole story with everything going wrong, the log names nobody", async ({
  page,
  browser,
  site,
}) => {
  const [rosa, olga] = [somebody(), somebody()];
  const secrets = ["Rosa Representative", "Zora Zwischenfall", "noted-in-private", "answered-in-private"];

  await test.step("they sign, also wrongly, and ask for pages that are not there", async () => {
    await signAndConfirm(page, site, rosa);
    await signAndConfirm(page, site, olga);
    const form = { name: "Zora Zwischenfall", email: rosa.email, kind: "individual" };
    const post = (path: string, origin: string) =>
      fetch(`${site.letter}${path}`, {
        method: "POST",
        redirect: "manual",
        headers: { Origin: origin },
        body: new URLSearchParams(form),
      });
    expect((await post("/sign", site.url)).status).toBe(422);
    expect((await post("/sign", "https://evil.example")).status).toBe(403);
    const query = `?email=${encodeURIComponent(rosa.email)}&name=${encodeURIComponent(rosa.organisation)}`;
    for (const path of ["", "/nothing", "/confirm", "/answer", "/signatories", "/privacy"])
      await fetch(
        `${site.letter}${path}${query}&token=${"A".repeat(43)}&q=${encodeURIComponent(olga.email)}`,
      );
    await fetch(
      `${site.url}/api/v1/letters/${demoSlug}/signatories${query}&cursor=${encodeURIComponent(rosa.email)}`,
    );
    await fetch(`${site.url}/admin/letters/nothing${query}`);
  });

  const { page: desk, email: owner } = await personAtDesk(browser, site, "owner");
  await test.step("moderators ask, note, reject; a fault of the database quotes what was typed", async () => {
    await desk.goto(newestFirst(site));
    await desk.getByRole("link", { name: olga.organisation }).click();
    await desk.getByLabel("Note for colleagues").fill("noted-in-private");
    await site.database.query(`
      CREATE FUNCTION fail_loudly() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'Key (text)=(%) is bad', NEW.text; END $$;
      CREATE TRIGGER loud BEFORE INSERT ON note FOR EACH ROW EXECUTE FUNCTION fail_loudly();`);
    await desk.getByRole("button", { name: "Keep note" }).click();
    await expect.poll(() => site.server.log()).toMatch(/⨯ \w+Error/);
    await site.database.query("DROP TRIGGER loud ON note; DROP FUNCTION fail_loudly()");
    await desk.goto(newestFirst(site));
    await desk.getByRole("link", { name: olga.organisation }).click();
    await desk.getByLabel("Reason from the list").selectOption({ index: 1 });
    await desk.getByRole("button", { name: "Reject" }).click();
    await expect(desk.getByRole("status")).toContainText("Rejected");
  });

  await test.step("a public page's fault, and a mail server that refuses and repeats the address", async () => {
    await site.database.query(`
      CREATE FUNCTION fail_loudly() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'Key (name)=(%) is bad', NEW.name; END $$;
      CREATE TRIGGER loud BEFORE INSERT ON signature FOR EACH ROW EXECUTE FUNCTION fail_loudly();`);
    await desk.goto(`${site.letter}#sign`);
    await fillForm(desk, rosa);
    await desk.getByRole("button", { name: "Sign the letter" }).click();
    await expect(desk.getByRole("heading", { name: "cannot answer" })).toBeVisible();
    expect(site.server.log()).toContain("fault: ");
    await site.database.query("DROP TRIGGER loud ON signature; DROP FUNCTION fail_loudly()");
  });
  const refusing = await startRefusing();
  const second = await startServer({
    DATABASE_URL: site.databaseUrl,
    ...testSecrets,
    SMTP_URL: refusing.url,
    ...generousLimits,
  });
  await site.database.query("UPDATE message SET status = 'queued' WHERE kind = 'confirm'");
  await site.database.query(`
    SELECT graphile_worker.add_job('send_message', json_build_object('messageId', m.id)) FROM message m
    WHERE m.kind = 'confirm' LIMIT 4`);
  await site.database.query(`
    SELECT graphile_worker.add_job('gather_evidence', json_build_object('signatureId', 'rosa@organisation.example'))`);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const log = () => site.server.log() + second.log();
  await expect.poll(log).toContain("worker: ");
  await second.stop();
  await refusing.stop();

  for (const secret of [rosa.email, rosa.organisation, olga.email, olga.organisation, owner, ...secrets])
    expect([secret, log().includes(secret)]).toEqual([secret, false]);
  expect(log()).not.toMatch(/[\w.+-]+(@|%40)[\w-]+\.\w+/);
  const { rows } = await site.database.query<{ said: string | null }>(
    "SELECT last_error AS said FROM graphile_worker._private_jobs WHERE last_error IS NOT NULL",
  );
  expect(JSON.stringify(rows)).not.toMatch(/@(?!\/)[\w-]+\.\w+|Representative|in-private/);
});
