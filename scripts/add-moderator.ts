import { parseArgs } from "node:util";
import { grantRole } from "@/lib/accounts/members";
import { EmailAddress } from "@/lib/accounts/schema";
import { resetSecondFactor } from "@/lib/accounts/second-factor";
import { findModerator, makeSignInLink } from "@/lib/accounts/sign-in-links";
import { disconnect } from "@/lib/db";
import { EnvError } from "@/lib/env";
import { findDatabase } from "@/scripts/find-database";

const usage = `Gives somebody access to the desk and prints a sign-in link (once, 15 minutes):
npm run moderator:add -- <e-mail> [--owner | --viewer] [--letter <slug>]
  without --letter: every letter; without a role: whoever has one keeps it, anybody else becomes a moderator
npm run moderator:add -- <e-mail> --reset-second-factor     for somebody who lost it: takes it away, and ends all sessions`;

process.exit(await main());

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    strict: false,
    options: {
      owner: { type: "boolean" },
      viewer: { type: "boolean" },
      letter: { type: "string" },
      "reset-second-factor": { type: "boolean" },
    },
  });
  const email = EmailAddress.safeParse(positionals[0]);
  if (!email.success || (values.owner && values.viewer)) {
    console.error(usage);
    return 2;
  }
  try {
    await findDatabase();
    if (values["reset-second-factor"]) return await resetFor(email.data);
    const slug = typeof values.letter === "string" ? values.letter : undefined;
    const role = values.owner ? "owner" : values.viewer ? "viewer" : null;
    const { moderatorId, letters, lastOwnerOf, keptOn } = await grantRole(email.data, role, slug);
    if (letters + lastOwnerOf.length + keptOn.length === 0) {
      console.error(slug ? `There is no letter “${slug}”.` : "There is no letter yet. Import one first.");
      return 1;
    }
    if (lastOwnerOf.length > 0)
      console.log(`Stays the owner, because there is no other, of: ${lastOwnerOf.join(", ")}.`);
    if (keptOn.length > 0)
      console.log(`${email.data} keeps the role that they have on: ${keptOn.join(", ")}.`);
    if (letters > 0) console.log(`${email.data} is ${role ?? "moderator"} of ${letters} letter(s).`);
    console.log("Sign in within 15 minutes:");
    console.log(await makeSignInLink(moderatorId, new Date()));
    return 0;
  } catch (error) {
    console.error(error instanceof EnvError ? error.message : error);
    return 1;
  } finally {
    await disconnect();
  }
}

async function resetFor(email: string): Promise<number> {
  const moderatorId = await findModerator(email);
  if (!moderatorId) {
    console.error(`${email} is not a moderator. Without --reset-second-factor this command makes them one.`);
    return 1;
  }
  const had = await resetSecondFactor(moderatorId, new Date());
  console.log(
    had
      ? `The second factor of ${email} is taken away.`
      : `${email} had no second factor; nothing to take away.`,
  );
  console.log("All their sessions are ended. Sign in within 15 minutes:");
  console.log(await makeSignInLink(moderatorId, new Date()));
  return 0;
}
