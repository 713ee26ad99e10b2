"""A case as rows of cells, and what a cell says as a value of the case."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from rouxing.files.cells import Cell, cell_text
from rouxing.files.sheet import legible
from rouxing.law.identity import bare
from rouxing.ledgers.columns import ACTS, Column, Group, Holds
from rouxing.ledgers.days import NoDay, iso_day
from rouxing.terms import DocumentKind, ListKind, Method

LONGEST: Final = 32_767
"""Characters that a cell of Excel can hold."""


class NoValue(ValueError):
    """What a cell says cannot stand in a case; the message says why and what to do."""


class Rows(NamedTuple):
    """A case as a table: what is said once, and the entries of its three lists."""

    case: Mapping[str, str]
    acts: Mapping[Group, Sequence[Mapping[str, str]]]

    @property
    def height(self) -> int:
        """Rows that the case takes."""
        return max(1, *(len(self.acts[group]) for group in ACTS))


def as_rows(case: Mapping[str, Any], columns: Sequence[Column]) -> Rows:
    """The texts of a case's cells by name of column; without those that are empty."""
    of = {group: [column for column in columns if column.group is group] for group in Group}
    acts = {group: [_texts(entry, of[group]) for entry in case.get(group) or ()] for group in ACTS}
    return Rows(_texts(case, of[Group.CASE]), acts)


def _texts(data: Mapping[str, Any], columns: Sequence[Column]) -> dict[str, str]:
    found = ((column.name, value_at(data, column.path)) for column in columns)
    return {name: text for name, value in found if value is not None and (text := text_of(value))}


def value_at(data: Any, path: Sequence[str]) -> Any:
    """What stands under these keys; None where nothing does."""
    for step in path:
        if data is None:
            return None
        data = data.get(step) if isinstance(data, (dict, Mapping)) else None  # dict: the quicker question
    return data


def text_of(value: Any) -> str:
    """A value as the text of a cell, as it would come back from Excel."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (list, tuple)):
        return cell_text(legible("\n".join(map(str, value))))[:LONGEST]
    return cell_text(legible(str(value)))[:LONGEST]


def value_of(cell: Cell, column: Column, words: Mapping[str, str]) -> Any:  # noqa: PLR0911 - one for each kind of column
    """What a cell says as the value that the case holds. Raises NoValue."""
    if cell.problem:
        raise NoValue(cell.problem)
    text = cell.text
    match column.holds:
        case Holds.DAY:
            return _day(cell)
        case Holds.QUANTITY:
            return _quantity(text)
        case Holds.RECORDS:
            return _records(text)
        case Holds.YES_NO:
            return _yes_no(text)
        case Holds.CHOICE:
            return _choice(text, column, words)
        case Holds.NUMBER:
            return _number(text, column)
        case _:
            return text


def _day(cell: Cell) -> str:
    if cell.day:
        return cell.day
    try:
        return iso_day(cell.text)
    except NoDay as error:
        raise NoValue(str(error)) from None


def _quantity(text: str) -> int:
    found = re.fullmatch(r"([0-9]{1,7})(?:\.0+)?\s*(?:件|人次|次|人)?", unicodedata.normalize("NFKC", text).strip())
    if found is None or int(found[1]) < 1:
        raise NoValue(f"“{text}”不是数量；请写成 1、12 这样的整数")
    return int(found[1])


_RECORD: Final = re.compile(r"\s*(?:.*号|档案[:：].+|records/.+)\s*")
_OTHER_ENDS: Final = re.compile("[；;、，]")


def _records(text: str) -> list[str]:
    """Records, one to a line; on one line only where each part is plainly a record of its own."""
    parts = text.split("\n")
    if len(parts) == 1:
        others = _OTHER_ENDS.split(text)
        parts = others if all(_RECORD.fullmatch(one) for one in others) else parts
    return [one.strip() for one in parts if one.strip()]


def _yes_no(text: str) -> bool:
    known = {"是": True, "公开": True, "true": True, "否": False, "不公开": False, "false": False}
    if text.lower() not in known:
        raise NoValue(f"“{text}”应写“是”或“否”")
    return known[text.lower()]


def _choice(text: str, column: Column, words: Mapping[str, str]) -> str:
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").replace("\n", "")
    plain = words.get(plain, plain)
    if column.group is Group.LENIENCY and (kind := ListKind.named(plain)):
        return kind.value
    if column.group is Group.DOCUMENT:
        plain = next((kind.value for kind in DocumentKind if plain in (kind.value, kind.title)), plain)
    if plain not in column.choices:
        raise NoValue(f"“{text}”不能用作{column.name}；只能是{'、'.join(column.choices)}")
    return plain


def _number(text: str, column: Column) -> str:
    if column.path[-1] in ("身份证号", "统一社会信用代码"):
        return bare(unicodedata.normalize("NFKC", text)).replace("\n", "")
    return text


def methods_in(text: str) -> list[str]:
    """说服教育、行政告诫: the methods of a cell that names several; none where it is anything else."""
    parts = [one.strip() for one in re.split(r"[、，,；;/\s+＋]+", text) if one.strip()]
    return parts if len(parts) > 1 and all(one in tuple(Method) for one in parts) else []


def changed(data: Mapping[str, Any], path: Sequence[str], value: Any) -> dict[str, Any]:
    """The data with a value under these keys; None takes it away, and the mapping it leaves empty with it."""
    first, *rest = path
    fresh = dict(data)
    if rest:
        value = changed(fresh.get(first) or {}, rest, value) or None
    if value is None:
        fresh.pop(first, None)
    else:
        fresh[first] = value
    return fresh
