export interface ErrorSummaryProps {
  title: string;
  text?: string;
  /** What is wrong, each with the id of its field. */
  errors: { field: string; text: string }[];
}

/** GOV.UK's error summary: focused when the page opens (autofocus needs no script), each line leads to its field. */
export function ErrorSummary({ title, text, errors }: ErrorSummaryProps) {
  return (
    // biome-ignore lint/a11y/noAutofocus: the page is the answer to a form; the summary is what to read first
    <div className="summary" role="alert" tabIndex={-1} autoFocus aria-labelledby="summary-title">
      <h2 id="summary-title">{title}</h2>
      {text && <p>{text}</p>}
      {errors.length > 0 && (
        <ul>
          {errors.map((error) => (
            <li key={error.field}>
              <a href={`#${error.field}`}>{error.text}</a>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
