"""Put finished files in their place, so that a kill at any moment leaves the old or the new.

Everything is written to a folder assets/.partial-<pid>-… first and renamed file by file, the
manifest last. A kill between two renames leaves files the manifest does not know: the next build
sees that their digests differ and makes them again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import full_or_locked
from pipeline.manifest import LessonManifest
from pipeline.project import Lesson, Project

PARTIAL = ".partial-"


def file_digest(path: Path) -> str:
    """sha256 of a file's bytes, or an empty text if it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def digest_of_all(digests: Sequence[str]) -> str:
    """One digest for several files, in their order; of a single file its own."""
    if len(digests) == 1:
        return digests[0]
    return hashlib.sha256(" ".join(digests).encode()).hexdigest()


def weights_parts(first: Path) -> list[Path]:
    """The files of weights whose first part is this one, in their order."""
    from policywerk.data.weights import part_path

    parts = [first]
    while (following := part_path(first, len(parts) + 1)).exists():
        parts.append(following)
    return parts


def weights_digest(first: Path) -> str:
    """The digest of weights, of however many parts; an empty text if there are none."""
    return digest_of_all([file_digest(part) for part in weights_parts(first)])


def publish_weights(kept: Path, finished: Path) -> None:
    """Rename the parts of finished weights to their places, and delete what was one before."""
    from policywerk.data.weights import part_path

    before, parts = weights_parts(kept), weights_parts(finished)
    files = {part_path(kept, k): part for k, part in enumerate(parts, start=1)}
    publish(files)
    remove(part for part in reversed(before) if part not in files)  # so that no gap hides one


def leftovers(project: Project) -> list[Path]:
    """The folders of builds that were killed, or that are at work."""
    return sorted(project.assets.glob(f"{PARTIAL}*"))


def remove_leftovers(project: Project) -> None:
    """Only for a build that holds the lock."""
    for folder in leftovers(project):
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def workspace(project: Project) -> Iterator[Path]:
    """A temporary folder on the same file system as assets/, removed at the end.

    Raises: BuildError if assets/ cannot be written to.
    """
    with full_or_locked(project.assets):
        project.assets.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f"{PARTIAL}{os.getpid()}-", dir=project.assets))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(files: Mapping[Path, Path]) -> None:
    """Rename each finished file to its published path; leave alone what is the same already."""
    for published, finished in files.items():
        if file_digest(published) == file_digest(finished):
            continue
        with full_or_locked(published):
            published.parent.mkdir(parents=True, exist_ok=True)
            os.replace(finished, published)


def remove(paths: Iterable[Path]) -> None:
    """Delete published files nothing makes any more."""
    for path in paths:
        path.unlink(missing_ok=True)


def save_manifest(manifest: LessonManifest, lesson: Lesson, folder: Path) -> None:
    """Write a lesson's manifest into the workspace and rename it to its place."""
    finished = folder / f"{lesson.number}-manifest.json"
    with full_or_locked(finished):
        finished.write_bytes(manifest.text().encode())
    publish({lesson.manifest_path: finished})
