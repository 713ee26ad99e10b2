"""`rouxing doc`: the six documents of annex 7 and the four lists as Word files; the register; templates checked."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final, NamedTuple

import typer

from rouxing.commands._repository import RepositoryOption, open_tree, warn
from rouxing.commands._surface import Command, command_app
from rouxing.commands._text import padded
from rouxing.diagnostics import Diagnostic, Fault, ordered
from rouxing.documents import Examination, Job, Notice, Sheet, Templates, examined, made, notice_job, sheet_job
from rouxing.documents.checklists import TEMPLATE
from rouxing.errors import NotFound
from rouxing.files.tree import FolderTree
from rouxing.files.write import write_all
from rouxing.load import Finding, case_logs, diagnose, open_repository
from rouxing.model import Agency, CaseLog, Repository
from rouxing.terms import AGENCY_FILE, CHECKLISTS_FOLDER, OUTPUT_FOLDER, DocumentKind, Level, ListKind
from rouxing.widths import width

app = command_app("文书：打印附件7 的六种文书和附件1–4 的四张清单，查看文书台账，检查模板。")

_FOLDER: Final = f"{OUTPUT_FOLDER}/文书"

AgencyOption = Annotated[
    list[str] | None, typer.Option("--agency", metavar="单位", help="只要这个单位（短名、简称或全称），可重复")
]
KindOption = Annotated[
    list[str] | None,
    typer.Option("--kind", metavar="种类", help="只要这一种，例如 行政告诫书、不予行政处罚清单，可重复"),
]


class Wanted(NamedTuple):
    """What was asked for."""

    numbers: frozenset[str]
    """Case and document numbers in one spelling; none means all."""
    documents: frozenset[DocumentKind]
    lists: frozenset[ListKind]


class Found(NamedTuple):
    """What is there of it, and what could not be read."""

    notices: Sequence[Notice]
    unread: Sequence[str]
    """One sentence each."""


@app.command(cls=Command)
def gen(
    cases: Annotated[list[str] | None, typer.Argument(metavar="案号", help="只要这些案件的文书；也可以写文号")] = None,
    agency: AgencyOption = None,
    kind: KindOption = None,
    lists: Annotated[bool, typer.Option("--list", help="指定了案号或种类时，四张清单也一起生成")] = False,
    out: Annotated[Path | None, typer.Option("--out", metavar="文件夹", help=f"写到这里；默认 {_FOLDER}")] = None,
    repository: RepositoryOption = None,
) -> None:
    """生成 Word 文书和四张清单；什么都不指定，就生成全部。

    要么全部写出，要么一份也不写：缺少内容的文书逐项指出在哪个文件哪一行（退出码 1）。同名的旧文件会被替换。
    """
    wanted = _wanted(cases or [], kind or [], lists=lists)
    tree = open_tree(repository)
    opened, diagnostics = open_repository(tree)
    agencies = _agencies(opened, agency or [])
    found = _found(opened, agencies, wanted)
    if wanted.numbers:
        agencies = [one for one in agencies if any(notice.agency is one for notice in found.notices)]
    checklists = [sheet for one in agencies for sheet in _sheets(opened, one, wanted.lists)]
    unread = [*found.unread, *map(_sentence, _standing_in_the_way(diagnostics, agency, agencies, wanted))]
    if unread:
        _stop(unread)
    jobs = [*map(notice_job, found.notices), *(sheet_job(sheet) for sheet in checklists if sheet.checklist.items)]
    _hand_over(tree, jobs, out or tree.root / _FOLDER, len(found.notices))
    warn(f"注意：{sheet.title}没有事项，没有生成" for sheet in checklists if not sheet.checklist.items)


def _wanted(numbers: Sequence[str], kinds: Sequence[str], *, lists: bool) -> Wanted:
    documents = {name: kind for kind in DocumentKind for name in (kind.value, kind.title, kind.slug)}
    annexes = {name: kind for kind in ListKind for name in (kind.value, f"{kind}清单", f"{kind}事项清单", kind.slug)}
    for name in kinds:
        if name not in documents and name not in annexes:
            known = "、".join((*DocumentKind, *(f"{kind}清单" for kind in ListKind)))
            raise NotFound(f"没有名为“{name}”的文书或清单；有：{known}")
    all_lists = lists or not (numbers or kinds)
    return Wanted(
        frozenset(map(_spelling, numbers)),
        frozenset(documents[name] for name in kinds if name in documents) if kinds else frozenset(DocumentKind),
        frozenset(ListKind) if all_lists else frozenset(annexes[name] for name in kinds if name in annexes),
    )


def _spelling(number: str) -> str:
    """A number as it is compared: 〔〕 are hard to type, so other brackets and blanks are taken for them."""
    return re.sub(r"\s", "", number).translate(str.maketrans("[]【】()（）［］", "〔〕" * 5))


def _agencies(repository: Repository, names: Sequence[str]) -> list[Agency]:
    chosen = [repository.agency(name) for name in names] or list(repository.agencies.values())
    return list({agency.id: agency for agency in chosen}.values())


def _found(repository: Repository, agencies: Sequence[Agency], wanted: Wanted) -> Found:
    """The notices asked for. Raises NotFound when a number is not there."""
    if not wanted.documents:
        return Found((), ())
    every = _register(repository, agencies)
    missing = wanted.numbers - {_spelling(n) for one in every.notices for n in (one.case.number, one.document.number)}
    if missing and not every.unread:
        raise NotFound(f"没有案号或文号为“{'、'.join(sorted(missing))}”的文书；全部文书见 rouxing doc list")
    notices = [one for one in every.notices if _is_wanted(one, wanted)]
    return Found(notices, every.unread if missing or not wanted.numbers else ())


def _is_wanted(notice: Notice, wanted: Wanted) -> bool:
    numbers = {_spelling(notice.case.number), _spelling(notice.document.number)}
    return notice.document.kind in wanted.documents and (not wanted.numbers or bool(numbers & wanted.numbers))


def _register(repository: Repository, agencies: Sequence[Agency]) -> Found:
    """All documents of these agencies, in the order of the files."""
    chosen = {agency.id: agency for agency in agencies}
    narrowed = len(chosen) < len(repository.agencies)
    notices: list[Notice] = []
    unread: list[str] = []
    for agency_id in chosen if narrowed else (None,):
        for path, log, diagnostics in case_logs(repository, agency_id):
            if not isinstance(log, CaseLog):
                unread += map(_sentence, diagnostics)
            elif log.agency_id in chosen:
                agency, library = chosen[log.agency_id], repository.library
                notices += (Notice(agency, case, one, library) for case in log.cases for one in case.documents)
            else:
                unread.append(f"{path}：没有可用的 {CHECKLISTS_FOLDER}/{log.agency_id}/{AGENCY_FILE}，不知道是哪个单位")
    return Found(notices, unread)


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


def _sentence(one: Diagnostic) -> str:
    owner = next((f"（{name}）" for name in (one.item, one.case) if name), "")
    return f"{one.path}:{one.line}:{one.column}: {one.message}{owner}\n    改法：{one.advice}"


def _stop(sentences: Sequence[str]) -> None:
    warn([*sentences, f"共 {len(sentences)} 个问题，没有写出任何文件"])
    raise typer.Exit(1)


def _hand_over(tree: FolderTree, jobs: Sequence[Job], folder: Path, notices: int) -> None:
    if not jobs:
        raise NotFound("没有可以生成的文书和清单；文书写在案件的“文书”里，见 rouxing doc list")
    batch = made(Templates(tree), jobs)
    if batch.faults:
        _stop([_sentence(one) for one in _diagnosed(tree, batch.faults)])
    for path in write_all(folder, batch.files):
        print(_shown(path))
    counts = [f"{number} 份{name}" for number, name in ((notices, "文书"), (len(jobs) - notices, "清单")) if number]
    print(f"已生成 {'、'.join(counts)}，在 {_shown(folder)}")


def _diagnosed(tree: FolderTree, faults: Iterable[Fault]) -> list[Diagnostic]:
    return ordered(diagnose(tree, (Finding("", Level.ERROR, fault) for fault in faults)))


def _shown(path: Path) -> str:
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)


_HEADS: Final = ("文号", "种类", "日期", "案号", "当事人", "送达")


@app.command("list", cls=Command)
def list_(agency: AgencyOption = None, kind: KindOption = None, repository: RepositoryOption = None) -> None:
    """文书台账：每个单位的每份文书，按种类和文号排列，写明是否送达。"""
    wanted = _wanted([], kind or [], lists=False)
    opened, _ = open_repository(open_tree(repository))
    agencies = _agencies(opened, agency or [])
    found = _found(opened, agencies, wanted)
    for one in agencies:
        rows = [_row(notice) for notice in sorted(found.notices, key=_order) if notice.agency is one]
        if rows:
            print(f"{one.name}（{len(rows)} 份）", *_aligned([_HEADS, *rows]), "", sep="\n")
    unserved = sum(notice.document.service is None for notice in found.notices)
    print(f"共 {len(found.notices)} 份文书，{unserved} 份没有送达记录")
    warn(found.unread)
    raise typer.Exit(int(bool(found.unread)))


def _order(notice: Notice) -> tuple[int, list[int], str]:
    """By kind as in annex 7, then by the figures of the number: 2号 before 10号."""
    document = notice.document
    return tuple(DocumentKind).index(document.kind), [int(n) for n in re.findall("[0-9]+", document.number)], ""


def _row(notice: Notice) -> tuple[str, ...]:
    case, document = notice.case, notice.document
    party, service = case.party, document.service
    served = f"{service.date} {service.text('方式')}".rstrip() if service else "未送达"
    return document.number, document.kind.title, document.date, case.number, party.name if party else "—", served


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(width, cells)) for cells in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(padded(cell, size) for cell, size in zip(row, widths, strict=True)).rstrip()


@app.command(cls=Command)
def check(agency: AgencyOption = None, repository: RepositoryOption = None) -> None:
    """检查模板：认识哪些占位符，缺少哪些必备内容。

    依次使用 templates/单位/、templates/ 和工具自带的模板。有不认识的占位符或缺少必备内容时退出码为 1。
    """
    tree = open_tree(repository)
    opened, _ = open_repository(tree)
    templates = Templates(tree)
    stems = {kind.slug: kind.value for kind in DocumentKind} | {TEMPLATE: "四张清单"}
    results: dict[str, tuple[str, Examination]] = {}
    for one in _agencies(opened, agency or []):
        for stem, name in stems.items():
            results[templates.path(one.id, stem)] = name, examined(templates.template(one.id, stem), stem)
    for path, (name, result) in results.items():
        print(f"{path}（{name}）：{'可以使用' if result.usable else '不能使用'}，{len(result.understood)} 个占位符")
        print(*_remarks(result), sep="", end="")
    raise typer.Exit(int(not all(result.usable for _, result in results.values())))


def _remarks(result: Examination) -> Iterator[str]:
    for remark, entries in (
        ("不认识的占位符", result.unknown),
        ("没有用到的必备内容", result.left_out),
        ("没有印出附件的文字", result.unprinted),
    ):
        if entries:
            yield f"  {remark}：{'、'.join(entries)}\n"
