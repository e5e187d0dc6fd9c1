import { z } from "zod";
import { requiredText } from "@/lib/text";

/** Longest question and longest answer, in UTF-16 code units. */
export const questionLimit = 1000;
export const answerLimit = 4000;

/** A question as it comes from the desk. */
export const QuestionInput = z.object({ signatureId: z.uuid(), text: requiredText(questionLimit) });
export type QuestionInput = z.output<typeof QuestionInput>;

/** An answer as the signer's form sends it. */
export const AnswerInput = requiredText(answerLimit);
