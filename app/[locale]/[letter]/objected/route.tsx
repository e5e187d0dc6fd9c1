import { donePage } from "@/app/_http/letter-notice";
import { refuseMethod } from "@/app/_http/refusals";

export const GET = donePage("/objected", "objection");

const refuse = refuseMethod(["GET", "HEAD"]);

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
