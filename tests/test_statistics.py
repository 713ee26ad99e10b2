"""Annex 5 is counted right: an independent naive reading of the same files gives the same figures."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rouxing.counting import Teller, tallied
from rouxing.counting import counted as counted_with_acts
from rouxing.files.tree import FolderTree, MemoryTree, Tree
from rouxing.load import case_log_paths, case_logs, open_repository
from rouxing.model import Case
from rouxing.model.written import Lack, missing_records, unrecorded
from rouxing.statistics import Figures, Period, Tally, booked, figures, merged, years
from rouxing.statistics.reconciliation import checks
from rouxing.terms import REPORT_COLUMNS
from tests.conftest import ROOT

# The columns as the plan prints them, typed again: the test must not believe the code.
LISTS = ["不予行政处罚", "减轻行政处罚", "从轻行政处罚", "不予行政强制"]
METHODS = [
    "说服教育",
    "劝导示范",
    "行政指导",
    "行政奖励",
    "行政和解",
    "行政建议",
    "行政提示",
    "行政约谈",
    "行政告诫",
    "行政回访",
    "其他",
]
COLUMNS = LISTS + METHODS

SETTINGS = "地区: 明溪县\n行政区划代码: '350421'\n本级人民政府: 明溪县人民政府\n司法行政部门: 明溪县司法局\n".encode()
NAMES = {"transport": "明溪县交通运输局", "market": "明溪县市场监督管理局", "forestry": "明溪县林业局"}


def agency_file(name: str) -> bytes:
    short = name.removeprefix("明溪县")
    return (
        f"名称: {name}\n简称: {short}\n代字: 明{short[0]}\n联系人: 张三\n联系电话: 0598-0000000\n"
        f"上级主管部门: 三明市{short}\n"
    ).encode()


def repository_files(logs: dict[str, Any], agencies: tuple[str, ...] = tuple(NAMES)) -> dict[str, bytes]:
    files = {"rouxing.yaml": SETTINGS}
    files |= {f"checklists/{one}/agency.yaml": agency_file(NAMES[one]) for one in agencies}
    for path, content in logs.items():
        files[path] = content if isinstance(content, bytes) else as_yaml(content)
    return files


def as_yaml(data: Any) -> bytes:
    """Data as a clerk would write it: no anchors, nothing after the colon of an empty key."""
    plain = json.loads(json.dumps(data))
    return yaml.dump(plain, Dumper=yaml.CSafeDumper, allow_unicode=True).replace(": null\n", ":\n").encode()


def counted(tree: Tree, period: Period, agency: str | None = None) -> Figures:
    repository, _ = open_repository(tree)
    chosen = [repository.agency(agency)] if agency else []
    return figures(repository, tallied(repository, [None]), period, chosen)


# --- the independent count ------------------------------------------------------------------------------------------


def inside(date: str, period: str) -> bool:
    year, _, part = period.partition("-")
    return date[:4] == year and (not part or date[5:7] in BEGINNINGS.get(part, (part,)))


def naive(files: dict[str, bytes], period: str) -> dict[str, list[int]]:
    """Fifteen numbers per agency id, for dates in 2021, 2021-10 or 2021-Q4; plain PyYAML, no class of the tool."""
    table = {path.split("/")[1]: [0] * 15 for path in files if re.fullmatch("checklists/[^/]+/agency.yaml", path)}
    for path, content in files.items():
        place = re.fullmatch(r"(cases/([^/]+)/\d{4}/)[^/]+\.yaml", path)
        if not place:
            continue
        for case in yaml.load(content, yaml.BaseLoader)["案件"]:  # noqa: S506 - it builds texts only
            proofs = {one["文号"] for one in case.get("文书") or []}
            proofs |= {name.removeprefix(place[1]) for name in files if name.startswith(place[1])}
            row = table.setdefault(place[2], [0] * 15)
            good = [
                one
                for one in [*(case.get("处理") or []), *(case.get("措施") or [])]
                if inside(one.get("日期") or case["日期"], period)
                and any(text in proofs or re.match(r"档案：\s*\S", text) for text in one.get("记录") or [])
            ]
            for name in {one["清单"] for one in good if "清单" in one}:
                row[COLUMNS.index(name)] += 1
            for one in good:
                if "方式" in one:
                    row[COLUMNS.index(one["方式"])] += int(one.get("数量", "1"))
    return table


def assert_same(result: Figures, files: dict[str, bytes]) -> None:
    table = naive(files, result.period.key).items()
    # a folder that belongs to no agency has a row only where it has something to count
    expected = {name: row for name, row in table if f"checklists/{name}/agency.yaml" in files or any(row)}
    assert {row.agency_id: list(row.figures) for row in result.rows} == expected
    assert list(result.total) == [sum(column) for column in zip(*expected.values(), strict=True)]


# --- random repositories --------------------------------------------------------------------------------------------

DATES = ["2020-02-29", "2020-12-31", "2021-01-01", "2021-02-28", "2021-03-01", "2021-10-12", "2021-12-31", "2022-01-01"]
DATES += ["2024-02-29"]
RECORDS = ["字1号", "字2号", "字9号", "档案：7", "档案：", "档案： ", "档案:7", "records/甲.txt", "records/乙.txt"]
RECORDS += ["/etc/passwd", "../../../../x", "records", "records\\甲.txt"]

maybe_date = st.none() | st.sampled_from(DATES)
records = st.none() | st.lists(st.sampled_from(RECORDS), max_size=3)


def entry(**keys: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(keys, optional={"日期": maybe_date, "记录": records})


leniency = entry(清单=st.sampled_from(LISTS), 编码=st.just("1"))
measure = st.builds(
    lambda one, number: one | ({"数量": number} if number else {}),
    entry(方式=st.sampled_from(METHODS)),
    st.none() | st.integers(1, 50),
)
document = {"种类": "行政告诫书", "日期": "2021-10-12"}
case = st.builds(
    lambda number, date, given, used, written: {
        "案号": f"柔{number}",
        "日期": date,
        "案由": "某",
        "处理": given,
        "措施": used,
        "文书": [{**document, "文号": f"字{one}号"} for one in written],
    },
    st.integers(1, 999),
    st.sampled_from(DATES),
    st.lists(leniency, max_size=4),
    st.lists(measure, max_size=4),
    st.sets(st.integers(1, 2)),
)
log = st.fixed_dictionaries({"案件": st.lists(case, max_size=4)})
paths = st.builds(
    "cases/{}/{}/{}.yaml".format,
    st.sampled_from(["transport", "market", "stranger"]),
    st.sampled_from(["2020", "2021", "2022"]),
    st.sampled_from(["10", "11", "案件"]),
)
record_files = st.sets(
    st.sampled_from(["cases/transport/2021/records/甲.txt", "cases/market/2021/records/甲.txt"])
).map(lambda names: dict.fromkeys(names, b"x"))
repositories = st.builds(
    lambda logs, kept: repository_files(logs) | kept, st.dictionaries(paths, log, max_size=5), record_files
)
MONTHS = [Period(2021, month) for month in range(1, 13)]
QUARTERS = [Period(2021, quarter=quarter) for quarter in range(1, 5)]
BEGINNINGS = {"Q1": ("01", "02", "03"), "Q2": ("04", "05", "06"), "Q3": ("07", "08", "09"), "Q4": ("10", "11", "12")}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(repositories)
def test_equals_the_naive_count(files: dict[str, bytes]) -> None:
    repository, _ = open_repository(MemoryTree(files))
    amounts = tallied(repository, [None])
    for period in (Period(2020), Period(2021), Period(2022), Period(2024), *MONTHS, *QUARTERS):
        assert_same(figures(repository, amounts, period), files)


@settings(max_examples=40, deadline=None)
@given(repositories)
def test_months_add_up_where_the_column_sums(files: dict[str, bytes]) -> None:
    repository, _ = open_repository(MemoryTree(files))
    amounts = tallied(repository, [None])
    year = figures(repository, amounts, Period(2021)).total
    months = [figures(repository, amounts, month).total for month in MONTHS]
    sums = [sum(column) for column in zip(*months, strict=True)]
    assert list(year[4:]) == sums[4:]
    assert all(whole <= parts for whole, parts in zip(year[:4], sums[:4], strict=True))


@settings(max_examples=40, deadline=None)
@given(repositories)
def test_every_figure_is_the_sum_of_the_acts_behind_it(files: dict[str, bytes]) -> None:
    repository, _ = open_repository(MemoryTree(files))
    found = counted_with_acts(repository, [None])
    for period in (Period(2021), Period(2020), *QUARTERS, Period(2021, 10)):
        result = replace(figures(repository, found.tally, period), evidence=found.acts)
        sums = {(row.name, column): 0 for row in result.rows for column in COLUMNS}
        for name, path, act, adds in ((n, p, *one) for n, p, acts in result.counted_logs() for one in acts):
            assert path in files
            assert act.records
            sums[name, act.column] += adds
        figure = {(row.name, one): n for row in result.rows for one, n in zip(COLUMNS, row.figures, strict=True)}
        assert sums == figure
        assert result.acts == sum(len(acts) for _, _, acts in result.counted_logs())


@settings(max_examples=40, deadline=None)
@given(repositories)
def test_last_year_and_the_months_are_counted_like_any_period(files: dict[str, bytes]) -> None:
    repository, _ = open_repository(MemoryTree(files))
    amounts = tallied(repository, [None])
    now, then = figures(repository, amounts, Period(2021)), figures(repository, amounts, Period(2020))
    before = {row.agency_id: row.figures for row in then.rows}
    for row in now.rows:
        assert row.before == (before[row.agency_id] if any(before.get(row.agency_id, ())) else None)
    ids = {row.agency_id for row in now.rows}
    for month, total in now.monthly:
        table = [row for name, row in naive(files, month.key).items() if name in ids]
        assert list(total) == [sum(column) for column in zip(*table, strict=True)]


@settings(max_examples=30, deadline=None)
@given(repositories)
def test_the_months_never_disagree_with_the_year_without_a_reason(files: dict[str, bytes]) -> None:
    repository, _ = open_repository(MemoryTree(files))
    found = counted_with_acts(repository, [None])
    result = replace(figures(repository, found.tally, Period(2021)), evidence=found.acts)
    months, *_ = checks(repository, result, repository.agencies.values())
    sums = [sum(column) for column in zip(*(total for _, total in result.monthly), strict=True)]
    assert not months.wrong
    assert bool(months.lines) == (tuple(sums) != result.total)


@settings(max_examples=40, deadline=None)
@given(repositories)
def test_every_act_is_counted_or_named(files: dict[str, bytes]) -> None:
    tree = MemoryTree(files)
    repository, _ = open_repository(tree)
    acts = missing = 0
    for loaded in case_logs(repository):
        for one in loaded.record.cases:
            acts += len([*one.leniencies, *one.measures])
            missing += sum(bool(unrecorded(tree, one, act)) for act in (*one.leniencies, *one.measures))
    assert len(tallied(repository, [None]).uncounted) == missing <= acts


@settings(max_examples=40, deadline=None)
@given(repositories)
def test_merging_is_associative_and_neutral(files: dict[str, bytes]) -> None:
    tree = MemoryTree(files)
    repository, _ = open_repository(tree)
    parts = [Teller(repository).look(path).tally for path in case_log_paths(tree)]
    from_left = reduce(Tally.__add__, parts, Tally())
    from_right = reduce(lambda later, earlier: earlier + later, reversed(parts), Tally())
    assert from_left == from_right == merged(parts)


# --- single decisions -----------------------------------------------------------------------------------------------

TWO_MONTHS = {
    "案件": [
        {
            "案号": "柔1",
            "日期": "2021-10-30",
            "案由": "某",
            "处理": [
                {"清单": "不予行政处罚", "编码": "1", "记录": ["档案：1"]},
                {"清单": "不予行政处罚", "编码": "2", "日期": "2021-11-02", "记录": ["档案：2"]},
                {"清单": "从轻行政处罚", "编码": "3", "日期": "2022-01-04", "记录": ["档案：3"]},
            ],
            "措施": [{"方式": "行政回访", "日期": "2022-01-04", "记录": ["档案：4"]}],
        }
    ]
}


def test_a_case_that_spans_months_counts_once_a_year() -> None:
    tree = MemoryTree(repository_files({"cases/transport/2021/10.yaml": TWO_MONTHS}))

    def column(name: str, *period: int) -> int:
        return counted(tree, Period(*period)).total[COLUMNS.index(name)]

    assert [column("不予行政处罚", 2021, month) for month in (10, 11, 12)] == [1, 1, 0]
    assert column("不予行政处罚", 2021) == 1
    # an act counts by its own date, wherever its case was opened
    assert (column("从轻行政处罚", 2021), column("从轻行政处罚", 2022), column("行政回访", 2022, 1)) == (0, 1, 1)


def test_agencies_without_cases_have_a_row_of_zeros() -> None:
    result = counted(MemoryTree(repository_files({"cases/transport/2021/10.yaml": TWO_MONTHS})), Period(2021))
    assert [row.name for row in result.rows] == [NAMES[one] for one in sorted(NAMES)]
    assert next(row for row in result.rows if row.agency_id == "forestry").figures == (0,) * 15


def test_one_agency_reports_for_itself_and_several_through_the_justice_bureau() -> None:
    tree = MemoryTree(repository_files({"cases/transport/2021/10.yaml": TWO_MONTHS}))
    alone = counted(tree, Period(2021), "交通运输局")
    assert (alone.reporter, alone.phone, len(alone.rows)) == ("明溪县交通运输局", "0598-0000000", 1)
    assert dict(alone.recipients) == {
        "本级人民政府": "明溪县人民政府",
        "上级主管部门": "三明市交通运输局",
        "本级司法行政部门": "明溪县司法局",
    }
    together = counted(tree, Period(2021))
    assert (together.reporter, together.phone) == ("明溪县司法局", "")
    assert dict(together.recipients)["上级主管部门"].count("、") == 2


def test_the_columns_are_those_of_the_plan() -> None:
    assert [str(column) for column in REPORT_COLUMNS] == COLUMNS


def test_an_unreadable_file_is_named_for_its_year_and_later_ones() -> None:
    logs = {"cases/transport/2021/10.yaml": TWO_MONTHS, "cases/market/2021/坏.yaml": "案件: [{\n".encode()}
    tree = MemoryTree(repository_files(logs))
    for year, named in ((2020, 0), (2021, 1), (2022, 1)):
        result = counted(tree, Period(year))
        assert len(result.uncounted) == named
    only = result.uncounted[0]
    assert (only.case, only.agency_id) == (None, "market")
    assert only.sentence.startswith("文件 cases/market/2021/坏.yaml 没有通过校验")
    assert result.name_of("market") == NAMES["market"]
    assert not counted(tree, Period(2021), "transport").uncounted


def test_a_misplaced_file_concerns_every_year() -> None:
    logs = {"cases/10.yaml": TWO_MONTHS, "cases/transport/去年/10.yaml": TWO_MONTHS}
    uncounted = counted(MemoryTree(repository_files(logs)), Period(2019)).uncounted
    assert [one.agency_id for one in uncounted] == ["", "transport"]


def test_years_are_the_folders_of_cases() -> None:
    logs = {f"cases/transport/{year}/1.yaml": TWO_MONTHS for year in (2022, 2021)}
    assert years(MemoryTree(repository_files(logs))) == ["2021", "2022"]
    assert years(MemoryTree(repository_files({}))) == []


# --- written records ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("record", "lack"),
    [
        ("字1号", None),
        ("字2号", Lack.NO_DOCUMENT),
        ("档案：2021-7", None),
        ("档案：　", Lack.NO_PAPER_NUMBER),
        ("档案:7", Lack.HALF_WIDTH_COLON),
        ("records/笔录.txt", None),
        ("./records/笔录.txt", None),
        ("../2020/records/旧.txt", None),
        ("records/没有.txt", Lack.NO_FILE),
        ("没有.pdf", Lack.NO_FILE),
        ("records", Lack.NO_DOCUMENT),
        ("records\\笔录.txt", Lack.BACKSLASH),
        ("../../../../外面.txt", Lack.OUTSIDE),
        ("../../..", Lack.NO_FILE),
        ("../../../..", Lack.OUTSIDE),
        ("/etc/passwd", Lack.OUTSIDE),
        ("records/link.txt", Lack.NO_FILE),
        ("长" * 300, Lack.NO_DOCUMENT),
        ("a/" * 3000, Lack.NO_FILE),
        ("空\0字", Lack.NO_DOCUMENT),
    ],
)
def test_what_is_a_written_record(tmp_path: Path, record: str, lack: Lack | None) -> None:
    root = tmp_path / "repository"
    for path in ("cases/transport/2021/records/笔录.txt", "cases/transport/2020/records/旧.txt"):
        (root / path).parent.mkdir(parents=True)
        (root / path).write_text("x", "utf-8")
    (tmp_path / "外面.txt").write_text("x", "utf-8")
    (root / "cases/transport/2021/records/link.txt").symlink_to(tmp_path / "外面.txt")
    data = {
        "案号": "柔1",
        "日期": "2021-10-12",
        "文书": [{**document, "文号": "字1号"}],
        "措施": [{"方式": "其他", "记录": [record]}],
    }
    one = Case(data, "cases/transport/2021/10.yaml", ("案件", 0))
    missing = missing_records(FolderTree(root), one, one.measures[0])
    assert [found.lack for found in missing] == ([] if lack is None else [lack])
    assert all(found.message.endswith(lack or "") and len(found.message) < 80 for found in missing)


def test_one_good_record_is_enough_and_the_bad_one_is_still_named() -> None:
    data = {
        "案号": "柔1",
        "日期": "2021-10-12",
        "措施": [{"方式": "其他", "记录": ["字2号", "档案：1"]}, {"方式": "其他"}],
    }
    one = Case(data, "cases/transport/2021/10.yaml", ("案件", 0))
    tree = MemoryTree({})
    first, second = one.measures
    assert [found.message for found in missing_records(tree, one, first)] == ["“字2号”不是本案文书的文号"]
    assert unrecorded(tree, one, first) == ()
    assert [found.message for found in unrecorded(tree, one, second)] == ["没有填写记录"]


# --- the sample data ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("period", [Period(2021), *MONTHS], ids=lambda period: period.key)
def test_the_sample_data_equals_its_naive_count(period: Period) -> None:
    if not (ROOT / "cases").is_dir():
        pytest.skip("没有示例案件")
    files = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for folder in ("cases", "checklists")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }
    assert_same(counted(FolderTree(ROOT), period), files)


def test_a_tally_is_linear_in_its_cases() -> None:
    """The value kept for a file does not grow with its cases, only with what is not counted."""
    data = {"案件": [dict(TWO_MONTHS["案件"][0], 案号=f"柔{number}") for number in range(500)]}
    repository, _ = open_repository(MemoryTree(repository_files({"cases/transport/2021/10.yaml": data})))
    (loaded,) = case_logs(repository)
    kept, _ = booked(repository.tree, loaded.record)
    assert (len(kept.counts), len(kept.acts)) == (10, 7)
    assert kept.counts["transport", "2021", "不予行政处罚"] == 500
