"""A long report that was made before is handed out again, while everything it rests on is as it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rouxing.commands._compiling import Asked, compiled
from rouxing.reports import Report, report_format
from rouxing.reports import _kept as kept
from rouxing.reports._kept import rendered
from rouxing.statistics import Figures, Period
from tests.test_engine import age
from tools.corpus import write

CASES = 1200


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of 1,200 cases, three acts each, and a cache of its own."""
    folder = tmp_path / "corpus"
    write(folder, CASES, agencies=2, per_file=40)
    for path in folder.rglob("*.yaml"):
        age(path)
    monkeypatch.setenv("ROUXING_CACHE", str(tmp_path / "kept"))
    return folder


class Watched:
    """A format that counts how often it is made."""

    def __init__(self, key: str = "xlsx", *, to_file: bool = True) -> None:
        self.made = 0
        self.format = Report(key, self._render, to_file)

    def _render(self, figures: Figures) -> bytes:
        self.made += 1
        return report_format(self.format.key).render(figures)


def made(root: Path, watched: Watched, asked: Asked | None = None) -> bytes:
    with compiled(root, asked or Asked(Period(2021), (), "", False, "")) as found:
        return rendered(watched.format, found.figures, found.evidence, found.cache)


@contextmanager
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    (path,) = (tmp_path / "kept").glob("*.sqlite3")
    connection = sqlite3.connect(path)
    yield connection
    connection.commit()
    connection.close()


def test_the_same_report_is_made_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched()
    first = made(root, watched)
    assert made(root, watched) == first
    assert watched.made == 1
    monkeypatch.setenv("ROUXING_CACHE", "off")
    assert made(root, watched) == first
    assert watched.made == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("数量: 1", "数量: 3", id="a figure"),
        pytest.param("档案：2021-7]", "档案：2021-七]", id="only a record"),
        pytest.param("案号: 明0柔〔2021〕7号", "案号: 明0柔〔2021〕007号", id="only a number"),
    ],
)
def test_a_change_in_one_case_makes_it_anew(root: Path, old: str, new: str) -> None:
    watched = Watched()
    first = made(root, watched)
    log = root / "cases/a0/2021/0000000.yaml"
    text = log.read_text("utf-8")
    assert old in text
    log.write_text(text.replace(old, new, 1), "utf-8")
    age(log)
    assert made(root, watched) != first
    assert watched.made == 2


def test_another_period_agency_or_name_is_another_report(root: Path) -> None:
    watched = Watched()
    made(root, watched)
    made(root, watched, Asked(Period(2021, 5), (), "", False, ""))
    made(root, watched, Asked(Period(2021), ("a1",), "", False, ""))
    made(root, watched, Asked(Period(2021), (), "", True, ""))
    card = root / "checklists/a0/agency.yaml"
    card.write_text(card.read_text("utf-8").replace("第0局", "第零局"), "utf-8")
    made(root, watched)
    assert watched.made == 5


@pytest.mark.parametrize("damage", ["detail = x'504b'", "detail = 'text'", "detail = NULL", "payload = ''"])
def test_what_was_damaged_is_made_anew(root: Path, tmp_path: Path, damage: str) -> None:
    watched = Watched()
    first = made(root, watched)
    with database(tmp_path) as connection:
        connection.execute(f"UPDATE results SET {damage} WHERE slot = '报表'")  # noqa: S608 - no one else's text
    assert made(root, watched) == first
    assert made(root, watched) == first
    assert watched.made == 2


def test_short_reports_and_those_for_the_terminal_are_not_kept(root: Path, tmp_path: Path) -> None:
    made(root, Watched("json", to_file=False))
    made(root, Watched(), Asked(Period(2021, 5), (), "", False, ""))
    with database(tmp_path) as connection:
        assert connection.execute("SELECT path FROM results WHERE slot = '报表'").fetchall() == []


def test_only_the_last_report_of_a_format_is_kept(root: Path, tmp_path: Path) -> None:
    for period in (Period(2021), Period(2021, quarter=1), Period(2021, quarter=2), Period(2021)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(kept, "MANY_ACTS", 1)
            made(root, Watched(), Asked(period, (), "", False, ""))
    with database(tmp_path) as connection:
        assert connection.execute("SELECT path FROM results WHERE slot = '报表'").fetchall() == [("xlsx",)]
