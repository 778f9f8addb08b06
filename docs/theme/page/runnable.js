// Something in the page that Python can run: its buttons, its status and its output. One run at a
// time: while it lasts there is Stop and no way to start another.
import { button, element } from "./elements.js";
import { Output } from "./output.js";

const FETCHED = 14; // megabytes: theme/pyodide, the package and these scripts

export class Runnable {
  constructor(python, name, runLabel) {
    this.python = python;
    this.name = name;
    this.job = null;
    this.output = new Output();
    // each comes where the other was, and the second of two clicks was meant for what was there
    this.run = button(runLabel, ({ detail }) => detail !== 2 && this.start());
    this.halt = button("Stop", ({ detail }) => detail !== 2 && this.stop("Stopped."));
    this.halt.hidden = true;
    this.status = element("span", { className: "runner-status", role: "status" });
    this.bar = element("div", { className: "runner" }, this.run, this.halt);
    this.bar.setAttribute("role", "group");
    this.bar.setAttribute("aria-label", name);
    this.wait();
  }

  /** Begin to load Python when the reader seems about to use it, if it was used before. */
  wait() {
    for (const sign of ["pointerenter", "focusin"]) {
      this.bar.addEventListener(sign, () => this.python.expect(), { once: true });
    }
  }

  launch(request) {
    this.output.clear();
    this.job = { name: this.name, request, hear: (message) => this.hear(message) };
    this.busy(true);
    this.python.run(this.job);
  }

  /** What the queue and the worker say of the run, in the reader's words. */
  hear(message) {
    if (message.waits) this.say(`Waiting for ${message.waits} to end.`);
    if (message.starting) this.say("Starting Python…");
    if (message.fetching) {
      this.say(`Starting Python… The first time, up to ${FETCHED} MB are fetched.`);
    }
    if (message.running) this.say("Running…");
    if (message.output) this.output.write(message.output);
    if (message.ask) this.ask();
    if (message.done) this.end(message.done);
  }

  ask() {
    this.say("The program asks for a line.");
    this.output.ask((line) => {
      this.say("Running…");
      this.python.answer(line);
    });
  }

  end(ending) {
    this.job = null;
    if (ending.text && ending.kind !== "judged" && ending.kind !== "unloaded") {
      this.output.write(ending.text);
    }
    this.output.show();
    this.output.quiet();
    if (!["finished", "exit", "judged"].includes(ending.kind)) this.output.fail();
    this.busy(false);
    this.ended(ending);
  }

  stop(message) {
    if (!this.job) return;
    this.python.drop(this.job);
    this.job = null;
    this.output.show();
    this.output.quiet();
    this.busy(false);
    this.say(message);
  }

  busy(is) {
    const focused = this.bar.contains(document.activeElement);
    this.run.hidden = is;
    this.halt.hidden = !is;
    if (focused) (is ? this.halt : this.run).focus();
  }

  say(text) {
    this.status.textContent = text;
  }
}

/** How a run ended, in a sentence or two. */
export function sentence({ kind, status, text, seconds, replaced }) {
  const time = seconds?.toFixed(1);
  const said = {
    finished: `Done in ${time} s.`,
    exit: `Ended by sys.exit(${status || ""}) after ${time} s.`,
    left: `Ended by os._exit(${status}), which ends Python at once.`,
    error: "Stopped by an error.",
    memory: "Stopped: the program asked for more memory than Python has in a page.",
    recursion: "Stopped: functions called each other deeper than Python allows.",
    stack: "Stopped: the calls went deeper than the browser's stack, which ends Python.",
    broken: "Stopped: Python itself broke down. The next run has a new one.",
    lost: "Python could not go on: its worker failed. The next run has a new one.",
    unloaded: `Python could not be loaded (${text}). Run tries again.`,
  }[kind];
  const silent = replaced ? " At its end sys.stdout was not the page's, so prints may be missing." : "";
  return said + silent;
}
