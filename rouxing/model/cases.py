"""Case logs: a case with its party, leniency, measures and documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from rouxing.model.records import Record, derived
from rouxing.terms import DocumentKind, ListKind, Method, PartyKind


class Party(Record):
    """当事人."""

    @property
    def name(self) -> str:
        """名称: the company's or person's name."""
        return str(self.data["名称"])

    @property
    def kind(self) -> PartyKind:
        """类型."""
        return PartyKind(self.data["类型"])

    @property
    def identity(self) -> str:
        """统一社会信用代码 or 身份证号; "" where neither is on file."""
        return self.text("统一社会信用代码") or self.text("身份证号")


class Act(Record):
    """What was done in a case and must rest on a written record (附件5填表说明1)."""

    @derived
    def records(self) -> Sequence[str]:
        """记录: document numbers, file paths or `档案：…`."""
        return self.texts("记录")


class Leniency(Act):
    """处理: what one of the four lists gave the case."""

    @property
    def kind(self) -> ListKind:
        """清单."""
        return ListKind(self.data["清单"])

    @property
    def code(self) -> str:
        """编码 of the item in that list."""
        return str(self.data["编码"])


class Measure(Act):
    """措施: one of the methods actually used."""

    @property
    def method(self) -> Method:
        """方式."""
        return Method(self.data["方式"])

    @property
    def quantity(self) -> int:
        """数量 in the unit of annex 5; 1 where not stated."""
        return int(self.data.get("数量", 1))


class Service(Record):
    """送达."""

    @property
    def date(self) -> str:
        """日期 as an ISO date."""
        return str(self.data["日期"])


class Document(Record):
    """文书: one of the six documents of annex 7."""

    @property
    def kind(self) -> DocumentKind:
        """种类."""
        return DocumentKind(self.data["种类"])

    @property
    def number(self) -> str:
        """文号: 明交告〔2021〕7号."""
        return str(self.data["文号"])

    @property
    def date(self) -> str:
        """日期 as an ISO date."""
        return str(self.data["日期"])

    @property
    def fields(self) -> Mapping[str, str]:
        """填写: what the document says beyond the case itself."""
        entries: Mapping[str, str] = self.data.get("填写") or {}
        return entries

    @derived
    def service(self) -> Service | None:
        """送达, or None while the document is not served."""
        entry: Mapping[str, Any] | None = self.data.get("送达")
        return None if entry is None else Service(entry, self.path, (*self.pointer, "送达"))


class Case(Record):
    """One entry of a case log."""

    @property
    def number(self) -> str:
        """案号: 明交柔〔2021〕12号."""
        return str(self.data["案号"])

    @property
    def date(self) -> str:
        """日期 as an ISO date."""
        return str(self.data["日期"])

    @property
    def cause(self) -> str:
        """案由."""
        return self.text("案由")

    @property
    def facts(self) -> str:
        """事实."""
        return self.text("事实")

    @derived
    def party(self) -> Party | None:
        """当事人, or None for activities aimed at the public."""
        entry: Mapping[str, Any] | None = self.data.get("当事人")
        return None if entry is None else Party(entry, self.path, (*self.pointer, "当事人"))

    @property
    def broken_measure(self) -> str:
        """违反应对措施: the declared emergency whose measures the act breaks; "" where none."""
        return self.text("违反应对措施")

    @derived
    def leniencies(self) -> tuple[Leniency, ...]:
        """处理."""
        return tuple(Leniency(*entry) for entry in self._entries("处理"))

    @derived
    def measures(self) -> tuple[Measure, ...]:
        """措施."""
        return tuple(Measure(*entry) for entry in self._entries("措施"))

    @derived
    def documents(self) -> tuple[Document, ...]:
        """文书."""
        return tuple(Document(*entry) for entry in self._entries("文书"))

    @derived
    def document_numbers(self) -> frozenset[str]:
        """文号 of the case's documents."""
        return frozenset(str(row["文号"]) for row in self.data.get("文书") or ())

    @derived
    def prose(self) -> str:
        """All of `texts_written` and a little more, one text to a line: one look tells if a closer one is needed."""
        data = self.data
        party = data.get("当事人") or {}
        parts = [data.get(name) for name in _WRITTEN]
        parts += [party.get(name) for name in _OF_PARTY]
        parts += [row.get("内容") for row in data.get("措施") or ()]
        for row in data.get("文书") or ():
            parts += (row.get("填写") or {}).values()
            parts += (row.get("送达") or {}).values()
        return "\n".join(str(part) for part in parts if part)

    def texts_written(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Pointers below the case and texts: facts, names, addresses, what documents say; not 身份证号, 联系电话."""
        yield from _texts(self.data, (), _WRITTEN)
        yield from _texts(self.data.get("当事人"), ("当事人",), _OF_PARTY)
        for index, row in enumerate(self.data.get("措施") or ()):
            yield from _texts(row, ("措施", index), ("内容",))
        for index, row in enumerate(self.data.get("文书") or ()):
            for part in ("填写", "送达"):
                names = (name for name in row.get(part) or () if name not in {"联系电话", "日期"})
                yield from _texts(row.get(part), ("文书", index, part), names)

    def date_of(self, act: Act) -> str:
        """日期 of the act, falling back on the case's (format.md §3)."""
        return str(act.data.get("日期") or self.data["日期"])

    def _entries(self, name: str) -> list[tuple[Mapping[str, Any], str, tuple[str | int, ...]]]:
        rows = self.data.get(name) or ()
        return [(row, self.path, (*self.pointer, name, index)) for index, row in enumerate(rows)]


_WRITTEN: Final = ("案由", "事实", "备注")
_OF_PARTY: Final = ("名称", "负责人", "地址")


def _texts(
    data: Mapping[str, Any] | None, pointer: tuple[str | int, ...], names: Iterable[str]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    present = data or {}
    for name in names:
        if text := present.get(name):
            yield (*pointer, name), str(text)


class CaseLog(Record):
    """One file of cases: `cases/<agency>/<year>/*.yaml`."""

    @property
    def agency_id(self) -> str:
        """Folder name of the agency."""
        return self.path.split("/")[1]

    @property
    def year(self) -> str:
        """Folder name of the year, four digits."""
        return self.path.split("/")[2]

    @derived
    def cases(self) -> tuple[Case, ...]:
        """案件 in the order of the file."""
        rows = self.data["案件"] or ()
        return tuple(Case(row, self.path, ("案件", index)) for index, row in enumerate(rows))
