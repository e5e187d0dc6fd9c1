import type { FactorWords } from "@/app/admin/account/words";
import styles from "@/app/admin/people.module.css";

export interface ShownIdentity {
  issuer: string;
  facts: string;
  /** What the button says to whoever hears it. */
  remove: string;
}

export interface IdentitiesProps {
  words: FactorWords;
  identities: ShownIdentity[];
  action: (form: FormData) => void;
  isBusy: boolean;
}

/** The accounts at providers that open one's desk. */
export function Identities({ words, identities, action, isBusy }: IdentitiesProps) {
  if (identities.length === 0) return null;
  return (
    <>
      <h3>{words.identities}</h3>
      <p className="soft">{words.identitiesIntro}</p>
      <ul className={styles.own}>
        {identities.map(({ issuer, facts, remove }) => (
          <li key={issuer}>
            <span>
              <b>{issuer}</b>
              <span className={styles.facts}>{facts}</span>
            </span>
            <form action={action}>
              <input type="hidden" name="issuer" value={issuer} />
              <button
                className={styles.danger}
                type="submit"
                name="kind"
                value="identityRemove"
                aria-label={remove}
                disabled={isBusy}
              >
                {words.identityRemove}
              </button>
            </form>
          </li>
        ))}
      </ul>
    </>
  );
}
