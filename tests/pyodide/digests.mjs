// Run a Python program in Pyodide, under node: node digests.mjs <folder of the package> <program>
import { loadPyodide } from "../../node_modules/pyodide/pyodide.mjs";

const [source, program] = process.argv.slice(2);
const python = await loadPyodide();
python.mountNodeFS("/src", source);
python.runPython("import sys; sys.path.insert(0, '/src'); sys.dont_write_bytecode = True");
python.runPython(program);
