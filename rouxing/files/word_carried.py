"""Headers, footers and pictures carried from many Word files into one, under new names, those that are alike once."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple
from xml.sax.saxutils import quoteattr

from rouxing.files.word_package import parse_xml
from rouxing.files.word_sections import Unmergeable

CONTENT_TYPES: Final = "[Content_Types].xml"

_KINDS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
_BLANK: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<w:{0} xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr>'
    '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p></w:{0}>'
)


class Relation(NamedTuple):
    """What a part refers to."""

    type: str
    target: str
    """Full name of a part."""


def relations_of(name: str) -> str:
    """Name of the part that lists the relations of a part."""
    folder, file = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{file}.rels")


def relations(name: str, listed: bytes) -> dict[str, Relation]:
    """The relations of a part by their ids; `listed` is the content of its list, empty where it has none."""
    found: dict[str, Relation] = {}
    for one in parse_xml(listed, relations_of(name)) if listed else ():
        target = one.get("Target", "")
        path = posixpath.normpath(posixpath.join("/", posixpath.dirname(name), target)).lstrip("/")
        found[one.get("Id", "")] = Relation(one.get("Type", ""), path)
    return found


def relations_xml(rows: Iterable[tuple[str, str, str]]) -> bytes:
    """A list of relations from ids, types and targets."""
    written = "".join(
        f"<Relationship Id={quoteattr(key)} Type={quoteattr(kind)} Target={quoteattr(target)}/>"
        for key, kind, target in rows
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{head}<Relationships xmlns="{space}">{written}</Relationships>'.encode()


class Carried:
    """What the documents of one merged file refer to; `taken` are the part names it has already."""

    def __init__(self, document: str, taken: frozenset[str], shared: Mapping[str, Relation]) -> None:
        self._folder = posixpath.dirname(document)
        self._taken = taken
        self._relations = {one: key for key, one in shared.items()}
        self._used = {key.casefold() for key in shared}
        self._names: dict[object, str] = {}
        self._parts: list[tuple[str, bytes]] = []
        self._number = 0
        self.types: dict[str, str] = {}

    def take(self, one: Relation, parts: Mapping[str, bytes], type_of: Callable[[str], str]) -> str:
        """Take a part a document refers to, with all it refers to; the id of its relation in the merged file."""
        return self._relation(Relation(one.type, self._take(one.target, parts, type_of, 0)))

    def blank(self, kind: str) -> str:
        """The id of the relation to an empty `header` or `footer`."""
        tag = "hdr" if kind == "header" else "ftr"
        name = self._put(_TYPE.format(kind), _BLANK.format(tag).encode(), (), ".xml")
        return self._relation(Relation(f"{_KINDS}/{kind}", name))

    def _relation(self, one: Relation) -> str:
        if one not in self._relations:
            number = len(self._relations) + 1
            while f"rid{number}" in self._used:
                number += 1
            self._used.add(f"rid{number}")
            self._relations[one] = f"rId{number}"
        return self._relations[one]

    def _take(self, name: str, parts: Mapping[str, bytes], type_of: Callable[[str], str], depth: int) -> str:
        if name.casefold() not in parts or depth > _DEEP:
            raise Unmergeable(f"缺少部件 {name}，文件已损坏，不能合并")
        listed = relations(name, parts.get(relations_of(name).casefold(), b""))
        inner = tuple(
            (key, one.type, posixpath.basename(self._take(one.target, parts, type_of, depth + 1)))
            for key, one in listed.items()
        )
        return self._put(type_of(name), parts[name.casefold()], inner, posixpath.splitext(name)[1])

    def _put(self, kind: str, data: bytes, inner: tuple[tuple[str, str, str], ...], ending: str) -> str:
        key = (kind, data, inner)
        if key not in self._names:
            name = self._new_name(ending)
            self._names[key] = name
            self._parts.append((name, data))
            self.types[name] = kind
            if inner:
                self._parts.append((relations_of(name), relations_xml(inner)))
        return self._names[key]

    def _new_name(self, ending: str) -> str:
        while True:
            self._number += 1
            name = posixpath.join(self._folder, f"merged{self._number}{ending}")
            if name.casefold() not in self._taken:
                return name

    def parts(self) -> list[tuple[str, bytes]]:
        """Names and content of everything taken, in the order it came."""
        return self._parts

    def relations_xml(self) -> bytes:
        """The list of relations of the merged document."""
        return relations_xml((key, one.type, f"/{one.target}") for one, key in self._relations.items())


_DEEP: Final = 8
"""Parts that refer to parts that refer …: a picture in a header is two deep."""
