"""Bytes → data: YAML 1.2 core semantics, fast for plain files, by the reference parser for anything unusual."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from dataclasses import dataclass
from typing import Any, Final

from rouxing.diagnostics import Pointer
from rouxing.files.tree import MAX_FILE_BYTES
from rouxing.load.plain import Look, look


@dataclass(frozen=True, slots=True)
class Flaw(Exception):
    """Why bytes are not data: a rule code, a position (line and column from 1) and two sentences."""

    code: str
    line: int
    column: int
    message: str
    advice: str
    pointer: Pointer = ()


PARSER: Final = "yaml-rs"
"""The one setting that chooses the parser: "yaml-rs", or "pyyaml" for the reference parser alone."""


def parse(content: bytes) -> Any:
    """The document's data. Raises Flaw for anything that is not one sound document."""
    text, data = _quickly(content)
    if data is not None:
        return data
    from rouxing.load.reference import reference_parse

    return reference_parse(text)


def quick(content: bytes) -> Any:
    """The document's data, None where only the slow reference parser can say what it is, or what is wrong with it.

    Raises Flaw for bytes that are no text, ValueError where a key is not text.
    """
    return _quickly(content)[1]


def _quickly(content: bytes) -> tuple[str, Any]:
    text, seen = _decoded(content)
    if PARSER != "yaml-rs" or (seen.unusual and not _is_plain(text)):
        return text, None
    from yaml_rs import YAMLDecodeError, loads

    try:
        return text, loads(text, parse_datetime=False)
    except YAMLDecodeError:
        return text, None  # the reference parser says what is wrong, and where


def decode(content: bytes) -> str:
    """UTF-8 text with line feeds, without BOM, of bounded size and without control characters; else Flaw."""
    return _decoded(content)[0]


def _decoded(content: bytes) -> tuple[str, Look]:
    if len(content) > MAX_FILE_BYTES:
        raise Flaw("RX002", 1, 1, "文件超过 8 MiB", "请拆成几个文件，例如案件台账按月分开")
    content = with_line_feeds(content.removeprefix(BOM_UTF8))
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8(content, error) from None
    seen = look(content, text)
    found = _CONTROL.search(text) if seen.control else None
    if found:
        raise _control_character(text, found.start())
    return text, seen


def with_line_feeds(content: bytes) -> bytes:
    """The bytes with every line end as a line feed."""
    return content.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in content else content


_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""Characters no one types; three of them are line ends to one parser and text to another."""

# What the fast parser reads differently from YAML 1.2 core, accepts though it is not YAML, or cannot bound:
# anchors, aliases, tags, directives, several documents, numbers with "_" or with a base, tabs, complex and
# empty keys, the last line end of block scalars, and nesting by rows of markers, on which it runs out of stack.
_UNUSUAL_SIGNS: Final = re.compile("[&*!_\t?|>]")
_UNUSUAL_PARTS: Final = ("0b", "0x", "0o", ":}", ":]", ":,", "\n%", "\n---", "\n...")
_UNUSUAL_LINES: Final = re.compile(r"^[ :-]{80}|^[ -]*:", re.MULTILINE)


def _is_plain(text: str) -> bool:
    return not (
        _UNUSUAL_SIGNS.search(text)
        or any(part in text for part in _UNUSUAL_PARTS)
        or text.startswith(("%", "..."))
        or _UNUSUAL_LINES.search(text)
    )


def _not_utf8(content: bytes, error: UnicodeDecodeError) -> Flaw:
    before = content[: error.start].decode("utf-8", "replace")
    line, column = _position(before, len(before))
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        guess = "文件不是文本，或者已经损坏"
    else:
        guess = "看起来是 GBK（GB18030）编码"
    return Flaw("RX001", line, column, f"文件不是 UTF-8 编码；{guess}", "请用编辑器“另存为”，编码选 UTF-8")


def _control_character(text: str, index: int) -> Flaw:
    line, column = _position(text, index)
    code = f"U+{ord(text[index]):04X}"
    advice = "请删除该字符（多半是从别处粘贴带来的）后重新输入"
    return Flaw("RX008", line, column, f"含有看不见的控制字符 {code}", advice)


def _position(text: str, index: int) -> tuple[int, int]:
    start = text.rfind("\n", 0, index) + 1
    return text.count("\n", 0, index) + 1, index - start + 1
