export const demoSlug = "children-safe-online";
