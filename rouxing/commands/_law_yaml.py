"""A version of a law as YAML: one article to a line, and its words, if kept, as lines below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from rouxing.commands._adding import read
from rouxing.errors import Refused
from rouxing.files.yaml_text import appended, scalar

_MARK: Final = "这里写入文本"


def with_version(content: bytes, row: Mapping[str, Any]) -> bytes:
    """The file with one more row under 版本; every other byte stays. Raises Refused where that cannot be done.

    The place is found by `appended` for a row that only says where it stands; it is then written out in short lines.
    """
    marked = appended(content, "版本", {"通过": _MARK}, read).decode()
    found = list(re.finditer(rf"^( *)- 通过: {_MARK}(\r?\n|\r|\Z)", marked, re.MULTILINE))
    if len(found) != 1:  # a list in brackets
        return appended(content, "版本", row, read)
    indent, end = found[0][1], found[0][2] or "\n"
    lines = [indent + ("  " if number else "- ") + line for number, line in enumerate(version_lines(row))]
    after = (marked[: found[0].start()] + end.join(lines) + found[0][2] + marked[found[0].end() :]).encode()
    before = read(content)
    if read(after) != before | {"版本": [*before["版本"], row]}:
        raise Refused("没有办法准确地写入这个文本，没有改动文件")
    return after


def version_lines(row: Mapping[str, Any]) -> Iterator[str]:
    """Lines of one row of 版本, not indented."""
    yield from (f"{name}: {scalar(value)}" for name, value in row.items() if name != "条文")
    yield "条文:"
    for article in row["条文"]:
        yield from (f"  {line}" for line in _article_lines(article))


def _article_lines(article: Mapping[str, Any]) -> Iterator[str]:
    shape = {name: value for name, value in article.items() if name != "文"}
    if "文" not in article:
        yield "- {" + ", ".join(f"{name}: {_value(value)}" for name, value in shape.items()) + "}"
        return
    lines = (f"{name}: {_value(value)}" for name, value in shape.items())
    yield from (f"{'  ' if number else '- '}{line}" for number, line in enumerate(lines))
    text = article["文"].split("\n")
    if len(text) > 1 and all(map(_stands, text)):
        yield "  文: |-"
        yield from (f"    {line}" for line in text)
    else:
        yield f"  文: {scalar(article['文'])}"


def _value(value: Any) -> str:
    return f"[{', '.join(map(str, value))}]" if isinstance(value, list) else scalar(value)


def _stands(line: str) -> bool:
    """Whether a line can stand as it is, after `|-`."""
    return line == line.strip() != "" and "\\" not in scalar(line)
