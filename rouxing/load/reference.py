"""The reference parser: PyYAML's events → data by YAML 1.2 core rules, and the position of every key and value."""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

import yaml

from rouxing.diagnostics import Pointer, Spot
from rouxing.load.explain import explain_syntax
from rouxing.load.parse import Flaw

MAX_DEPTH: Final = 64
"""No checklist or case nests deeper than ten levels."""


class Positions(NamedTuple):
    """Where the values and the keys of one document stand, by pointer, and its data."""

    values: dict[Pointer, Spot]
    keys: dict[Pointer, Spot]
    data: Any


def reference_parse(text: str) -> Any:
    """The document's data. Raises Flaw for anything that is not one sound document."""
    return _Builder(text).build()


def positions(text: str) -> Positions:
    """Positions of everything in a document that parses; what stands before the flaw where it does not."""
    builder = _Builder(text)
    with contextlib.suppress(Flaw):
        builder.build()
    return Positions(builder.values, builder.keys, builder.root)


class _Open(NamedTuple):
    """A mapping or sequence whose end has not come yet."""

    content: dict[str, Any] | list[Any]
    pointer: Pointer


class _Builder:
    """One pass over the events of one document."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.values: dict[Pointer, Spot] = {}
        self.keys: dict[Pointer, Spot] = {}
        self._stack: list[_Open] = []
        self._key: str | None = None
        self.root: Any = None
        self._documents = 0

    def build(self) -> Any:
        """Run through all events."""
        for event in self._events():
            if isinstance(event, yaml.DocumentStartEvent):
                self._start_document(event)
            elif isinstance(event, yaml.AliasEvent):
                raise _flaw(event, "RX006", "使用了别名 *", "请把被引用的内容直接写在这里")
            elif isinstance(event, yaml.NodeEvent):
                self._node(event)
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                self._stack.pop()
        if self.root is None:
            raise Flaw("RX003", 1, 1, "文件没有内容", "请按 README 的示例填写，或删除该文件")
        return self.root

    def _events(self) -> Iterator[yaml.Event]:
        try:
            yield from yaml.parse(self._text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        except yaml.MarkedYAMLError as error:
            raise explain_syntax(self._text, error) from None

    def _start_document(self, event: yaml.DocumentStartEvent) -> None:
        self._documents += 1
        if self._documents > 1:
            raise _flaw(event, "RX006", "一个文件里写了多份文档（---）", "请删除 ---，或拆成几个文件")
        if event.version or event.tags:
            raise _flaw(event, "RX006", "使用了 % 指令", "请删除以 % 开头的行")

    def _node(self, event: yaml.NodeEvent) -> None:
        if event.anchor:
            raise _flaw(event, "RX006", f"使用了锚点 &{event.anchor}", "请删除锚点，把内容直接写在需要的地方")
        if getattr(event, "tag", None) not in (None, "!"):
            raise _flaw(event, "RX006", "使用了标签 !", "请删除以 ! 开头的标签；文字以 ! 开头时请加引号")
        if self._awaits_key():
            self._start_entry(event)
        elif isinstance(event, yaml.ScalarEvent):
            self._place(event, scalar(event))
        else:
            content: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
            self._stack.append(_Open(content, self._place(event, content)))
            if len(self._stack) > MAX_DEPTH:
                raise _flaw(event, "RX006", f"嵌套超过 {MAX_DEPTH} 层", "请检查缩进和括号")

    def _awaits_key(self) -> bool:
        return bool(self._stack) and isinstance(self._stack[-1].content, dict) and self._key is None

    def _start_entry(self, event: yaml.NodeEvent) -> None:
        key = scalar(event) if isinstance(event, yaml.ScalarEvent) else None
        if not isinstance(key, str):
            raise _flaw(event, "RX007", "键不是文本", "键请写成文字，例如“名称”；数字请加引号")
        content, pointer = self._stack[-1]
        assert isinstance(content, dict)  # noqa: S101 - for the type checker: a key is awaited in mappings only
        if key in content:
            first = self.keys[(*pointer, key)].line
            message = f"键“{key}”重复，第 {first} 行已经写过"
            raise _flaw(event, "RX005", message, "同一层只能写一次，请合并或删除", (*pointer, key))
        self.keys[(*pointer, key)] = _spot(event)
        self._key = key

    def _place(self, event: yaml.NodeEvent, value: Any) -> Pointer:
        if not self._stack:
            self.root = value
            pointer: Pointer = ()
        else:
            content, parent = self._stack[-1]
            if isinstance(content, dict):
                assert self._key is not None  # noqa: S101 - for the type checker
                pointer = (*parent, self._key)
                content[self._key] = value
                self._key = None
            else:
                pointer = (*parent, len(content))
                content.append(value)
        self.values[pointer] = _spot(event)
        return pointer


def _spot(event: yaml.Event) -> Spot:
    mark = event.start_mark
    return Spot(mark.line + 1, mark.column + 1) if mark else Spot(1, 1)


def _flaw(event: yaml.Event, code: str, message: str, advice: str, pointer: Pointer = ()) -> Flaw:
    line, column = _spot(event)
    return Flaw(code, line, column, message, advice, pointer)


_WORDS: Final = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
    **{
        sign + word: math.copysign(math.inf, -1 if sign == "-" else 1)
        for sign in ("", "+", "-")
        for word in (".inf", ".Inf", ".INF")
    },
}
_NUMBERS: Final[tuple[tuple[re.Pattern[str], Callable[[str], int | float]], ...]] = (
    (re.compile(r"[-+]?[0-9]+"), int),
    (re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+"), lambda text: int(text, 0)),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"), float),
)
_MAX_DIGITS: Final = 4000
"""Longer runs of digits stay text: Python refuses to convert them, and no number in this data needs them."""


def scalar(event: yaml.ScalarEvent) -> Any:
    """A scalar's value by the core schema of YAML 1.2.2 §10.3.2; dates stay text."""
    text: str = event.value
    if event.style or event.tag == "!":  # plain is None to one parser of PyYAML and "" to the other
        return text
    if text in _WORDS:
        return _WORDS[text]
    if len(text) <= _MAX_DIGITS:
        for form, convert in _NUMBERS:
            if form.fullmatch(text):
                return convert(text)
    return text
