// An exercise that checks itself: the stub in an editor, Check, and the verdict with its hint. The
// place for it, in the exercise's fold, names the exercise and the file that holds it (data-source),
// and shows the stub to readers without scripts; the judge is judge_json of
// policywerk.lessons.exercises. Answers are kept.
import { button, element } from "./elements.js";
import { Editor } from "./editor.js";
import { Runnable, sentence } from "./runnable.js";

export class Check extends Runnable {
  constructor(place, { python, store }) {
    super(python, `Exercise ${place.dataset.exercise}`, "Check");
    this.place = place;
    this.store = store;
    this.key = `answer:${place.dataset.exercise}`;
    this.summary = place.closest("details")?.querySelector("summary");
    this.showTick();
    const fold = this.summary?.parentElement;
    if (!fold || fold.open) this.load();
    fold?.addEventListener("toggle", () => this.load());
  }

  get answer() {
    return this.store.get(this.key) ?? { code: this.stub, passed: false };
  }

  /** At the first opening of the fold, or at a later one if that could not be done. */
  async load() {
    if (this.exercise !== undefined) return;
    this.exercise = null; // it is on its way
    this.problem?.remove();
    try {
      const response = await fetch(new URL(this.place.dataset.source, location.href));
      if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
      this.exercise = await response.text();
      this.stub = JSON.parse(this.exercise).stub;
    } catch (problem) {
      this.exercise = undefined;
      this.problem = element("p", {
        className: "runner-note",
        textContent: `The check of this exercise could not be loaded: ${problem.message}. ` +
          "Closing the exercise and opening it tries again.",
      });
      this.place.append(this.problem);
      return;
    }
    this.build();
  }

  build() {
    this.editor = new Editor(this.answer.code, {
      label: `Your answer to exercise ${this.place.dataset.exercise}`,
      run: () => this.start(),
      change: (code) => this.keep(code),
    });
    this.restore = button("Restore", () => this.putAway());
    this.again = button("Undo restore", () => this.bringBack());
    this.verdict = element("p", { className: "exercise-verdict", hidden: true });
    this.verdict.setAttribute("role", "status");
    this.bar.append(this.restore, this.again, this.status);
    this.place.querySelector(".highlight")?.remove(); // the stub, now in the editor
    this.place.prepend(this.editor.area, this.bar, this.verdict, this.output.pane, this.output.form);
    this.editor.fit();
    this.offer();
  }

  start() {
    if (this.job) return;
    this.verdict.hidden = true;
    this.launch({ check: { exercise: this.exercise, code: this.editor.code } });
    this.checked = this.editor.code;
  }

  ended(ending) {
    if (ending.kind !== "judged") return this.say(sentence(ending));
    const { passed, message } = JSON.parse(ending.text);
    this.say("");
    this.tell(message, passed);
    if (passed) {
      this.store.set(this.key, { ...this.answer, code: this.editor.code, passed: true });
      this.showTick();
    }
  }

  /** The judge's words; what stands between backquotes is code. */
  tell(message, passed) {
    const parts = message.split("`").map((text, index) =>
      index % 2 ? element("code", { textContent: text }) : text);
    this.verdict.replaceChildren(...parts);
    this.verdict.classList.toggle("exercise-passed", passed);
    this.verdict.hidden = false;
  }

  showTick() {
    if (!this.summary || !this.answer.passed || this.tick) return;
    this.tick = element("span", { className: "exercise-tick", textContent: " ✓ solved" });
    this.summary.append(this.tick);
  }

  keep(code) {
    this.store.set(this.key, { code, passed: this.answer.passed });
    if (!this.store.lasts && !this.job) this.say("This browser keeps nothing here: a reload loses answers.");
    this.offer();
  }

  putAway() {
    this.stop("");
    this.verdict.hidden = true;
    this.output.clear();
    this.store.set(this.key, { code: this.stub, passed: this.answer.passed, away: this.editor.code });
    this.editor.code = this.stub;
    this.say("");
    this.offer();
    this.editor.focus();
  }

  bringBack() {
    const code = this.answer.away;
    if (!code) return this.offer(); // forgotten meanwhile
    this.editor.code = code;
    this.keep(this.editor.code);
    this.editor.focus();
  }

  offer() {
    const untouched = this.editor.code === this.stub;
    this.restore.hidden = untouched;
    this.again.hidden = !untouched || !this.answer.away;
  }
}
