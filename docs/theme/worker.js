// Python for the page's examples, in a worker of its own, so that a long run freezes nothing and
// can be stopped by ending the worker. Receives {code}; sends {status}, {output} and {done, error}.
import { loadPyodide } from "./pyodide/pyodide.mjs";

const OUTPUT_LIMIT = 100_000; // characters of one run; past it the page would crawl
const POST_EVERY = 50; // milliseconds between messages while a run prints

const DRIVER = `
import linecache
import sys
import traceback

sys.path.insert(0, "/book")


def run_example(source):
    """Run source as a fresh main module. Returns the traceback of what it raised, or ""."""
    linecache.cache["<example>"] = (len(source), None, source.splitlines(True), "<example>")
    try:
        exec(compile(source, "<example>", "exec"), {"__name__": "__main__"})
    except BaseException as error:
        outside_this_function = error.__traceback__.tb_next
        return "".join(traceback.format_exception(error.with_traceback(outside_this_function)))
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return ""


run_example
`;

const pending = { text: "", total: 0, posted: 0 };

function write(text) {
  const room = OUTPUT_LIMIT - pending.total;
  if (room <= 0) return;
  pending.total += text.length;
  pending.text += text.slice(0, room);
  if (text.length >= room) pending.text += "\n… the rest of the output is not shown\n";
  if (performance.now() - pending.posted > POST_EVERY) flush();
}

function flush() {
  if (pending.text) postMessage({ output: pending.text });
  pending.text = "";
  pending.posted = performance.now();
}

function sink() {
  const decoder = new TextDecoder();
  return {
    write(bytes) {
      write(decoder.decode(bytes, { stream: true }));
      return bytes.length;
    },
  };
}

async function fetchPackage() {
  const response = await fetch(new URL("policywerk.zip", import.meta.url), { cache: "no-cache" });
  if (!response.ok) throw new Error(`policywerk.zip: ${response.status} ${response.statusText}`);
  return response.arrayBuffer();
}

async function start() {
  postMessage({ status: "Fetching Python: 13 MB, once…" });
  const [python, archive] = await Promise.all([loadPyodide(), fetchPackage()]);
  python.unpackArchive(archive, "zip", { extractDir: "/book" });
  python.setStdout(sink());
  python.setStderr(sink());
  return python.runPython(DRIVER);
}

const driver = start();

onmessage = async ({ data }) => {
  try {
    const run = await driver;
    Object.assign(pending, { text: "", total: 0, posted: performance.now() });
    postMessage({ status: "Running…" });
    const started = performance.now();
    const error = run(data.code);
    flush();
    postMessage({ done: true, error, seconds: (performance.now() - started) / 1000 });
  } catch (problem) {
    postMessage({ done: true, error: `Python did not start: ${problem.message}`, fatal: true });
  }
};
