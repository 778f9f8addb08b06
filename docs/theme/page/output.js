// What a run prints, under its block; and the line that a run asks for.
import { element } from "./elements.js";

export class Output {
  constructor() {
    this.pane = element("pre", { className: "runner-output", tabIndex: 0, hidden: true });
    this.pane.setAttribute("aria-label", "Output of your run");
    this.line = element("input", { type: "text", autocapitalize: "off", autocomplete: "off", spellcheck: false });
    this.line.setAttribute("aria-label", "The line that the program asks for");
    this.form = element("form", { className: "runner-ask", hidden: true },
      this.line, element("button", { textContent: "Enter" }));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.reply();
    });
    this.text = "";
    this.coming = ""; // not yet on the page
  }

  clear() {
    this.text = this.coming = this.pane.textContent = "";
    this.pane.hidden = true;
    this.pane.classList.remove("runner-failed");
    this.quiet();
  }

  /** Text may come in a thousand pieces a second; the page shows them together, at its own pace. */
  write(text) {
    if (!this.coming) setTimeout(() => this.show(), 16);
    this.text += text;
    this.coming += text;
  }

  show() {
    if (!this.coming) return;
    this.pane.hidden = false;
    this.pane.append(forPage(this.coming));
    this.pane.normalize();
    this.coming = "";
  }

  fail() {
    this.pane.classList.add("runner-failed");
  }

  /** Show a field; what is entered goes to `answer`, and to the output, as in a terminal. */
  ask(answer) {
    this.show();
    this.answer = answer;
    this.line.value = "";
    this.form.hidden = false;
    this.line.focus();
  }

  reply() {
    const line = this.line.value;
    this.quiet();
    this.write(`${line}\n`);
    this.answer(line);
  }

  quiet() {
    this.form.hidden = true;
  }
}

/** Without a terminal's colours, and with a line for each return to the beginning of one. */
function forPage(text) {
  return text.replace(/\x1b\[[\d;]*m/g, "").replace(/\r\n?/g, "\n");
}
