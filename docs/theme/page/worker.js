// One Python for one run, in a worker, so that it freezes nothing and ends when the worker is ended.
//
//   the page sends                    the worker sends
//   {start: {snapshot, onlyKept}}     {fetching: true}   no snapshot: Python starts from its files
//                                     {snapshot: {key, blob}}   of this start, for the next
//                                     {ready: true}
//   {run: {code}}                     {running: true}
//   {check: {exercise, code}}         {running: true}
//                                     {output: text}     as soon as it is printed
//                                     {ask: true}        input() waits for a line
//   {line: text}                      (it goes on)
//                                     {done: {kind, text, status, replaced, seconds}}
//
// With onlyKept and no snapshot the worker does nothing until there is something to run.
//
// kind is finished, exit, error, memory or recursion (driver.py says more), judged (text is the
// verdict, as JSON), left (by os._exit), stack (of the browser, too small), broken, or unloaded.
//
// Python starts from a snapshot of its memory where there is one. The snapshot is taken before
// anything of ours is loaded, so it depends on Pyodide's version, the environment and the browser
// alone; hashes are the same in every run (PYTHONHASHSEED), and driver.py seeds random anew.
import { loadPyodide, version } from "../pyodide/pyodide.mjs";
import { confine } from "./confine.js";
import { recall } from "./snapshot.js";

const ENVIRONMENT = { HOME: "/home/reader", PYTHONHASHSEED: "0", PYTHONUNBUFFERED: "1" };
const KEY = [version, JSON.stringify(ENVIRONMENT), navigator.userAgent].join(" ");
const OUTPUT_LIMIT = 100_000; // characters of one run; past it the page would crawl
const say = self.postMessage.bind(self);
const WEIGHTS = new URL("../weights/", import.meta.url).href;
const Request = self.XMLHttpRequest; // confine takes it away

// ---------------------------------------------------------------------------------- its start

async function file(name) {
  const response = await fetch(new URL(name, import.meta.url), { cache: "no-cache" });
  if (!response.ok) throw new Error(`${name}: ${response.status} ${response.statusText}`);
  return response;
}

/**
 * The text of a file of weights, at once: `open` in Python cannot wait for a promise. The digest in
 * the address makes a browser that has kept another version of the file ask for this one.
 */
function fetchWeights(name, digest) {
  const request = new Request();
  request.open("GET", `${WEIGHTS}${encodeURIComponent(name)}?${digest}`, false);
  try {
    request.send();
  } catch {
    throw new Error("the book's server does not answer; is there a connection?");
  }
  if (request.status !== 200) throw new Error(`${request.status} ${request.statusText}`);
  return request.responseText;
}

async function restored(snapshot) {
  const memory = await snapshot?.arrayBuffer();
  if (!memory) return null;
  return loadPyodide({ env: { ...ENVIRONMENT }, _loadSnapshot: memory });
}

async function started() {
  say({ fetching: true });
  try {
    const python = await loadPyodide({ env: { ...ENVIRONMENT }, _makeSnapshot: true });
    say({ snapshot: { key: KEY, blob: new Blob([python.makeMemorySnapshot()]) } });
    return python;
  } catch (problem) {
    if (!String(problem).includes("napshot")) throw problem;
    return loadPyodide({ env: { ...ENVIRONMENT } });
  }
}

/** Pyodide, as it is after a start. A snapshot that does not load costs time and nothing else. */
async function interpreter(snapshot) {
  return (await restored(snapshot).catch(() => null)) ?? started();
}

async function start({ snapshot, onlyKept }) {
  const kept = snapshot ?? (await recall(KEY));
  if (onlyKept && !kept) return null;
  const [python, archive, driver] = await Promise.all([
    interpreter(kept),
    file("../policywerk.zip").then((response) => response.arrayBuffer()),
    file("driver.py").then((response) => response.text()),
  ]);
  python.unpackArchive(archive, "zip", { extractDir: "/book" });
  const printer = printing();
  python.setStdout({ write: printer });
  python.setStderr({ write: printer });
  const globals = python.toPy({ __name__: "driver", ask, fetch_weights: fetchWeights });
  python.runPython(driver, { globals, filename: "driver.py" });
  confine(self);
  console.error = () => {}; // Pyodide's words on its own end; the page has some too
  say({ ready: true });
  return { run: globals.get("run_program"), check: globals.get("check_answer") };
}

// ---------------------------------------------------------------------------------- its run

/** Sends bytes on as text, at once: a program that then loops forever has still said it. */
function printing() {
  const decoder = new TextDecoder();
  let room = OUTPUT_LIMIT;
  return (bytes) => {
    if (room > 0) {
      const text = decoder.decode(bytes.subarray(0, 4 * room), { stream: true });
      say({ output: text.slice(0, room) });
      room -= text.length;
      if (room <= 0) say({ output: "\n… the rest of the output is not shown\n" });
    }
    return bytes.length;
  };
}

let answered = null;

function ask() {
  say({ ask: true });
  return new Promise((resolve) => (answered = resolve));
}

/** Call a function of driver.py so that input() may wait, where the browser can do that. */
async function call(action, ...given) {
  const ending = "Suspending" in WebAssembly ? await action.callPromising(...given) : action(...given);
  return JSON.parse(ending);
}

/** What to say when not the program but Python itself has ended. */
function breakdown(problem) {
  const text = String(problem?.message ?? problem);
  const status = /exit\((-?\d+)\)/.exec(text)?.[1];
  if (status !== undefined) return { kind: "left", status: Number(status) };
  if (problem instanceof RangeError || /call stack|recursion/i.test(text)) return { kind: "stack" };
  return { kind: "broken", text };
}

async function work(action, ...given) {
  say({ running: true });
  const began = performance.now();
  const ending = await call(action, ...given).catch(breakdown);
  say({ done: { ...ending, seconds: (performance.now() - began) / 1000 } });
}

let driver = null;

self.onmessage = async ({ data }) => {
  if (data.start) {
    driver = start(data.start);
    driver.catch(() => {}); // told when there is something to run
  }
  if ("line" in data) answered?.(data.line);
  try {
    if (!data.run && !data.check) return;
    driver = (await driver.catch(() => null)) ?? start({}); // what failed then may succeed now
    const { run, check } = await driver;
    if (data.run) await work(run, data.run.code);
    if (data.check) await work(check, data.check.exercise, data.check.code);
  } catch (problem) {
    say({ done: { kind: "unloaded", text: String(problem?.message ?? problem) } });
  }
};
