// Which entries of the book answer a query, best first. MiniSearch finds and scores them; here is
// what this book knows beyond it: its glossary and notation, Greek letters, names of the program,
// words that mean the same. Loaded when the search is first opened.
class SearchRanking {
  static FIELDS = ["terms", "title", "names", "page", "text", "code"];
  static BOOST = { terms: 8, title: 5, names: 4, page: 1, text: 1, code: 0.4 };
  static FROM_TITLES = ["terms", "title", "names"];
  static KINDS = { term: 2.5, symbol: 1.6, page: 1.3, reference: 0.5, exercise: 0.7 };
  static FEW = new Set(("a an and are as at be by for from has have how in is it its not of on or " +
    "that the this to was what when where which with").split(" "));
  static LONGEST = 200; // signs of a query; what is pasted by mistake shall not freeze the page
  // words, and those that a hyphen, a low line or a bracket joins: off-policy, s_t, TD(λ)
  static CHUNK = /[\p{L}\p{N}]+(?:[-_][\p{L}\p{N}]+|\([\p{L}\p{N}]+\)?)*/gu;
  static PART = /[\u0370-\u03ff]|[^\u0370-\u03ff_()-]+/g; // a Greek letter is a word

  constructor(MiniSearch, { pages, entries, greek, spelling, same }) {
    Object.assign(this, { pages, entries });
    this.greek = new Map(Object.entries(greek)); // where "constructor" is a word like others
    this.spellings = Object.entries(spelling);
    this.same = same.map((words) => words.map((word) => this.key(word)));
    this.index = new MiniSearch({
      fields: SearchRanking.FIELDS,
      extractField: (at, field) => this.field(at, field),
      idField: "id",
      tokenize: (text) => this.chunks(text).flatMap(({ parts, whole }) =>
        parts.length > 1 ? [...parts, whole] : parts),
      processTerm: (word, field) => (field === "text" && SearchRanking.FEW.has(word) ? null : word),
    });
    this.byKey = this.grouped((entry) => (entry.terms ?? []).flatMap((term) => this.keysOf(term)));
    this.byLetter = this.grouped((entry) => (entry.kind === "symbol" ? [this.letter(entry)] : []));
    this.byTitle = this.grouped((entry) => (entry.terms ? [] : [this.key(entry.title)]));
    this.byName = this.grouped((entry) => this.namesOf(entry));
  }

  // A little at a time, so that the dialog goes on answering.
  async read() {
    await this.index.addAllAsync([...this.entries.keys()], { chunkSize: 25 });
    return this;
  }

  field(at, field) {
    const entry = this.entries[at];
    if (field === "id") return at;
    if (field === "page") return this.pages[entry.page][1];
    return field === "terms" ? entry.terms?.join(" ; ") ?? "" : entry[field] ?? "";
  }

  // Words ------------------------------------------------------------------------------------

