"""The parts of a Word or Excel file that somebody sent: unpacked within bounds; what could run is left where it is."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from rouxing.errors import UnreadableFile
from rouxing.files.word_package import UnusableWordFile, parse_xml


class Bounds(NamedTuple):
    """How much a file may unpack to; a list of ten thousand rows unpacks to some 30 MiB."""

    parts: int = 2000
    expanded: int = 128 * 1024 * 1024
    """Bytes."""


_READ: Final = (".xml", ".rels")
"""Pictures, macros and embedded objects are never unpacked."""
_OLD: Final = b"\xd0\xcf\x11\xe0"


class OfficeFile:
    """The XML parts of one file by name, parsed when asked for; `remarks` say what was not looked at."""

    def __init__(self, parts: Mapping[str, bytes], remarks: tuple[str, ...]) -> None:
        self._parts = parts
        self.remarks = remarks

    def __contains__(self, name: str) -> bool:
        """Whether the file has a part of this name."""
        return name in self._parts

    def root(self, name: str) -> Any:
        """Root element of a part, None where the file has none. Raises UnreadableFile."""
        if name not in self._parts:
            return None
        try:
            return parse_xml(self._parts[name], name)
        except UnusableWordFile as error:
            raise UnreadableFile(str(error)) from None

    def streamed(self, name: str, *tags: str) -> Iterator[Any]:
        """Elements with these local names in the order in which they end, each forgotten when the next is asked for.

        A sheet of a million rows then takes the memory of one. Raises UnreadableFile.
        """
        from lxml import etree

        context = etree.iterparse(
            io.BytesIO(self._parts[name]),
            tag=[f"{{*}}{tag}" for tag in tags],
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            for _, element in context:
                if element.getroottree().docinfo.doctype:
                    raise UnreadableFile(f"部件 {name} 含有文档类型声明，不予读取")
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
        except etree.XMLSyntaxError:
            raise UnreadableFile(f"部件 {name} 不是完整的 XML，文件已损坏") from None

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """Relations of a part: id → (last word of the type, part it leads to); what leads outside is left out."""
        folder, _, base = name.rpartition("/")
        root = self.root(f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels")
        found = {}
        for one in () if root is None else root:
            target, kind = one.get("Target", ""), one.get("Type", "").rsplit("/", 1)[-1]
            if one.get("TargetMode", "").lower() != "external":
                found[one.get("Id", "")] = (kind, _joined(folder, target))
        return found


def _joined(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    steps = [step for step in folder.split("/") if step]
    for step in target.split("/"):
        if step == ".." and steps:
            steps.pop()
        elif step not in ("", ".", ".."):
            steps.append(step)
    return "/".join(steps)


def opened(content: bytes, bounds: Bounds = Bounds()) -> OfficeFile:  # noqa: B008 - a constant
    """The file as parts. Raises UnreadableFile for what is damaged, encrypted, too large or no such file."""
    if content.startswith(_OLD):
        raise UnreadableFile("文件加了密码，或者是旧格式（.doc）；请在 Word 或 WPS 中取消密码、另存为 .docx 或 .xlsx")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _refuse(entries, bounds)
            names = [entry.filename for entry in entries]
            parts = {one.filename: archive.read(one) for one in entries if one.filename.lower().endswith(_READ)}
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError, ValueError, OSError):
        raise UnreadableFile("文件已损坏，或者不是 Word、Excel 文件；请打开后另存一份再试") from None
    if "[Content_Types].xml" not in parts:
        raise UnreadableFile("不是 Word 或 Excel 文件")
    return OfficeFile(parts, tuple(_remarks(names)))


def _refuse(entries: list[zipfile.ZipInfo], bounds: Bounds) -> None:
    names = [entry.filename for entry in entries]
    # zipfile reads no more of a part than the size it states here
    if len(entries) > bounds.parts or sum(entry.file_size for entry in entries) > bounds.expanded:
        raise UnreadableFile(f"解开后超过 {bounds.expanded >> 20} MiB 或 {bounds.parts} 个部件，不予读取")
    if len(set(names)) != len(names):
        raise UnreadableFile("压缩包内有重名的部件，文件已损坏或被改动")
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise UnreadableFile("文件已损坏，或者不是 Word、Excel 文件；请打开后另存一份再试")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise UnreadableFile("文件加了密码，请先取消密码")


def _remarks(names: list[str]) -> list[str]:
    found = []
    if any("vbaproject" in name.lower() for name in names):
        found.append("文件带有宏，没有运行，也没有读取")
    if any("/embeddings/" in name for name in names):
        found.append("文件里嵌有别的文件，没有读取")
    if any("/externalLinks/" in name for name in names):
        found.append("文件链接到别的文件，没有打开；单元格取上次算出的值")
    return found
