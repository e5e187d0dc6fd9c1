import type { FactorWords } from "@/app/admin/account/words";
import styles from "@/app/admin/people.module.css";

export interface ProveProps {
  href: string;
  text: string;
  words: Pick<FactorWords, "prove">;
}

/** Asks to show once more who one is before anything below can be changed. */
export function Prove({ href, text, words }: ProveProps) {
  return (
    <div className={styles.prove}>
      <p>{text}</p>
      <p>
        <a href={href}>{words.prove}</a>
      </p>
    </div>
  );
}
