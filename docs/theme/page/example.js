// An example of the book: Run, Stop, Edit, Restore. An edit is kept until it is restored or changed
// back, and a restored edit can be had back until the next one.
import { button } from "./elements.js";
import { Editor } from "./editor.js";
import { Runnable, sentence } from "./runnable.js";
import { hash } from "./store.js";

export class Example extends Runnable {
  constructor(block, number, { python, store, page }) {
    super(python, `Example ${number}`, "Run");
    this.store = store;
    this.printed = block.querySelector("pre > code");
    this.original = `${this.printed.textContent.trimEnd()}\n`;
    this.key = `edit:${page}#${number}:${hash(this.original)}`;
    const below = block.nextElementSibling;
    this.expected = below?.matches(".language-text") ? below.textContent.trim() : null;

    this.change = button("Edit", () => this.edit());
    this.restore = button("Restore", () => this.putAway());
    this.again = button("Undo restore", () => this.bringBack());
    this.bar.append(this.change, this.restore, this.again, this.status);
    block.append(this.bar, this.output.pane, this.output.form);
    this.showKept();
  }

  get code() {
    return this.editor ? this.editor.code : this.original;
  }

  get kept() {
    return this.store.get(this.key);
  }

  showKept() {
    const kept = this.kept;
    if (kept && !kept.away) {
      this.open(kept.code);
      this.say("Your edit, as you left it.");
    }
    this.offer();
  }

  // -------------------------------------------------------------------------------- its run

  start() {
    if (this.job) return; // Ctrl+Enter again
    this.ran = this.code;
    this.launch({ run: { code: this.ran } });
    this.offer();
  }

  ended(ending) {
    this.say(sentence(ending) + this.verdict(ending));
    this.offer();
  }

  /** Whether the book's own code printed what the book says. Of an edit there is nothing to say. */
  verdict({ kind }) {
    if (this.expected === null || this.ran !== this.original || kind !== "finished") return "";
    const same = this.output.text.trim() === this.expected;
    return same ? " The output is the one printed below." : " The output differs from the one below.";
  }

  // -------------------------------------------------------------------------------- its edit

  edit() {
    this.python.expect();
    this.open(this.original);
    this.editor.focus();
    this.offer();
  }

  open(code) {
    this.editor = new Editor(code, {
      label: "Python code",
      run: () => this.start(),
      change: (changed) => this.keep(changed),
    });
    this.printed.hidden = true;
    this.printed.parentElement.after(this.editor.area);
  }

  close() {
    this.editor?.area.remove();
    this.editor = null;
    this.printed.hidden = false;
  }

  keep(code) {
    if (code === this.original) this.store.remove(this.key);
    else this.store.set(this.key, { code });
    if (!this.store.lasts && !this.job) this.say("This browser keeps nothing here: a reload loses edits.");
    this.offer();
  }

  /** The book's version again; a run of the edit ends, since its output would stand under another. */
  putAway() {
    const edited = this.code !== this.original;
    const stopped = this.job !== null;
    this.stop("");
    this.output.clear();
    this.close();
    if (edited) this.store.set(this.key, { ...this.kept, away: true });
    this.say(stopped ? "Restored; the run was stopped." : "");
    this.offer();
    this.change.focus();
  }

  bringBack() {
    const { code } = this.kept;
    this.store.set(this.key, { code });
    this.open(code);
    this.editor.focus();
    this.offer();
  }

  /** Show the buttons that do something now. */
  offer() {
    this.change.hidden = Boolean(this.editor);
    this.restore.hidden = !this.editor && !this.output.text;
    this.again.hidden = Boolean(this.editor) || !this.kept?.away;
  }
}
