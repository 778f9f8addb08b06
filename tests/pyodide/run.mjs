// Run a Python program in Pyodide, under node: node run.mjs <package> <program> <folder>
import { loadPyodide } from "../../node_modules/pyodide/pyodide.mjs";

const [source, program, given] = process.argv.slice(2);
const python = await loadPyodide();
python.mountNodeFS("/src", source);
python.mountNodeFS("/given", given);
python.runPython("import sys; sys.path.insert(0, '/src'); sys.dont_write_bytecode = True");
python.runPython(program);
