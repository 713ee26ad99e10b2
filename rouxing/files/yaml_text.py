"""Edits of YAML text that keep everything else byte for byte: a new row at the end of a list; and quoting."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import yaml

from rouxing.errors import Refused
from rouxing.widths import width

Pointer = tuple[str | int, ...]
Parse = Callable[[bytes], Any]
"""The loader's own parser: what it reads is what counts."""

_STEP: Final = "  "
LINE_END: Final = re.compile("\r\n|\r|\n")


def appended(content: bytes, key: str, row: Mapping[str, Any], parse: Parse, holder: Pointer = ()) -> bytes:
    """The YAML text with `row` added to the list under `key` of the root, or of the mapping at `holder`.

    All other bytes stay as they are.

    The result is parsed again: it must hold the old data plus the row. Raises Refused where the place for the row
    cannot be found or the result would say anything else; whatever `parse` raises for bad bytes passes through.
    """
    before = parse(content)
    text = content.decode("utf-8-sig")
    bom = content[: len(content) - len(text.encode())]
    place = _place(text, key, holder)
    owner = _value(before, holder)
    if place is None or not isinstance(owner, dict) or not isinstance(owner.get(key), list):
        raise Refused(f"“{key}”不是列表，没有改动文件；请手工添加")
    try:
        after = bom + _inserted(text, place, row).encode()
    except UnicodeEncodeError:
        raise Refused("要写的文字里有无法保存的字符，没有改动文件；请重新输入") from None
    owner[key] = [*owner[key], row]
    if not same(parse(after), before):
        raise Refused(f"没有办法在“{key}”里准确地加上这一项，没有改动文件；请手工添加")
    return after


def replaced(content: bytes, values: Mapping[Pointer, str | int], parse: Parse) -> tuple[bytes, frozenset[Pointer]]:
    """The YAML text with texts and numbers replaced, and the pointers of those that were; all other bytes stay.

    A value that is no text on one line stays. The result is parsed again: it must hold the old data with those values
    changed. Raises Refused where the result would say anything else.
    """
    text = content.decode("utf-8-sig")
    bom = content[: len(content) - len(text.encode())]
    edges = _scalar_edges(text, values.keys())
    parts, end = [], len(text)
    for pointer, (first, last) in sorted(edges.items(), key=lambda one: one[1], reverse=True):
        parts += [text[last:end], scalar(values[pointer])]
        end = first
    after = bom + "".join((text[:end], *reversed(parts))).encode()
    expected = parse(content)
    for pointer in edges:
        holder = expected
        for step in pointer[:-1]:
            holder = holder[step]
        holder[pointer[-1]] = values[pointer]
    if not same(parse(after), expected):
        raise Refused("没有办法准确地替换，没有改动文件；请手工修改")
    return after, frozenset(edges)


def _scalar_edges(text: str, pointers: Collection[Pointer]) -> dict[Pointer, tuple[int, int]]:
    """Offsets of the text values under pointers; without those that are none, or stand on several lines."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)  # the C loader counts columns in bytes of another text
    found = {}
    for pointer in pointers:
        node = _node(root, pointer)
        if isinstance(node, yaml.ScalarNode) and node.style not in ("|", ">"):
            edges = node.start_mark.index, node.end_mark.index
            if not LINE_END.search(text, *edges):
                found[pointer] = edges
    return found


def _value(data: Any, pointer: Pointer) -> Any:
    """What the data hold at a pointer; None where there is nothing."""
    for step in pointer:
        if isinstance(data, dict):
            data = data.get(step)
        else:
            data = data[step] if isinstance(data, list) and isinstance(step, int) and step < len(data) else None
    return data


def _node(node: yaml.Node | None, pointer: Pointer) -> yaml.Node | None:
    for step in pointer:
        if isinstance(node, yaml.MappingNode):
            node = next((value for name, value in node.value if name.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        else:
            return None
    return node


def same(one: Any, other: Any) -> bool:
    """Equal in value and in kind: 1, 1.0 and true are three different things."""
    if isinstance(one, dict) and isinstance(other, Mapping):
        return list(one) == list(other) and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, Sequence) and not isinstance(other, str):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(one == other)


class _Place(NamedTuple):
    """Where the list under a key stands, in offsets of the text."""

    key: int
    start: int
    end: int
    flow: bool
    root_flow: bool
    last: int | None
    """End of the last value inside the list; None where it is empty."""


def _place(text: str, key: str, holder: Pointer) -> _Place | None:
    """Find the list under a key of the mapping at `holder`; None where there is none."""
    starts = [0, *(found.end() for found in LINE_END.finditer(text))]

    def offset(mark: Any) -> int:
        # libyaml ends a document without a final line end on a line that is not there
        return starts[mark.line] + int(mark.column) if mark.line < len(starts) else len(text)

    root = _node(yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)), holder)
    if not isinstance(root, yaml.MappingNode):
        return None
    for name, node in root.value:
        if name.value == key and isinstance(node, yaml.SequenceNode):
            edges = offset(name.start_mark), offset(node.start_mark), offset(node.end_mark)
            last = offset(innermost(node.value[-1]).end_mark) if node.value else None
            return _Place(*edges, bool(node.flow_style), bool(root.flow_style), last)
    return None


def innermost(node: yaml.Node) -> yaml.Node:
    """The last value inside a node: a block's own end lies at whatever follows it."""
    while isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        node = node.value[-1][1] if isinstance(node, yaml.MappingNode) else node.value[-1]
    return node


