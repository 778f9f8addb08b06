"""Run one program, or check one answer, and tell how it ended. The worker's part in Python.

The worker runs this file once, in a Python that has just started; `ask` is a function of the
worker that promises a line from the reader, and `fetch_weights` one that returns the text of a
file of weights.
"""

import atexit
import io
import json
import linecache
import sys
import traceback
import types
from pathlib import Path

from pyodide.ffi import JsException, can_run_sync, run_sync

WEIGHTS = "/book/policywerk/data/weights"
NAME = "<example>"  # what the program is called in a traceback
HEAD, TAIL = 8000, 2000  # characters that are shown of an error's text, where it has more
NO_PAGE = ("the book's Python reaches nothing but the book's own files: no other host, and not "
           "the page, so it has no module {}")

dumps = json.dumps  # what a program does to a module does not reach these
format_error = traceback.format_exception
run_exit_functions = atexit._run_exitfuncs


class Keyboard(io.TextIOBase):
    """Standard input: a line is asked for in the page."""

    def readable(self):
        return True

    def readline(self, size=-1, /):
        if not can_run_sync():
            raise OSError("input() cannot ask here: a program waits for a line only in a browser "
                          "with JavaScript Promise Integration, and a debugger's prompt not even "
                          "there. Write the value into the program instead")
        return run_sync(ask()) + "\n"  # noqa: F821


class Guard:
    """Imports no module that is the browser's."""

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "js":
            raise ModuleNotFoundError(NO_PAGE.format(name), name=name)


class Weights:
    """Brings a file of weights when a program opens it; until then its digest stands there."""

    def __init__(self):
        self.away = {str(path): path.read_text() for path in Path(WEIGHTS).glob("*.json")}

    def __call__(self, event, given):
        """Hear of all that is opened."""
        if event == "open" and isinstance(given[0], str) and given[0] in self.away:
            self.bring(given[0])

    def bring(self, path):
        """Fetch a file; the second time, it is there. What fails may succeed the next time."""
        digest = self.away.pop(path)  # first, for to write it is to open it
        name = path.rpartition("/")[2]
        try:
            text = fetch_weights(name, digest)  # noqa: F821
        except JsException as problem:
            self.away[path] = digest
            raise RuntimeError(f"the weights {name} could not be fetched: {problem.message}. "
                               "Run tries again") from None
        Path(path).write_text(text)


def breakpoint_refused(*given, **named):
    """What breakpoint() does: a debugger would step into the asking for its own commands."""
    raise RuntimeError("no debugger can be talked to in the page: print what you want to see")


def start():
    """Make of a Python that may come from a snapshot one that has just started."""
    sys.path[:] = ["/book", *dict.fromkeys(sys.path)]  # a restored Pyodide adds "" once more
    sys.dont_write_bytecode = True
    sys.stdin = Keyboard()
    sys.breakpointhook = breakpoint_refused
    sys.modules.pop("js", None)
    sys.meta_path.insert(0, Guard())
    sys.addaudithook(Weights())
    if "random" in sys.modules:
        sys.modules["random"].seed()


def run_program(source):
    """Run a program as the main module; how it ended, as JSON."""
    main = sys.modules["__main__"] = types.ModuleType("__main__")
    linecache.cache[NAME] = (len(source), None, source.splitlines(True), NAME)
    output = sys.stdout
    try:
        exec(compile(source, NAME, "exec", dont_inherit=True), main.__dict__)
        ending = {"kind": "finished"}
    except SystemExit as leaving:
        ending = left(leaving.code)
    except BaseException as error:
        ending = failed(error)
    run_exit_functions()
    return dumps({**ending, "replaced": sys.stdout is not output})


def left(code):
    """The ending of a program that called sys.exit(code)."""
    if code is None or isinstance(code, int):
        return {"kind": "exit", "status": int(code or 0)}
    return {"kind": "exit", "status": 1, "text": shortened(f"{code}\n")}


def failed(error):
    """The ending of a program that raised an error."""
    here = error.__traceback__.tb_next  # without this file
    try:
        text = "".join(format_error(error.with_traceback(here)))
    except Exception:
        text = f"{type(error).__name__}, which cannot be shown\n"
    kinds = {MemoryError: "memory", RecursionError: "recursion"}
    return {"kind": kinds.get(type(error), "error"), "text": shortened(text)}


def shortened(text):
    """The beginning and the end of a text that is too long for the page."""
    if len(text) <= HEAD + TAIL:
        return text
    missing = len(text) - HEAD - TAIL
    return f"{text[:HEAD]}\n… {missing} characters are left out here …\n{text[-TAIL:]}"


def check_answer(exercise, source):
    """The verdict on an answer to an exercise, as JSON in JSON."""
    from policywerk.lessons.exercises import judge_json

    try:
        return dumps({"kind": "judged", "text": judge_json(exercise, source, sys.stdout)})
    except KeyboardInterrupt as error:  # raised by the answer; here nobody interrupts
        return dumps(failed(error))


start()
