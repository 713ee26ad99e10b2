"""Automatic numbers of a Word file, counted as Word shows them: 第一条 that is a list format and not text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from rouxing.law.numerals import DIGITS, chinese


def attribute(element: Any, name: str) -> str:
    """An attribute in the element's own namespace, "" where it has none."""
    return str(element.get(f"{element.tag[: element.tag.find('}') + 1]}{name}") or "")


def child(element: Any, *names: str) -> Any:
    """The element at the end of this path of local names; None where there is none."""
    for name in names:
        element = None if element is None else element.find(f"{{*}}{name}")
    return element


def whole(element: Any, default: int) -> int:
    """The number in `val` of an element that may be None."""
    text = "" if element is None else attribute(element, "val")
    return int(text) if re.fullmatch("[0-9]{1,4}", text) else default


class _Level(NamedTuple):
    """One level of a list format: its first number, kind of numeral, and text such as 第%1条."""

    start: int
    numeral: str
    text: str
    restart: int
    """Levels above it (counted from 1) after which it begins again; 0 never does."""
    decimal: bool
    style: str
    """The paragraph style that stands for this level."""


class _List(NamedTuple):
    """One list: the counter it shares with lists of the same format, its levels, and where it starts anew."""

    family: str
    levels: Mapping[int, _Level]
    starts: Mapping[int, int]


class Numbering:
    """The lists of one document and how far each has been counted."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._lists = {} if numbering is None else dict(_lists(numbering))
        self._styles = {} if styles is None else {attribute(one, "styleId"): one for one in styles.iter("{*}style")}
        self._counted: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()

    def label(self, properties: Any) -> str | None:
        """The number before the paragraph with these properties; "" for none, None where it cannot be told."""
        found = self._list_of(properties)
        if found is None:
            return ""
        name, level = found
        if name not in self._lists or level not in self._lists[name].levels:
            return None
        return self._next(name, level)

    def _list_of(self, properties: Any) -> tuple[str, int] | None:
        """List and level, from the paragraph itself or from its style; None where it is in no list."""
        own = child(properties, "numPr")
        name = _value(child(own, "numId"))
        if name:
            return None if name == "0" else (name, whole(child(own, "ilvl"), 0))
        style = _value(child(properties, "pStyle"))
        seen: set[str] = set()
        while style in self._styles and style not in seen:
            seen.add(style)
            given = child(self._styles[style], "pPr", "numPr")
            name = _value(child(given, "numId"))
            if name:
                return None if name == "0" else (name, self._level_of(name, style, whole(child(given, "ilvl"), 0)))
            style = _value(child(self._styles[style], "basedOn"))
        return None

    def _level_of(self, name: str, style: str, default: int) -> int:
        levels = self._lists[name].levels if name in self._lists else {}
        return next((number for number, level in levels.items() if level.style == style), default)

    def _next(self, name: str, number: int) -> str | None:
        one = self._lists[name]
        counted = self._counted.setdefault(one.family, {})
        if number in one.starts and (name, number) not in self._started:
            counted[number] = one.starts[number]
        else:
            counted[number] = counted.get(number, one.levels[number].start - 1) + 1
        self._started.add((name, number))
        for deeper in [level for level in counted if level > number]:
            if deeper not in one.levels or number < one.levels[deeper].restart:
                del counted[deeper]
        return _label(one.levels, number, counted)


def _value(element: Any) -> str:
    return "" if element is None else attribute(element, "val")


def _lists(root: Any) -> Iterator[tuple[str, _List]]:
    formats = {attribute(one, "abstractNumId"): dict(_levels(one)) for one in root.findall("{*}abstractNum")}
    for one in root.findall("{*}num"):
        family = _value(child(one, "abstractNumId"))
        levels, starts = dict(formats.get(family, {})), {}
        for override in one.findall("{*}lvlOverride"):
            levels |= dict(_levels(override))
            start = child(override, "startOverride")
            if start is not None:
                starts[_place(override)] = whole(start, 1)
        yield attribute(one, "numId"), _List(family, levels, starts)


def _place(element: Any) -> int:
    """Which of the nine levels an element speaks of."""
    text = attribute(element, "ilvl")
    return int(text) if re.fullmatch("[0-8]", text) else 0


def _levels(parent: Any) -> Iterator[tuple[int, _Level]]:
    for one in parent.findall("{*}lvl"):
        number = _place(one)
        yield (
            number,
            _Level(
                whole(child(one, "start"), 1),
                _value(child(one, "numFmt")) or "decimal",
                _value(child(one, "lvlText")),
                whole(child(one, "lvlRestart"), number),
                child(one, "isLgl") is not None,
                _value(child(one, "pStyle")),
            ),
        )


def _label(levels: Mapping[int, _Level], number: int, counted: Mapping[int, int]) -> str | None:
    """The level's text with the numbers of all levels that it names; None for letters and Roman numerals."""
    here = levels[number]
    if here.numeral in ("bullet", "none"):
        return ""
    label = here.text
    for place in sorted({int(one) - 1 for one in re.findall("%([1-9])", label)}):
        level = levels.get(place)
        numeral = "decimal" if level is None or here.decimal else level.numeral
        written = _written(numeral, counted.get(place, level.start if level else 1))
        if written is None:
            return None
        label = label.replace(f"%{place + 1}", written)
    return label


_COUNTED: Final = frozenset(
    ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand")
)
_DIGITWISE: Final = frozenset(("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"))
_DECIMAL: Final = frozenset(("decimal", "decimalFullWidth", "decimalHalfWidth", "decimalZero", "numberInDash"))


def _written(numeral: str, number: int) -> str | None:
    """A number in one of Word's kinds of numerals (ECMA-376 Part 1, 17.18.59), those that acts use."""
    if numeral in _COUNTED:
        return chinese(number)
    if numeral in _DIGITWISE:
        return "".join(DIGITS[int(digit)] for digit in str(number))
    if numeral in _DECIMAL:
        return str(number)
    if numeral.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    return None
