"""Lines of values in YAML files: the entries that matter are read again alone, not the whole log around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, Final

from rouxing.diagnostics import Fault, Place, Pointer, json_pointer
from rouxing.files.tree import Tree
from rouxing.load import Finding, diagnose
from rouxing.load.parse import decode
from rouxing.load.reference import positions
from rouxing.terms import Level


def lines(tree: Tree, wanted: Mapping[Place, str]) -> dict[Place, int]:
    """Place → line of its value, for places whose values are these texts."""
    found: dict[Place, int] = {}
    for path, places in groupby(sorted(wanted, key=lambda place: place.path), key=lambda place: place.path):
        found |= _in_entries(tree, path, {place.pointer: wanted[place] for place in places})
    others = [place for place in wanted if place not in found]
    spots = {(one.path, one.pointer): one.line for one in diagnose(tree, map(_finding, others))}
    return found | {place: spots[place.path, json_pointer(place.pointer)] for place in others}


def _finding(place: Place) -> Finding:
    return Finding("", Level.NOTE, Fault(place, "", ""))


def _in_entries(tree: Tree, path: str, wanted: Mapping[Pointer, str]) -> dict[Place, int]:
    """Lines found in entries read alone; none where that gains nothing, or where the file is not laid out in lines."""
    key = str(next(iter(wanted))[0])
    text = decode(tree.read(path))
    starts = list(_starts(text, key))
    numbers = {int(pointer[1]) for pointer in wanted}
    if 2 * len(numbers) > len(starts) or max(numbers) >= len(starts):
        return {}
    found: dict[Place, int] = {}
    for number in numbers:
        end = starts[number + 1] if number + 1 < len(starts) else len(text)
        read = positions(f"{key}:\n{text[starts[number] : end]}")
        before = text.count("\n", 0, starts[number]) - 1
        for pointer in (one for one in wanted if one[1] == number):
            own = (key, 0, *pointer[2:])
            if own in read.values and _value(read.data, own) == wanted[pointer]:
                found[Place(path, pointer)] = before + read.values[own].line
    return found


_ENTRY: Final = re.compile(r"^( *)- ", re.MULTILINE)


def _starts(text: str, key: str) -> Iterator[int]:
    """Where the entries under a top-level key begin, if each begins on a line with the indent of the first."""
    head = re.search(rf"^{key}:[ \t]*(?:#.*)?\r?$", text, re.MULTILINE)
    indent = None
    for entry in _ENTRY.finditer(text, head.end()) if head else ():
        indent = entry[1] if indent is None else indent
        if entry[1] == indent:
            yield entry.start()


def _value(data: Any, pointer: Iterable[str | int]) -> Any:
    """The value there; None where the text is not built so."""
    for step in pointer:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data
