import { problem } from "@/app/_http/problems";

function answer(): Response {
  return problem(404, "Not found", "There is nothing at this address. See /api/v1/letters/{slug}.");
}

export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT };
