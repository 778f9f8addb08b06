// What the reader's browser keeps for the reader, and nobody else gets: values by a key that says
// what they are,
//
//   edit:<page>#<number>:<hash of the original>   {code, away}: an edited example
//   answer:<exercise>                             {code, passed}: an answer to an exercise
//   read:<page>                                   true: a page that was read to its end
//
// Where the browser keeps nothing (cookies blocked, no space), the values last as long as the page.
const PREFIX = "policywerk:"; // other books may share the address
const FORM = "policywerk reader 1";
const KINDS = /^(edit|answer|read):/;

function browserStorage() {
  try {
    const storage = globalThis.localStorage; // blocked cookies make this an error, or
    if (!(storage instanceof Storage)) return null; // what early.js puts in its place
    storage.setItem(`${PREFIX}trial`, "");
    storage.removeItem(`${PREFIX}trial`);
    return storage;
  } catch {
    return null;
  }
}

/** A short name for a text: a hash, for telling one edition of an example from another. */
export function hash(text) {
  let found = 0x811c9dc5; // FNV-1a
  for (const sign of text) found = Math.imul(found ^ sign.codePointAt(0), 0x01000193) >>> 0;
  return found.toString(16).padStart(8, "0");
}

export class Store extends EventTarget {
  constructor(storage = browserStorage()) {
    super();
    this.storage = storage;
    this.passing = new Map(); // what could not be kept
  }

  /** Whether what is put here outlasts the page. */
  get lasts() {
    return this.storage !== null && this.passing.size === 0;
  }

  get(key) {
    if (this.passing.has(key)) return this.passing.get(key);
    try {
      return JSON.parse(this.storage?.getItem(PREFIX + key) ?? "null");
    } catch {
      return null; // not what we wrote
    }
  }

  set(key, value) {
    this.passing.delete(key);
    try {
      if (!this.storage) throw new Error("nothing is kept here");
      this.storage.setItem(PREFIX + key, JSON.stringify(value));
    } catch {
      this.passing.set(key, value);
    }
    this.changed();
  }

  remove(key) {
    this.passing.delete(key);
    this.storage?.removeItem(PREFIX + key);
    this.changed();
  }

  /** All keys of a kind, such as "read". */
  keys(kind) {
    const stored = this.storage ? Object.keys(this.storage) : [];
    const kept = stored.filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
    return [...new Set([...kept, ...this.passing.keys()])].filter((key) => key.startsWith(`${kind}:`));
  }

  /** Everything as a text, for a file. */
  export() {
    const keys = ["edit", "answer", "read"].flatMap((kind) => this.keys(kind)).sort();
    const kept = Object.fromEntries(keys.map((key) => [key, this.get(key)]));
    return `${JSON.stringify({ form: FORM, kept }, null, 1)}\n`;
  }

  /** Add what such a text holds; where both have something, the text wins. Returns how much. */
  import(text) {
    const entries = Object.entries(read(text));
    for (const [key, value] of entries) this.set(key, value);
    return entries.length;
  }

  reset() {
    for (const kind of ["edit", "answer", "read"]) this.keys(kind).forEach((key) => this.remove(key));
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** The values of an exported text, all of it or an Error. */
function read(text) {
  let found;
  try {
    found = JSON.parse(text);
  } catch {
    throw new Error("The file is not one that the book has saved: it is no JSON.");
  }
  if (found?.form !== FORM || typeof found.kept !== "object" || found.kept === null) {
    throw new Error("The file is not one that the book has saved.");
  }
  const wrong = Object.entries(found.kept).find(([key, value]) => !KINDS.test(key) || !fits(key, value));
  if (wrong) throw new Error(`The file holds something that the book does not keep: ${wrong[0]}.`);
  return found.kept;
}

function fits(key, value) {
  return key.startsWith("read:") ? value === true : typeof value?.code === "string";
}
