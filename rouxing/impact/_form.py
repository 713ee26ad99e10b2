"""What the printed forms of the review say around the table: title, period, reporter, notes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rouxing.impact._review import Review
from rouxing.law.index import SNAPSHOT
from rouxing.law.resolution import day

TITLE: Final = "法律法规规章立改废释影响清单"
NOTHING: Final = "无（期间内没有受影响或者待核对的引用）"
SIGNATURES: Final = ("填报人：", "审核人：", "单位负责人：", "日期：　　　年　　月　　日")


def reporter(found: Review) -> str:
    """The agency if there is one, else the justice bureau, which has the review of all (方案三、（三）)."""
    name = found.agencies[0] if len(found.agencies) == 1 else found.justice_bureau
    return f"填报单位：{name}"


def period(found: Review) -> str:
    """审查期间：2022年1月1日至2022年12月31日."""
    window = found.scope.window
    start = day(window.start) if window.start else "各清单施行之日"
    return f"审查期间：{start}至{day(window.end)}"


def notes(found: Review) -> Iterator[str]:
    """What the numbers cover, and how far they may be relied on."""
    yield f"{found.sentence}。"
    if found.scope.laws:
        yield f"只审查：{'、'.join(f'《{title}》' for title in found.scope.laws)}。"
    yield from limits(found)
    if found.unread:
        files = "；".join(f"{one.path}（{one.reason}）" for one in found.unread)
        yield f"没有审查到的文件：{files}。"


def limits(found: Review) -> Iterator[str]:
    """How far the index of laws reaches."""
    year, month = SNAPSHOT.split("-")
    if found.scope.window.end[:7] > SNAPSHOT:
        yield f"法律索引截至{year}年{int(month)}月，此后的立改废释只含个别补录，请另查最新公布的文本。"
    yield "“比对”为机器比对，“推断”未经核对，改引以前都应当查对公布的原文。"
