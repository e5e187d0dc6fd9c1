import Link from "next/link";
import type { ComponentProps } from "react";

/** A link of the desk. Not fetched ahead: gathering the evidence of a whole queue is work that nobody asked for. */
export function DeskLink(props: Omit<ComponentProps<typeof Link>, "prefetch">) {
  return <Link {...props} prefetch={false} />;
}
