"""Where a paragraph stands in a part, as a person counts: 正文第3段, 表1第2行第3格, 页眉, 文本框2第1段."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P, _TBL, _TR, _TC, _BOX, _FOOTNOTE, _ENDNOTE = (
    W + tag for tag in ("p", "tbl", "tr", "tc", "txbxContent", "footnote", "endnote")
)
_HOLDERS: Final = (_TC, _BOX, _FOOTNOTE, _ENDNOTE)
_OLD_READERS: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""Word keeps the text of a box twice; the second is the same box to a person."""
_PARTS: Final = {"hdr": "页眉", "ftr": "页脚", "footnotes": "脚注", "endnotes": "尾注"}


class Places:
    """The places of one part, counted once; tables count within what holds them, so one in a cell is 表1 again."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self._number: dict[Any, int] = {}
        self._paragraphs: Counter[Any] = Counter()
        self._boxes = 0
        counted: Counter[Any] = Counter()
        for one in root.iter(_P, _TBL, _TR, *_HOLDERS):
            if one.tag == _P:
                holder = self._holder(one)
                self._paragraphs[holder] += 1
                self._number[one] = self._paragraphs[holder]
            else:
                self._number[one] = self._counted(one, counted)

    def _holder(self, element: Any) -> Any:
        return next(element.iterancestors(*_HOLDERS), self._root)

    def _counted(self, one: Any, counted: Counter[Any]) -> int:
        if one.tag == _BOX:
            key: Any = next(one.iterancestors(_OLD_READERS), None) is not None
            self._boxes += not key
        elif one.tag == _TBL:
            key = (self._holder(one), _TBL)
        else:
            above = {_TR: _TBL, _TC: _TR}.get(one.tag)
            key = (next(one.iterancestors(above), None) if above else None, one.tag)
        counted[key] += 1
        return counted[key]

    def of(self, paragraph: Any) -> str:
        """The place of a paragraph; which paragraph only where its cell, box or header has several."""
        holder = self._holder(paragraph)
        label = self._label(holder) or "正文"
        if self._paragraphs[holder] == 1 and label != "正文":
            return label
        return f"{label}第{self._number[paragraph]}段"

    def _label(self, holder: Any) -> str:
        part = _PARTS.get(self._root.tag.removeprefix(W), "")
        if holder is self._root:
            return part
        if holder.tag == _BOX:
            return f"{part}文本框{self._number[holder] if self._boxes > 1 else ''}"
        if holder.tag != _TC:
            return f"{part}{holder.get(f'{W}id', '')}"
        row = next(holder.iterancestors(_TR))
        table = next(row.iterancestors(_TBL))
        outer = self._label(self._holder(table))
        inside = "内" if self._holder(table).tag == _TC else ""
        return f"{outer}{inside}表{self._number[table]}第{self._number[row]}行第{self._number[holder]}格"
