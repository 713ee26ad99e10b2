"""The zip of a Word file: read within bounds, refused if it could run or fetch something, written byte by byte."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple

from rouxing.errors import RouxingError

MAX_ENTRIES: Final = 1000
MAX_EXPANDED_BYTES: Final = 64 * 1024 * 1024
"""A form of a few pages unpacks to less than one MiB; pictures of a letterhead to a few."""


class UnusableWordFile(RouxingError):
    """A Word file that is damaged, or that could run or fetch something."""


class Part(NamedTuple):
    """One file of the package; `packed` is its data as it stood in the zip, `method` 0 (stored) or 8 (deflated)."""

    name: str
    data: bytes
    packed: bytes
    method: int
    crc: int


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of a sound Word file in their order, and the content type of each XML part of the text."""

    parts: tuple[Part, ...]
    types: dict[str, str]


def read_package(content: bytes) -> Package:
    """Unpack a .docx. Raises UnusableWordFile for anything damaged, oversized, or able to run or fetch something."""
    parts = tuple(_unpacked(content))
    by_name = {part.name: part for part in parts}
    if len(by_name) != len(parts):
        raise UnusableWordFile("压缩包内有重名的部件，文件已损坏或被改动")
    for part in parts:
        if part.name.endswith((".xml", ".rels")):
            root = parse_xml(part.data, part.name)
            if part.name.endswith(".rels"):
                _refuse_relations(root, part.name)
    if "[Content_Types].xml" not in by_name:
        raise UnusableWordFile("不是 Word 的 .docx 文件")
    types = dict(_content_types(parse_xml(by_name["[Content_Types].xml"].data, "[Content_Types].xml")))
    _refuse_types(types, by_name)
    return Package(parts, types)


def _unpacked(content: bytes) -> Iterator[Part]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _refuse_bombs(entries)
            for entry in entries:
                yield Part(entry.filename, archive.read(entry), _packed(content, entry), entry.compress_type, entry.CRC)
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError, ValueError):
        # ValueError: an offset before the file's beginning
        raise UnusableWordFile("不是 .docx 文件，或者文件已损坏；旧的 .doc 请在 Word 或 WPS 中另存为 .docx") from None


def _refuse_bombs(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_EXPANDED_BYTES:
        raise UnusableWordFile(f"解开后超过 {MAX_EXPANDED_BYTES >> 20} MiB 或 {MAX_ENTRIES} 个部件，不予读取")
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise UnusableWordFile("文件加了密码，请在 Word 或 WPS 中取消密码")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnusableWordFile("压缩方式不是 Word 使用的方式，文件已损坏或被改动")
        if entry.filename.startswith(("/", "\\")) or ".." in entry.filename.replace("\\", "/").split("/"):
            raise UnusableWordFile(f"部件 {entry.filename} 指向压缩包之外")


def _packed(content: bytes, entry: zipfile.ZipInfo) -> bytes:
    name, extra = struct.unpack_from("<HH", content, entry.header_offset + 26)
    start = entry.header_offset + 30 + name + extra
    return content[start : start + entry.compress_size]


def parse_xml(data: bytes, name: str) -> Any:
    """Root element of an XML part, without comments and instructions; a document type or an entity is refused."""
    from lxml import etree

    try:
        root = etree.fromstring(data, _parser())
    except etree.XMLSyntaxError:
        raise UnusableWordFile(f"部件 {name} 不是完整的 XML，文件已损坏") from None
    if root.getroottree().docinfo.doctype:
        raise UnusableWordFile(f"部件 {name} 含有文档类型声明，不予读取")
    return root


@cache
def _parser() -> Any:
    from lxml import etree

    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )


_ACTIVE_RELATIONS: Final = {
    "vbaProject": "宏",
    "wordVbaData": "宏",
    "attachedToolbars": "宏",
    "keyMapCustomizations": "宏",
    "oleObject": "嵌入的对象",
    "package": "嵌入的文件",
    "control": "控件",
    "activeXControlBinary": "控件",
    "aFChunk": "嵌入的外部文档",
    "subDocument": "子文档",
    "attachedTemplate": "附加模板",
    "mailMergeSource": "邮件合并数据源",
}
"""Last word of the relation type → what people call it: all that runs, or is opened by Word, beside the text itself."""


