"""What an agency keeps about filing and feedback: receipts of the justice bureau, items put to the superior."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rouxing.diagnostics import Pointer
from rouxing.model.records import Record, derived, texts_below


class Receipt(Record):
    """One receipt for a packet."""

    @property
    def tag(self) -> str:
        """标签: the packet it is for."""
        return str(self.data["标签"])

    @property
    def date(self) -> str:
        """收到日期 as an ISO date."""
        return str(self.data["收到日期"])

    def texts_written(self) -> Iterator[tuple[Pointer, str]]:
        """Pointers below the receipt and texts."""
        return texts_below(self.data)


class Receipts(Record):
    """`checklists/<agency>/filings.yaml`."""

    @derived
    def receipts(self) -> tuple[Receipt, ...]:
        """备案 in the order of the file."""
        return tuple(Receipt(row, self.path, ("备案", place)) for place, row in enumerate(self.data["备案"] or ()))

    @derived
    def by_tag(self) -> Mapping[str, Receipt]:
        """The last receipt for every tag."""
        return {one.tag: one for one in self.receipts}


class Opinion(Record):
    """One item that is hard to apply or disputed."""

    @property
    def list(self) -> str:
        """清单: which of the four lists."""
        return str(self.data["清单"])

    @property
    def code(self) -> str:
        """编码 of the item."""
        return str(self.data["编码"])

    @property
    def reported(self) -> bool:
        """Whether it was put to the superior."""
        return bool(self.sent)

    @property
    def sent(self) -> Mapping[str, Any]:
        """报送: 日期 and 文号 of the letter; empty while it has not gone out."""
        found: Mapping[str, Any] = self.data.get("报送") or {}
        return found

    def texts_written(self) -> Iterator[tuple[Pointer, str]]:
        """Pointers below the opinion and texts; not 编码, which is opaque."""
        return texts_below({name: value for name, value in self.data.items() if name != "编码"})


class Feedback(Record):
    """`checklists/<agency>/feedback.yaml`."""

    @derived
    def opinions(self) -> tuple[Opinion, ...]:
        """反馈 in the order of the file."""
        return tuple(Opinion(row, self.path, ("反馈", place)) for place, row in enumerate(self.data["反馈"] or ()))
