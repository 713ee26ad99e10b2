"""`rouxing doc add`: a notice entered into a case that is on file, with the next number of its kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final, NamedTuple

import typer

from rouxing.commands._adding import read, stop_on_errors
from rouxing.commands._asking import today
from rouxing.commands._case_draft import filled_in, known_document
from rouxing.commands._case_numbers import Numbers
from rouxing.commands._case_writing import tell_finished
from rouxing.commands._notices import AgencyOption, chosen_agencies, register, spelling
from rouxing.commands._past import iso_day
from rouxing.commands._repository import RepositoryOption, open_tree, warn
from rouxing.documents import Notice, filled
from rouxing.errors import NotFound, Refused
from rouxing.files.together import Write, writing
from rouxing.files.yaml_rows import NewRow, rewritten
from rouxing.files.yaml_text import appended
from rouxing.load import open_repository
from rouxing.model import Agency, Case, Document, Repository
from rouxing.terms import DocumentKind

_ORDER: Final = ("案号", "日期", "当事人", "案由", "事实", "违反应对措施", "处理", "措施", "文书", "公开")


def add(
    case: Annotated[str, typer.Argument(metavar="案号", help="登记到哪一件案件")],
    kind: Annotated[str, typer.Argument(metavar="种类", help="例如 行政告诫书")],
    date: Annotated[str, typer.Option("--date", metavar="日期", help="文书日期，例如 2021-10-12；默认今天")] = "",
    fill: Annotated[
        list[str] | None, typer.Option("--fill", metavar="名称=内容", help="文书要填的内容，例如 改正期限=2021-10-20")
    ] = None,
    agency: AgencyOption = None,
    repository: RepositoryOption = None,
) -> None:
    """给已有案件登记一份文书，自动编下一个文号，并登记以它为记录的措施。

    几个人同时登记，不会得到同一个号。写入之前先检查：有错误就什么也不写，退出码为 1。注释和顺序不变。
    """
    paper = known_document(kind)
    (entries,) = (one["填写"] for one in filled_in([paper], fill or ()))
    day = iso_day(date.strip()) if date.strip() else today().isoformat()
    tree = open_tree(repository)
    with writing(tree.root) as writer:
        tell_finished(writer)
        opened, _ = open_repository(tree)
        found = _found(opened, agency or [], case)
        number = Numbers.read(opened, found.agency).next_document(paper, day[:4])
        draft = _Draft(paper, number, day, entries)
        before = tree.read(found.case.path)
        after = _with_notice(before, found.case, draft)
        stop_on_errors(tree, found.case.path, after)
        writer.write([Write(found.case.path, after, before)])
    _tell(found, draft, opened)


class _Draft(NamedTuple):
    """A notice as it will be written."""

    kind: DocumentKind
    number: str
    date: str
    entries: dict[str, str]

    @property
    def row(self) -> dict[str, Any]:
        """The entry under 文书."""
        row = {"种类": self.kind.value, "文号": self.number, "日期": self.date}
        return row | ({"填写": self.entries} if self.entries else {})


class _Found(NamedTuple):
    """The case that a number names, and whose it is."""

    agency: Agency
    case: Case


def _found(repository: Repository, agencies: list[str], number: str) -> _Found:
    """The one case of that number. Raises NotFound, Refused."""
    known = register(repository, chosen_agencies(repository, agencies))
    found = [_Found(*one) for one in known.cases if spelling(one[1].number) == spelling(number)]
    if not found:
        more = f"；有台账没有通过校验：\n{known.unread[0]}" if known.unread else ""
        raise NotFound(f"没有案号为“{number}”的案件{more}")
    if len(found) > 1:
        places = "、".join(dict.fromkeys(one.case.path for one in found))
        raise Refused(f"有 {len(found)} 件案件的案号是“{number}”（{places}）；重号请先运行 rouxing doc renumber")
    return found[0]


def _with_notice(content: bytes, case: Case, draft: _Draft) -> bytes:
    """The case's file with the notice, and with the measure that it is the record of (附件5填表说明1).

    A measure that waits for its record gets it; else one is added.
    """
    method = draft.kind.method
    waiting = next((at for at, one in enumerate(case.measures) if one.method is method and not one.records), None)
    if waiting is None:
        measure = {"方式": method.value, "日期": draft.date, "记录": [draft.number]}
        content = _added(content, case, "措施", measure)
    else:
        rows = [dict(one.data) for one in case.measures]
        rows[waiting]["记录"] = [draft.number]
        content = _set(content, case, "措施", rows)
    return _added(content, case, "文书", draft.row)


def _added(content: bytes, case: Case, key: str, row: dict[str, Any]) -> bytes:
    """The file with one more row in a list of the case."""
    if case.data.get(key):
        return appended(content, key, row, read, case.pointer)
    return _set(content, case, key, [row])


def _set(content: bytes, case: Case, key: str, rows: Sequence[dict[str, Any]]) -> bytes:
    """The file with a list of the case made to hold these rows."""
    cases = read(content)["案件"]
    data = [{**one, key: list(rows)} if at == case.pointer[1] else one for at, one in enumerate(cases)]
    return rewritten(content, "案件", [NewRow(one, at) for at, one in enumerate(data)], _ORDER, read).content


def _tell(found: _Found, draft: _Draft, opened: Repository) -> None:
    """What was written, what the notice still lacks, and how to print it."""
    print(f"已写入 {found.case.path}")
    print(f"文书：{draft.kind} {draft.number}")
    document = Document(draft.row, found.case.path)
    faults = filled(Notice(found.agency, found.case, document, opened.library)).faults
    warn(f"注意：{fault.message}；打印之前{fault.advice}" for fault in faults)
    print(f"打印文书：rouxing doc gen {draft.number}")