def _inserted(text: str, place: _Place, row: Mapping[str, Any]) -> str:
    inside = text[place.start : place.end]
    if place.flow and place.last is not None:
        return f"{text[: place.last]}, {flow(row)}{text[place.last :]}"
    if place.flow and (place.root_flow or inside[1:-1].strip()):
        return f"{text[: place.start + 1]}{flow(row)}{text[place.start + 1 :]}"
    if place.flow:
        indent = column(text, place.key) + len(_STEP)
        head = text[: place.start].rstrip(" ")
        return _with_lines(head + text[place.end :], len(head), indent, row)
    return _with_lines(text, place.last or place.end, column(text, place.start), row)


def column(text: str, position: int) -> int:
    """Signs between the start of the line and an offset."""
    return position - max(text.rfind("\n", 0, position), text.rfind("\r", 0, position)) - 1


def _with_lines(text: str, position: int, indent: int, row: Mapping[str, Any]) -> str:
    """The text with the row's lines after the line that holds `position`, and after the comments that belong to it."""
    lines = LINE_END.split(text)
    ends = [*LINE_END.findall(text), ""]
    number = len(LINE_END.findall(text[:position]))
    # a block scalar ends where the next line begins: that line is not its own
    line = number if position and text[position - 1] in "\r\n" and number else number + 1
    line = after_comments(lines, line, indent)
    before = "".join(one + end for one, end in zip(lines[:line], ends[:line], strict=True))
    after = "".join(one + end for one, end in zip(lines[line:], ends[line:], strict=True))
    end = ends[line - 1] or ends[0] or "\n"
    new = end.join(" " * indent + one for one in row_lines(row))
    return before + new + end + after if ends[line - 1] else before + end + new


def after_comments(lines: Sequence[str], line: int, indent: int) -> int:
    """The line after the comments that stand deeper than the list's dashes: they speak of its last row."""
    found = line
    for number in range(line, len(lines)):
        bare = lines[number].lstrip(" ")
        if bare.startswith("#") and len(lines[number]) - len(bare) > indent:
            found = number + 1
        elif bare:
            break
    return found


def row_lines(row: Mapping[str, Any]) -> Iterator[str]:
    """Lines of a row of a list in block style, the dash at the first column."""
    marker = "- "
    for line in _block(row):
        yield marker + line
        marker = _STEP


_SHORT: Final = 40
"""Columns of a list of texts that is written on one line."""


def _block(value: Any) -> Iterator[str]:
    """Lines of a value in block style, not indented."""
    if isinstance(value, Mapping) and value:
        for name, entry in value.items():
            yield from entry_lines(scalar(name), entry)
    elif isinstance(value, (list, tuple)) and not _is_short(value):
        for entry in value:
            marker = "- "
            for line in _block(entry):
                yield marker + line
                marker = _STEP
    elif isinstance(value, str) and _is_literal(value):
        yield "|" if value.endswith("\n") else "|-"
        yield from value.removesuffix("\n").split("\n")
    else:
        yield flow(value)


def entry_lines(name: str, value: Any) -> Iterator[str]:
    """Lines of one key and its value."""
    lines = list(_block(value))
    nested = isinstance(value, Mapping) or (isinstance(value, (list, tuple)) and not _is_short(value))
    if value and nested:
        yield f"{name}:"
        yield from (_STEP + line for line in lines)
    else:
        yield f"{name}: {lines[0]}"
        yield from (_STEP + line for line in lines[1:])


def _is_short(values: Sequence[Any]) -> bool:
    plain = all(isinstance(one, str) for one in values)
    return not values or (plain and sum(width(one) for one in values) <= _SHORT)


def _is_literal(text: str) -> bool:
    """Whether several lines can stand as they are, after `|`."""
    lines = text.removesuffix("\n").split("\n")
    return len(lines) > 1 and all(
        line == line.strip(" ") != "" and all(_escaped(one) in (one, f"\\{one}") for one in line) for line in lines
    )


def flow(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(name)}: {flow(entry)}" for name, entry in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value)


_PLAIN: Final = re.compile(r"(?:[A-Za-z]|[^\x00-\x7f\u3000])(?:[A-Za-z0-9./()+;-]|[^\x00-\x7f\u3000]| (?! ))*(?<! )")
_MOMENT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9]{2}:[0-9]{2})?")
_WORDS: Final = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
"""What YAML 1.2 does not read as text, and what YAML 1.1 does not."""


def scalar(value: Any) -> str:
    """A scalar as YAML text for any place, also inside brackets; texts are quoted where they must be."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if not isinstance(value, str):
        return repr(value)
    if _MOMENT.fullmatch(value):
        return value
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS and all(_escaped(one) == one for one in value):
        return value
    return '"' + "".join(map(_escaped, value)) + '"'


_NAMED: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _escaped(character: str) -> str:
    """A character between double quotes."""
    if character in _NAMED:
        return _NAMED[character]
    category = unicodedata.category(character)
    # surrogates stay as they are: encoding refuses them, where an escape would be read as something else
    if character in " \u3000" or category == "Cs" or category[0] not in "CZ":
        return character
    code = ord(character)
    return f"\\U{code:08X}" if code > 0xFFFF else f"\\u{code:04X}"
