import { keyring } from "@/lib/addresses/keys";
import { type Ending, endingWithOtherKeys } from "@/lib/addresses/lists";
import { type Rotated, rotateKeys } from "@/lib/addresses/reseal";
import { db, disconnect } from "@/lib/db";
import { EnvError, required } from "@/lib/env";
import { findDatabase } from "@/scripts/find-database";

// `npm run keys:rotate`: seals everything anew with the first of DATA_KEYS (docs/operating.md says when and how).
process.exit(await main());

async function main(): Promise<number> {
  try {
    await findDatabase();
    required("DATA_KEYS");
    report(await rotateKeys(db()));
    const again = await rotateKeys(db());
    if (again.addresses + again.mails === 0) {
      console.log("Everything is sealed with the first key of DATA_KEYS.");
      reportEnding(await endingWithOtherKeys(db(), new Date()));
      return 0;
    }
    console.error(
      "Something still seals with another key: restart every server and worker, then run this again.",
    );
    return 1;
  } catch (error) {
    console.error(error instanceof EnvError || error instanceof Error ? error.message : error);
    return 1;
  } finally {
    await disconnect();
  }
}

/** Without the address no index can be made anew: what stands under another key's ends with it. */
function reportEnding({ entries, wishes }: Ending): void {
  if (keyring().length === 1) return;
  if (entries + wishes === 0) console.log("The others may go.");
  else
    console.log(
      `Up to ${entries} addresses on block and allow lists and ${wishes} wishes for no more mail were written with another key: ` +
        "without it they end, and nobody is told. Keep it in DATA_KEYS, behind the first, for as long as they matter; else the others may go.",
    );
}

function report({ addresses, mails, jobs }: Rotated): void {
  console.log(
    `Sealed anew: ${addresses} addresses, ${mails} mails of the built-in inbox, ${jobs} waiting jobs.`,
  );
}
