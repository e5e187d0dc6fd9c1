"use client";

import { type ReactNode, useEffect, useState } from "react";

/** Something that is gone after some seconds: what can be pressed no longer is not shown. */
export function Fleeting({ seconds, children }: { seconds: number; children: ReactNode }) {
  const [isHere, setIsHere] = useState(true);
  useEffect(() => {
    const timer = setTimeout(() => setIsHere(false), seconds * 1000);
    return () => clearTimeout(timer);
  }, [seconds]);
  return isHere && children;
}
