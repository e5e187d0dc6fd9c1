import { runBulk } from "@/lib/moderation/bulk";

// A process that works through a bulk decision, for a test that kills it.
await runBulk(process.argv[2] ?? "");
process.exit(0);
