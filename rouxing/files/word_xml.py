"""One XML part of a template → pieces: finds placeholders over split runs, in tables, headers and text boxes."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any, Final

from rouxing.files.word_blocks import built, check_blocks
from rouxing.files.word_guard import revision
from rouxing.files.word_package import UnusableWordFile, parse_xml
from rouxing.files.word_pieces import Piece
from rouxing.files.word_places import Places, W
from rouxing.files.word_tags import (
    BRACE,
    PPR,
    RPR,
    SPACE,
    TAG,
    TR,
    Kind,
    MarkedPart,
    P,
    R,
    T,
    Tag,
    own_text,
    quoted,
    understood,
)

_BREAK: Final = '</w:t><w:br/><w:t xml:space="preserve">'


def pieces(data: bytes, name: str) -> tuple[Piece, ...]:
    """The pieces of a part; none when it holds no placeholder. Raises UnusableWordFile."""
    part = MarkedPart(parse_xml(data, name))
    _refuse(part.root)
    marked = [paragraph for paragraph in part.root.iter(P) if BRACE.search(own_text(paragraph))]
    places = Places(part.root) if marked else None
    for paragraph, where in [(paragraph, places.of(paragraph)) for paragraph in marked if places]:
        _mark_paragraph(part, paragraph, where)
    refuse_unfillable(part.root, name)
    if not part.tags:
        return ()
    check_blocks(part)
    return built(part)


_DOUBLED: Final = re.compile("[{｛]{2}")


def refuse_unfillable(root: Any, name: str) -> None:
    """Refuse placeholders where nothing is filled in: formulas, drawings, codes of fields, comments, properties."""
    if _DOUBLED.search("".join(root.itertext())):
        raise UnusableWordFile(f"部件 {name} 有占位符写在不能填写的地方（公式、图形、域代码、属性），请移到正文文字中")


def _refuse(root: Any) -> None:
    """Refuse what must not be printed on a notice; unbind content controls."""
    change, kind = revision(root, W)
    if change is not None:
        paragraph = next(change.iterancestors(P), None)
        where = "" if paragraph is None else Places(root).of(paragraph)
        author = quoted(change.get(f"{W}author") or "佚名")
        raise UnusableWordFile(f"{where}含有尚未接受的修订（{author}的{kind}），请在 Word 或 WPS 中接受或拒绝全部修订")
    if next(root.iter(f"{W}commentReference"), None) is not None:
        raise UnusableWordFile("含有批注，会印在文书上，请删除全部批注")
    for binding in list(root.iter("{*}dataBinding")):
        binding.getparent().remove(binding)  # Word would put the bound text over the filled one


def _mark_paragraph(part: MarkedPart, paragraph: Any, where: str) -> None:
    runs = _single_runs(part, paragraph)
    text = "".join(map(_text, runs))
    found = list(TAG.finditer(text))
    if BRACE.search(TAG.sub("", text)):
        raise UnusableWordFile(f"{where}的花括号不成对，或者被制表符、换行隔开：{quoted(text)}")
    tags = [understood(match[1], where) for match in found]
    if len(tags) == 1 and text.strip() == found[0][0] and tags[0].kind in (Kind.OPEN, Kind.CLOSE):
        return _replace_paragraph(part, paragraph, tags[0])
    standing = _standing(_cut(part, runs, {edge for match in found for edge in match.span()}), found)
    whole = text.strip() == text[found[0].start() : found[-1].end()] and _is_one_block(tags) and _may_vanish(paragraph)
    for tag, run in zip(tags, standing, strict=True):
        if whole and tag is tags[0]:
            paragraph.addprevious(part.mark(tag))
            run.getparent().remove(run)
        elif whole and tag is tags[-1]:
            paragraph.addnext(part.mark(tag))
            run.getparent().remove(run)
        else:
            _replace_run(part, run, tag)
    return None


def _single_runs(part: MarkedPart, paragraph: Any) -> list[Any]:
    """The paragraph's own runs in order, each split until it holds one piece of content."""
    found: list[Any] = []
    for run in [run for run in paragraph.iter(R) if next(run.iterancestors(P)) is paragraph]:
        found.append(run)
        for child in [child for child in run if child.tag != RPR][1:]:
            found.append(_run_after(part, found[-1]))
            found[-1].append(child)
    return found


def _run_after(part: MarkedPart, run: Any) -> Any:
    """A new empty run with the same formatting, right behind."""
    new = run.makeelement(R)
    if (formatting := run.find(RPR)) is not None:
        new.append(part.copy(formatting))
    run.addnext(new)
    return new


