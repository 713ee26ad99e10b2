"""The documents of the case logs that a `doc` command asks for: agencies, numbers and kinds as people write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, NamedTuple

import typer

from rouxing.diagnostics import Diagnostic
from rouxing.documents import Notice
from rouxing.errors import NotFound
from rouxing.load import case_logs
from rouxing.model import Agency, Case, CaseLog, Repository
from rouxing.terms import AGENCY_FILE, CHECKLISTS_FOLDER, DocumentKind, ListKind

AgencyOption = Annotated[
    list[str] | None, typer.Option("--agency", metavar="单位", help="只要这个单位（短名、简称或全称），可重复")
]


class Register(NamedTuple):
    """Documents and cases, and what could not be read: one sentence each."""

    notices: Sequence[Notice]
    unread: Sequence[str]
    cases: Sequence[tuple[Agency, Case]] = ()


def chosen_agencies(repository: Repository, names: Sequence[str]) -> list[Agency]:
    """The agencies named, each once; all where none is. Raises NotFound."""
    chosen = [repository.agency(name) for name in names] or list(repository.agencies.values())
    return list({agency.id: agency for agency in chosen}.values())


def register(repository: Repository, agencies: Sequence[Agency]) -> Register:
    """All documents and cases of these agencies, in the order of the files."""
    chosen = {agency.id: agency for agency in agencies}
    narrowed = len(chosen) < len(repository.agencies)
    notices: list[Notice] = []
    cases: list[tuple[Agency, Case]] = []
    unread: list[str] = []
    for agency_id in chosen if narrowed else (None,):
        for path, log, diagnostics in case_logs(repository, agency_id):
            if not isinstance(log, CaseLog):
                unread += map(sentence, diagnostics)
            elif log.agency_id in chosen:
                agency, library = chosen[log.agency_id], repository.library
                cases += ((agency, case) for case in log.cases)
                notices += (Notice(agency, case, one, library) for case in log.cases for one in case.documents)
            else:
                unread.append(f"{path}：没有可用的 {CHECKLISTS_FOLDER}/{log.agency_id}/{AGENCY_FILE}，不知道是哪个单位")
    return Register(notices, unread, cases)


def known_kinds(names: Sequence[str]) -> tuple[frozenset[DocumentKind], frozenset[ListKind]]:
    """Documents and lists by the names that people use for them. Raises NotFound."""
    documents = {name: kind for kind in DocumentKind for name in (kind.value, kind.title, kind.slug)}
    annexes = {name: kind for kind in ListKind for name in (kind.value, f"{kind}清单", f"{kind}事项清单", kind.slug)}
    for name in names:
        if name not in documents and name not in annexes:
            known = "、".join((*DocumentKind, *(f"{kind}清单" for kind in ListKind)))
            raise NotFound(f"没有名为“{name}”的文书或清单；有：{known}")
    return (
        frozenset(documents[name] for name in names if name in documents),
        frozenset(annexes[name] for name in names if name in annexes),
    )


def spelling(number: str) -> str:
    """A number as it is compared: 〔〕 are hard to type, so other brackets and blanks are taken for them."""
    return re.sub(r"\s", "", number).translate(str.maketrans("[]【】()（）［］", "〔〕" * 5))


def sentence(one: Diagnostic) -> str:
    """A finding as a line for a person, and what to do below it."""
    owner = next((f"（{name}）" for name in (one.item, one.case) if name), "")
    return f"{one.path}:{one.line}:{one.column}: {one.message}{owner}\n    改法：{one.advice}"
