// What the book's pages do beyond being read, a module a job:
//
//   example.js   Run, Stop, Edit and Restore under an example
//   check.js     the same for an exercise, with its verdict
//   runnable.js  what these two share: one run at a time, its status and its output
//   editor.js    a text area that knows a little Python
//   output.js    what a run prints, and the line it asks for
//   python.js    whose turn it is, and a clean Python for each run
//   worker.js    that Python, in a worker; driver.py is its part in Python
//   snapshot.js  the state of a Python that has just started, kept to start the next one faster
//   store.js     what the reader's browser keeps: edits, answers, the pages read
//   progress.js  which pages were read to their end
//   kept.js      all that is kept: to see, to save to a file, to load, to forget
import { Check } from "./check.js";
import { Example } from "./example.js";
import { showKept } from "./kept.js";
import { showProgress } from "./progress.js";
import { Python } from "./python.js";
import { Store } from "./store.js";

const store = new Store();
const root = new URL("../../", import.meta.url);
const name = decodeURI(new URL(location.href).pathname.slice(root.pathname.length)) || "index.html";
const python = new Python();

document.querySelectorAll("div.language-python.highlight").forEach((block, index) => {
  new Example(block, index + 1, { python, store, page: name });
});
document.querySelectorAll(".exercise-check[data-exercise]").forEach((place) => {
  new Check(place, { python, store });
});
showProgress(store, name, root);
showKept(document.querySelector("#kept"), store);
