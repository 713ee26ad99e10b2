"""Edits of a list of mappings in YAML text: rows changed, added, removed, moved; untouched text stays byte for byte.

Comments survive: one inside a value that is rewritten moves below it, and those of a removed row are handed back.
"""

from __future__ import annotations

import difflib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

import yaml

from rouxing.errors import Refused
from rouxing.files.yaml_text import (
    LINE_END,
    Parse,
    after_comments,
    column,
    entry_lines,
    flow,
    innermost,
    row_lines,
    same,
    scalar,
)

_REFUSED: Final = "没有办法准确地改动“{}”，没有改动文件；请手工修改"


class NewRow(NamedTuple):
    """A row as it is to be; `origin` is its number among the old rows, None for a new one."""

    data: Mapping[str, Any]
    origin: int | None = None


class Rewritten(NamedTuple):
    """The new text, and the comments that went with removed rows."""

    content: bytes
    comments: Sequence[str]


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


def rewritten(content: bytes, key: str, rows: Sequence[NewRow], order: Sequence[str], parse: Parse) -> Rewritten:
    """The YAML text with the list under the top-level `key` made to hold `rows`.

    A row that came from an old one keeps the order of its keys; new keys stand where `order` puts them. The result is
    parsed again: it must hold exactly the rows. Raises Refused where it would not, or where the text is too unusual.
    """
    before = parse(content)
    if not isinstance(before, dict) or not isinstance(before.get(key), list):
        raise Refused(f"“{key}”不是列表，没有改动文件；请手工修改")
    old = before[key]
    if not all(isinstance(row, dict) for row in old):
        raise Refused(_REFUSED.format(key))
    wanted = [_ordered(old[row.origin], row.data, order) if row.origin is not None else row.data for row in rows]
    if same(old, wanted):
        return Rewritten(content, ())
    text = content.decode("utf-8-sig")
    bom = content[: len(content) - len(text.encode())]
    document = _Document.read(text, key)
    after, comments = document.edited(old, wanted, [row.origin for row in rows])
    try:
        new = bom + after.encode()
    except UnicodeEncodeError:
        raise Refused("要写的文字里有无法保存的字符，没有改动文件；请重新输入") from None
    if not same(parse(new), before | {key: wanted}):
        raise Refused(_REFUSED.format(key))
    return Rewritten(new, comments)


def _ordered(old: Mapping[str, Any], new: Mapping[str, Any], order: Sequence[str]) -> dict[str, Any]:
    """The new row in the order of the old one; a key that is new comes after the last one that `order` puts before."""
    places = {name: number for number, name in enumerate(order)}
    names = [name for name in old if name in new]
    for name in sorted((one for one in new if one not in old), key=lambda one: places.get(one, len(places))):
        earlier = [at for at, one in enumerate(names) if places.get(one, 0) < places.get(name, len(places))]
        names.insert(earlier[-1] + 1 if earlier else len(names), name)
    return {name: new[name] for name in names}


