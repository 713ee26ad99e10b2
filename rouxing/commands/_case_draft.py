"""A case as a clerk gives it, by options or as JSON; completed with numbers, dates and records."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from rouxing.commands._asking import clean, one_line
from rouxing.commands._case_numbers import Numbers
from rouxing.commands._past import iso_day, known_list
from rouxing.documents import form
from rouxing.errors import NotFound, Refused
from rouxing.model import Repository
from rouxing.terms import DocumentKind, ListKind, Method, PartyKind

CASE_KEYS: Final = ("案号", "日期", "当事人", "案由", "事实", "违反应对措施", "处理", "措施", "文书")
_DOCUMENT_KEYS: Final = ("种类", "文号", "日期", "填写", "送达")

Draft = dict[str, Any]


def from_json(content: bytes) -> Draft:
    """A whole case as JSON. Raises Refused."""
    try:
        draft = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Refused("--json 的内容不是有效的 JSON（UTF-8 编码）") from None
    if not isinstance(draft, dict):
        raise Refused("--json 的内容应当是一件案件：{…}")
    if not isinstance(draft.get("日期"), str):
        raise Refused("--json 的内容缺少“日期”；请写成 2021-10-12 的样子")
    return draft


class PartyOptions(NamedTuple):
    """当事人 as options give it; "" where not given."""

    name: str = ""
    kind: str = ""
    code: str = ""
    head: str = ""
    phone: str = ""
    address: str = ""


class CaseOptions(NamedTuple):
    """A case as options give it; "" and () where not given."""

    cause: str = ""
    date: str = ""
    facts: str = ""
    party: PartyOptions = PartyOptions()
    items: Sequence[str] = ()
    measures: Sequence[str] = ()
    documents: Sequence[str] = ()
    fills: Sequence[str] = ()
    records: Sequence[str] = ()


NO_OPTIONS: Final = CaseOptions()


def from_options(repository: Repository, agency_id: str, options: CaseOptions, today: str) -> Draft:
    """A case from options; without a date it is of today. Raises Refused, NotFound."""
    documents = [known_document(one) for one in options.documents]
    measures = [known_measure(one) for one in options.measures]
    stated = {one["方式"] for one in measures}
    # a notice is the record of its own method: who makes one has used the method
    implied = dict.fromkeys(kind.method for kind in documents if kind.method not in stated)
    draft: Draft = {
        "日期": options.date or today,
        "当事人": _party(options.party),
        "案由": one_line(options.cause, "案由"),
        "事实": clean(options.facts, "事实"),
        "处理": [_leniency(repository, agency_id, one) for one in options.items],
        "措施": [*measures, *({"方式": method.value} for method in implied)],
        "文书": filled_in(documents, options.fills),
    }
    return {key: value for key, value in draft.items() if value}


def _party(options: PartyOptions) -> Draft:
    party = {
        "名称": options.name,
        "类型": options.kind,
        "身份证号" if options.kind == PartyKind.PERSON else "统一社会信用代码": options.code,
        "负责人": options.head,
        "联系电话": options.phone,
        "地址": options.address,
    }
    found = {key: one_line(value, f"当事人的{key}") for key, value in party.items() if value.strip()}
    if found and not ("名称" in found and "类型" in found):
        raise Refused(f"写了当事人，就要有 --party-name 和 --party-kind（{'、'.join(PartyKind)}）")
    return found


def _leniency(repository: Repository, agency_id: str, text: str) -> Draft:
    """`no-penalty:350421-JT-001`, `不予行政处罚:…`, or the code alone where only one list has it."""
    lists = [one for one in ListKind if repository.item(agency_id, one, text)]
    if len(lists) == 1:
        return {"清单": lists[0].value, "编码": text}
    name, colon, code = text.replace("：", ":", 1).partition(":")
    if len(lists) > 1:
        raise Refused(f"编码 {text} 在{'、'.join(lists)}清单里都有；请写成 {lists[0]}:{text}")
    if not colon:
        raise NotFound(f"四张清单里都没有编码 {text}；看全部事项用 rouxing checklist show {agency_id}")
    return {"清单": known_list(name).value, "编码": one_line(code, "编码")}


def known_measure(text: str) -> Draft:
    """`行政告诫` or `行政指导=12`, in the unit of annex 5. Raises NotFound, Refused."""
    name, sign, quantity = text.replace("＝", "=").partition("=")
    if name.strip() not in tuple(Method):
        raise NotFound(f"没有名为“{name}”的方式；有：{'、'.join(Method)}")
    if sign and not re.fullmatch("[0-9]{1,7}", quantity.strip()):
        raise Refused(f"--measure 的值 {text} 不对：数量应为整数，例如 行政指导=12")
    return {"方式": name.strip()} | ({"数量": int(quantity)} if sign else {})


def known_document(text: str) -> DocumentKind:
    """The kind of that name. Raises NotFound."""
    for kind in DocumentKind:
        if text.strip() in (kind.value, kind.title, kind.slug):
            return kind
    raise NotFound(f"没有名为“{text}”的文书；有：{'、'.join(DocumentKind)}")


def filled_in(kinds: Sequence[DocumentKind], fills: Iterable[str]) -> list[Draft]:
    """The documents with their 填写: an entry goes to every document that has it, or to the one it names."""
    entries: dict[DocumentKind, dict[str, str]] = {kind: {} for kind in kinds}
    for text in fills:
        name, sign, value = text.replace("＝", "=", 1).partition("=")
        if not sign:
            raise Refused(f"--fill 的值 {text} 不对：应写成 名称=内容，例如 改正期限=2021-10-20")
        of, _, field = name.rpartition(".")
        takers = [kind for kind in kinds if (not of or kind is known_document(of)) and field.strip() in _fields(kind)]
        if not takers:
            known = "；".join(f"{kind}要填{'、'.join(_fields(kind))}" for kind in kinds) or "没有 --document"
            raise NotFound(f"没有地方填写“{name.strip()}”：{known}")
        for kind in takers:
            entries[kind][field.strip()] = clean(value, field)
    return [{"种类": kind.value, "填写": entries[kind]} for kind in kinds]


def _fields(kind: DocumentKind) -> list[str]:
    return [field.name for field in form(kind).fields]


@dataclass(frozen=True, slots=True)
class Completion:
    """What a draft is completed with."""

    numbers: Numbers
    records: Sequence[str]
    """Records for acts that have no document of their own."""

    def completed(self, draft: Draft) -> Draft:
        """The case with numbers, dates of documents and records; what is not as it should be is left to the rules."""
        date = iso_day(draft["日期"].strip())
        case = {**draft, "日期": date, "案号": self._case_number(draft, date[:4])}
        documents = [self._document(row, date) for row in _rows(draft, "文书")]
        if documents:
            case["文书"] = documents
        for key in ("处理", "措施"):
            if _rows(draft, key):
                case[key] = [self._act(row, documents) for row in _rows(draft, key)]
        return _ordered(case, CASE_KEYS)

    def _case_number(self, draft: Draft, year: str) -> Any:
        number = draft.get("案号")
        if not number:
            return self.numbers.next_case(year)
        if isinstance(number, str):
            self.numbers.take(number)
        return number

    def _document(self, row: Draft, date: str) -> Draft:
        document = {"日期": date, **row}
        year = str(document["日期"])[:4]
        number = row.get("文号")
        if isinstance(number, str) and number:
            self.numbers.take(number)
        elif not number and row.get("种类") in tuple(DocumentKind):
            document["文号"] = self.numbers.next_document(DocumentKind(row["种类"]), year)
        return _ordered(document, _DOCUMENT_KEYS)

    def _act(self, row: Draft, documents: Sequence[Draft]) -> Draft:
        """An act that names no record rests on the documents of its method, or on the records given for the case."""
        if row.get("记录"):
            return row
        own = [one["文号"] for one in documents if "文号" in one and _is_record(one, row)]
        others = [one["文号"] for one in documents if "文号" in one]
        records = own or list(self.records) if "方式" in row else list(self.records) or others
        return {**row, "记录": records} if records else row


def _is_record(document: Draft, act: Draft) -> bool:
    kind = document.get("种类")
    return kind in tuple(DocumentKind) and DocumentKind(kind).method == act.get("方式")


def _rows(draft: Draft, key: str) -> list[Draft]:
    """The rows of a list of mappings; none where it is anything else."""
    rows = draft.get(key)
    return rows if isinstance(rows, list) and all(isinstance(one, dict) for one in rows) else []


def _ordered(data: Draft, keys: Sequence[str]) -> Draft:
    """The known keys first, in the order of the format."""
    return {
        key: data[key] for key in (*(one for one in keys if one in data), *(one for one in data if one not in keys))
    }
