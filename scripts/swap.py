"""Put a finished site in the place of the old one, so that a kill at any moment loses neither.

Two renames do it where the folder can be renamed: a kill between them leaves no site and the old
one beside it, and `recover` puts that back. A mount point, or a link to another disk, cannot be
renamed into; there the new site is copied in beside the old pages first, and then each entry is
renamed into its place. A kill during those few milliseconds is mended by `recover` too.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

CANNOT_RENAME = {errno.EXDEV, errno.EBUSY, errno.EACCES, errno.EPERM}
KEPT = "lost+found"  # of a mounted disk


class Place:
    """Where the site lies, and the folders of a build that is to replace it."""

    def __init__(self, site: Path, work: Path) -> None:
        self.site = site.resolve()  # where a link points: the link itself stays
        self.new = work / "site-new"
        self.old = work / "site-old"
        # what is copied into a folder that cannot be renamed, by how far that has come
        self.partial = self.site / ".site-partial"  # being copied
        self.whole = self.site / ".site-whole"  # copied, pages that are no more still there
        self.ready = self.site / ".site-ready"  # its entries are moving to their places
        self.gone = self.site / ".site-gone"  # what they replaced

    def recover(self) -> None:
        """Finish or undo what a build left that was killed. Only for a holder of the lock."""
        if self.old.exists() and not self.site.exists():
            os.replace(self.old, self.site)
        self._move_in()
        for path in (self.partial, self.new, self.old):
            remove(path)

    def swap(self) -> None:
        """Put the new site in place. Raises: OSError if nothing may be written there."""
        try:
            if self.site.exists():
                os.replace(self.site, self.old)
            os.replace(self.new, self.site)
        except OSError as problem:
            if problem.errno not in CANNOT_RENAME:
                raise
            self._copy_in()
        for path in (self.new, self.old):
            remove(path)

    def _copy_in(self) -> None:
        self.site.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copytree(self.new, self.partial)
        except OSError:
            remove(self.partial)  # it may be what filled the disk
            raise
        os.replace(self.partial, self.whole)
        self._move_in()

    def _move_in(self) -> None:
        """Old entries out, new ones in; goes on where a kill has stopped it."""
        if self.whole.exists():
            names = {entry.name for entry in self.whole.iterdir()}
            self._move_out(name for name in self._entries() if name not in names)
            os.replace(self.whole, self.ready)
        if self.ready.exists():
            for entry in sorted(self.ready.iterdir()):
                self._move_out([entry.name])
                os.replace(entry, self.site / entry.name)
        for path in (self.ready, self.gone):
            remove(path)

    def _entries(self) -> Iterator[str]:
        names = sorted(entry.name for entry in self.site.iterdir())
        return (name for name in names if not name.startswith(".") and name != KEPT)

    def _move_out(self, names: Iterable[str]) -> None:
        self.gone.mkdir(exist_ok=True)
        for name in names:
            if (self.site / name).exists():
                os.replace(self.site / name, self.gone / name)


def remove(path: Path) -> None:
    """Delete a file or folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
