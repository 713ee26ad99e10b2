"""What comes back in a file that `checklist export` wrote: rows of texts, and what they were when they went out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from rouxing.terms import ListKind


class ReturnedRow(NamedTuple):
    """An item as it stands in the file now."""

    place: str
    """第 7 行, as a message names it."""
    origin: int | None
    """Its number (from 0) among the items that were exported, where the file says so."""
    texts: Mapping[str, str]
    """Field → text of its cell; a field without a cell is not in it."""
    cells: Mapping[str, str]
    """Field → the name of its cell: C7."""


class ReturnedList(NamedTuple):
    """One list in the file."""

    kind: ListKind
    rows: Sequence[ReturnedRow]
    before: Sequence[Mapping[str, Any]] | None
    """The items as they were exported; None where the file does not say."""


class Returned(NamedTuple):
    """All of a file."""

    agency: str
    """Id of the agency; "" where the file does not say."""
    lists: Sequence[ReturnedList]
    remarks: Sequence[str] = ()
    """What stands in the file and is not read, a sentence each."""
