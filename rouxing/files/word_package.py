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

from rouxing.files.word_guard import (
    UnusableWordFile,
    refuse_active,
    refuse_name,
    refuse_relations,
    refuse_types,
)

__all__ = [
    "DOCUMENT_TYPE",
    "MAX_ENTRIES",
    "Package",
    "Part",
    "Prefix",
    "UnusableWordFile",
    "closed",
    "laid_out",
    "parse_xml",
    "part",
    "read_package",
]

MAX_ENTRIES: Final = 1000
MAX_EXPANDED_BYTES: Final = 64 * 1024 * 1024
"""A form of a few pages unpacks to less than one MiB; pictures of a letterhead to a few."""
MAX_XML_BYTES: Final = 16 * 1024 * 1024
MAX_ELEMENTS: Final = 300_000
"""Tags in all XML parts together, as counted by their angle brackets; each costs some hundred bytes once parsed."""


class Part(NamedTuple):
    """One file of the package; `packed` is its data as it stood in the zip, `method` 0 (stored) or 8 (deflated)."""

    name: str
    data: bytes
    packed: bytes
    method: int
    crc: int


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of a sound Word file in their order, and the content types by part name or `*.extension`."""

    parts: tuple[Part, ...]
    types: dict[str, str]

    def type_of(self, name: str) -> str:
        """Content type of a part; names and extensions are the same in upper and lower case (OPC 6.2.2.3)."""
        name = name.casefold()
        return self.types.get(name) or self.types.get(f"*.{name.rpartition('.')[2]}", "")


def read_package(content: bytes) -> Package:
    """Unpack a .docx. Raises UnusableWordFile for anything damaged, oversized, or able to run or fetch something."""
    parts = tuple(_unpacked(content))
    by_name = {part.name.casefold(): part for part in parts}
    if len(by_name) != len(parts):
        raise UnusableWordFile("压缩包内有重名的部件，文件已损坏或被改动")
    if _TYPES not in by_name:
        raise UnusableWordFile("不是 Word 的 .docx 文件")
    _refuse_amounts([part for part in parts if _is_xml(part.name)])
    types = dict(_content_types(parse_xml(by_name[_TYPES].data, "[Content_Types].xml")))
    refuse_types(types, by_name)
    for part in parts:
        if _is_xml(part.name) or types.get(part.name.casefold(), "").endswith("+xml"):
            root = parse_xml(part.data, part.name)
            if part.name.casefold().endswith(".rels"):
                refuse_relations(root, part.name)
            refuse_active(root, part.name)
    if DOCUMENT_TYPE not in types.values():
        raise UnusableWordFile("不是 Word 的 .docx 文件")
    return Package(parts, types)


_TYPES: Final = "[content_types].xml"


def _is_xml(name: str) -> bool:
    return name.casefold().endswith((".xml", ".rels", ".vml"))


_OLD_FILE: Final = b"\xd0\xcf\x11\xe0"
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
_IS_LOCKED: Final = "文件加了密码，请在 Word 或 WPS 中取消密码"
_DIRECTORY_ENTRY: Final = b"PK\1\2"


def _unpacked(content: bytes) -> Iterator[Part]:
    if content.startswith(_OLD_FILE) and _LOCKED in content:
        raise UnusableWordFile(_IS_LOCKED)
    if content.count(_DIRECTORY_ENTRY) > MAX_ENTRIES * 2:
        raise UnusableWordFile(f"压缩包内的部件超过 {MAX_ENTRIES} 个，不予读取")
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
            raise UnusableWordFile(_IS_LOCKED)
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnusableWordFile("压缩方式不是 Word 使用的方式，文件已损坏或被改动")
        refuse_name(entry.orig_filename)


def _refuse_amounts(parts: list[Part]) -> None:
    """Refuse text that would take far more memory once parsed than a form ever does."""
    if sum(len(part.data) for part in parts) > MAX_XML_BYTES:
        raise UnusableWordFile(f"文字部分解开后超过 {MAX_XML_BYTES >> 20} MiB，不予读取")
    if sum(part.data.count(b"<") for part in parts) > MAX_ELEMENTS:
        raise UnusableWordFile(f"文字部分的标记超过 {MAX_ELEMENTS // 10_000} 万个，不予读取")


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


def local_name(element: Any) -> str:
    """Name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


@cache
def _parser() -> Any:
    from lxml import etree

    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )


def _content_types(root: Any) -> Iterator[tuple[str, str]]:
    for entry in root:
        if name := entry.get("PartName"):
            yield name.lstrip("/").casefold(), entry.get("ContentType", "")
        else:
            yield f"*.{entry.get('Extension', '')}".casefold(), entry.get("ContentType", "")


DOCUMENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


_LOCAL: Final = struct.Struct("<4sHHHHHLLLHH")
_CENTRAL: Final = struct.Struct("<4sHHHHHHLLLHHHHHLL")
_END: Final = struct.Struct("<4sHHHHLLH")
_VERSION: Final = 20
_EPOCH: Final = (0, 0x21)
"""DOS time and date of 1980-01-01 00:00: the same input must give the same bytes."""
_LEVEL: Final = 6
_LITTLE, _MUCH = (-13, 6), (-15, 8)
"""Window and memory of zlib; setting up the large one takes four times as long as packing a letter."""
_SMALL: Final = 1024
"""Bytes up to which packing costs more than it saves."""


def part(name: str, data: bytes) -> Part:
    """A part packed from plain data."""
    if len(data) <= _SMALL:
        return Part(name, data, data, zipfile.ZIP_STORED, zlib.crc32(data))
    deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, *(_LITTLE if len(data) <= 1 << 13 else _MUCH))
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
