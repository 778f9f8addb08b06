// Run, edit, restore and stop the book's examples in the page. Python (see worker.js) is fetched
// when a reader first presses Run, and not before.
(() => {
  const WORKER = new URL("worker.js", document.currentScript.src);
  const HINT = "Tab indents; Escape, then Tab, leaves the editor; Ctrl+Enter runs.";
  let worker = null;
  let running = null; // the example the worker is busy with

  function element(tag, properties = {}, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  function button(label, action) {
    const made = element("button", { type: "button", textContent: label });
    made.addEventListener("click", action);
    return made;
  }

  function send(example) {
    if (running) running.stop();
    if (!worker) {
      worker = new Worker(WORKER, { type: "module" });
      worker.onmessage = ({ data }) => running?.receive(data);
      worker.onerror = () => running?.receive({ done: true, error: "Python did not load.", fatal: true });
    }
    running = example;
    worker.postMessage({ code: example.code });
  }

  function endWorker() {
    worker?.terminate();
    worker = running = null;
  }

  class Example {
    constructor(block, number) {
      this.pre = block.querySelector("pre");
      this.original = this.pre.textContent.trimEnd() + "\n";
      const printed = block.nextElementSibling;
      this.expected = printed?.matches(".language-text") ? printed.textContent.trim() : null;

      this.run = button("Run", () => this.start());
      this.halt = button("Stop", () => this.stop("Stopped."));
      this.change = button("Edit", () => this.edit());
      this.restore = button("Restore", () => this.reset());
      this.status = element("span", { className: "runner-status", role: "status" });
      this.output = element("pre", { className: "runner-output", tabIndex: 0, hidden: true });
      this.output.setAttribute("aria-label", "Output of your run");
      this.halt.hidden = this.restore.hidden = true;

      const bar = element("div", { className: "runner" },
        this.run, this.halt, this.change, this.restore, this.status);
      bar.setAttribute("role", "group");
      bar.setAttribute("aria-label", `Example ${number}`);
      block.append(bar, this.output);
    }

    get code() {
      return this.editor ? this.editor.value : this.original;
    }

    start() {
      this.output.textContent = "";
      this.output.hidden = true;
      this.output.classList.remove("runner-failed");
      this.busy(true);
      this.status.textContent = "Starting…";
      send(this);
    }

    receive({ status, output, done, error, seconds, fatal }) {
      if (status) this.status.textContent = status;
      if (output) this.show(output);
      if (!done) return;
      this.busy(false);
      this.restore.hidden = false;
      running = null;
      if (error) {
        this.show(error);
        this.output.classList.add("runner-failed");
        this.status.textContent = "Stopped by an error.";
      } else {
        this.status.textContent = `Done in ${seconds.toFixed(1)} s.${this.verdict()}`;
      }
      if (fatal) endWorker();
    }

    verdict() {
      if (this.expected === null || this.code !== this.original) return "";
      const same = this.output.textContent.trim() === this.expected;
      return same ? " The output is the one printed below." : " The output differs from the one below.";
    }

    show(text) {
      this.output.hidden = false;
      this.output.append(text);
    }

    stop(message = "") {
      endWorker();
      this.busy(false);
      this.status.textContent = message;
    }

    busy(is) {
      const focused = [this.run, this.halt].includes(document.activeElement);
      this.run.hidden = is;
      this.halt.hidden = !is;
      if (focused) (is ? this.halt : this.run).focus();
    }

    edit() {
      this.editor = element("textarea", {
        className: "runner-editor",
        value: this.original,
        rows: this.original.split("\n").length,
        spellcheck: false,
        autocapitalize: "off",
        autocomplete: "off",
        wrap: "off",
        title: HINT,
      });
      this.editor.setAttribute("aria-label", `Python code. ${HINT}`);
      this.editor.addEventListener("keydown", (event) => this.key(event));
      this.editor.addEventListener("input", () => this.fit());
      this.pre.hidden = this.change.hidden = true;
      this.restore.hidden = false;
      this.pre.after(this.editor);
      this.editor.focus();
      this.editor.setSelectionRange(0, 0);
    }

    reset() {
      this.editor?.remove();
      this.editor = null;
      this.pre.hidden = this.change.hidden = false;
      this.restore.hidden = this.output.hidden = true;
      this.status.textContent = "";
      this.change.focus();
    }

    fit() {
      this.editor.rows = this.editor.value.split("\n").length;
    }

    key(event) {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        this.start();
      } else if (event.key === "Enter") {
        event.preventDefault();
        this.insert("\n" + this.indentation());
      } else if (event.key === "Tab" && !event.shiftKey && !this.leaving) {
        event.preventDefault();
        this.insert("    ");
      }
      this.leaving = event.key === "Escape";
    }

    indentation() {
      const line = this.editor.value.slice(0, this.editor.selectionStart).split("\n").pop();
      return line.match(/^ */)[0] + (line.trimEnd().endsWith(":") ? "    " : "");
    }

    insert(text) {
      // execCommand keeps the browser's undo history, which setRangeText does not
      if (!document.execCommand("insertText", false, text)) {
        this.editor.setRangeText(text, this.editor.selectionStart, this.editor.selectionEnd, "end");
      }
      this.fit();
    }
  }

  const blocks = document.querySelectorAll("div.language-python.highlight");
  if (location.protocol === "file:") {
    blocks[0]?.append(element("p", {
      className: "runner-note",
      textContent: "Opened from a file, the book cannot run its examples here; from a server (make serve) it can.",
    }));
  } else {
    blocks.forEach((block, index) => new Example(block, index + 1));
  }
})();
