import { z } from "zod";

/** The address of a moderator, as it is kept: the same wherever one is typed. */
export const EmailAddress = z.string().trim().toLowerCase().max(254, "email").pipe(z.email("email"));
