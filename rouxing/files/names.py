"""Names of files that Windows, macOS and Linux all accept."""

from __future__ import annotations

import unicodedata
from typing import Final

_ILLEGAL: Final = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊", "".join(map(chr, (*range(32), 127))))
_RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))}
)
_LONGEST: Final = 60
"""Characters of one step of a path: three bytes each stay under the 255 that file systems allow."""


def safe_step(step: str) -> str:
    """One step of a path: signs that a file system refuses are replaced, long names cut."""
    name = step.translate(_ILLEGAL)[:_LONGEST].strip(" .") or "_"
    return f"_{name}" if name.split(".")[0].lower() in _RESERVED else name


def same_on_windows(name: str) -> str:
    """Two names with the same key are one file on Windows or macOS."""
    return unicodedata.normalize("NFC", name).casefold()
