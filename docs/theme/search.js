// The search, until somebody uses it: the dialog opens and closes, and at the first opening brings
// what searches. And a page reached from a result shows the words that were looked for. It asks
// nothing of the theme's script, which stops where a browser keeps no storage.
(() => {
  const home = new URL("../", document.currentScript.src); // of the site, wherever it lies
  const scripts = ["search/minisearch.js", "search/data.js", "theme/search-ranking.js",
    "theme/search-results.js"];
  const toggle = document.getElementById("__search");
  const dialog = document.querySelector(".md-search");
  const input = dialog.querySelector(".md-search__input");
  const meta = dialog.querySelector(".md-search-result__meta");
  const list = dialog.querySelector(".md-search-result__list");
  let results; // a promise of what shows them

  document.documentElement.classList.replace("no-js", "js");

  // Opening and closing ----------------------------------------------------------------------

  function open() {
    if (!toggle.checked) toggle.click();
    results ??= bring();
  }

  function close() {
    if (toggle.checked) toggle.click();
    input.blur();
  }

  toggle.addEventListener("change", () => {
    list.setAttribute("role", toggle.checked ? "list" : "presentation");
    list.hidden = !toggle.checked;
    if (toggle.checked) input.focus();
  });
  input.addEventListener("focus", open);
  input.form.addEventListener("submit", (event) => event.preventDefault());
  input.form.addEventListener("reset", () => input.focus());
  dialog.addEventListener("click", (event) => {
    if (event.target.closest("a")) close();
  });

  async function bring() {
    meta.textContent = "Fetching what there is to search …";
    try {
      await Promise.all(scripts.map(load));
      return await SearchResults.from({ home, input, meta, list });
    } catch {
      results = undefined; // the next opening tries again
      meta.textContent = "The search could not be fetched. Are you online?";
    }
  }

  function load(name) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.async = false; // in this order
      script.onload = resolve;
      script.onerror = reject;
      script.src = new URL(name, home);
      document.head.append(script);
    });
  }

  // Keys -------------------------------------------------------------------------------------

  function isTyping(element) {
    return element.matches("input:not([type=radio]), select, textarea") || element.isContentEditable;
  }

  function move(step) {
    const stops = [input, ...list.querySelectorAll("li > a, summary, details[open] a")];
    const at = Math.max(0, stops.indexOf(document.activeElement));
    stops[(at + step + stops.length) % stops.length].focus();
  }

  const whenOpen = {
    Escape: close,
    Tab: close,
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => document.activeElement === input && list.querySelector("a")?.click(),
  };

  addEventListener("keydown", (event) => {
    if (event.metaKey || event.ctrlKey || event.isComposing) return;
    const { key } = event;
    const active = document.activeElement;
    if (!toggle.checked) {
      if (!["f", "s", "/"].includes(key) || event.altKey || isTyping(active)) return;
      event.preventDefault();
      input.focus();
      input.select();
    } else if (key in whenOpen) {
      if (key.startsWith("Arrow") || (key === "Enter" && active === input)) event.preventDefault();
      whenOpen[key]();
    } else if (key.length === 1 && active !== input && key !== " ") {
      input.focus();
    }
  });

  // The words that were looked for, marked in the page -----------------------------------------

  function mark(words) {
    const signs = /[\\^$.*+?()[\]{}|]/g;
    const any = words.map((word) => word.replace(signs, "\\$&")).join("|");
    const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${any})(?![\\p{L}\\p{N}])`, "giu");
    const article = document.querySelector("article");
    const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (!node.parentElement.closest(".math, .headerlink, textarea, script, button, svg")) {
        nodes.push(node);
      }
    }
    for (const node of nodes) {
      let rest = node;
      for (const { 0: word, index } of [...node.data.matchAll(pattern)].reverse()) {
        rest = node.splitText(index);
        rest.splitText(word.length);
        const shown = document.createElement("mark");
        shown.dataset.mdHighlight = "";
        rest.replaceWith(shown);
        shown.append(rest);
      }
    }
  }

  const asked = new URLSearchParams(location.search);
  const words = (asked.get("h") ?? "").split(" ").filter(Boolean);
  if (words.length) mark(words);
  if (asked.has("q")) {
    input.value = asked.get("q");
    input.focus();
  }
})();
