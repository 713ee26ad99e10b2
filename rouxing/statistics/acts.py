"""The acts of a case log that stand behind the figures, small enough to be kept beside its counts."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple


class Act(NamedTuple):
    """A 处理 or a recorded 措施. Who the party is stays in the case: nobody needs it to check a figure.

    个人信息保护法第六条、第三十四条: no more than the purpose needs.
    """

    position: int
    """Of its case in the file: several acts under one list count as one case."""
    case: str
    """案号."""
    date: str
    column: str
    """Of annex 5."""
    quantity: int
    """In the unit of the column; 0 for a 处理 without a written record, which is not counted."""
    code: str
    """编码 of the item of a 处理; "" for 措施."""
    records: str
    """记录, with names and numbers of persons taken out."""
    party: str
    """Digest of the identity number of the party of a 处理; "" where none is on file."""


_TEXTS: Final = tuple(map(Act._fields.index, ("case", "date", "column", "code", "records", "party")))
"""Columns of texts: most of them come again and again in a log."""


def packed(acts: Iterable[Act]) -> str:
    """The acts of one log as a short text: column by column, every text of a column once."""
    columns: list[Sequence[Any]] = list(zip(*acts, strict=True))
    for place in _TEXTS if columns else ():
        codes = {text: code for code, text in enumerate(dict.fromkeys(columns[place]))}
        columns[place] = (list(codes), list(map(codes.__getitem__, columns[place])))
    plain = json.dumps(columns, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(plain.encode(), 1)).decode("ascii")


def unpacked(text: str) -> Iterator[Act]:
    """The inverse of `packed`."""
    columns = json.loads(zlib.decompress(base64.b64decode(text)))
    for place in _TEXTS if columns else ():
        known, codes = columns[place]
        columns[place] = [known[code] for code in codes]
    return map(Act._make, zip(*columns, strict=True))