def _refuse_relations(root: Any, name: str) -> None:
    for relation in root:
        target, kind = relation.get("Target", ""), relation.get("Type", "").rsplit("/", 1)[-1]
        if relation.get("TargetMode", "").lower() == "external":
            raise UnusableWordFile(f"含有指向外部的链接 {target}（{name}），请删除该链接、外部图片或附加模板")
        if kind in _ACTIVE_RELATIONS:
            raise UnusableWordFile(f"含有{_ACTIVE_RELATIONS[kind]} {target}（{name}），请删除后另存为 .docx")


def _content_types(root: Any) -> Iterator[tuple[str, str]]:
    for entry in root:
        if name := entry.get("PartName"):
            yield name.lstrip("/"), entry.get("ContentType", "")
        else:
            yield f"*.{entry.get('Extension', '')}", entry.get("ContentType", "")


DOCUMENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def _refuse_types(types: dict[str, str], parts: dict[str, Part]) -> None:
    for name, kind in types.items():
        if "macroenabled" in kind.lower() or "vbaproject" in kind.lower():
            raise UnusableWordFile("含有宏，请另存为不含宏的 .docx")
        if kind.endswith("template.main+xml"):
            raise UnusableWordFile("这是 .dotx 文件，请在 Word 或 WPS 中另存为 .docx")
        if not name.startswith("*") and name not in parts:
            raise UnusableWordFile(f"缺少部件 {name}，文件已损坏")
    if DOCUMENT_TYPE not in types.values():
        raise UnusableWordFile("不是 Word 的 .docx 文件")


_LOCAL: Final = struct.Struct("<4sHHHHHLLLHH")
_CENTRAL: Final = struct.Struct("<4sHHHHHHLLLHHHHHLL")
_END: Final = struct.Struct("<4sHHHHLLH")
_VERSION: Final = 20
_EPOCH: Final = (0, 0x21)
"""DOS time and date of 1980-01-01 00:00: the same input must give the same bytes."""
_LEVEL: Final = 6
_SMALL: Final = 1024
"""Bytes up to which packing costs more than it saves."""


def part(name: str, data: bytes) -> Part:
    """A part packed from plain data."""
    if len(data) <= _SMALL:
        return Part(name, data, data, zipfile.ZIP_STORED, zlib.crc32(data))
    deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
    return Part(name, data, deflate.compress(data) + deflate.flush(), zipfile.ZIP_DEFLATED, zlib.crc32(data))


class Prefix(NamedTuple):
    """The beginning of a zip: parts already laid out, and their central directory."""

    body: bytes = b""
    directory: bytes = b""
    entries: int = 0


def laid_out(parts: Iterable[Part], before: Prefix = Prefix()) -> Prefix:  # noqa: B008 - Prefix is immutable
    """The zip so far with more parts appended."""
    body, directory, count = [before.body], [before.directory], before.entries
    offset = len(before.body)
    for one in parts:
        name = one.name.encode()
        flags = 0 if one.name.isascii() else 0x800
        facts = (_VERSION, flags, one.method, *_EPOCH, one.crc, len(one.packed), len(one.data), len(name))
        body += (_LOCAL.pack(b"PK\3\4", *facts, 0), name, one.packed)
        directory += (_CENTRAL.pack(b"PK\1\2", _VERSION, *facts, 0, 0, 0, 0, 0, offset), name)
        offset += _LOCAL.size + len(name) + len(one.packed)
        count += 1
    return Prefix(b"".join(body), b"".join(directory), count)


def closed(prefix: Prefix) -> bytes:
    """The finished zip."""
    end = _END.pack(b"PK\5\6", 0, 0, prefix.entries, prefix.entries, len(prefix.directory), len(prefix.body), 0)
    return prefix.body + prefix.directory + end
