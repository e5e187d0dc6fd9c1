// Checks the record of a list of signatories: node check-a-list.mjs record.json [more parts] [--previous older.json] [--key …] [--list list.json]
// It needs Node.js 20 and nothing else. Every part of a record is one line of JSON: { key, head, entries, openings }.
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";

const names = process.argv.slice(2);
const after = (option) => (names.includes(option) ? names.splice(names.indexOf(option), 2)[1] : undefined);
const [olderFile, knownKey, listFile] = [after("--previous"), after("--key"), after("--list")];
const read = (file) =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
const parts = names.flatMap(read);
const sha256 = (...bytes) => bytes.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const problems = new Set();
const must = (isRight, problem) => isRight || problems.add(problem);

// 1. Canonical JSON (RFC 8785): the members of each object in the order of their names, no spaces.
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical)}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`)}}`;
}

// 2. A tree of hashes (RFC 6962): a leaf is SHA-256 of a zero byte and an entry, a node of a one byte and the two below it. `peaks`
// are the complete trees so far; hashed together from the right they give the root, which stands for all entries.
const peaks = [];
const roots = [sha256().toString("hex")];
function add(entry) {
  peaks.push({ size: 1, hash: sha256(Buffer.of(0), canonical(entry)) });
  while (peaks.at(-2)?.size === peaks.at(-1).size) {
    const [left, right] = peaks.splice(-2);
    peaks.push({ size: left.size * 2, hash: sha256(Buffer.of(1), left.hash, right.hash) });
  }
  const hashes = peaks.map(({ hash }) => hash);
  roots.push(hashes.reduceRight((right, left) => sha256(Buffer.of(1), left, right)).toString("hex"));
}

// 3. The entries: numbered from 0; a correction or removal names the entry that it replaces or ends.
const entries = parts.flatMap((part) => part.entries);
const endedBy = new Map();
for (const [place, entry] of entries.entries()) {
  const { index, kind, commitment, of } = entry;
  must(index === place, `Entry ${place} says that it is entry ${index}.`);
  must((kind === "removed") === (commitment === undefined), `Entry ${place} has a hash too many or too few.`);
  must(
    (kind === "published") === (of === undefined),
    `Entry ${place} does not say what it replaces, or should not.`,
  );
  if (of !== undefined) {
    must(
      of < place && entries[of]?.commitment && !endedBy.has(of),
      `Entry ${place} ends what is not published.`,
    );
    endedBy.set(of, place);
  }
  add(entry);
}

// 4. The heads: the root of so many entries, signed (Ed25519) as five lines of text.
const older = olderFile && read(olderFile).at(-1);
// The key as one line, as in a record, or the file in which the site hands it out (PEM: the same with a frame around it).
const ofFile = (file) => readFileSync(file, "utf8").replace(/-----[^-]*-----|\s/g, "");
const key = !knownKey ? parts[0].key : /\.pem$/.test(knownKey) ? ofFile(knownKey) : knownKey;
const publicKey = createPublicKey({ key: Buffer.from(key, "base64"), format: "der", type: "spki" });
for (const { head } of older ? [older, ...parts] : parts) {
  const { letter, size, root, at, signature } = head;
  const text = `undersigned log head v1\n${letter}\n${size}\n${root}\n${at}\n`;
  must(
    verify(null, Buffer.from(text), publicKey, Buffer.from(signature, "base64")),
    `The head of ${size} entries is not signed with ${key}.`,
  );
  must(letter === parts[0].head.letter, `The head of ${size} entries is another letter's, ${letter}.`);
  must(roots[size] === root, `The first ${size} entries are not those that were signed.`);
}
must(
  entries.length === parts.at(-1).head.size,
  `${parts.at(-1).head.size} entries are recorded, ${entries.length} are here.`,
);

// 5. The names: whoever is published at the moment of a part is named in it, and the name is the one recorded: the hash is of a
// line, the salt, and the canonical JSON of letter, signatory and the SHA-256 of the text signed.
const published = [];
for (const { head, entries: some, openings } of parts) {
  const isPublished = ({ index, commitment }) => commitment && !(endedBy.get(index) < head.size);
  const open = new Map(some.filter(isPublished).map(({ index, commitment }) => [index, commitment]));
  for (const { index, salt, text, signatory } of openings) {
    const named = canonical({ letter: head.letter, signatory, text });
    const hash = sha256("undersigned signatory v1\n", Buffer.from(salt, "hex"), named).toString("hex");
    must(open.get(index) === hash, `Entry ${index}: “${signatory.name}” is not what was recorded.`);
    open.delete(index);
    if (!endedBy.has(index)) published.push(canonical(signatory));
  }
  for (const index of open.keys()) must(false, `Entry ${index}: a name is published, and is not here.`);
}

// 6. The list that people read, page after page in the order of signing: the names published at the end, and nothing else.
if (listFile) {
  const list = read(listFile).flatMap(({ signatories }) => signatories);
  must(list.map(canonical).join() === inOrder(published).join(), "The list does not show what is recorded.");
}
function inOrder(texts) {
  return texts.toSorted((a, b) => JSON.parse(a).position - JSON.parse(b).position);
}

const { letter, size, root, at } = parts.at(-1).head;
console.log(
  `${letter}: ${size} entries, ${published.length} names published, last change ${at}\nseal ${root}\nkey  ${key}`,
);
if (problems.size === 0)
  console.log(older ? `Right, and as it was at ${older.head.size} entries.` : "Right.");
else console.error(`WRONG:\n${[...problems].slice(0, 20).join("\n")}`);
process.exitCode = problems.size === 0 ? 0 : 1;
