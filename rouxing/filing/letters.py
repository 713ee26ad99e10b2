"""The table of contents of a packet, and letters to the superior. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from rouxing.files.word_form import Column, document, paragraph, table
from rouxing.law.resolution import day
from rouxing.model import Agency, Checklist, Item
from rouxing.terms import ListKind


class Sender(NamedTuple):
    """Who writes, on which ISO date, under which number ("" is left open for the office)."""

    agency: Agency
    date: str
    number: str = ""

    @property
    def day(self) -> str:
        """2021年12月20日."""
        return day(self.date)


def _letter(sender: Sender, title: str, recipient: str, body: Sequence[str], after: Sequence[str] = ()) -> bytes:
    blocks = (
        paragraph("标题", title),
        paragraph("落款", sender.number or f"{sender.agency.sign}〔　　〕　号"),
        paragraph("抬头", f"{recipient}："),
        *(paragraph("正文", text) for text in body[:-1]),
        paragraph("结语", body[-1]),
        paragraph("结语", ""),
        paragraph("落款", f"{sender.agency.name}（公章）"),
        paragraph("落款", sender.day),
        paragraph("正文", _contact(sender.agency)),
        *after,
    )
    return document(title, blocks, landscape=False)


def _contact(agency: Agency) -> str:
    return f"（联系人：{agency.contact or '　　　'}；联系电话：{agency.phone or '　　　'}）"


_CONTENTS: Final = (Column("序号", 11, centred=True), Column("材料", 61), Column("sha256", 84))


def contents(agency: Agency, entries: Sequence[tuple[str, str]]) -> bytes:
    """目录: every file with its digest."""
    title = f"{agency.name}备案材料目录"
    rows = [(str(number), name, digest) for number, (name, digest) in enumerate(entries, 1)]
    return document(title, (paragraph("标题", title), table(_CONTENTS, rows, "没有材料")), landscape=False)


_ITEMS: Final = (
    Column("序号", 11, centred=True),
    Column("清单", 30),
    Column("编码和名称", 38),
    Column("情形", 42),
    Column("依据", 35),
)


def supplements(lists: Sequence[Checklist]) -> list[tuple[ListKind, Item]]:
    """Items beyond the superior's list (来源: 本级补充)."""
    return [(one.kind, item) for one in lists for item in one.items if item.origin == "本级补充"]


def supplement_letter(sender: Sender, recipient: str, found: Sequence[tuple[ListKind, Item]]) -> bytes:
    """备案函 to the superior: what the agency added of its own (方案三、（二）)."""
    title = f"{sender.agency.name}关于“四张清单”补充事项备案的函"
    body = (
        f"我局根据执法实际，经评估依法将清单外的{len(found)}个事项纳入“四张清单”（见附表），现报贵局备案。",
        "专此函达。",
    )
    rows = [
        (str(number), kind.value, f"{item.code}\n{item.name}", item.circumstances, "\n".join(item.grounds))
        for number, (kind, item) in enumerate(found, 1)
    ]
    annex = (paragraph("附件", "附表：补充事项"), table(_ITEMS, rows, "无"))
    return _letter(sender, title, recipient, body, annex)


class Concern(NamedTuple):
    """One item that is hard to apply or disputed, as it is put to the superior."""

    list: str
    code: str
    name: str
    kind: str
    text: str
    proposal: str


_CONCERNS: Final = (
    Column("序号", 11, centred=True),
    Column("清单", 30),
    Column("编码和名称", 36),
    Column("问题", 43),
    Column("建议", 36),
)


def feedback_letter(sender: Sender, recipient: str, found: Sequence[Concern]) -> bytes:
    """The letter that asks the superior to adjust items (方案三、（二）)."""
    title = f"{sender.agency.name}关于“四张清单”有关事项的反馈意见"
    items = len({(one.list, one.code) for one in found})
    body = (
        (
            f"我局在执行“四张清单”中，发现{items}个事项不符合行政管理要求、不便于操作执行或者行政相对人争议较大"
            "（见附表），现反馈贵局，建议予以调整。"
        ),
        "妥否，请研究。",
    )
    rows = [tuple(_concern(number, one)) for number, one in enumerate(found, 1)]
    annex = (paragraph("附件", "附表：反馈事项"), table(_CONCERNS, rows, "无"))
    return _letter(sender, title, recipient, body, annex)


def _concern(number: int, one: Concern) -> Iterator[str]:
    yield from (str(number), one.list, f"{one.code}\n{one.name}", f"{one.kind}\n{one.text}", one.proposal or "无")
