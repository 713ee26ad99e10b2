"""Sections of a Word file that is to stand behind others: a sheet of its own, pages from 1, its own headers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from rouxing.errors import RouxingError
from rouxing.files.word_guard import field_codes
from rouxing.files.word_places import W

_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BEFORE_TYPE: Final = ("headerReference", "footerReference", "footnotePr", "endnotePr")
_BEFORE_NUMBER: Final = (*_BEFORE_TYPE, "type", "pgSz", "pgMar", "paperSrc", "pgBorders", "lnNumType")
"""The order of a section's properties (ECMA-376 Part 1, 17.6.17); Word takes another for damage."""
_SAME_ANYWHERE: Final = frozenset(
    ("=", "ADVANCE", "EQ", "FORMCHECKBOX", "FORMDROPDOWN", "FORMTEXT", "PAGE", "QUOTE", "SYMBOL")
)
"""Fields that print the same wherever the document stands; others count pages or look for text of the whole file."""


class Unmergeable(RouxingError):
    """A file that would print otherwise behind another one than alone."""


def refuse_counting(name: str, root: Any, margins: Iterable[Any], styles: Any) -> None:
    """Refuse what goes on counting from one document to the next. Raises Unmergeable."""
    what = ""
    if next(root.iter(f"{W}footnoteReference", f"{W}endnoteReference"), None) is not None:
        what = "脚注或尾注"
    listed = [] if styles is None else [one for one in styles.iter(f"{W}style") if _is_numbered(one)]
    ids = {one.get(f"{W}styleId") for one in listed}
    used = {one.get(f"{W}val") for one in root.iter(f"{W}pStyle")}
    if _is_numbered(root) or used & _with_heirs(styles, ids):
        what = "自动编号"
    for one in (root, *margins):
        for code in field_codes(one):
            word = code.replace("=", " = ").split("\\", 1)[0].split()[:1]
            if word and word[0].upper() not in _SAME_ANYWHERE:
                what = f"域 {word[0].upper()}"
    if what:
        raise Unmergeable(
            f"{name} 不能合并：其中有{what}，与别的文书排在一个文件里会印错；请在模板里改成普通文字，或去掉 --merge"
        )


def _is_numbered(element: Any) -> bool:
    return any(one.get(f"{W}val") != "0" for one in element.iterfind(f".//{W}numPr/{W}numId"))


def _with_heirs(styles: Any, ids: set[Any]) -> set[Any]:
    """These styles and all that are based on them."""
    based = [] if styles is None else [(one.get(f"{W}styleId"), one.find(f"{W}basedOn")) for one in styles]
    found: set[Any] = set()
    while found != ids:
        found = set(ids)
        ids = ids | {heir for heir, base in based if base is not None and base.get(f"{W}val") in ids}
    return found


def open_document(body: Any, blank: Callable[[str], str], *, facing: bool) -> None:
    """Let the document begin a sheet with page 1, and inherit no header of the document before.

    `blank` gives the relation of an empty header or footer; `facing` tells that even and odd pages differ.
    """
    sections = list(body.iter(f"{W}sectPr"))
    if not sections:
        sections = [body.makeelement(f"{W}sectPr")]
        body.append(sections[0])
    first = sections[0]
    there = {(one.tag, one.get(f"{W}type")) for one in first}
    for kind in ("header", "footer"):
        for page in ("default", "even", "first"):
            if (f"{W}{kind}Reference", page) not in there:
                first.insert(0, first.makeelement(f"{W}{kind}Reference", {f"{W}type": page, _ID: blank(kind)}))
    _property(first, "type", _BEFORE_TYPE).set(f"{W}val", "oddPage" if facing else "nextPage")
    _property(first, "pgNumType", _BEFORE_NUMBER).set(f"{W}start", "1")


def _property(section: Any, tag: str, before: tuple[str, ...]) -> Any:
    found = section.find(f"{W}{tag}")
    if found is None:
        found = section.makeelement(f"{W}{tag}")
        section.insert(sum(one.tag in {W + name for name in before} for one in section), found)
    return found


def close_section(body: Any) -> bool:
    """Move the section a document ends with into its last paragraph; whether a paragraph was added for it."""
    section = body[-1] if body[-1].tag == f"{W}sectPr" else body.makeelement(f"{W}sectPr")
    if section.getparent() is not None:
        body.remove(section)
    last: Any = body[-1] if len(body) else None
    added = last is None or last.tag != f"{W}p" or last.find(f"{W}pPr/{W}sectPr") is not None
    if added:
        last = _thin_paragraph(body)
    properties = last.find(f"{W}pPr")
    if properties is None:
        properties = last.makeelement(f"{W}pPr")
        last.insert(0, properties)
    properties.append(section)
    return added


def _thin_paragraph(body: Any) -> Any:
    """A paragraph of one point: a higher one might come onto a page of its own."""
    paragraph = body.makeelement(f"{W}p")
    properties = paragraph.makeelement(f"{W}pPr")
    spacing = {"before": "0", "after": "0", "line": "20", "lineRule": "exact"}
    properties.append(properties.makeelement(f"{W}spacing", {W + name: value for name, value in spacing.items()}))
    paragraph.append(properties)
    body.append(paragraph)
    return paragraph
