// A text area that knows a little Python: Tab and Shift+Tab indent lines, Enter keeps the
// indentation, Ctrl+Enter runs, and Escape lets the next Tab leave.
import { element } from "./elements.js";

const HINT = "Tab and Shift+Tab indent; Escape, then Tab, leaves the editor; Ctrl+Enter runs.";
const STEP = 4; // columns of one indentation
const MODIFIERS = ["Shift", "Control", "Alt", "Meta"];

export class Editor {
  constructor(code, { label, run, change }) {
    this.area = element("textarea", {
      className: "runner-editor",
      spellcheck: false,
      autocapitalize: "off",
      autocomplete: "off",
      wrap: "off",
      title: HINT,
    });
    this.area.setAttribute("aria-label", `${label}. ${HINT}`);
    this.area.addEventListener("keydown", (event) => this.key(event));
    this.area.addEventListener("input", () => {
      this.fit();
      change(this.code);
    });
    this.run = run;
    this.code = code;
  }

  get code() {
    return this.area.value;
  }

  set code(text) {
    this.area.value = text;
    this.fit();
  }

  focus() {
    this.area.focus();
    this.area.setSelectionRange(0, 0);
  }

  fit() {
    this.area.rows = this.code.split("\n").length;
  }

  key(event) {
    if (event.isComposing || MODIFIERS.includes(event.key)) return;
    const leaving = this.leaving && event.key === "Tab";
    this.leaving = event.key === "Escape";
    if (leaving) return;
    const action = {
      Enter: event.ctrlKey || event.metaKey ? this.run : () => this.breakLine(),
      Tab: () => this.indent(event.shiftKey),
    }[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  breakLine() {
    const line = this.code.slice(0, this.area.selectionStart).split("\n").pop();
    const deeper = line.trimEnd().endsWith(":") ? STEP : 0;
    this.insert(`\n${line.match(/^ */)[0]}${" ".repeat(deeper)}`);
  }

  /** Spaces at the cursor; with a selection, or backwards, all its lines. No sign is lost. */
  indent(backwards) {
    const { selectionStart: start, selectionEnd: end } = this.area;
    if (start === end && !backwards) {
      const column = start - (this.code.lastIndexOf("\n", start - 1) + 1);
      this.insert(" ".repeat(STEP - (column % STEP)));
      return;
    }
    const from = this.code.lastIndexOf("\n", start - 1) + 1;
    const last = end > start && this.code[end - 1] === "\n" ? end - 1 : end; // ends before a line
    const next = this.code.indexOf("\n", last);
    const to = next < 0 ? this.code.length : next;
    const lines = this.code.slice(from, to).split("\n");
    const moved = lines.map((line) => (backwards ? line.replace(/^ {1,4}/, "") : deeper(line)));
    const grown = moved.join("\n").length - (to - from);
    if (!grown) return;
    this.area.setSelectionRange(from, to);
    this.insert(moved.join("\n"));
    const head = Math.max(from, start + moved[0].length - lines[0].length);
    this.area.setSelectionRange(start === from && !backwards ? from : head, Math.max(head, end + grown));
  }

  insert(text) {
    // execCommand keeps the browser's undo history, which setRangeText does not
    if (!document.execCommand("insertText", false, text)) {
      this.area.setRangeText(text, this.area.selectionStart, this.area.selectionEnd, "end");
      this.area.dispatchEvent(new Event("input"));
    }
  }
}

function deeper(line) {
  return line ? " ".repeat(STEP) + line : line;
}
