"""The columns of a ledger: where each stands in a case, what it holds, and the names it goes by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import yaml

from rouxing.errors import NotFound
from rouxing.terms import DocumentKind, ListKind, Method, PartyKind


class Holds(StrEnum):
    """What a cell holds."""

    TEXT = "文字"
    NUMBER = "号码"
    """Digits that are no quantity: of a person, a company, a telephone."""
    DAY = "日期"
    QUANTITY = "数量"
    RECORDS = "记录"
    YES_NO = "是否"
    CHOICE = "选项"


class Group(StrEnum):
    """What a column speaks of: the case itself, or the k-th entry of one of its lists in the case's k-th row."""

    CASE = "案件"
    LENIENCY = "处理"
    MEASURE = "措施"
    DOCUMENT = "文书"


ACTS: Final = (Group.LENIENCY, Group.MEASURE, Group.DOCUMENT)


class Column(NamedTuple):
    """A column of the ledger."""

    name: str
    group: Group
    path: tuple[str, ...]
    """Keys below the case, or below the entry."""
    holds: Holds = Holds.TEXT
    choices: tuple[str, ...] = ()


AGENCY: Final = "单位"
NUMBER: Final = "案号"
EITHER_NUMBER: Final = "证件号码"
"""A column for persons and companies alike; which of the two numbers it holds the row tells."""
IGNORED: Final = "不导入"
FILLED: Final = "填写·"
"""Columns of what documents are filled in with: 填写·行为."""

COLUMNS: Final = (
    Column(NUMBER, Group.CASE, ("案号",)),
    Column("日期", Group.CASE, ("日期",), Holds.DAY),
    Column("当事人", Group.CASE, ("当事人", "名称")),
    Column("当事人类型", Group.CASE, ("当事人", "类型"), Holds.CHOICE, tuple(PartyKind)),
    Column("统一社会信用代码", Group.CASE, ("当事人", "统一社会信用代码"), Holds.NUMBER),
    Column("身份证号", Group.CASE, ("当事人", "身份证号"), Holds.NUMBER),
    Column("负责人", Group.CASE, ("当事人", "负责人")),
    Column("联系电话", Group.CASE, ("当事人", "联系电话"), Holds.NUMBER),
    Column("地址", Group.CASE, ("当事人", "地址")),
    Column("案由", Group.CASE, ("案由",)),
    Column("事实", Group.CASE, ("事实",)),
    Column("违反应对措施", Group.CASE, ("违反应对措施",)),
    Column("清单", Group.LENIENCY, ("清单",), Holds.CHOICE, tuple(ListKind)),
    Column("事项编码", Group.LENIENCY, ("编码",), Holds.NUMBER),
    Column("处理日期", Group.LENIENCY, ("日期",), Holds.DAY),
    Column("处理记录", Group.LENIENCY, ("记录",), Holds.RECORDS),
    Column("方式", Group.MEASURE, ("方式",), Holds.CHOICE, tuple(Method)),
    Column("数量", Group.MEASURE, ("数量",), Holds.QUANTITY),
    Column("措施日期", Group.MEASURE, ("日期",), Holds.DAY),
    Column("措施内容", Group.MEASURE, ("内容",)),
    Column("措施记录", Group.MEASURE, ("记录",), Holds.RECORDS),
    Column("文书种类", Group.DOCUMENT, ("种类",), Holds.CHOICE, tuple(DocumentKind)),
    Column("文号", Group.DOCUMENT, ("文号",)),
    Column("文书日期", Group.DOCUMENT, ("日期",), Holds.DAY),
    Column("送达日期", Group.DOCUMENT, ("送达", "日期"), Holds.DAY),
    Column("送达方式", Group.DOCUMENT, ("送达", "方式")),
    Column("送达人", Group.DOCUMENT, ("送达", "送达人")),
    Column("被送达人", Group.DOCUMENT, ("送达", "被送达人")),
    Column("公开", Group.CASE, ("公开",), Holds.YES_NO),
    Column("不公开理由", Group.CASE, ("不公开理由",), Holds.CHOICE, ("国家秘密", "商业秘密", "个人隐私")),
    Column("备注", Group.CASE, ("备注",)),
)
BY_NAME: Final = MappingProxyType({column.name: column for column in COLUMNS})


def column(name: str) -> Column | None:
    """The column of that very name, also of what documents are filled in with; None where there is none."""
    if name.startswith(FILLED) and name != FILLED:
        return Column(name, Group.DOCUMENT, ("填写", name.removeprefix(FILLED)))
    return BY_NAME.get(name)


class Names(NamedTuple):
    """What headings are read as: plain heading → name of a column, 单位, 证件号码 or 不导入."""

    known: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    """Column → words that mean one of its choices."""

    def of(self, heading: str) -> str | None:
        """The column a heading means; None where nobody knows."""
        text = heading.strip()
        return self.known.get(plain(text)) or (text if column(text) else None)


_BRACKETS: Final = re.compile(r"[(\[【〔{][^)\]】〕}]*[)\]】〕}]")
_NO_LETTER: Final = re.compile(r"[^\w·]|_")


def plain(heading: str) -> str:
    """A heading without blanks, marks, and brackets with what stands in them."""
    return _NO_LETTER.sub("", _BRACKETS.sub("", unicodedata.normalize("NFKC", heading)))


@cache
def _packaged() -> Any:
    path = Path(__file__).resolve().parents[1] / "data/ledger_columns.yaml"
    return yaml.safe_load(path.read_text("utf-8"))


def names(mapping: Mapping[str, str] = MappingProxyType({})) -> Names:
    """The names that come with the tool, and those of a mapping (heading → column), which go first.

    Raises NotFound for a column that there is not.
    """
    data = _packaged()
    known = {plain(one): name for name, others in data["列"].items() for one in (name, *others)}
    for heading, name in mapping.items():
        if not (column(name) or name in (AGENCY, EITHER_NUMBER, IGNORED)):
            raise NotFound(f"对应关系里没有名为“{name}”的字段；有：{'、'.join(all_names())}")
        known[plain(heading)] = name
    return Names(known, data["值"])


def all_names() -> Sequence[str]:
    """Everything a mapping may name."""
    return (AGENCY, *BY_NAME, EITHER_NUMBER, f"{FILLED}行为（等文书填写项）", IGNORED)


def filled_columns(entries: Iterable[Mapping[str, Any]]) -> list[Column]:
    """Columns for what these documents are filled in with, in the order they first appear."""
    found = dict.fromkeys(key for entry in entries for key in entry.get("填写") or ())
    return [Column(f"{FILLED}{key}", Group.DOCUMENT, ("填写", key)) for key in found]
