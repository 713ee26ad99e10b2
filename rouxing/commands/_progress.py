"""A bar on the terminal while a long batch runs; nothing in a pipe, nothing for short ones."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Final, Self

from rouxing.widths import width

LONG: Final = 50
"""Steps from which a bar is worth showing."""
_BAR: Final = 30


class Progress:
    """`with Progress("生成", 1000) as shown: shown(1) … shown(1000)`; the line is gone afterwards."""

    def __init__(self, label: str, total: int) -> None:
        self._label = label
        self._total = total
        self._shown = "" if total >= LONG and sys.stderr.isatty() else None

    def __enter__(self) -> Self:
        """Nothing is shown before the first step."""
        return self

    def __call__(self, done: int) -> None:
        """So many steps are done."""
        if self._shown is None:
            return
        percent = 100 * done // self._total
        filled = _BAR * percent // 100
        bar = "█" * filled + "░" * (_BAR - filled)
        line = f"{self._label} {bar} {percent:3}%，共 {self._total} 份"
        if line != self._shown:
            self._write(line)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wipe the line."""
        if self._shown:
            self._write("")
            sys.stderr.write("\r")
            sys.stderr.flush()

    def _write(self, line: str) -> None:
        blanks = max(0, width(self._shown or "") - width(line))
        sys.stderr.write(f"\r{line}{' ' * blanks}")
        sys.stderr.flush()
        self._shown = line
