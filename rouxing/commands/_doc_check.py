"""`rouxing doc check`: what a template understands, what it lacks, and what it would print."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final, NamedTuple

import typer

from rouxing.commands._doc_papers import COMMITMENT, RECEIPT, paper_jobs
from rouxing.commands._doc_templates import chosen, unused
from rouxing.commands._notices import AgencyOption, chosen_agencies, register
from rouxing.commands._repository import RepositoryOption, open_tree
from rouxing.commands._text import aligned
from rouxing.documents import (
    Commitment,
    Examination,
    Filing,
    Job,
    Sheet,
    commitment_job,
    examined,
    filing_job,
    notice_job,
    papers,
    receipt_job,
    sample_leniency,
    sample_notice,
    sheet_job,
    shown_value,
)
from rouxing.errors import NotFound
from rouxing.files.word import Values
from rouxing.load import open_repository
from rouxing.model import Agency, Repository
from rouxing.terms import DocumentKind


class Sample(NamedTuple):
    """What a template is shown with, and whose data it is."""

    values: Values
    origin: str


def check(
    names: Annotated[list[str] | None, typer.Argument(metavar="模板", help="只检查这些，写文书名称或文件路径")] = None,
    agency: AgencyOption = None,
    repository: RepositoryOption = None,
) -> None:
    """检查模板：认识哪些占位符，各填什么，缺少哪些必备内容。

    依次使用 templates/单位/、templates/ 和工具自带的模板。样例取自本单位第一份这种文书，没有就用虚拟案件。
    有不认识的占位符、缺少必备内容，或 templates/ 里有不会使用的 Word 文件，退出码为 1。
    """
    tree = open_tree(repository)
    opened, _ = open_repository(tree)
    agencies = chosen_agencies(opened, agency or [])
    if not agencies:
        raise NotFound("还没有单位；请先建立 checklists/单位/agency.yaml")
    first = _first(opened, agencies)
    usable = True
    for path, one, stem, template in list(chosen(tree, agencies, names or [])):
        result = examined(template, stem)
        usable &= result.usable
        print(f"{path}（{papers()[stem].title}）：{'可以使用' if result.usable else '不能使用'}")
        print(*_remarks(result), *_table(result, _sample(opened, one, stem, first)), "", sep="\n")
    passed_over = [] if names else list(unused(tree, opened))
    print(*passed_over, sep="\n", end="\n" if passed_over else "")
    raise typer.Exit(int(not usable or bool(passed_over)))


def _first(opened: Repository, agencies: list[Agency]) -> dict[tuple[str, str], Job]:
    """The first document of each agency and stem."""
    found = register(opened, agencies)
    jobs: dict[tuple[str, str], Job] = {}
    for notice in found.notices:
        jobs.setdefault((notice.agency.id, notice.document.kind.slug), notice_job(notice))
    for paper in (RECEIPT, COMMITMENT):
        for job in paper_jobs(opened, found, {paper}):
            jobs.setdefault((job.agency_id, job.stem), job)
    return jobs


def _sample(opened: Repository, agency: Agency, stem: str, first: dict[tuple[str, str], Job]) -> Sample:
    if stem == "checklist":
        return _sample_list(opened, agency)
    if stem == "filing-letter":
        letter = Filing(agency, opened.jurisdiction.text("司法行政部门"), opened.checklists_of(agency.id), ("清单",))
        return Sample(filing_job(letter).values, agency.short_name)
    real = first.get((agency.id, stem))
    return Sample(real.values, real.label) if real else Sample(_made_up(agency, stem).values, "虚拟案件")


def _made_up(agency: Agency, stem: str) -> Job:
    kinds = {kind.slug: kind for kind in DocumentKind}
    notice = sample_notice(agency, kinds.get(stem, DocumentKind.ADMONITION_LETTER))
    if stem == "commitment-letter":
        leniency, item = sample_leniency()
        return commitment_job(Commitment(agency, notice.case, leniency, item))
    return receipt_job(notice) if stem == "service-receipt" else notice_job(notice)


def _sample_list(opened: Repository, agency: Agency) -> Sample:
    lists = [one for one in opened.checklists_of(agency.id) if one.items]
    if not lists:
        return Sample({}, "没有清单")
    sheet = Sheet(agency, lists[0])
    return Sample(sheet_job(sheet).values, sheet.title)


def _remarks(result: Examination) -> Iterator[str]:
    for remark, entries in (
        ("不认识的占位符", result.unknown),
        ("没有用到的必备内容", result.left_out),
        ("没有印出附件的文字", result.unprinted),
    ):
        if entries:
            yield f"  {remark}：{'、'.join(entries)}"


def _table(result: Examination, sample: Sample) -> Iterator[str]:
    rows = [("占位符", "位置", f"样例（{sample.origin}）")]
    for name, where in result.understood.items():
        text = shown_value(sample.values, name) or "（空）"
        rows.append((name, where, text if len(text) <= _LONG else f"{text[:_LONG]}…"))
    yield from (f"  {line}" for line in aligned(rows))


_LONG: Final = 24
"""Signs of a sample value: enough to know it by."""
