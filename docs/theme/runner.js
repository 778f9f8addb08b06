// The scripts of the page (page/main.js says what they are) are modules, which a browser does not
// load from a file. There the book can be read and searched; this says that it cannot be run.
(() => {
  const pages = new URL("page/main.js", document.currentScript.src);
  if (location.protocol !== "file:") {
    import(pages.href);
    return;
  }
  document.documentElement.classList.add("from-file");
  const note = document.createElement("p");
  note.className = "runner-note";
  note.textContent =
    "Opened from a file, the book cannot run its examples here; from a server (make serve) it can.";
  document.querySelector("div.language-python.highlight")?.append(note);
})();
