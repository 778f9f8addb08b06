"""Make the hooks importable the way mkdocs imports them: as plain modules of one folder."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts/hooks"))


@pytest.fixture
def warnings(caplog: pytest.LogCaptureFixture):
    """The messages that would fail a strict build."""
    caplog.set_level(logging.WARNING, logger="mkdocs")

    def messages() -> list[str]:
        return [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING]

    return messages


@pytest.fixture
def config(tmp_path: Path) -> SimpleNamespace:
    """As much of a mkdocs configuration as a generated file asks for."""
    plugins = SimpleNamespace(_current_plugin="test")
    return SimpleNamespace(site_dir=str(tmp_path), use_directory_urls=False, plugins=plugins)
