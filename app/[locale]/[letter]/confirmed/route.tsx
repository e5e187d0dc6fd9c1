import { donePage } from "@/app/_http/letter-notice";

export const GET = donePage("/confirmed", "confirm");
