"""The guided form of `rouxing case add`: question by question, each answer checked at once, none lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import typer

from rouxing.commands._asking import arrived, ask, clean, one_line, today
from rouxing.commands._case_draft import CaseOptions, PartyOptions, known_document, known_measure
from rouxing.commands._case_drafts import Answers, Kept
from rouxing.commands._repository import warn
from rouxing.documents import Content, Unreadable, form
from rouxing.errors import NotFound, Refused
from rouxing.law.identity import bare, credit_code_is_valid, masked, person_number_is_valid
from rouxing.ledgers.days import NoDay, iso_day
from rouxing.load.schema import packaged_schema, schema_faults
from rouxing.model import Agency, Case, Item, Repository
from rouxing.model.cases import Act
from rouxing.model.written import missing_records
from rouxing.terms import CASES_FOLDER, DocumentKind, ListKind, Method, PartyKind

_BACK: Final = ("<", "＜")
_NONE: Final = "-"
_SHOWN: Final = 15
"""Items that a search shows."""


class _Back(Exception):
    pass


class Step(NamedTuple):
    """A question; `key` is where its answer is kept, and the step is done once it is there."""

    key: str
    ask: Callable[[], Any]
    applies: Callable[[], bool] = lambda: True


class Form:
    """The questions of a case, and the answers given so far."""

    def __init__(self, repository: Repository, answers: Answers, kept: Kept) -> None:
        self._repository = repository
        self._answers = answers
        self._kept = kept

    def filled(self, start: int | None = None) -> tuple[Agency, CaseOptions]:
        """Ask what has no answer yet, or from a step on; every answer is kept before the next question."""
        steps = self._steps()
        number = self._first_open(steps) if start is None else start
        while number < len(steps):
            step = steps[number]
            if not step.applies():
                number += 1
                continue
            try:
                self._answers[step.key] = step.ask()
            except _Back:
                number = max((n for n in range(number) if steps[n].applies()), default=0)
                continue
            self._kept.save(self._answers)
            number += 1
        return self._agency, self._options()

    def _first_open(self, steps: Sequence[Step]) -> int:
        for number, step in enumerate(steps):
            if step.applies() and step.key not in self._answers:
                return number
            if step.applies() and (said := self._said(step.key)):
                warn([f"  {step.key}：{masked(said)}"])
        return len(steps)

    def _said(self, key: str) -> str:
        value = self._answers[key]
        if key == "单位":
            return agency_name(self._repository, value)
        return "、".join(map(str, value)) if isinstance(value, list) else str(value)

    def _steps(self) -> list[Step]:
        def party() -> bool:
            return bool(self._answers.get("当事人"))

        def text(key: str, question: str, read: Callable[[str], str], default: str = "") -> Callable[[], str]:
            return lambda: self._text(key, question, read, default)

        def several(key: str, question: str, read: Callable[[str], str]) -> Callable[[], list[str]]:
            return lambda: self._several(key, question, read)

        return [
            Step("单位", self._ask_agency),
            Step("日期", text("日期", "案件日期", _day, today().isoformat())),
            Step("当事人", text("当事人", "当事人名称或姓名（面向公众的活动直接回车）", _line)),
            Step("类型", self._ask_kind, party),
            Step("号码", self._ask_number, party),
            Step("负责人", text("负责人", "负责人（可以不填）", _line), lambda: party() and not self._is_person),
            Step("电话", text("电话", "联系电话（可以不填）", _phone), party),
            Step("地址", text("地址", "地址（可以不填）", _line), party),
            Step("案由", text("案由", "案由", lambda said: one_line(said, "案由"))),
            Step("事实", text("事实", "查明的事实（可以以后再写）", _line)),
            Step("事项", self._ask_items),
            Step("方式", several("方式", _METHODS, _method)),
            Step("文书", several("文书", _DOCUMENTS, _document)),
            Step("填写", self._ask_fields, lambda: bool(self._answers.get("文书"))),
            Step("记录", several("记录", _RECORDS, self._record)),
        ]

    # what is known by now

    @property
    def _agency(self) -> Agency:
        return self._repository.agency(self._answers["单位"])

    @property
    def _is_person(self) -> bool:
        return bool(self._answers.get("类型") == PartyKind.PERSON)

    @property
    def _number_name(self) -> str:
        return "身份证号" if self._is_person else "统一社会信用代码"

    def _options(self) -> CaseOptions:
        found = self._answers
        party = PartyOptions()
        if found["当事人"]:
            rest = (str(found.get(key, "")) for key in ("号码", "负责人", "电话", "地址"))
            party = PartyOptions(found["当事人"], found["类型"], *rest)
            party = party._replace(head="") if self._is_person else party
        fills = [f"{name}={text}" for name, text in found.get("填写", {}).items() if text and self._is_asked(name)]
        return CaseOptions(
            found["案由"],
            found["日期"],
            found["事实"],
            party,
            found["事项"],
            found["方式"],
            found["文书"],
            fills,
            found["记录"],
        )

    def _is_asked(self, name: str) -> bool:
        return name.partition(".")[0] in self._answers["文书"]

    # questions

    def _text(self, key: str, question: str, read: Callable[[str], str], default: str = "") -> str:
        """One answer; Enter keeps the one that was given before."""
        known = str(self._answers.get(key) or default)
        return ask(question, lambda text: "" if text == _NONE and known else read(_not_back(text)), known)

    def _ask_kind(self) -> str:
        kinds = [kind.value for kind in PartyKind]
        known = str(self._answers.get("类型") or "")
        return ask(f"当事人类型（{_numbered(kinds)}）", lambda text: _one_of(_not_back(text), kinds), known)

    def _ask_number(self) -> str:
        return self._text("号码", f"{self._number_name}（不清楚就直接回车）", self._number)

    def _ask_agency(self) -> str:
        agencies = list(self._repository.agencies.values())
        names = [one.short_name for one in agencies]

        def read(text: str) -> str:
            if text.strip().isdecimal():
                return self._repository.agency(_one_of(text, names)).id
            return self._repository.agency(_not_back(text)).id

        known = self._answers.get("单位")
        return ask(f"单位（{_numbered(names)}）", read, agency_name(self._repository, known) if known else "")

    def _several(self, key: str, question: str, read: Callable[[str], str]) -> list[str]:
        """Answers until Enter alone; each is kept as it is given."""
        pending = f"{key}（未完）"
        found: list[str] = list(self._answers.get(pending) or self._answers.get(key) or ())
        warn([f"  已有：{one}" for one in found])

        def checked(text: str) -> str:
            return text if text in ("", _NONE) else read(_not_back(text))

        while True:
            more = "再写一个，直接回车结束" if found else "没有就直接回车"
            given = ask(f"{question}，{more}", checked)
            if given == _NONE:
                found = []
            elif given:
                found += [] if given in found else [given]
            else:
                self._answers.pop(pending, None)
                return found
            self._answers[pending] = found
            self._kept.save(self._answers)

    def _ask_items(self) -> list[str]:
        """Items picked by searching the lists that were in force on the day of the case."""
        items = list(self._items())
        shown: list[tuple[ListKind, Item]] = []

        def read(text: str) -> str:
            nonlocal shown
            if text.isdecimal() and shown:
                number = int(text)
                if not 1 <= number <= len(shown):
                    raise NotFound(f"没有第 {number} 项；请输入 1 至 {len(shown)}，或换个词再找")
                return _picked(*shown[number - 1])
            exact = [one for one in items if one[1].code == text]
            if len(exact) == 1:
                return _picked(*exact[0])
            hits = [one for one in items if all(word in _said(one[1]) for word in text.split())]
            if not hits:
                raise NotFound(f"{self._answers['日期']} 施行的清单里没有含“{text}”的事项；请换个词")
            shown = hits[:_SHOWN]
            for number, (kind, item) in enumerate(shown, 1):
                warn([f"  {number} {kind.leniency}  {item.code}  {item.name}"])
            rest = f"；还有 {len(hits) - _SHOWN} 项没有列出，请多写几个字再找" if len(hits) > _SHOWN else ""
            raise NotFound(f"输入前面的编号选定{rest}")

        return self._several("事项", "适用的清单事项：输入编码，或名称、情形里的字来查找", read)

    def _items(self) -> Iterator[tuple[ListKind, Item]]:
        for kind in ListKind:
            then = self._repository.then(self._agency.id, kind, self._answers["日期"])
            checklist = then.checklist if then.known else self._repository.checklist(self._agency.id, kind)
            if not then.known and checklist:
                warn([f"  注意：没有{kind}清单在这一天的历史，按现行清单查找"])
            for item in checklist.items if checklist else ():
                yield kind, item

    def _ask_fields(self) -> dict[str, str]:
        """What each document is filled in with; kept field by field."""
        found: dict[str, str] = dict(self._answers.get("填写（未完）") or self._answers.get("填写") or {})
        done = set(self._answers.get("填写（未完）") or ())
        for kind in map(DocumentKind, self._answers["文书"]):
            for field in form(kind).fields:
                name = f"{kind.value}.{field.name}"
                if name in done:
                    continue
                found[name] = self._ask_field(kind, field, found.get(name, ""))
                self._answers["填写（未完）"] = found
                self._kept.save(self._answers)
        self._answers.pop("填写（未完）", None)
        return found

    def _ask_field(self, kind: DocumentKind, field: Content, known: str) -> str:
        needed = "打印以前要填" if field.required and not field.default else "可以不填"
        return ask(f"{kind}·{field.name}（{needed}）", lambda text: _worded(_not_back(text), field), known)

    def _number(self, text: str) -> str:
        number = bare(text.strip())
        sound = person_number_is_valid if self._is_person else credit_code_is_valid
        if number and not sound(number):
            raise Refused(f"{self._number_name}应为 18 位，校验位要对；请核对后重新输入")
        return number

    def _record(self, text: str) -> str:
        date = self._answers["日期"]
        path = f"{CASES_FOLDER}/{self._agency.id}/{date[:4]}/x.yaml"
        act = Act({"记录": [text.strip()]}, path)
        for missing in missing_records(self._repository.tree, Case({"日期": date}, path), act):
            raise Refused(f"{missing.message}；请写“档案：编号”，或 cases/{self._agency.id}/{date[:4]}/ 下的文件")
        return clean(text, "记录")


def _numbered(choices: Iterable[str]) -> str:
    return "  ".join(f"{number} {choice}" for number, choice in enumerate(choices, 1))


_METHODS: Final = f"采用的方式（{'、'.join(Method)}；几件或几人次写成 行政指导=12；有对应文书的不用写）"
_DOCUMENTS: Final = f"制作的文书（{_numbered([*DocumentKind])}）"
_RECORDS: Final = "文字记录（档案：编号，或 records/ 下的文件；有文书为记录的不用写）"


def _not_back(text: str) -> str:
    if text.strip() in _BACK:
        raise _Back
    return text


def _one_of(text: str, choices: Sequence[str]) -> str:
    wanted = text.strip()
    if wanted.isdecimal() and 1 <= int(wanted) <= len(choices):
        return str(choices[int(wanted) - 1])
    if wanted in choices:
        return wanted
    raise NotFound(f"请输入 1 至 {len(choices)} 的编号，或{'、'.join(choices)}")


def _line(text: str) -> str:
    return clean(" ".join(text.split()), "回答")


def _day(text: str) -> str:
    try:
        day = iso_day(text)
    except NoDay as error:
        raise Refused(str(error)) from None
    return arrived(day)


def _phone(text: str) -> str:
    party = {"名称": "甲", "类型": PartyKind.ENTERPRISE.value, "联系电话": text.strip()}
    log = {"案件": [{"案号": "1", "日期": "2021-10-01", "案由": "甲", "当事人": party}]}
    if text.strip():
        for _, fault in schema_faults(packaged_schema("cases"), log, ""):
            raise Refused(f"{fault.message}；只写数字、- ( ) 和“转”，几个号码用“、”隔开")
    return text.strip()


def _method(text: str) -> str:
    known_measure(text)
    return text.strip().replace("＝", "=")


def _document(text: str) -> str:
    kinds = [kind.value for kind in DocumentKind]
    return _one_of(text, kinds) if text.strip().isdecimal() else known_document(text).value


def _worded(text: str, field: Content) -> str:
    found = clean(text, field.name)
    try:  # a notice may be written first and filled in later; it is not printed before
        if found:
            field.worded(found)
    except Unreadable as error:
        raise Refused(str(error)) from None
    return found


def _picked(kind: ListKind, item: Item) -> str:
    """The answer that an item is, said once more in words."""
    warn([f"  选定：{kind.leniency}  {item.code}  {item.name}"])
    return f"{kind.value}:{item.code}"


def _said(item: Item) -> str:
    return f"{item.code}\n{item.name}\n{item.circumstances}"


def agency_name(repository: Repository, agency_id: str) -> str:
    """How people call the agency of a draft; its id where it is gone by now, or another one has that name."""
    found = repository.agencies.get(agency_id)
    return found.short_name if found and repository.agency(found.short_name) is found else agency_id


def summary(agency: Agency, options: CaseOptions) -> Iterable[tuple[str, str]]:
    """What would be written, for a last look."""
    party = options.party
    yield "单位", agency.name
    yield "日期", options.date
    yield "当事人", "，".join(one for one in party if one) or "（面向公众）"
    yield "案由", options.cause
    for name, values in (
        ("事项", options.items),
        ("方式", options.measures),
        ("文书", options.documents),
        ("填写", options.fills),
        ("记录", options.records),
    ):
        if values:
            yield name, "；".join(values)


def confirmed() -> bool:
    """Whether the user wants it written."""
    return typer.confirm("登记吗？（n：从头核对一遍）", default=True, err=True)
