// What must have happened before the theme's own scripts run, and before anything is drawn.

// The style sheet knows from the first moment that there are scripts, and keeps room for what they
// will add.
document.documentElement.classList.replace("no-js", "js");

// Where a reader has blocked cookies, touching localStorage raises an error, and the theme's
// scripts, which do so unguarded, would end there: no search, no colours, no copy buttons. They get
// a memory instead, which lasts as long as the page.
for (const name of ["localStorage", "sessionStorage"]) {
  try {
    window[name].getItem("");
  } catch {
    const kept = new Map();
    const memory = {
      getItem: (key) => kept.get(String(key)) ?? null,
      setItem: (key, value) => void kept.set(String(key), String(value)),
      removeItem: (key) => void kept.delete(String(key)),
      clear: () => kept.clear(),
      key: (index) => [...kept.keys()][index] ?? null,
      get length() {
        return kept.size;
      },
    };
    Object.defineProperty(window, name, { value: memory, configurable: true });
  }
}
