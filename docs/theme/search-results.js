// Shows what the search has found, in the theme's form: an item a page, its best section first,
// further ones folded; each entry of glossary and notation is an item of its own.
class SearchResults {
  static MOST = 30; // items that are shown
  static AROUND = 170; // signs of text about the words that were found

  static async from(dialog) {
    return new SearchResults(dialog, await new SearchRanking(MiniSearch, bookSearchData).read());
  }

  constructor({ home, input, meta, list }, ranking) {
    Object.assign(this, { home, input, meta, list, ranking, split: new Map() });
    this.list.addEventListener("toggle", (event) => this.unfold(event.target), true);
    this.input.addEventListener("input", () => this.show());
    this.input.form.addEventListener("reset", () => setTimeout(() => this.show()));
    this.show();
  }

  show() {
    const query = this.input.value;
    if (query === this.shown) return;
    this.shown = query;
    const items = this.items(this.ranking.find(query));
    this.meta.textContent = this.count(query, items.length);
    this.list.replaceChildren(...items.slice(0, SearchResults.MOST).map((item) => this.item(item)));
    this.list.closest(".md-search__scrollwrap").scrollTop = 0;
  }

  count(query, number) {
    if (!query.trim()) return "Type to start searching";
    if (!number) return "Nothing found";
    if (number > SearchResults.MOST) return `The first ${SearchResults.MOST} of ${number} found`;
    return number === 1 ? "1 found" : `${number} found`;
  }

  // the results of one page together, at the place of the best
  items(found) {
    const items = new Map();
    for (const result of found) {
      const entry = this.ranking.entries[result.at];
      const key = entry.terms ? `entry ${result.at}` : `page ${entry.page}`;
      if (items.has(key)) items.get(key).push(result);
      else items.set(key, [result]);
    }
    return [...items.values()];
  }

  item([best, ...more]) {
    const item = this.element("li", "md-search-result__item", this.link(best, "h1"));
    if (more.length) {
      const number = this.element("div", "", `${more.length} more on this page`);
      const head = this.element("summary", "", number);
      head.tabIndex = -1;
      const folded = this.element("details", "md-search-result__more", head);
      folded.results = more;
      item.append(folded);
    }
    return item;
  }

  unfold(details) {
    if (!details.open || !details.results) return;
    details.append(...details.results.map((result) => this.link(result, "h2")));
    details.results = undefined;
  }

  link({ at, words }, heading) {
    const entry = this.ranking.entries[at];
    const [url, page, part] = this.ranking.pages[entry.page];
    const seen = new Set(); // as the page has them
    const title = this.element(heading, "", ...(entry.kind === "symbol"
      ? this.symbol(entry.title) : this.marked(entry.title, words, seen)));
    const article = this.element("article", "md-search-result__article md-typeset", title);
    if (heading === "h1") {
      const place = [part, page].filter((name) => name && name !== entry.title);
      article.append(this.element("p", "search-place", place.join(" · ")));
    }
    article.append(...this.names(entry, words, seen), ...this.excerpt(entry, words, seen));
    const link = this.element("a", "md-search-result__link", article);
    link.href = this.address(url, entry.anchor, seen);
    link.tabIndex = -1;
    return link;
  }

  // "G_t^λ", with its index and power in their places
  symbol(text) {
    return text.split(/([_^][^\s_^,()]+)/).map((piece) => {
      if (!/^[_^]./.test(piece)) return piece;
      return this.element(piece[0] === "_" ? "sub" : "sup", "", piece.slice(1));
    });
  }

  address(url, anchor, seen) {
    const address = new URL(url, this.home);
    if (seen.size) address.searchParams.set("h", [...seen].slice(0, 12).join(" "));
    address.hash = anchor ?? "";
    return address;
  }

  // what the section's listings define, if that was asked for
  names(entry, words, seen) {
    const names = (entry.names ?? "").split(" ").filter(Boolean);
    const whole = names.filter((name) => this.ranking.chunks(name).some((c) => words.has(c.whole)));
    const hits = whole.length ? whole : names.filter((name) => this.answers(name, words));
    if (!hits.length) return [];
    hits.forEach((name) => seen.add(name.toLowerCase()));
    return [this.element("p", "search-names", ...hits.slice(0, 4).flatMap((name) =>
      [this.element("code", "", name), " "]))];
  }

  excerpt(entry, words, seen) {
    const { text } = entry;
    const hits = [...text.matchAll(SearchRanking.CHUNK)]
      .filter(([word]) => this.answers(word, words));
    const joined = hits.find(([word]) => this.split.get(word).some(
      ({ parts, whole }) => parts.length > 1 && words.has(whole))); // off-policy before policy
    const first = (joined ?? hits[0])?.index ?? 0;
    const start = first < 60 ? 0 : text.lastIndexOf(" ", first - 40) + 1;
    const end = start + SearchResults.AROUND < text.length
      ? text.lastIndexOf(" ", start + SearchResults.AROUND) : text.length;
    const marked = this.marked(text.slice(start, end), words, seen);
    return marked.length ? [start ? "… " : "", ...marked, end < text.length ? " …" : ""] : [];
  }

  answers(word, words) {
    if (!this.split.has(word)) this.split.set(word, this.ranking.chunks(word));
    return this.split.get(word).some(({ parts, whole }) =>
      words.has(whole) || parts.some((part) => words.has(part) && !SearchRanking.FEW.has(part)));
  }

  // text, with the words that were found as elements
  marked(text, words, seen) {
    const pieces = [];
    let done = 0;
    for (const { 0: word, index } of text.matchAll(SearchRanking.CHUNK)) {
      if (!this.answers(word, words)) continue;
      seen.add(word.toLowerCase());
      pieces.push(text.slice(done, index), this.element("mark", "", word));
      done = index + word.length;
    }
    return [...pieces, text.slice(done)].filter((piece) => piece !== "");
  }

  element(name, className, ...children) {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...children);
    return element;
  }
}