class _Document:
    """A YAML text with the offsets of the nodes of one list in it."""

    def __init__(self, text: str, key: yaml.Node, node: yaml.SequenceNode, root_flow: bool) -> None:
        self._text = text
        self._starts = [0, *(found.end() for found in LINE_END.finditer(text))]
        self._end = next(iter(LINE_END.findall(text)), "\n")
        self._key = key
        self._list = node
        self._root_flow = root_flow
        self._split = LINE_END.split(text)
        self._values = sorted(self._scalars(node))

    @classmethod
    def read(cls, text: str, key: str) -> _Document:
        """The list under a key of the root mapping. Raises Refused where there is none."""
        root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        if isinstance(root, yaml.MappingNode):
            for name, node in root.value:
                if name.value == key and isinstance(node, yaml.SequenceNode):
                    return cls(text, name, node, bool(root.flow_style))
        raise Refused(_REFUSED.format(key))

    def edited(
        self, old: Sequence[Any], new: Sequence[Mapping[str, Any]], origins: Sequence[int | None]
    ) -> tuple[str, Sequence[str]]:
        """The text with the new rows, and the comments of the rows that are gone."""
        first, last = self._span(self._list)
        if self._list.flow_style:
            if self._comments(first, last):
                raise Refused(_REFUSED.format(self._key.value))
            return self._from_flow(first, last, new), ()
        edges = self._edges()
        chunks = [self._text[start:end] for start, end in pairwise(edges)]
        gone = sorted(set(range(len(old))) - set(origins))
        comments = [one for row in gone for one in self._comments(edges[row], edges[row + 1])]
        indent = column(self._text, first)
        head, tail = self._text[: edges[0]], self._text[edges[-1] :]
        if not new:
            colon = self._offset(self._key.end_mark)
            colon = head.index(":", colon) + 1
            return head[:colon] + " []" + head[colon:] + tail, comments
        body = []
        for data, origin in zip(new, origins, strict=True):
            if origin is None:
                body.append(self._lines(row_lines(data), indent))
            else:
                edits = self._row_edits(self._list.value[origin], old[origin], data)
                body.append(_applied(chunks[origin], edges[origin], edits))
        ends_open = not self._text.endswith(("\n", "\r")) and not tail
        joined = "".join(one if one.endswith(("\n", "\r")) else one + self._end for one in body)
        return head + (joined.removesuffix(self._end) if ends_open else joined) + tail, comments

    def _from_flow(self, first: int, last: int, new: Sequence[Mapping[str, Any]]) -> str:
        """The text with a list in brackets replaced: by lines where it was empty, else in brackets again."""
        if self._root_flow or self._list.value:
            return self._text[:first] + flow([dict(one) for one in new]) + self._text[last:]
        if not new:
            return self._text
        indent = column(self._text, self._offset(self._key.start_mark)) + 2
        line = self._line_after(last)
        lines = "".join(self._lines(row_lines(one), indent) for one in new)
        head = self._text[:first].rstrip(" ") + self._text[last : self._line_start(line)]
        head += "" if head.endswith(("\n", "\r")) else self._end
        return head + lines + self._text[self._line_start(line) :]

    def _lines(self, lines: Iterator[str], indent: int) -> str:
        return "".join(f"{' ' * indent}{one}{self._end}" for one in lines)

    # offsets

    def _offset(self, mark: Any) -> int:
        # libyaml ends a document without a final line end on a line that is not there
        return self._starts[mark.line] + int(mark.column) if mark.line < len(self._starts) else len(self._text)

    def _span(self, node: yaml.Node) -> tuple[int, int]:
        return self._offset(node.start_mark), self._offset(node.end_mark)

    def _line_start(self, line: int) -> int:
        return self._starts[line] if line < len(self._starts) else len(self._text)

    def _line_after(self, position: int) -> int:
        """Number of the line after the one that holds what ends at `position`."""
        at_start = position and self._text[position - 1] in "\r\n"  # a block scalar ends where the next line begins
        number = self._line_of(position)
        return number if at_start else number + 1

    def _line_of(self, position: int) -> int:
        return bisect_right(self._starts, position) - 1

    def _last(self, node: yaml.Node) -> int:
        """End of the last value inside a node: a block's own end lies at whatever follows it."""
        return self._offset(innermost(node).end_mark)

    def _edges(self) -> list[int]:
        """Offsets where the rows begin, each with the comments above it, and where the last one ends."""
        indent = column(self._text, self._offset(self._list.start_mark))
        lines = self._split
        found: list[int] = []
        for row in self._list.value:
            line = self._line_of(self._offset(row.start_mark))
            while line >= 0 and lines[line][:indent].strip(" ") == "" and lines[line][indent : indent + 1] != "-":
                line -= 1
            while found and _is_comment(lines[line - 1], indent):
                line -= 1
            found.append(self._line_start(max(line, 0)))
        last = after_comments(lines, self._line_after(self._last(self._list)), indent)
        return [*found, self._line_start(last)]

    def _comments(self, start: int, end: int) -> list[str]:
        """The comments between two offsets; both lie between values."""
        values = self._values[bisect_left(self._values, (start, 0)) : bisect_left(self._values, (end, 0))]
        found, position = [], start
        for first, last in [*values, (end, end)]:
            for line in LINE_END.split(self._text[position:first]):
                _, mark, words = line.partition("#")
                found += [mark + words] if mark else []
            position = max(position, last)
        return found

    def _scalars(self, node: yaml.Node) -> Iterator[tuple[int, int]]:
        if isinstance(node, yaml.MappingNode):
            for name, value in node.value:
                yield from self._scalars(name)
                yield from self._scalars(value)
        elif isinstance(node, yaml.SequenceNode):
            for one in node.value:
                yield from self._scalars(one)
        else:
            yield self._span(node)

    # edits of one row

    def _row_edits(self, node: yaml.Node, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[_Edit]:
        if same(old, new):
            return []
        if not isinstance(node, yaml.MappingNode):
            raise Refused(_REFUSED.format(self._key.value))
        first, last = self._span(node)
        if node.flow_style:
            if list(old) != list(new) and not self._comments(first, last):
                return [_Edit(first, last, flow(dict(new)))]
            if list(old) != list(new):
                raise Refused(_REFUSED.format(self._key.value))
        edits: list[_Edit] = []
        entries: dict[str, tuple[yaml.Node, yaml.Node]] = {name.value: (name, value) for name, value in node.value}
        for name, (key, value) in entries.items():
            if name not in new:
                edits.append(self._removed(key, value, is_first=name == next(iter(entries))))
            elif not same(old[name], new[name]):
                edits += self._changed(key, value, old[name], new[name], in_flow=bool(node.flow_style))
        return [*edits, *self._added(entries, new, column(self._text, first))]

    def _added(
        self, entries: Mapping[str, tuple[yaml.Node, yaml.Node]], new: Mapping[str, Any], indent: int
    ) -> Iterator[_Edit]:
        """Insertions of keys the row did not have, each below the key before it."""
        position = None
        lines: list[str] = []
        for name, value in new.items():
            if name in entries:
                if lines and position is not None:
                    yield self._below(position, lines, indent)
                position, lines = self._last(entries[name][1]), []
            else:
                lines += entry_lines(scalar(name), value)
        if lines and position is not None:
            yield self._below(position, lines, indent)

    def _below(self, position: int, lines: Sequence[str], indent: int) -> _Edit:
        """Lines inserted below the line of a value, and below the comments that belong to it."""
        at = self._line_start(after_comments(self._split, self._line_after(position), indent))
        head = "" if not at or self._text[at - 1] in "\r\n" else self._end
        return _Edit(at, at, head + self._lines(iter(lines), indent))

    def _removed(self, key: yaml.Node, value: yaml.Node, *, is_first: bool) -> _Edit:
        start = self._offset(key.start_mark)
        line = self._line_after(self._last(value))
        end = self._line_start(line)
        if is_first:  # the dash stands before it
            raise Refused(_REFUSED.format(key.value))
        indent = column(self._text, start)
        kept = self._lines(iter(self._comments(start, end)), indent)
        return _Edit(start - indent, end, kept)

    def _changed(  # noqa: PLR0911 - one for each kind of value
        self, key: yaml.Node, value: yaml.Node, old: Any, new: Any, *, in_flow: bool
    ) -> Iterator[_Edit]:
        first, last = self._span(value)
        one_line = first < last and not LINE_END.search(self._text, first, last)
        if isinstance(value, yaml.ScalarNode) and not isinstance(new, (list, dict)):
            if one_line and value.style not in ("|", ">"):
                yield _Edit(first, last, scalar(new))
                return
        elif isinstance(value, yaml.SequenceNode) and isinstance(new, list):
            if value.flow_style and (one_line or in_flow):
                yield _Edit(first, last, flow(new))
                return
            if not value.flow_style and new and self._is_simple(value, old):
                yield from self._list_edits(value, old, new)
                return
            if not value.flow_style and _only_grows(old, new):
                yield from self._entry_edits(value, old, new)
                return
        elif isinstance(value, yaml.MappingNode) and not value.flow_style and _keeps_first(old, new):
            yield from self._row_edits(value, old, new)
            return
        if in_flow:
            yield _Edit(first, last, flow(new) if isinstance(new, (list, dict)) else scalar(new))
            return
        if isinstance(value, yaml.MappingNode) and value.flow_style and one_line and isinstance(new, dict):
            yield _Edit(first, last, flow(new))
            return
        yield self._whole(key, value, new)

    def _entry_edits(self, node: yaml.SequenceNode, old: Sequence[Any], new: Sequence[Any]) -> Iterator[_Edit]:
        """Edits of a list of mappings, entry by entry; entries that are new stand below the last one."""
        for entry, before, after in zip(node.value, old, new, strict=False):
            yield from self._row_edits(entry, before, after)
        lines = [line for one in new[len(old) :] for line in row_lines(one)]
        if lines:
            yield self._below(self._last(node), lines, column(self._text, self._offset(node.start_mark)))

    def _whole(self, key: yaml.Node, value: yaml.Node, new: Any) -> _Edit:
        """A key and its value written anew; comments inside move below."""
        start = self._offset(key.start_mark)
        end = self._line_start(self._line_after(max(self._last(value), self._offset(key.end_mark))))
        indent = column(self._text, start)
        lines = [*entry_lines(scalar(key.value), new), *(f"  {one}" for one in self._comments(start, end))]
        return _Edit(start, end, self._lines(iter(lines), indent)[indent:])

    def _is_simple(self, node: yaml.SequenceNode, old: Any) -> bool:
        """Whether a list in lines holds texts only, each on one line."""
        return isinstance(old, list) and all(
            isinstance(one, yaml.ScalarNode)
            and one.style not in ("|", ">")
            and not LINE_END.search(self._text, *self._span(one))
            for one in node.value
        )

    def _list_edits(self, node: yaml.SequenceNode, old: Sequence[Any], new: Sequence[Any]) -> Iterator[_Edit]:
        indent = column(self._text, self._offset(node.start_mark))
        matcher = difflib.SequenceMatcher(None, list(map(scalar, old)), list(map(scalar, new)), autojunk=False)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            if tag == "equal":
                continue
            both = min(i2 - i1, j2 - j1)
            for step in range(both):
                yield _Edit(*self._span(node.value[i1 + step]), scalar(new[j1 + step]))
            for one in node.value[i1 + both : i2]:
                yield self._line_removed(one, indent)
            lines = [f"- {scalar(one)}" for one in new[j1 + both : j2]]
            if lines and i1 + both:
                yield self._below(self._last(node.value[i1 + both - 1]), lines, indent)
            elif lines:
                at = self._line_start(self._line_of(self._offset(node.start_mark)))
                yield _Edit(at, at, self._lines(iter(lines), indent))

    def _line_removed(self, node: yaml.Node, indent: int) -> _Edit:
        first, last = self._span(node)
        start, end = self._line_start(self._line_of(first)), self._line_start(self._line_after(last))
        if self._text[start : start + indent + 1] != " " * indent + "-":
            raise Refused(_REFUSED.format(self._key.value))
        return _Edit(start, end, self._lines(iter(self._comments(first, end)), indent))


def _keeps_first(old: Any, new: Any) -> bool:
    """Whether both are mappings and the key on the first line stays."""
    return isinstance(old, dict) and isinstance(new, dict) and bool(old) and next(iter(old)) in new


def _only_grows(old: Any, new: Any) -> bool:
    """Whether a list of mappings keeps its entries, changed or not, and has at most more of them."""
    return bool(old) and len(new) >= len(old) and all(map(_keeps_first, old, new))


def _is_comment(line: str, indent: int) -> bool:
    """Whether a line is a comment that stands no deeper than the dashes: it speaks of the row below."""
    bare = line.lstrip(" ")
    return bare.startswith("#") and len(line) - len(bare) <= indent


def _place(numbered: tuple[_Edit, int]) -> tuple[int, int, int]:
    edit, number = numbered
    return edit.start, edit.end, number


def _applied(chunk: str, start: int, edits: Sequence[_Edit]) -> str:
    # of two insertions at one place the one that was thought of first stands first
    for one, _ in sorted(zip(edits, range(len(edits)), strict=True), key=_place, reverse=True):
        chunk = chunk[: one.start - start] + one.text + chunk[one.end - start :]
    return chunk