def _text(run: Any) -> str:
    """The text of a single run; a tab, break, picture or other content is a NUL, which no placeholder contains."""
    content = [child for child in run if child.tag not in (RPR, f"{W}lastRenderedPageBreak")]
    return "" if not content else (content[0].text or "") if content[0].tag == T else "\0"


def _cut(part: MarkedPart, runs: list[Any], edges: set[int]) -> list[Any]:
    """The runs, split where a placeholder begins or ends."""
    found: list[Any] = []
    end = 0
    for run in runs:
        found.append(run)
        start, end = end, end + len(text := _text(run))
        inner = sorted(edge - start for edge in edges if start < edge < end)
        if inner:
            _set_text(run, text[: inner[0]])
        for left, right in pairwise([*inner, len(text)]):
            found.append(_run_after(part, found[-1]))
            _set_text(found[-1], text[left:right])
    return found


def _set_text(run: Any, text: str | None) -> Any:
    element = run.find(T)
    if element is None:
        element = run.makeelement(T)
        run.append(element)
    element.text = text
    element.set(SPACE, "preserve")
    return element


def _standing(runs: list[Any], found: list[re.Match[str]]) -> list[Any]:
    """For every placeholder the run that stands for it: its first; the other runs it was typed in are removed."""
    standing: list[Any] = []
    spans = [match.span() for match in found]
    end = 0
    for run in runs:
        start, end = end, end + len(_text(run))
        for left, right in spans:
            if left == start < end:
                standing.append(run)
            elif left < start < end <= right:
                run.getparent().remove(run)
    return standing


def _is_one_block(tags: list[Tag]) -> bool:
    """Whether the first tag opens a block that only the last one closes."""
    depth = 0
    for tag in tags[:-1]:
        depth += {Kind.OPEN: 1, Kind.CLOSE: -1}.get(tag.kind, 0)
        if depth == 0:
            return False
    return len(tags) > 1 and tags[0].kind is Kind.OPEN and tags[-1].kind is Kind.CLOSE


def _may_vanish(paragraph: Any) -> bool:
    """Whether the paragraph can be left out: it ends no section, and a cell or header keeps another one."""
    following = paragraph.getnext()
    in_body = paragraph.getparent().tag == f"{W}body"
    return _ends_no_section(paragraph) and (in_body or (following is not None and following.tag == P))


def _ends_no_section(paragraph: Any) -> bool:
    return paragraph.find(f"{PPR}/{W}sectPr") is None


def _replace_paragraph(part: MarkedPart, paragraph: Any, tag: Tag) -> None:
    if not _ends_no_section(paragraph):
        raise UnusableWordFile(f"{tag.name.where}同时是分节处，{{{{ 如有 }}}} 和 {{{{ 结束 }}}} 请另起一段")
    paragraph.addprevious(part.mark(tag))
    paragraph.getparent().remove(paragraph)


def _replace_run(part: MarkedPart, run: Any, tag: Tag) -> None:
    if tag.kind is Kind.SLOT:
        line_break = _line_break(part, run)
        _set_text(run, None).append(part.mark(tag._replace(line_break=line_break)))
        return
    if tag.kind is Kind.ROWS:
        _repeat_row(part, run, tag)
    else:
        run.addprevious(part.mark(tag))
    run.getparent().remove(run)


def _line_break(part: MarkedPart, run: Any) -> str:
    """A new paragraph formatted like this one; inside a link, a numbered paragraph or a section end, a plain break."""
    paragraph = run.getparent()
    properties = paragraph.find(PPR)
    numbered = properties is not None and properties.find(f"{W}numPr") is not None
    if paragraph.tag != P or numbered or not _ends_no_section(paragraph):
        return _BREAK
    paragraph_format, run_format = part.repeated(properties, run.find(RPR))
    return f'</w:t></w:r></w:p><w:p>{paragraph_format}<w:r>{run_format}<w:t xml:space="preserve">'


def _repeat_row(part: MarkedPart, run: Any, tag: Tag) -> None:
    row = next(run.iterancestors(TR), None)
    if row is None:
        raise UnusableWordFile(f"{tag.name.where}的“逐行”只能写在表格里")
    row.addprevious(part.mark(tag))
    row.addnext(part.mark(Tag(Kind.ROWS_END, tag.name)))
    for bookmark in list(row.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd")):
        bookmark.getparent().remove(bookmark)  # names and ids of bookmarks and paragraphs may stand only once
    for element in row.iter():
        for attribute in [name for name in element.attrib if name.endswith(("}paraId", "}textId"))]:
            del element.attrib[attribute]
