import { ownDonePage } from "@/app/_http/own-notice";
import { refuseMethod } from "@/app/_http/refusals";

export const GET = ownDonePage("named");

const refuse = refuseMethod(["GET", "HEAD"]);

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
