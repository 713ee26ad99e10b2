"""Many versions of one list: what they share is parsed once, row by row; anything unusual is parsed whole."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

from rouxing.files.tree import MAX_FILE_BYTES
from rouxing.load.parse import Flaw, parse, quick, with_line_feeds
from rouxing.load.reading import NO_SCHEMAS, checklist_from, schema_findings
from rouxing.model import Checklist

_KEY: Final = "\n事项:\n".encode()
_SOUND: Final = "清单: 不予行政处罚\n版本: 1\n施行日期: 2021-10-01\n事项:\n".encode()
"""Rows below it are a sound list exactly where every one of them is: the schema compares no row with another."""

_NUMBER: Final = re.compile("(?:\n|^)版本: ([1-9][0-9]{0,8})(?=\n|$)".encode())
_WORD: Final = rb"""(?:[^\x00-\x20"#%&'*,:>?@\[\\\]`{|}!]+|"[^\x00-\x1f"\\]*"|'[^\x00-\x1f']*')"""
_LINE: Final = rb"(?:%b: +%b *(?: #.*)?| *#.*|)" % (_WORD, _WORD)
_HEAD: Final = re.compile(rb"%b(?:\n%b)*" % (_LINE, _LINE))
"""Keys with a value each on their own lines: nothing in it can still be open where the rows begin."""

_DASH: Final = re.compile(rb"(?:[ ]*(?:#.*)?\n)*(?P<indent> *)-(?=[ \n\t])")
_TOGETHER: Final = 40
"""Rows parsed at once: as much as a list, for which the parser has its memory already."""

_MARKS: Final = (b"\n---", b"\n...")
"""A document ends where a part may begin."""


class _Cut(NamedTuple):
    """What stands below `事项:`, cut into parts: every line that may begin a row begins one."""

    text: bytes
    indent: int
    """Columns before the dashes."""
    edge: re.Pattern[bytes]
    """The line end before a row's first line."""
    edges: list[int]
    """Where the parts begin, and where the last one ends."""
    parts: list[bytes]


_NOTHING: Final = _Cut(b"", -1, re.compile(b"\n"), [0], [])


class _Version(NamedTuple):
    text: bytes
    """What stands above `事项:`."""
    head: Mapping[str, Any]
    number: int
    parts: list[bytes]
    front: int
    """How many parts stood first in the version before, too."""
    new: list[bytes]
    """The parts behind them that it did not hold here."""


class SimilarLists:
    """`checklist_from`, quicker for texts that share rows.

    The rows of a block sequence are independent of each other: a row that ends where the next dash stands at the same
    depth means the same alone. One that does not (an open bracket or quote, an alias) is no sound text alone; then the
    whole is parsed as ever. The data of equal rows is shared.
    """

    def __init__(self) -> None:
        self._heads: dict[tuple[bytes, bytes], Mapping[str, Any]] = {}
        self._rows: dict[bytes, Any] = {}
        """The rows of all parts that are one sound row alone."""
        self._odd: set[bytes] = set()
        """All other parts."""
        self._last = _NOTHING

    def __call__(self, path: str, content: bytes) -> Checklist | None:
        """The checklist in these bytes, or None where they are not a sound one."""
        return self.all(((path, content),))[0]

    def all(self, files: Iterable[tuple[str, bytes]]) -> list[Checklist | None]:
        """The checklists in files (path, bytes), None for what is not a sound one.

        Each is compared with the one before it, so neighbours should be alike. The new rows of all are parsed together.
        """
        read: list[tuple[str, _Version | Checklist | None]] = []
        new: dict[bytes, None] = {}
        for path, content in files:
            try:
                version = self._version(content)
            except _Unusual:
                read.append((path, checklist_from(path, content)))
            else:
                read.append((path, version))
                new.update(dict.fromkeys(version.new))
        unknown = [part for part in new if part not in self._rows and part not in self._odd]
        for first in range(0, len(unknown), _TOGETHER):
            self._learn(unknown[first : first + _TOGETHER])
        found: list[Checklist | None] = []
        rows: list[Any] | None = None
        for path, one in read:
            if isinstance(one, _Version):
                rows = self._all_rows(one, rows)
                found.append(self._checklist(path, one, rows))
            else:
                found.append(one)
        return found

    def _version(self, content: bytes) -> _Version:
        """A list whose rows stand one below the other as the last of its keys, cut into parts. Raises _Unusual."""
        if len(content) > MAX_FILE_BYTES:
            raise _Unusual
        content = with_line_feeds(content)
        start = content.find(_KEY)
        text = content[:start].removeprefix(BOM_UTF8)
        number = _NUMBER.search(text) if start >= 0 else None
        if number is None:
            raise _Unusual
        around = (text[: number.start(1)], text[number.end() :])
        head = self._heads.get(around)
        if head is None:
            head = self._heads[around] = _head(*around)
        self._last, front, new = _recut(self._last, content, start + len(_KEY))
        return _Version(text, head, int(number[1]), self._last.parts, front, new)

    def _learn(self, parts: Sequence[bytes]) -> None:
        """Parse parts together, in halves where one of them is odd, so that only that one is parsed slowly."""
        rows = _rows(parts)
        if rows is not None:
            self._rows.update(zip(parts, rows, strict=True))
        elif len(parts) == 1:
            self._odd.update(parts)
        else:
            half = len(parts) // 2
            self._learn(parts[:half])
            self._learn(parts[half:])

    def _all_rows(self, version: _Version, before: list[Any] | None) -> list[Any]:
        """The row of every part, None for an odd one; `before` are those of the version before this one."""
        if before is None:
            return list(map(self._rows.get, version.parts))
        rows = before.copy()
        kept = len(version.parts) - version.front - len(version.new)
        rows[version.front : len(before) - kept] = map(self._rows.get, version.new)
        return rows

    def _checklist(self, path: str, version: _Version, rows: list[Any]) -> Checklist | None:
        if self._odd and not self._odd.isdisjoint(version.parts):
            return checklist_from(path, b"".join((version.text, _KEY, *version.parts)))
        return Checklist({**version.head, "版本": version.number, "事项": rows}, path)


class _Unusual(Exception):
    """A text that is to be parsed whole."""


def _head(before: bytes, after: bytes) -> Mapping[str, Any]:
    """The data of a list with such keys, its 版本 between the two, and no rows. Raises _Unusual."""
    text = b"%b1%b" % (before, after)
    checklist = checklist_from("", text + "\n事项: []\n".encode()) if _HEAD.fullmatch(text) else None
    if checklist is None:
        raise _Unusual
    return checklist.data


def _recut(old: _Cut, text: bytes, start: int) -> tuple[_Cut, int, list[bytes]]:
    """A text cut from a place on; how many parts stand first in another, too; those behind them that do not.

    Raises _Unusual.
    """
    front, back = _alike(old, text, start)
    lead, shift = start - old.edges[0], len(text) - len(old.text)
    first, indent, edge = old.edges[front] + lead, old.indent, old.edge
    if front == 0:
        dash = _DASH.match(text, start)
        if dash is None:
            raise _Unusual
        first, indent = dash.start("indent"), len(dash["indent"])
        if indent != old.indent:
            back, edge = len(old.parts), re.compile(rb"\n {%d}-(?=[ \n\t])" % indent)
        elif back < len(old.parts) and old.edges[back] + shift <= first:  # comments before the first row are part of it
            back += 1
    here, there = old.edges[front] + lead, old.edges[back] + shift
    begins = [found.start() + 1 for found in edge.finditer(text, first, there)]
    if here < there:
        begins.insert(0, here)
    new = [text[begin:end] for begin, end in pairwise([*begins, there])]
    edges, parts = old.edges.copy(), old.parts.copy()
    edges[front:back], parts[front:back] = begins, new
    if lead:
        edges[:front] = [place + lead for place in edges[:front]]
    if shift:
        behind = front + len(begins)
        edges[behind:] = [place + shift for place in edges[behind:]]
    return _Cut(text, indent, edge, edges, parts), front, new


def _alike(old: _Cut, text: bytes, start: int) -> tuple[int, int]:
    """How many parts stand first in both texts, and from which on all stand last in both. Found by halving."""
    before, edges, size = old.text, old.edges, len(old.parts)
    lead, shift = start - edges[0], len(text) - len(before)
    front, above, mark = 0, size - 1, old.indent + 2
    while front < above:
        middle = (front + above + 1) // 2
        begin = edges[front]
        # with the mark of the next part, without which this one would not end here
        if text.startswith(before[begin : edges[middle] + mark], begin + lead):
            front = middle
        else:
            above = middle - 1
    below, back, middle = max(front, 1), size, front + 1  # most versions differ in one row
    while below < back:
        begin = edges[middle]
        if begin + shift >= edges[front] + lead and text.startswith(before[begin : edges[back]], begin + shift):
            back = middle
        else:
            below = middle + 1
        middle = (below + back) // 2
    place = edges[back] + shift
    return front, back if back == size or text[place - 1 : place] == b"\n" else back + 1


def _rows(parts: Sequence[bytes]) -> Sequence[Any] | None:
    """One sound row for every part, None where it is not so."""
    text = b"".join((_SOUND, *parts))
    if any(mark in text for mark in _MARKS) or not all(part.endswith(b"\n") for part in parts[:-1]):
        return None
    try:
        data = parse(text) if len(parts) == 1 else quick(text)
        sound = data is not None and not schema_findings("", data, "checklist", NO_SCHEMAS)
    except (Flaw, ValueError):
        return None
    return data["事项"] if sound and len(data["事项"]) == len(parts) else None
