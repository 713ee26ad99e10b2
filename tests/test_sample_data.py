"""The repository's own data: clean, and wide enough to show every column and every document."""

from __future__ import annotations

from collections import Counter

import pytest

from rouxing.check import CHECK, Scope, check
from rouxing.files.tree import FolderTree
from rouxing.history.past import GitPast
from rouxing.load import case_logs, checklist_from, open_repository
from rouxing.model import Case, CaseLog
from rouxing.terms import DocumentKind, Level, ListKind, Method, PartyKind
from tests.conftest import ROOT, TODAY

TREE = FolderTree(ROOT)


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    repository, _ = open_repository(TREE)
    records = [loaded.record for loaded in case_logs(repository)]
    return [case for record in records if isinstance(record, CaseLog) for case in record.cases]


def test_check_finds_nothing() -> None:
    outcome = check(TREE, Scope(CHECK, TODAY), past=GitPast(ROOT, checklist_from))
    # without history (a download, a shallow clone) RX119 says so; RX302 names rules whose text the index does not hold
    assert {one.code for one in outcome.diagnostics} <= {"RX119", "RX302"}
    assert {one.level for one in outcome.diagnostics} <= {Level.NOTE}
    assert outcome.items >= 60
    assert outcome.cases >= 120


def test_three_agencies_with_four_lists_each() -> None:
    repository, _ = open_repository(TREE)
    assert len(repository.agencies) >= 3
    for agency_id in repository.agencies:
        lists = repository.checklists_of(agency_id)
        assert [one.kind for one in lists] == list(ListKind)
        assert all(one.items for one in lists)
        assert all(item.grounds and item.measures for one in lists for item in one.items)


def test_cases_touch_every_column_and_every_document(cases: list[Case]) -> None:
    leniencies = Counter(one.kind for case in cases for one in case.leniencies)
    measures = Counter(one.method for case in cases for one in case.measures)
    documents = Counter(one.kind for case in cases for one in case.documents)
    assert set(leniencies) == set(ListKind)
    assert set(measures) == set(Method)
    assert set(documents) == set(DocumentKind)
    assert {case.party.kind for case in cases if case.party} == set(PartyKind)
    assert any(case.party is None for case in cases)
    assert {case.date[:7] for case in cases} == {"2021-10", "2021-11", "2021-12"}
