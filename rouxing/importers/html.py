"""Web pages, also those that Word and Excel write: visible paragraphs and tables, no scripts, menus or footers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from rouxing.errors import UnreadableFile
from rouxing.files.law_text import decoded
from rouxing.importers import IMPORTERS, Grid, Line, Part, Source, flat, laid_out

_DROPPED: Final = frozenset(
    (
        "script",
        "style",
        "head",
        "nav",
        "footer",
        "noscript",
        "template",
        "select",
        "button",
        "textarea",
        "iframe",
        "object",
        "title",
    )
)
_INLINE: Final = frozenset(
    (
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn", "del", "em", "font", "i"),
        *("ins", "kbd", "label", "mark", "o:p", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup"),
        *("time", "tt", "u", "var", "wbr"),
    )
)
_ASIDE: Final = re.compile(r"(?:^|[\s_-])(?:nav|footer|foot|menu|breadcrumb|copyright)(?:$|[\s_-])", re.IGNORECASE)
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_BLANKS: Final = re.compile("[ \t\r\n\f]+")
_DECLARED: Final = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_MOST_SPAN: Final = 2000
_DEEPEST: Final = 200


@IMPORTERS.add("html")
def page(content: bytes) -> Source:
    """The paragraphs and tables of a web page. Raises UnreadableFile."""
    from lxml import etree, html

    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", _decoded(content))
    text = text.replace("\0", "")
    try:
        root = html.document_fromstring(
            text, parser=html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
        )
    except (etree.ParserError, etree.XMLSyntaxError):
        raise UnreadableFile("网页里没有内容") from None
    body = root.find("body")
    reader = _Reader()
    blocks = tuple(reader.blocks(root if body is None else body))
    hidden = (f"隐藏的文字未导入：{'｜'.join(dict.fromkeys(reader.hidden))}",) if reader.hidden else ()
    return Source(blocks, hidden)


def _decoded(content: bytes) -> str:
    declared = _DECLARED.search(content[:4096])
    coding = declared[1].decode("ascii", "replace").lower() if declared else ""
    if coding in ("gb2312", "gbk", "gb18030", "x-gbk"):
        try:
            return content.decode("gb18030")
        except UnicodeDecodeError:
            pass  # declared in one coding and saved in another
    return decoded(content)


class _Reader:
    """One pass over a page; counts its tables and paragraphs and keeps what was hidden."""

    def __init__(self) -> None:
        self._tables = self._paragraphs = 0
        self.hidden: list[str] = []

    def blocks(self, parent: Any, inside: str = "", depth: int = 0) -> Iterator[Line | Grid]:
        """Lines and grids below an element in order; inline elements belong to the line around them."""
        if depth > _DEEPEST:
            raise UnreadableFile("网页里的标签套得过深，不予读取")
        line: list[str] = [parent.text or ""]
        for element in parent:
            name = element.tag.lower() if isinstance(element.tag, str) else ""
            if self._is_dropped(element, name):
                pass
            elif name == "br":
                line.append("\n")
            elif name in _INLINE and not _holds_blocks(element):
                line.append(self._inline(element, depth))
            elif name:
                yield from self._line(line, inside)
                line = []
                if name == "table":
                    for caption in element.iterfind("caption"):
                        yield from self.blocks(caption, inside, depth + 1)
                    yield self._table(element, depth)
                else:
                    yield from self.blocks(element, inside, depth + 1)
            line.append(element.tail or "")
        yield from self._line(line, inside)

    def _line(self, parts: Iterable[str], inside: str) -> Iterator[Line]:
        raw = "".join(part if part == "\n" else part.replace("\n", " ") if "\0" not in part else part for part in parts)
        text = "\n".join(_BLANKS.sub(" ", line).strip() for line in raw.replace("\0", "\n").split("\n")).strip()
        if text.replace("\xa0", " ").strip():
            if not inside:
                self._paragraphs += 1
            yield Line(text.replace("\xa0", " "), inside or f"第{self._paragraphs}段")

    def _inline(self, element: Any, depth: int) -> str:
        """Text of an inline element; its line breaks are marked with a sign that no text holds."""
        if depth > _DEEPEST:
            raise UnreadableFile("网页里的标签套得过深，不予读取")
        parts = [_spaced(element.text)]
        for one in element:
            name = one.tag.lower() if isinstance(one.tag, str) else ""
            if name == "br":
                parts.append("\0")
            elif name and not self._is_dropped(one, name):
                parts.append(self._inline(one, depth + 1))
            parts.append(_spaced(one.tail))
        return "".join(parts)

    def _is_dropped(self, element: Any, name: str) -> bool:
        if name in _DROPPED or _ASIDE.search(f"{element.get('class', '')} {element.get('id', '')}"):
            return True
        if "hidden" in element.attrib or _HIDDEN.search(element.get("style", "")):
            text = " ".join(" ".join(element.itertext()).split())
            self.hidden += [text] if text else []
            return True
        return False

    def _table(self, table: Any, depth: int) -> Grid:
        self._tables += 1
        name = f"表{self._tables}"
        rows, labels = [], []
        listed = list(_rows(table))
        for number, row in enumerate(listed, 1):
            if self._is_dropped(row, "tr"):
                continue
            place = f"{name} 第{number}行"
            left = len(listed) - number + 1
            cells = [one for one in row if one.tag in ("td", "th") and not self._is_dropped(one, "td")]
            rows.append([self._part(cell, place, left, depth) for cell in cells])
            labels.append(place)
        grid = laid_out(rows)[: len(labels)]
        return Grid(name, grid, tuple(labels))

    def _part(self, cell: Any, place: str, left: int, depth: int) -> Part:
        blocks = tuple(self.blocks(cell, place, depth + 1))
        inner = blocks if any(isinstance(one, Grid) for one in blocks) else ()
        rows = _span(cell.get("rowspan", ""))
        return Part(flat(blocks), min(rows or left, left), min(_span(cell.get("colspan", "")) or 1, _MOST_SPAN), inner)


def _spaced(text: str | None) -> str:
    return (text or "").replace("\n", " ")


def _span(text: str) -> int:
    """How many rows or columns; 0 is all that are left."""
    return int(text) if text.strip().isdecimal() and len(text) < 6 else 1


def _holds_blocks(element: Any) -> bool:
    return any(
        isinstance(one.tag, str) and one.tag.lower() not in _INLINE and one.tag.lower() != "br"
        for one in element.iterdescendants()
    )


def _rows(table: Any) -> Iterator[Any]:
    """Rows of a table itself, not of tables inside it."""
    for element in table:
        if element.tag == "tr":
            yield element
        elif element.tag in ("thead", "tbody", "tfoot"):
            yield from (one for one in element if one.tag == "tr")
