/** What the proxy answers a script whose form is too large, and what the page of the failure then knows it by. */
export const tooLarge = "too large";
