"""The one exception the build shows to its user, and the two that a disk may raise."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class BuildError(Exception):
    """Something the user can put right: one line that names it, and an exit status."""

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.status = status


def usage_error(message: str) -> BuildError:
    """A BuildError about the command line (exit status 2, as argparse has it)."""
    return BuildError(message, status=2)


def not_writable(path: Path, problem: OSError) -> BuildError:
    """The error for a folder or file that refuses: what, why, and what it needs."""
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return BuildError(f"no space left for {path}; free some, 100 MB are enough")
    reason = problem.strerror or str(problem)
    return BuildError(f"cannot write to {path} ({reason}); make it a place you may write to")


@contextmanager
def full_or_locked(path: Path) -> Iterator[None]:
    """Turn what a full disk or a missing permission raises into one line that names the file.

    `shutil.copytree` collects the errors of all its files: the first is told.
    """
    try:
        yield
    except shutil.Error as problem:
        _source, copy, reason = problem.args[0][0]
        number = errno.ENOSPC if "No space" in str(reason) else errno.EIO
        raise not_writable(Path(copy), OSError(number, str(reason))) from problem
    except OSError as problem:
        raise not_writable(Path(problem.filename or path), problem) from problem
