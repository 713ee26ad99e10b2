"""Regular expressions that are compiled when first used: most runs need few of them, and compiling all takes longer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    Rare = re.compile
    """To the type checker a pattern like any other."""
else:

    class Rare:
        """A pattern with the methods of `re.Pattern`, which stand in its own slots once it is compiled."""

        __slots__ = ("findall", "finditer", "fullmatch", "match", "pattern", "search", "split", "sub")

        def __init__(self, source: str) -> None:
            self.pattern = source

        def __getattr__(self, name: str) -> Any:
            """Called while the slot is empty: compile, and fill all of them."""
            if name not in _METHODS:
                raise AttributeError(name)
            pattern = re.compile(self.pattern)
            for method in _METHODS:
                setattr(self, method, getattr(pattern, method))
            return getattr(self, name)


_METHODS: Final = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub")
