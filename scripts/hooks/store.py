"""What an earlier build made, each under the digest of all that it was made from.

Entries are whole or absent, whatever kills a build, and two builds at a time may use one store:
each writes files of its own and renames them. Of each name a few entries stay, so that neither
two states of a checkout nor an edit taken back cost anything.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from pathlib import Path
from typing import Any

KEPT = 4  # entries of one name


def digest(*parts: str | bytes) -> str:
    """A name for these texts, in this order."""
    found = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        found.update(f"{len(data)}:".encode() + data)
    return found.hexdigest()[:32]


class Store:
    """A folder of JSON values, by name and digest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str, key: str) -> Path:
        return self.folder / f"{name.replace('/', '-')}.{key}.json"

    def get(self, name: str, key: str) -> Any:
        """What was put there; None if nothing was, or if it cannot be read."""
        path = self.path(name, key)
        try:
            value = json.loads(path.read_text(encoding="utf-8"))
            os.utime(path)  # used just now: among the last to go
        except (OSError, ValueError):
            return None
        return value

    def put(self, name: str, key: str, value: object) -> None:
        """Keep a value; a folder that cannot be written only makes the next build slower."""
        path = self.path(name, key)
        partial = path.with_suffix(f".{os.getpid()}.partial")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            partial.write_text(json.dumps(value), encoding="utf-8")
            os.replace(partial, path)
            self._forget(name, path)
        except OSError:
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)

    def _forget(self, name: str, newest: Path) -> None:
        """Delete a name's entries that were last used longest ago, and halves left by a kill."""
        entries = [p for p in self.folder.glob(f"{name.replace('/', '-')}.*") if p != newest]
        entries.sort(key=lambda path: path.stat().st_mtime, reverse=True)
        for path in entries[KEPT - 1 :]:
            path.unlink(missing_ok=True)
