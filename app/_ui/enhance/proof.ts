/**
 * Proves to the server, while somebody fills in the form, that a browser did some work (ALTCHA, PBKDF2 in a worker). Nothing is to be
 * seen of it. Where it cannot be done, or takes too long, the form goes without: the confirmation mail only waits longer.
 */
interface Challenge {
  parameters: { expiresAt: number };
}

const form = document.querySelector<HTMLFormElement>("form[data-challenge]");
const field = form?.querySelector<HTMLInputElement>("input[name=altcha]");
const statusLine = form?.querySelector<HTMLElement>("[data-proof-status]");

/** A new challenge is fetched so long before the old one runs out. */
const early = 300_000;
/** Nobody waits longer than this for the form to be sent. */
const patience = 8_000;

let underway: Promise<void> | null = null;
let staleAt = 0;
let isSending = false;

if (form && field) {
  prove();
  form.addEventListener("submit", (event) => {
    if (isSending || isProven()) return;
    event.preventDefault();
    isSending = true;
    const submitter = event.submitter;
    if (statusLine) statusLine.textContent = form.dataset.wait ?? "";
    Promise.race([prove(), new Promise((resolve) => setTimeout(resolve, patience))]).finally(() =>
      form.requestSubmit(submitter),
    );
  });
  // Back from the next page: what was sent was used up.
  window.addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    isSending = false;
    if (statusLine) statusLine.textContent = "";
    staleAt = 0;
    prove();
  });
}

function isProven(): boolean {
  return field?.value !== "" && Date.now() < staleAt;
}

function prove(): Promise<void> {
  underway ??= solve()
    .catch(() => {})
    .finally(() => {
      underway = null;
    });
  return underway;
}

async function solve(): Promise<void> {
  if (!form || !field) return;
  field.value = "";
  const answer = await fetch(form.dataset.challenge ?? "", { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const challenge: Challenge = await answer.json();
  const solution = await work(form.dataset.worker ?? "", challenge);
  if (!solution) return;
  field.value = btoa(JSON.stringify({ challenge, solution }));
  const life = challenge.parameters.expiresAt * 1000 - early - Date.now();
  staleAt = Date.now() + life;
  setTimeout(prove, Math.max(life, early));
}

function work(file: string, challenge: Challenge): Promise<unknown> {
  const worker = new Worker(file);
  return new Promise((resolve, reject) => {
    worker.addEventListener("message", ({ data }) => (data?.error ? reject(data.error) : resolve(data)));
    worker.addEventListener("error", reject);
    worker.postMessage({ type: "work", challenge, counterStart: 0, counterStep: 1, timeout: 60_000 });
  }).finally(() => worker.terminate());
}

export {};
