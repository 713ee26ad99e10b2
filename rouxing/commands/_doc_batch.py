"""A batch of documents on its way to the disk: filled, written, read back, proven, listed; all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import typer

from rouxing.commands._notices import sentence
from rouxing.commands._output import shown_path
from rouxing.commands._progress import Progress
from rouxing.commands._repository import warn
from rouxing.diagnostics import Diagnostic, Fault, ordered
from rouxing.documents import Job, Row, Templates, made, manifest
from rouxing.errors import NotFound
from rouxing.files.handover import Handover
from rouxing.files.tree import FolderTree
from rouxing.load import Finding, diagnose
from rouxing.terms import Level


class Shape(NamedTuple):
    """In what shape the documents are wanted."""

    copies: int = 1
    """Of each document; a list is made once."""
    pdf: bool = False
    merge: bool = False
    """All documents of cases once more in one file, to be printed at one go."""


_MERGED: Final = "合并打印"


def hand_over(tree: FolderTree, jobs: Sequence[Job], folder: Path, shape: Shape) -> None:
    """Write the batch and tell where it is. Exits with 1, and nothing written, when a document has a fault."""
    from rouxing.files.libreoffice import libreoffice

    notices = sum(bool(job.facts.case) for job in jobs)
    if shape.merge and not notices:
        raise NotFound("没有可以合并的文书：--merge 只合并文书，清单每张单独打印")
    program = libreoffice() if shape.pdf else ""
    with Handover(folder) as out:
        rows = _written(tree, jobs, shape, out)
        if shape.merge:
            rows += _merged(rows, out)
        if program:
            rows += _with_pdfs(program, rows, out)
        names = list(dict.fromkeys(row.file for row in rows))
        if len(jobs) > 1:
            for name, content in manifest(rows):
                out.put(name, content)
        out.commit()
    for name in names:
        print(shown_path(folder.joinpath(*name.split("/"))))
    counts = [f"{number} 份{name}" for number, name in ((notices, "文书"), (len(jobs) - notices, "清单")) if number]
    listed = "；清册：清册.xlsx" if len(jobs) > 1 else ""
    print(f"已生成 {'、'.join(counts)}，在 {shown_path(folder)}{listed}")


def _written(tree: FolderTree, jobs: Sequence[Job], shape: Shape, out: Handover) -> list[Row]:
    """Write every document and prove it from what the disk gives back."""
    rows: list[Row] = []
    faults: list[Fault] = []
    with Progress("生成", len(jobs)) as shown:
        for number, one in enumerate(made(Templates(tree), jobs), 1):
            faults += one.faults
            if one.filled and not faults:
                for name in _copies(one.job, shape.copies):
                    one.filled.prove(out.put(name, one.filled.content))
                    rows.append(Row(one.job.facts, name, out.digests[name]))
            shown(number)
    if faults:
        stop([sentence(one) for one in _diagnosed(tree, dict.fromkeys(faults))])
    return rows


def _copies(job: Job, copies: int) -> Iterator[str]:
    yield job.name
    if job.facts.case:
        stem = job.name.removesuffix(".docx")
        yield from (f"{stem}（第{number}份）.docx" for number in range(2, copies + 1))


def _merged(rows: Sequence[Row], out: Handover) -> list[Row]:
    """The documents of cases in files for the printer, each proven; a row for every document, in the order of print."""
    from rouxing.files.word_merged import Merger

    merger = Merger()
    notices = [row for row in rows if row.facts.case]
    numbers: list[int] = []
    with Progress("合并", len(notices)) as shown:
        for done, row in enumerate(notices, 1):
            numbers.append(merger.add(out.staged(row.file).read_bytes(), row.file))
            shown(done)
    names: list[str] = []
    for number, one in enumerate(merger.merged(), 1):
        names.append(f"{_MERGED}-{number}.docx" if number > 1 else f"{_MERGED}.docx")
        one.prove(out.put(names[-1], one.content))
    placed = sorted(zip(numbers, notices, strict=True), key=lambda pair: pair[0])
    return [Row(row.facts, names[number], out.digests[names[number]]) for number, row in placed]


def _with_pdfs(program: str, rows: Sequence[Row], out: Handover) -> list[Row]:
    """The PDF of every file, and the rows about them."""
    from rouxing.files.libreoffice import pdfs

    files = {row.file: f"{row.file.removesuffix('.docx')}.pdf" for row in rows}
    with Progress("转为 PDF", len(files)) as shown:
        for name, content in zip(files.values(), pdfs(program, [*map(out.staged, files)], shown), strict=True):
            out.put(name, content)
    return [Row(row.facts, files[row.file], out.digests[files[row.file]]) for row in rows]


def _diagnosed(tree: FolderTree, faults: Iterable[Fault]) -> list[Diagnostic]:
    return ordered(diagnose(tree, (Finding("", Level.ERROR, fault) for fault in faults)))


def stop(sentences: Sequence[str]) -> None:
    """Say why nothing is written, and exit with 1."""
    warn([*sentences, f"共 {len(sentences)} 个问题，没有写出任何文件"])
    raise typer.Exit(1)
