"""A document kind of annex 7 as data, and how a case fills it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from rouxing.diagnostics import Fault, Place
from rouxing.documents._contents import Content, contents
from rouxing.documents._paper import Paper
from rouxing.documents._wording import Unreadable, day, plain
from rouxing.files.word import Values
from rouxing.model import Agency, Case, Document, Library, Record
from rouxing.terms import DocumentKind


class Notice(NamedTuple):
    """One 文书 of a case, and the agency that signs it."""

    agency: Agency
    case: Case
    document: Document
    library: Library = Library()
    """Where the words of what is cited are found."""


QUOTE: Final = "依据条文"
"""The words of what 依据 cites, for a template that wants them: kept in laws/ by `rouxing law add --text`."""

_GROUND: Final = "依据"

_GROUPS: Final = {
    "单位": ("名称", "简称", "联系人", "联系电话", "地址", "统一社会信用代码"),
    "当事人": ("名称", "类型", "负责人", "联系电话", "地址", "统一社会信用代码", "身份证号"),
    "案件": ("案号", "日期", "案由", "事实"),
    "文书": ("名称", "文号", "日期"),
    "送达": ("日期", "方式", "送达人", "被送达人"),
}
"""What a template may ask for beyond 填写; the keys are those of the data."""


@dataclass(frozen=True, slots=True)
class Form:
    """A document kind: what is filled in, and what annex 7 prints whatever is filled in."""

    kind: DocumentKind
    fields: tuple[Content, ...]
    needs: tuple[str, ...]
    """Dotted names beyond 填写 that must not be empty."""
    sentences: tuple[str, ...]

    @property
    def cites(self) -> bool:
        """Whether the document names the provision that it rests on."""
        return any(field.name == _GROUND for field in self.fields)

    @property
    def required(self) -> tuple[str, ...]:
        """Dotted names of all values without which the document is not written."""
        own = (f"填写.{field.name}" for field in self.fields if field.required)
        return (*self.needs, *own)

    @property
    def names(self) -> frozenset[str]:
        """Dotted names of everything that a template of this kind may ask for."""
        own = tuple(field.name for field in self.fields)
        return names_of(*_GROUPS) | {f"填写.{name}" for name in ((*own, QUOTE) if self.cites else own)}

    @property
    def paper(self) -> Paper:
        """What is known of its template."""
        kind = self.kind
        return Paper(kind.slug, kind.value, self.names, self.required, self.sentences, kind.title)


@cache
def form(kind: DocumentKind) -> Form:
    """The form of a kind, as annex 7 prints it."""
    return Form(kind, *contents(kind))


class Filled(NamedTuple):
    """What a template of this kind is filled with, and what is missing or unreadable."""

    values: Values
    faults: tuple[Fault, ...]


def filled(notice: Notice) -> Filled:
    """Values of a notice under the keys that people know from the data; every name of its kind is defined."""
    own = form(notice.document.kind)
    document = notice.document
    values = standing_values(notice)
    values["填写"], faults = _entries(own, notice, values)
    if own.cites:
        quoted = notice.library.quoted(document.fields.get(_GROUND, ""), document.date)
        values["填写"] = {**values["填写"], QUOTE: quoted}
    missing = (name for name in own.required if not _value(values, name) and not faults.get(name))
    faults |= {name: _missing_fault(notice, name) for name in missing}
    return Filled(values, tuple(faults.values()))


def standing_values(notice: Notice) -> dict[str, Mapping[str, str]]:
    """What every paper about a notice may print: agency, party, case, document and service."""
    agency, case, document, _ = notice
    return {
        **case_values(agency, case),
        "文书": {**_texts(document, "文书"), "名称": document.kind.title},
        "送达": _texts(document.service, "送达"),
    }


def case_values(agency: Agency, case: Case) -> dict[str, Mapping[str, str]]:
    """What every paper about a case may print: agency, party and case."""
    return {
        "单位": _texts(agency, "单位"),
        "当事人": _texts(case.party, "当事人"),
        "案件": _texts(case, "案件"),
    }


def missing_faults(notice: Notice, values: Mapping[str, Mapping[str, str]], names: Iterable[str]) -> Iterator[Fault]:
    """A fault for every name without a value."""
    yield from (_missing_fault(notice, name) for name in names if not _value(values, name))


def names_of(*groups: str) -> frozenset[str]:
    """Dotted names of everything in these groups."""
    return frozenset(f"{group}.{name}" for group in groups for name in _GROUPS[group])


def _texts(record: Record | None, group: str) -> dict[str, str]:
    """The texts of a record that a template may ask for; dates as they are printed, "" for what is not on file."""
    texts = {name: plain(record.text(name)) if record else "" for name in _GROUPS[group]}
    return texts | ({"日期": day(texts["日期"])} if texts.get("日期") else {})


def _entries(
    form: Form, notice: Notice, values: Mapping[str, Mapping[str, str]]
) -> tuple[dict[str, str], dict[str, Fault]]:
    """填写 as worded in the document, and the faults by dotted name."""
    texts: dict[str, str] = {}
    faults: dict[str, Fault] = {}
    for field in form.fields:
        text = str(notice.document.fields.get(field.name) or "").strip()
        try:
            texts[field.name] = field.worded(text) if text else _value(values, field.default)
        except Unreadable as error:
            texts[field.name] = ""
            name = f"填写.{field.name}"
            faults[name] = Fault(place(notice, name), f"{_title(notice)}的“{field.name}”读不懂", str(error))
    return texts, faults


def _value(values: Mapping[str, Mapping[str, str]], name: str) -> str:
    group, _, entry = name.partition(".")
    return values.get(group, {}).get(entry, "")


def _missing_fault(notice: Notice, name: str) -> Fault:
    """A value without which the document is not written."""
    group, _, entry = name.partition(".")
    if group == "当事人" and notice.case.party is None:
        return Fault(notice.case.at(), f"{_title(notice)}没有可以送达的当事人", "请给本案补上“当事人”，或删去这份文书")
    owner = {"单位": "agency.yaml", "当事人": "本案的“当事人”", "填写": "这份文书的“填写”"}.get(group, "这份文书")
    return Fault(place(notice, name), f"{_title(notice)}缺少“{entry}”", f"请在{owner}里填写“{entry}”")


def _title(notice: Notice) -> str:
    return f"{notice.document.kind} {notice.document.number} "


def place(notice: Notice, name: str) -> Place:
    """Where the value with this dotted name is written, or would be."""
    group, _, entry = name.partition(".")
    match group:
        case "单位":
            return notice.agency.at(entry)
        case "当事人":
            return notice.case.at("当事人", entry)
        case "案件":
            return notice.case.at(entry)
        case "填写" | "送达":
            return notice.document.at(group, entry)
        case _:
            return notice.document.at(entry)