  // "TD(λ)" -> [{ parts: ["td", "lambda"], whole: "td-lambda" }]
  chunks(text) {
    const plain = text.normalize("NFKD").replace(/\p{M}+|['’]s\b/gu, "");
    return [...plain.matchAll(SearchRanking.CHUNK)].map(([chunk]) => {
      const apart = chunk.replace(/([a-z0-9])(?=[A-Z])|([A-Z])(?=[A-Z][a-z]{2})/g, "$1$2_");
      const parts = apart.toLowerCase().match(SearchRanking.PART).map((part) => this.word(part));
      return { parts, whole: parts.join("-") };
    });
  }

  word(part) {
    const word = this.greek.get(part) ?? part;
    if (word.length < 2) return word;
    return this.spellings.reduce((text, [from, to]) => text.replaceAll(from, to), word);
  }

  // "Off-policy" -> "off policy", "returns" -> "return": what must agree for two terms to be one
  key(text) {
    const words = this.chunks(text).flatMap(({ parts }) => parts);
    return words.map((word) => (/[^s]s$/.test(word) && word.length > 3 ? word.slice(0, -1) : word))
      .join(" ");
  }

  // the entries that have a key, by key
  grouped(keysOf) {
    const found = new Map();
    this.entries.forEach((entry, at) => {
      for (const key of new Set(keysOf(entry))) found.set(key, [...found.get(key) ?? [], at]);
    });
    return found;
  }

  // "δ_t" -> "delta", "σ(x)" -> "sigma"
  letter({ terms: [symbols] }) {
    return this.key(symbols.split(",")[0].replace(/\(.*|[_^].*/, ""));
  }

  // "Sweeping.advance" -> also "advance"
  namesOf(entry) {
    const names = (entry.names ?? "").split(" ").filter(Boolean);
    return [...names, ...names.map((name) => name.split(".").pop())].map((name) => this.key(name));
  }

  // "exploit, explore" -> also each of the two; "Markov decision process (MDP)" -> also "MDP"
  keysOf(term) {
    const short = [...term.matchAll(/ \(([^()]+)\)/g)].map(([, inner]) => inner);
    const long = term.replace(/ \([^()]+\)/g, "");
    return [term, long, ...short, ...long.split(/,\s*(?![^(]*\))/)]
      .map((text) => this.key(text)).filter(Boolean);
  }

  // Finding ----------------------------------------------------------------------------------

  // [{ at, words }]: numbers of entries, and the words of theirs that answer
  find(query) {
    const text = query.slice(0, SearchRanking.LONGEST);
    const asked = this.chunks(text);
    if (!asked.length) return [];
    const first = this.first(text.trim());
    const found = this.search(text, asked);
    const words = new Map(found.map(({ id, terms }) => [id, terms]));
    const own = asked.flatMap(({ parts, whole }) => [...parts, whole]);
    const rest = found.map(({ id }) => id).filter((id) => !first.includes(id));
    return [...first, ...rest].map((at) => ({ at, words: new Set(words.get(at) ?? own) }));
  }

  // What was asked for by its very name: a piece of the program; a term or symbol, or a word for
  // the same, and where it is defined; a term of several words with this one among them; a title.
  first(text) {
    const key = this.key(text);
    const printed = (this.byName.get(key) ?? []).slice(0, 3);
    const isName = /_|[a-z][A-Z]|\w\.\w/.test(text);
    const exact = [key, ...this.sameAs(key)].flatMap((name) => this.glossaryFirst(name)).slice(0, 3);
    const titled = (this.byTitle.get(key) ?? []).slice(0, 3);
    return [...new Set([...isName ? printed : [],
      ...exact.flatMap((at) => [at, ...this.defined(at, printed)]),
      ...this.termsWith(key), ...titled, ...printed])];
  }

  // Where a term is defined; on a whole page, the section that prints what has its name.
  defined(at, printed) {
    return (this.entries[at].defined ?? []).slice(0, 1).map((goal) => {
      const { kind, page } = this.entries[goal];
      const section = printed.find((other) => this.entries[other].page === page);
      return kind === "page" ? section ?? goal : goal;
    });
  }

  termsWith(key) {
    const found = [...this.byKey].filter(([name]) => ` ${name} `.includes(` ${key} `));
    return found.flatMap(([, ids]) => ids).filter((at) => this.entries[at].kind === "term")
      .slice(0, 2);
  }

  glossaryFirst(key) {
    const found = this.byKey.get(key) ?? this.byLetter.get(key) ?? [];
    const rank = (at) => (this.entries[at].kind === "term" ? 0 : 1);
    return [...found].sort((one, other) => rank(one) - rank(other)).slice(0, 2);
  }

  sameAs(key) {
    const groups = this.same.filter((words) => words.includes(key));
    return [...new Set(groups.flat())].filter((other) => other !== key);
  }

  // All words first; then with slips of the finger; then any of them.
  search(text, asked) {
    const open = !/\s$/.test(text);
    const wanted = asked.filter(({ whole }) => !SearchRanking.FEW.has(whole));
    const chunks = wanted.length ? wanted : asked;
    const last = chunks.length - 1;
    const same = this.sameAs(this.key(text)).map((key) => this.phrase(key));
    for (const [combineWith, fuzzy] of [["AND", 0], ["AND", 0.25], ["OR", 0.25]]) {
      const words = chunks.map((chunk, at) => this.chunk(chunk, open && at === last, fuzzy));
      const found = this.index.search(
        { combineWith: "OR", queries: [{ combineWith, queries: words }, ...same] },
        {
          boost: SearchRanking.BOOST, tokenize: (word) => [word], processTerm: (word) => word,
          boostDocument: (at) => SearchRanking.KINDS[this.entries[at].kind] ?? 1,
        });
      if (found.length) return found;
    }
    return [];
  }

  // of "off-policy" the whole counts, and its parts only a little
  chunk({ parts, whole }, open, fuzzy) {
    const last = parts.length - 1;
    const share = last ? 0.1 : 1;
    const each = parts.map((part, at) => this.part(part, open && at === last, fuzzy, share));
    const all = { combineWith: "AND", queries: each };
    return last ? this.any([this.leaf(whole, { prefix: open }), all]) : all;
  }

  part(word, open, fuzzy, share) {
    const boostTerm = () => share;
    if (word.length === 1) {
      const begun = this.leaf(word, { prefix: true, fields: SearchRanking.FROM_TITLES,
        weights: { prefix: 0.1 }, boostTerm });
      return this.any([this.leaf(word, { boostTerm }), ...open ? [begun] : []]);
    }
    const slips = word.length > 3 ? Math.min(2, Math.round(fuzzy * word.length)) : 0;
    const weights = { prefix: 0.5, fuzzy: 0.3 };
    const forms = [this.leaf(word, { prefix: open, fuzzy: slips, weights, boostTerm })];
    const root = word.replace(/(?:ations?|ions?|ings?|ed|ers?|ies|es|e|s|y)$/, "");
    if (root.length > 3 && root !== word) {
      forms.push(this.leaf(root, { prefix: true, weights: { prefix: 0.12 }, boostTerm }));
    }
    return this.any(forms);
  }

  phrase(key) {
    const words = key.split(" ").map((word) => this.leaf(word, { boostTerm: () => 0.3 }));
    return { combineWith: "AND", queries: words };
  }

  any(queries) {
    return { combineWith: "OR", queries };
  }

  leaf(word, options = {}) {
    return { combineWith: "OR", queries: [word], ...options };
  }
}
