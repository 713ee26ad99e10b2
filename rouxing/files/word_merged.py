"""Finished Word files → one for the printer: each keeps its pages, headers and page numbers, and begins a sheet."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple
from xml.sax.saxutils import quoteattr

from rouxing.errors import RouxingError
from rouxing.files.word_blocks import said
from rouxing.files.word_carried import CONTENT_TYPES, Carried, relations, relations_of, relations_xml
from rouxing.files.word_package import DOCUMENT_TYPE, Package, closed, laid_out, parse_xml, part, read_package
from rouxing.files.word_places import W
from rouxing.files.word_sections import Unmergeable, close_section, open_document, refuse_counting

MOST: Final = 500
"""Documents in one merged file: Word takes minutes to open one with thousands of headers."""

_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"


class DamagedMerge(RouxingError):
    """A merged file does not say what its documents say; it must not leave the house."""


class Merged(NamedTuple):
    """A merged file, and what a reader must find in it."""

    content: bytes
    document: str
    """Name of the part that holds the text."""
    said: str
    margins: tuple[str, ...]
    """Text of every header and footer, in the order in which sections ask for them."""

    def prove(self, content: bytes) -> None:
        """Open a file as it came back from the disk: all documents, in order, each with its headers and footers.

        Raises DamagedMerge.
        """
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            root = parse_xml(archive.read(self.document), self.document)
            at = relations(self.document, archive.read(relations_of(self.document)))
            margins = tuple(_text(parse_xml(archive.read(at[one].target), one)) for one in _margins(root))
        if _text(root) != self.said or margins != self.margins:
            raise DamagedMerge("合并的文件与各份文书不一致，没有写出")
        if content != self.content:
            raise DamagedMerge("生成的文件写到磁盘后变了样，没有写出；请检查磁盘")


class Merger:
    """Files to be merged, one after another; those that cannot share styles and settings come into files of their own.

    Only the text is kept of a document that has been added, so a batch costs little more memory than its text.
    """

    def __init__(self) -> None:
        self._files: list[_File] = []
        self._open: dict[object, int] = {}

    def add(self, content: bytes, name: str) -> int:
        """Take a file; the number (from 0) of the merged file it comes into. Raises Unmergeable, naming the file."""
        source = _Source(read_package(content), name)
        number = self._open.get(source.look, -1)
        if number < 0 or self._files[number].documents == MOST:
            number = self._open[source.look] = len(self._files)
            self._files.append(_File(source))
        self._files[number].add(source)
        return number

    def merged(self) -> Iterator[Merged]:
        """The files, each laid out only when it is asked for; the same documents give the same bytes."""
        for one in self._files:
            yield one.finished()


class _Source:
    """A file taken apart: its text, what its text refers to, and the look that it shares with others."""

    def __init__(self, package: Package, name: str) -> None:
        self.package = package
        self.parts: Mapping[str, bytes] = {one.name.casefold(): one.data for one in package.parts}
        self.document = next(one.name for one in package.parts if package.type_of(one.name) == DOCUMENT_TYPE)
        self.root = parse_xml(self.parts[self.document.casefold()], self.document)
        self.body = self.root.find(f"{W}body")
        if self.body is None:
            raise Unmergeable(f"{name} 没有正文，不能合并")
        self.relations = relations(self.document, self.parts.get(relations_of(self.document).casefold(), b""))
        self.references = [
            (element, key)
            for element in self.body.iter()
            for key, value in element.attrib.items()
            if (key.startswith(_RELATION) or key.endswith("}relid")) and value in self.relations
        ]
        asked = {element.get(key) for element, key in self.references}
        self.shared = {key: one for key, one in self.relations.items() if key not in asked}
        self.names = tuple(self._reached([one.target for one in self.shared.values()]))
        self.head = self._head()
        kept = tuple((one, self.package.type_of(one), self.parts[one]) for one in self.names)
        self.look = (self.document, self.head, kept, tuple(sorted(self.shared.items())))
        margins = (self.relations[one].target.casefold() for one in _margins(self.root) if one in self.relations)
        refuse_counting(
            name,
            self.root,
            [parse_xml(self.parts[one], one) for one in margins if one in self.parts],
            self.part_of("styles"),
        )

    def part_of(self, kind: str) -> Any:
        """The parsed part of a kind that documents share: styles, settings; None where there is none."""
        found = next((one.target for one in self.shared.values() if one.type.endswith(f"/{kind}")), "").casefold()
        return parse_xml(self.parts[found], found) if found in self.parts else None

    def _reached(self, waiting: list[str]) -> Iterator[str]:
        """Names of parts and of all that they refer to, their relations with them."""
        seen: set[str] = {self.document.casefold()}
        while waiting:
            name = waiting.pop(0).casefold()
            if name in seen or name not in self.parts:
                continue
            seen.add(name)
            yield name
            if (listed := relations_of(name)) in self.parts:
                yield listed
                waiting += [one.target for one in relations(name, self.parts[listed]).values()]

    def _head(self) -> bytes:
        """The part up to the text: names of namespaces, background of the page."""
        from lxml import etree

        place = self.root.index(self.body)
        self.root.remove(self.body)
        head: bytes = etree.tostring(self.root)
        self.root.insert(place, self.body)
        return head


class _File:
    """One merged file in the making."""

    def __init__(self, first: _Source) -> None:
        self._first = first
        self._carried = Carried(first.document, frozenset(first.names), first.shared)
        self._texts: list[bytes] = []
        self._waiting: Any = None
        """The last document, of which it is not known yet whether another one follows."""
        self._said: list[str] = []
        self._margins: list[str] = []
        settings = first.part_of("settings")
        facing = None if settings is None else settings.find(f"{W}evenAndOddHeaders")
        self._facing = facing is not None and facing.get(f"{W}val", "1") not in ("0", "false", "off")
        self._shapes = 0
        self.documents = 0

    def add(self, source: _Source) -> None:
        self._close()
        new = {one: self._carried.take(source.relations[one], source.parts, source.package.type_of)
               for one in dict.fromkeys(element.get(key) for element, key in source.references)}  # fmt: skip
        texts = {new[one]: source.parts[source.relations[one].target.casefold()] for one in new}
        for element, key in source.references:
            element.set(key, new[element.get(key)])
        self._tidy(source.body)
        open_document(source.body, self._carried.blank, facing=self._facing)
        self._said.append(_text(source.root))
        self._margins += (_text(parse_xml(texts[one], one)) if one in texts else "\n" for one in _margins(source.root))
        self._waiting = source.body
        self.documents += 1

    def _tidy(self, body: Any) -> None:
        """Take away or renumber what may stand only once in a file; none of it is printed."""
        for mark in list(body.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd")):
            mark.getparent().remove(mark)
        for properties in body.iter(f"{W}sdtPr"):
            for one in properties.findall(f"{W}id"):
                properties.remove(one)
        for element in body.iter():
            for key in [key for key in element.attrib if key.endswith(("}paraId", "}textId"))]:
                del element.attrib[key]
            if element.tag.endswith("}docPr"):
                self._shapes += 1
                element.set("id", str(self._shapes))

    def _close(self, *, last: bool = False) -> None:
        from lxml import etree

        if self._waiting is None:
            return
        if not last and close_section(self._waiting):
            self._said.append("\n")
        text: bytes = etree.tostring(self._waiting)
        start, end = text.index(b">") + 1, text.rindex(b"</")
        self._texts.append(text[start:end])
        self._waiting = None

    def finished(self) -> Merged:
        from lxml import etree

        self._close(last=True)
        first, root = self._first, self._first.root
        for child in list(first.body):
            first.body.remove(child)
        first.body.text = "@"  # where the texts go
        before, _, after = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True).rpartition(
            b"@"
        )
        document = b"".join((before, *self._texts, after))
        parts = [(one.name, one.data) for one in first.package.parts if one.name.casefold() in first.names]
        parts += self._carried.parts()
        types = {name: first.package.type_of(name) for name, _ in parts if not name.endswith(".rels")}
        types |= self._carried.types | {first.document: DOCUMENT_TYPE}
        packed = [
            (CONTENT_TYPES, _types_xml(types)),
            ("_rels/.rels", relations_xml([("rId1", _OFFICE, first.document)])),
            (first.document, document),
            (relations_of(first.document), self._carried.relations_xml()),
            *parts,
        ]
        content = closed(laid_out(part(*one) for one in packed))
        return Merged(content, first.document, "".join(self._said), tuple(self._margins))


def _types_xml(types: Mapping[str, str]) -> bytes:
    rows = "".join(
        f"<Override PartName={quoteattr('/' + name)} ContentType={quoteattr(kind)}/>" for name, kind in types.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{rows}</Types>'
    ).encode()


def _margins(root: Any) -> Iterator[str]:
    """Relation of every header and footer that a section asks for, in order."""
    for one in root.iter(f"{W}headerReference", f"{W}footerReference"):
        yield one.get(f"{_RELATION}id", "")


def _text(root: Any) -> str:
    return "".join(one or "" for one in said(root))
