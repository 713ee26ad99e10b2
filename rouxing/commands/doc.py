"""`rouxing doc`: the six documents of annex 7 and the four lists as Word files; the register; templates checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final, NamedTuple

import typer

from rouxing.commands._doc_add import add
from rouxing.commands._doc_batch import Shape, hand_over, stop
from rouxing.commands._doc_check import check
from rouxing.commands._doc_papers import COMMITMENT, RECEIPT, paper_jobs
from rouxing.commands._doc_register import list_
from rouxing.commands._doc_renumber import renumber
from rouxing.commands._notices import (
    AgencyOption,
    Register,
    chosen_agencies,
    known_kinds,
    register,
    sentence,
    spelling,
)
from rouxing.commands._repository import RepositoryOption, open_tree, warn
from rouxing.commands._surface import Command, command_app
from rouxing.diagnostics import Diagnostic
from rouxing.documents import Notice, Sheet, notice_job, sheet_job
from rouxing.errors import NotFound
from rouxing.load import open_repository
from rouxing.model import Agency, Case, Repository
from rouxing.terms import CHECKLISTS_FOLDER, OUTPUT_FOLDER, DocumentKind, ListKind

app = command_app("文书：打印附件7 的文书和附件1–4 的清单，登记文书并编文号，查看台账，改正重号，检查模板。")

_FOLDER: Final = f"{OUTPUT_FOLDER}/文书"

KindOption = Annotated[
    list[str] | None,
    typer.Option(
        "--kind", metavar="种类", help="只要这一种，例如 行政告诫书、不予行政处罚清单、送达回证、告知承诺书，可重复"
    ),
]


class Wanted(NamedTuple):
    """What was asked for."""

    numbers: frozenset[str]
    """Case and document numbers in one spelling; none means all."""
    documents: frozenset[DocumentKind]
    lists: frozenset[ListKind]
    papers: frozenset[str] = frozenset()
    """Papers made on request only: 送达回证, 告知承诺书."""
    period: tuple[str, str] = ("", "")
    """Beginnings of the first and the last ISO date; "" for any."""

    def has_day(self, date: str) -> bool:
        """Whether an ISO date lies in the period."""
        start, end = self.period
        return start <= date and date[: len(end)] <= end


@app.command(cls=Command)
def gen(  # noqa: PLR0913, PLR0917 - one parameter for each option
    cases: Annotated[list[str] | None, typer.Argument(metavar="案号", help="只要这些案件的文书；也可以写文号")] = None,
    agency: AgencyOption = None,
    kind: KindOption = None,
    lists: Annotated[bool, typer.Option("--list", help="指定了案号或种类时，四张清单也一起生成")] = False,
    period: Annotated[
        str, typer.Option("--period", metavar="期间", help="只要这一期间的文书：2021、2021-10 或 2021-10..2021-12")
    ] = "",
    copies: Annotated[
        int, typer.Option("--copies", metavar="份数", min=1, max=9, help="每份文书打印几份（一式二份写 2）")
    ] = 1,
    pdf: Annotated[bool, typer.Option("--pdf", help="同时生成 PDF（需要安装 LibreOffice）")] = False,
    merge: Annotated[
        bool, typer.Option("--merge", help="另外把全部文书合成一个文件（合并打印.docx），一次打印；清单不合并")
    ] = False,
    out: Annotated[Path | None, typer.Option("--out", metavar="文件夹", help=f"写到这里；默认 {_FOLDER}")] = None,
    repository: RepositoryOption = None,
) -> None:
    """生成 Word 文书和四张清单；什么都不指定，就生成全部。

    要么全部写出，要么一份也不写：缺少内容的文书逐项指出在哪个文件哪一行（退出码 1）。同名的旧文件会被替换。
    送达回证、告知承诺书只在 --kind 写明时生成。
    """
    wanted = _wanted(cases or [], kind or [], period, lists=lists)
    tree = open_tree(repository)
    opened, diagnostics = open_repository(tree)
    agencies = chosen_agencies(opened, agency or [])
    found = _found(opened, agencies, wanted)
    if wanted.numbers:
        owners = {*(notice.agency.id for notice in found.notices), *(owner.id for owner, _ in found.cases)}
        agencies = [one for one in agencies if one.id in owners]
    checklists = [sheet for one in agencies for sheet in _sheets(opened, one, wanted.lists)]
    unread = [*found.unread, *map(sentence, _standing_in_the_way(diagnostics, agency, agencies, wanted))]
    if unread:
        stop(unread)
    jobs = [*map(notice_job, found.notices), *paper_jobs(opened, found, wanted.papers)]
    jobs += (sheet_job(sheet) for sheet in checklists if sheet.checklist.items)
    if not jobs:
        raise NotFound("没有可以生成的文书和清单；文书写在案件的“文书”里，见 rouxing doc list")
    hand_over(tree, jobs, out or tree.root / _FOLDER, Shape(copies, pdf, merge))
    warn(f"注意：{sheet.title}没有事项，没有生成" for sheet in checklists if not sheet.checklist.items)


def _wanted(numbers: Sequence[str], kinds: Sequence[str], period: str, *, lists: bool) -> Wanted:
    papers = frozenset(kinds) & {RECEIPT, COMMITMENT}
    documents, annexes = known_kinds([kind for kind in kinds if kind not in papers])
    all_lists = lists or not (numbers or kinds or period)
    return Wanted(
        frozenset(map(spelling, numbers)),
        documents if kinds else frozenset(DocumentKind),
        frozenset(ListKind) if all_lists else annexes,
        papers,
        _period(period),
    )


_PERIOD: Final = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?", re.ASCII)


def _period(text: str) -> tuple[str, str]:
    """First and last day, month or year. Raises NotFound for anything else."""
    start, _, end = text.partition("..")
    if text and not (_PERIOD.fullmatch(start) and (".." not in text or (_PERIOD.fullmatch(end) and start <= end))):
        raise NotFound(f"--period 的值 {text} 读不懂；请写成 2021、2021-10、2021-10-12 或 2021-10..2021-12 的样子")
    return start, end or start


def _found(repository: Repository, agencies: Sequence[Agency], wanted: Wanted) -> Register:
    """The notices asked for, and the cases of which papers are wanted. Raises NotFound when a number is not there."""
    if not (wanted.documents or wanted.papers):
        return Register((), ())
    every = register(repository, agencies)
    cases = every.cases if wanted.papers else ()
    known = {spelling(n) for one in every.notices for n in (one.case.number, one.document.number)}
    missing = wanted.numbers - known - {spelling(case.number) for _, case in cases}
    if missing and not every.unread:
        raise NotFound(f"没有案号或文号为“{'、'.join(sorted(missing))}”的文书；全部文书见 rouxing doc list")
    return Register(
        [one for one in every.notices if _is_wanted(one, wanted)],
        every.unread if missing or not wanted.numbers else (),
        [(agency, case) for agency, case in cases if _is_wanted_case(case, wanted)],
    )


def _is_wanted(notice: Notice, wanted: Wanted) -> bool:
    numbers = {spelling(notice.case.number), spelling(notice.document.number)}
    asked = not wanted.numbers or bool(numbers & wanted.numbers)
    return asked and notice.document.kind in wanted.documents and wanted.has_day(notice.document.date)


def _is_wanted_case(case: Case, wanted: Wanted) -> bool:
    numbers = map(spelling, (case.number, *case.document_numbers))
    return wanted.has_day(case.date) and (not wanted.numbers or not wanted.numbers.isdisjoint(numbers))


def _sheets(repository: Repository, agency: Agency, kinds: frozenset[ListKind]) -> Iterator[Sheet]:
    for checklist in repository.checklists_of(agency.id):
        if checklist.kind in kinds:
            yield Sheet(agency, checklist)


def _standing_in_the_way(
    diagnostics: Iterable[Diagnostic], named: Sequence[str] | None, agencies: Sequence[Agency], wanted: Wanted
) -> Iterator[Diagnostic]:
    """Findings of list files that the lists asked for would be made from."""
    folders = {agency.id for agency in agencies}
    for one in diagnostics:
        steps = one.path.split("/")
        if wanted.lists and steps[0] == CHECKLISTS_FOLDER and (not (named or wanted.numbers) or steps[1] in folders):
            yield one


app.command("list", cls=Command)(list_)
app.command("check", cls=Command)(check)
app.command("add", cls=Command)(add)
app.command("renumber", cls=Command)(renumber)
