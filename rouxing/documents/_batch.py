"""A batch of documents: templates found and compiled once, every document filled, or every fault named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from rouxing.diagnostics import Fault, Place
from rouxing.documents import checklists, commitment_letter, filing_letter, service_receipt
from rouxing.documents._examine import papers
from rouxing.documents._form import Notice, filled, place
from rouxing.files.names import safe_step, same_on_windows
from rouxing.files.packaged import packaged
from rouxing.files.tree import FolderTree, Tree
from rouxing.files.word import Blank, Filled, Template, Unfilled, UnusableWordFile, Values, compile_template
from rouxing.model import Agency, Case
from rouxing.terms import TEMPLATES_FOLDER


class Job(NamedTuple):
    """One document to be made."""

    label: str
    """What a message calls it: 行政告诫书 明交告〔2021〕7号."""
    agency_id: str
    stem: str
    """Stem of the template's file."""
    name: str
    """Path of the file to be written."""
    origin: Place
    values: Values
    faults: tuple[Fault, ...]
    place: Callable[[str], Place]
    """Where the value under a dotted name is written."""
    facts: Facts


class Facts(NamedTuple):
    """What the list of a batch says of a document; one that belongs to no case has no number, case or recipient."""

    kind: str
    agency: str
    number: str = ""
    case: str = ""
    recipient: str = ""


def _facts(kind: str, agency: Agency, case: Case, number: str = "") -> Facts:
    return Facts(kind, agency.name, number, case.number, case.party.name if case.party else "")


def notice_job(notice: Notice) -> Job:
    """The job for one of the six documents."""
    kind, number = notice.document.kind, notice.document.number
    values, faults = filled(notice)
    return Job(
        f"{kind} {number}",
        notice.agency.id,
        kind.slug,
        file_name(notice.agency.short_name, f"{number}-{kind.title}"),
        notice.document.at("文号"),
        values,
        faults,
        lambda name: place(notice, name),
        _facts(kind.title, notice.agency, notice.case, number),
    )


def sheet_job(sheet: checklists.Sheet) -> Job:
    """The job for one of the four lists."""
    agency, checklist = sheet
    return Job(
        sheet.title,
        agency.id,
        checklists.TEMPLATE,
        file_name(agency.short_name, sheet.title),
        checklist.at(),
        checklists.values(sheet),
        tuple(checklists.faults(sheet)),
        lambda name: checklists.place(sheet, name),
        Facts(f"{checklist.kind}事项清单", agency.name),
    )


def receipt_job(notice: Notice) -> Job:
    """The job for the 送达回证 of a notice."""
    paper, number = service_receipt.PAPER, notice.document.number
    return Job(
        f"{number} 的{paper.title}",
        notice.agency.id,
        paper.stem,
        file_name(notice.agency.short_name, f"{number}-{paper.title}"),
        notice.document.at("文号"),
        *service_receipt.filled_receipt(notice),
        lambda name: place(notice, name),
        _facts(paper.title, notice.agency, notice.case, number),
    )


def commitment_job(commitment: commitment_letter.Commitment) -> Job:
    """The job for the 告知承诺书 of a case."""
    paper, case = commitment_letter.PAPER, commitment.case
    return Job(
        f"案件 {case.number} 的{paper.title}",
        commitment.agency.id,
        paper.stem,
        file_name(commitment.agency.short_name, f"{case.number}-{paper.title}"),
        case.at("案号"),
        *commitment_letter.filled_commitment(commitment),
        lambda name: commitment_letter.place(commitment, name),
        _facts(paper.title, commitment.agency, case),
    )


def filing_job(filing: filing_letter.Filing) -> Job:
    """The job for the letter of a filing."""
    paper, agency = filing_letter.PAPER, filing.agency
    return Job(
        f"{agency.short_name}的{paper.title}",
        agency.id,
        paper.stem,
        file_name(agency.short_name, paper.title),
        agency.at(),
        filing_letter.values(filing),
        (),
        lambda name: agency.at(name.rpartition(".")[2]) if name.startswith("单位.") else agency.at(),
        Facts(paper.title, agency.name),
    )


class Made(NamedTuple):
    """A document of a batch, filled, or the faults for which it is not; with one fault the batch is not written."""

    job: Job
    filled: Filled | None
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Templates:
    """Templates of one batch, each compiled once: the agency's own, the repository's, else the packaged one."""

    tree: Tree
    _compiled: dict[str, Template] = field(default_factory=dict)

    def path(self, agency_id: str, stem: str) -> str:
        """Where the template for an agency lies; where the repository has none, the packaged one answers to it."""
        folders = (f"{TEMPLATES_FOLDER}/{agency_id}", TEMPLATES_FOLDER) if agency_id else (TEMPLATES_FOLDER,)
        own = (f"{folder}/{name}" for folder in folders for name in papers()[stem].files)
        return next(filter(self.tree.exists, own), f"{TEMPLATES_FOLDER}/{stem}.docx")

    def template(self, agency_id: str, stem: str) -> Template:
        """The compiled template. Raises UnusableWordFile, naming the file."""
        path = self.path(agency_id, stem)
        if path not in self._compiled:
            try:
                self._compiled[path] = compile_template(self._content(path))
            except UnusableWordFile as error:
                raise UnusableWordFile(f"模板 {path} 不能使用：{error}") from None
        return self._compiled[path]

    def _content(self, path: str) -> bytes:
        if self.tree.exists(path):
            return self.tree.read(path)
        return FolderTree(packaged(TEMPLATES_FOLDER)).read(path.rsplit("/", 1)[-1])


def made(templates: Templates, jobs: Iterable[Job]) -> Iterator[Made]:
    """Fill one document after another. Raises UnusableWordFile when a template cannot be used at all."""
    names: dict[str, Job] = {}
    for job in jobs:
        found, filled = list(job.faults), None
        if not found:
            try:
                filled = templates.template(job.agency_id, job.stem).fill(job.values)
            except Unfilled as error:
                found = [_blank_fault(templates, job, blank) for blank in error.blanks]
        twin = names.setdefault(same_on_windows(job.name), job)
        if twin is not job:
            found.append(_twin_fault(job, twin))
        yield Made(job, None if found else filled, tuple(found))


def _blank_fault(templates: Templates, job: Job, blank: Blank) -> Fault:
    path = templates.path(job.agency_id, job.stem)
    message = f"{job.label}：模板 {path} {blank.where}的占位符“{blank.name}”{blank.reason}"
    advice = "请补上或改正这项内容" if blank.known else "请改正模板里的名称；能用的名称见 rouxing doc check"
    return Fault(job.place(blank.name), message, advice)


def _twin_fault(job: Job, twin: Job) -> Fault:
    message = f"{job.label} 与 {twin.origin.path} 中的 {twin.label} 会写成同一个文件 {job.name}"
    return Fault(job.origin, message, "文号不能重复，请改正其中一个")


def file_name(*steps: str) -> str:
    """Path of a Word file that Windows, macOS and Linux all accept."""
    return "/".join(map(safe_step, steps)) + ".docx"
