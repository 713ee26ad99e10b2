"""What the machine offers: processors, and a folder for results kept between runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rouxing.files.cache import Cache


def processors() -> int:
    """Processors this process may use, at most four: more gain nothing for files of this size."""
    if hasattr(os, "sched_getaffinity"):
        return min(len(os.sched_getaffinity(0)), 4)
    return min(os.cpu_count() or 1, 4)


@contextmanager
def opened_cache(root: Path) -> Iterator[Cache | None]:
    """The results kept for a repository; None where the user wants none (`ROUXING_CACHE=off`) or has no home."""
    from rouxing.files.cache import Cache

    folder = _folder()
    if folder is None:
        yield None
        return
    with Cache(folder, root) as cache:
        yield cache


def _folder() -> Path | None:
    wish = os.environ.get("ROUXING_CACHE")
    if wish:
        return None if wish == "off" else Path(wish)
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData/Local") / "rouxing/cache"
    if sys.platform == "darwin":
        return home / "Library/Caches/rouxing"
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "rouxing"
