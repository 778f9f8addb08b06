// Whose turn it is. Every run has a Python of its own, just started, in a worker of its own; when the
// run has ended, or is stopped, the worker ends too, and nothing that the program did is left. Meanwhile
// the next Python starts and waits, so a run need not. One run at a time: others queue.
import { isKept, keep } from "./snapshot.js";

const WORKER = new URL("worker.js", import.meta.url);

/** One worker, from its start to its end; what it says goes to `hear`. */
class Interpreter {
  constructor(start, hear) {
    this.said = []; // before there is a job
    this.worker = new Worker(WORKER, { type: "module" });
    this.worker.onmessage = ({ data }) => hear(this, data);
    this.worker.onerror = (event) => {
      event.preventDefault();
      hear(this, { done: { kind: "lost", text: event.message ?? "" } });
    };
    this.worker.postMessage({ start });
  }

  send(message) {
    this.worker.postMessage(message);
  }

  end() {
    this.worker.terminate();
  }
}

/**
 * Runs jobs in turn. A job is {name, request, hear}: what it is called, the message for the worker
 * (see worker.js), and who is told {waits}, then {starting}, then all that the worker says.
 */
export class Python {
  constructor() {
    this.queue = [];
    this.job = null; // the one that runs
    this.interpreter = null; // its own
    this.next = null; // the interpreter of the next job
    this.snapshot = undefined;
  }

  run(job) {
    this.queue.push(job);
    if (this.job) job.hear({ waits: this.queue.at(-2)?.name ?? this.job.name });
    else this.advance();
  }

  /** End a job, or take it out of the queue. */
  drop(job) {
    if (job === this.job) this.finish();
    else this.queue = this.queue.filter((other) => other !== job);
  }

  answer(line) {
    this.interpreter?.send({ line });
  }

  /** Let a Python start now, for the next job; with `onlyKept`, only where that fetches nothing. */
  prepare(onlyKept = false) {
    const start = { snapshot: this.snapshot, onlyKept };
    this.next ??= new Interpreter(start, (from, message) => this.hear(from, message));
  }

  /** A job may come soon. */
  async expect() {
    if (!this.job && (await isKept())) this.prepare(true);
  }

  advance() {
    this.job = this.queue.shift() ?? null;
    this.prepare();
    if (!this.job) return;
    this.interpreter = this.next;
    this.next = null;
    this.job.hear({ starting: true });
    this.interpreter.said.forEach((message) => this.job.hear(message));
    this.interpreter.send(this.job.request); // it is heard when Python has started
  }

  finish() {
    this.interpreter.end();
    this.interpreter = this.job = null;
    this.advance();
  }

  hear(interpreter, message) {
    if (message.snapshot) {
      this.snapshot = message.snapshot.blob;
      keep(message.snapshot.key, message.snapshot.blob);
    } else if (interpreter === this.interpreter) {
      const job = this.job;
      if (message.done) this.finish();
      job.hear(message);
    } else if (interpreter === this.next) {
      interpreter.said.push(message);
      if (message.done) this.next = null; // it did not start; the next job tries again, and tells
    }
  }
}
