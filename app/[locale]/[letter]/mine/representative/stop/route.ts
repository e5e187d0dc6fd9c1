import { ownForm } from "@/app/_http/own-route";
import { refuseMethod } from "@/app/_http/refusals";
import { seeOther } from "@/app/_http/respond";
import { stopHandover } from "@/lib/handovers/commands";

/** Stops a handing over that has not been confirmed. Where there is none any more, the page says how it stands. */
export const POST = ownForm(async ({ locale, letter, visit, now }) => {
  const stopped = await stopHandover(visit, now);
  return seeOther(`/${locale}/${letter.slug}/mine${stopped.ok ? "?said=handoverStopped" : ""}`);
});

const refuse = refuseMethod(["POST"]);

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as PUT };
