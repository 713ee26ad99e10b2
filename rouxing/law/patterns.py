"""Regular expressions that are compiled when first used: most runs need few of them, and compiling all takes longer."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator


class Rare:
    """A pattern with the methods of `re.Pattern`."""

    __slots__ = ("_compiled", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        self._compiled: re.Pattern[str] | None = None

    @property
    def pattern(self) -> re.Pattern[str]:
        """The compiled pattern."""
        if self._compiled is None:
            self._compiled = re.compile(self.source)
        return self._compiled

    def match(self, text: str, position: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The match that begins at `position` and ends before `end`."""
        return self.pattern.match(text, position, end)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The match of the whole text."""
        return self.pattern.fullmatch(text)

    def search(self, text: str, position: int = 0) -> re.Match[str] | None:
        """The first match from `position` on."""
        return self.pattern.search(text, position)

    def finditer(self, text: str, position: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """All matches before `end`."""
        return self.pattern.finditer(text, position, end)

    def sub(self, replacement: str | Callable[[re.Match[str]], str], text: str) -> str:
        """The text with every match replaced."""
        return self.pattern.sub(replacement, text)

    def split(self, text: str) -> list[str]:
        """The pieces between the matches."""
        return [piece or "" for piece in self.pattern.split(text)]
