"""Paragraphs of any Word file as its reader sees them; nothing that the file links to is opened."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from rouxing.files.word_numbering import Numbering, attribute, child
from rouxing.files.word_package import DOCUMENT_TYPE, MAX_ENTRIES, UnusableWordFile, local_name, parse_xml

MAX_PART_BYTES: Final = 16 * 1024 * 1024
"""The longest act of the country is one MiB of XML."""

_TYPES: Final = "[Content_Types].xml"
_WORD_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
_OLD_OR_LOCKED: Final = b"\xd0\xcf\x11\xe0"
_NO_WORD_FILE: Final = "不是 Word 的 .docx 文件，或者文件已损坏；请在 Word 或 WPS 中另存为 .docx"

_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError, OSError, ValueError)
"""What zipfile raises for damaged bytes: an offset before the file's beginning is a ValueError to it."""


class WordText(NamedTuple):
    """The paragraphs, and sentences about what may differ from the paper."""

    lines: tuple[str, ...]
    remarks: tuple[str, ...]


def word_text(content: bytes) -> WordText:
    """The paragraphs of a .docx, with automatic numbers written out. Raises UnusableWordFile.

    Only the text, its styles and its lists are unpacked, each within bounds: pictures, links and macros stay shut.
    Tracked changes count as accepted.
    """
    if content.startswith(_OLD_OR_LOCKED):
        raise UnusableWordFile("是旧的 .doc 格式或者加了密码；请在 Word 或 WPS 中取消密码，另存为 .docx")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            document, numbering, styles = _parts(archive)
    except _DAMAGE:
        raise UnusableWordFile(_NO_WORD_FILE) from None
    return _Reading(Numbering(numbering, styles)).text(document)


def _parts(archive: zipfile.ZipFile) -> tuple[Any, Any, Any]:
    if len(archive.infolist()) > MAX_ENTRIES:
        raise UnusableWordFile(f"压缩包里的部件超过 {MAX_ENTRIES} 个，不予读取")
    kinds = _part(archive, _TYPES)
    names = {} if kinds is None else {one.get("ContentType"): one.get("PartName", "").lstrip("/") for one in kinds}
    document = _part(archive, names.get(DOCUMENT_TYPE, ""))
    if document is None or not str(document.tag).endswith("}document"):
        raise UnusableWordFile(_NO_WORD_FILE)
    numbering, styles = (_part(archive, names.get(_WORD_TYPE.format(one), "")) for one in ("numbering", "styles"))
    return document, numbering, styles


def _part(archive: zipfile.ZipFile, name: str) -> Any:
    """The root of one XML part; None where there is no such part."""
    try:
        entry = archive.getinfo(name)
    except KeyError:
        return None
    if entry.flag_bits & 0x1:
        raise UnusableWordFile("加了密码；请在 Word 或 WPS 中取消密码")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnusableWordFile(_NO_WORD_FILE)
    with archive.open(entry) as stream:
        data = stream.read(MAX_PART_BYTES + 1)
    if len(data) > MAX_PART_BYTES:
        raise UnusableWordFile(f"解开后超过 {MAX_PART_BYTES >> 20} MiB，不予读取")
    return parse_xml(data, name)


_CHANGES: Final = ("del", "ins", "moveFrom", "moveTo")
_ELSEWHERE: Final = frozenset(("txbxContent", "Fallback"))
_UNREAD: Final = _ELSEWHERE | {"del", "moveFrom", "rt", "pPr", "rPr"}
_SIGNS: Final = {"tab": " ", "ptab": " ", "cr": "\n", "noBreakHyphen": "-"}


class _Reading:
    """One pass over a document."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._numbered = self._unnumbered = 0

    def text(self, document: Any) -> WordText:
        paragraph = f"{document.tag.rpartition('}')[0]}}}p"
        lines, begun = [], ""
        for one in document.iter(paragraph):
            if any(local_name(above) in _ELSEWHERE for above in one.iterancestors()):
                continue
            begun += self._label(one) + "".join(_written(one))
            if child(one, "pPr", "rPr", "del") is None:  # the end of this paragraph was deleted
                lines += begun.split("\n")
                begun = ""
        lines += [begun] if begun else []
        return WordText(tuple(lines), tuple(self._remarks(document)))

    def _label(self, paragraph: Any) -> str:
        label = self._numbering.label(child(paragraph, "pPr"))
        if label is None:
            self._unnumbered += 1
        elif label:
            self._numbered += 1
        return f"{label}　" if label else ""

    def _remarks(self, document: Any) -> Iterator[str]:
        if self._numbered:
            yield f"有 {self._numbered} 段是 Word 的自动编号，已按显示的样子读出，请核对条号"
        if self._unnumbered:
            yield f"有 {self._unnumbered} 段的自动编号读不出，请在 Word 中把编号改成文字"
        if any(True for _ in document.iter(*(f"{{*}}{name}" for name in _CHANGES))):
            yield "文件里有修订痕迹，按接受全部修订读取"
        if any("".join(one.itertext("{*}t")).strip() for one in document.iter("{*}txbxContent")):
            yield "文本框里的文字没有读"


def _written(element: Any) -> Iterator[str]:
    """What a paragraph says; a break of line is a line feed."""
    for one in element:
        name = local_name(one)
        if name in _UNREAD:
            continue
        if name == "t":
            yield (one.text or "").replace("\n", " ")
        elif name == "br":
            yield "" if attribute(one, "type") in ("page", "column") else "\n"
        elif name in _SIGNS:
            yield _SIGNS[name]
        else:
            yield from _written(one)
