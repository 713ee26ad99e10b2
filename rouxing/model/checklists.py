"""A checklist (one of the four lists of an agency) and its items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rouxing.diagnostics import Pointer
from rouxing.model.records import Record, derived
from rouxing.terms import ListKind


class Item(Record):
    """One row of annexes 1–4."""

    @property
    def code(self) -> str:
        """编码: an opaque text, unique within one list of the agency."""
        return str(self.data["编码"])

    @property
    def name(self) -> str:
        """名称: the act."""
        return str(self.data["名称"])

    @property
    def circumstances(self) -> str:
        """情形: when leniency is given."""
        return self.text("情形")

    @property
    def grounds(self) -> Sequence[str]:
        """依据: the grounds of leniency as written."""
        return self.texts("依据")

    @property
    def penal_grounds(self) -> Sequence[str]:
        """处罚依据: the provision that sets the penalty or the compulsion."""
        return self.texts("处罚依据")

    @property
    def measures(self) -> Sequence[str]:
        """监管措施: methods of annex 6, or `其他：…`."""
        return self.texts("监管措施")

    @property
    def origin(self) -> str:
        """来源: 市级认领 or 本级补充; "" where not stated."""
        return self.text("来源")

    @property
    def exception(self) -> str:
        """例外依据: the law that allows leniency inside an excluded field."""
        return self.text("例外依据")

    @property
    def for_first_offenders(self) -> bool:
        """Whether the circumstances ask that the party has not done it before (行政处罚法第三十三条第一款)."""
        return any(word in self.circumstances for word in ("初次", "首次", "第一次"))

    @derived
    def prose(self) -> str:
        """All that people wrote, one text to a line: one look tells whether a closer one is needed."""
        data = self.data
        single = (data["名称"], data["情形"], data.get("例外依据") or "", data.get("备注") or "")
        return "\n".join((*single, *(data["依据"] or ()), *(data.get("处罚依据") or ()), *(data["监管措施"] or ())))

    def texts_written(self) -> Iterator[tuple[Pointer, str]]:
        """Pointers below the item and texts; not 编码, which is opaque."""
        for name in ("名称", "情形", "例外依据", "备注"):
            if text := self.data.get(name):
                yield (name,), text
        for name in ("依据", "处罚依据", "监管措施"):
            for index, text in enumerate(self.data.get(name) or ()):
                yield (name, index), text


class Checklist(Record):
    """One list of one agency, in one version."""

    @property
    def agency_id(self) -> str:
        """Folder name of the agency."""
        return self.path.split("/")[1]

    @property
    def kind(self) -> ListKind:
        """清单: which of the four lists."""
        return ListKind(self.data["清单"])

    @property
    def version(self) -> int:
        """版本: 1 when first filed, raised by every adjustment."""
        return int(self.data["版本"])

    @property
    def effective(self) -> str:
        """施行日期 as an ISO date."""
        return str(self.data["施行日期"])

    @derived
    def items(self) -> tuple[Item, ...]:
        """事项 in the order of the file."""
        return tuple(map(self.item_at, range(len(self.rows))))

    @property
    def rows(self) -> Sequence[Mapping[str, Any]]:
        """事项 as data."""
        return self.data["事项"] or ()

    def item_at(self, index: int) -> Item:
        """The item at a place, from 0."""
        return Item(self.rows[index], self.path, ("事项", index))

    @derived
    def by_code(self) -> Mapping[str, Item]:
        """The items by 编码; where a code is used twice, the first."""
        return {item.code: item for item in reversed(self.items)}
