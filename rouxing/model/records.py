"""The base of all records: a mapping from a file, and where in the file it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rouxing.diagnostics import Place, Pointer


@dataclass(frozen=True)
class Record:
    """A mapping that passed its schema, with the file and pointer it was read from.

    Without slots, so that what several rules look at is derived once (`cached_property`). Subclasses add views
    and no fields, so they need no decorator of their own: it would cost a millisecond each at every start.
    """

    data: Mapping[str, Any]
    path: str
    pointer: Pointer = ()

    def at(self, *steps: str | int) -> Place:
        """Place of a value below this record: `item.at("依据", 0)`."""
        return Place(self.path, self.pointer + steps)

    def key(self, *steps: str | int) -> Place:
        """Place of the key that names a value, for faults about the key itself."""
        return Place(self.path, self.pointer + steps, of_key=True)

    def text(self, name: str) -> str:
        """An optional text: "" where it is absent or null."""
        return str(self.data.get(name) or "")

    def texts(self, name: str) -> Sequence[str]:
        """An optional list of texts: () where it is absent or null."""
        return tuple(self.data.get(name) or ())
