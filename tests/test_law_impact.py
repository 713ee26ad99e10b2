"""The review of 立改废释: what is found, counted, placed and printed, against recounts made another way."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from rouxing.commands._door import run
from rouxing.commands._law_impact import page
from rouxing.diagnostics import Place
from rouxing.files.tree import MemoryTree
from rouxing.impact import Effect, Review, Row, Scope, Window, as_csv, as_docx, as_json, as_xlsx, review
from rouxing.impact._form import SIGNATURES, TITLE
from rouxing.impact._lines import lines
from rouxing.impact._sources import is_open
from rouxing.law.numerals import chinese
from rouxing.law.packaged import pairs, rows
from rouxing.load import open_repository
from rouxing.model import Case
from rouxing.widths import width
from tests.conftest import Overlay

SETTINGS = "地区: 明溪县\n司法行政部门: 明溪县司法局\n".encode()
LIST = "checklists/transport/no-penalty.yaml"
LOG = "cases/transport/2021/10.yaml"
TODAY = "2025-03-01"


def agency(name: str = "明溪县交通运输局") -> bytes:
    return f"名称: {name}\n简称: {name[3:]}\n代字: 明交\n".encode()


def item(code: str, *penal: str, **more: Any) -> dict[str, Any]:
    return {
        "编码": code,
        "名称": f"事项{code}",
        "情形": "当场改正的",
        "依据": [],
        "处罚依据": list(penal),
        "监管措施": [],
        **more,
    }


def sheet(*items: Mapping[str, Any], effective: str = "2021-10-01", kind: str = "不予行政处罚") -> bytes:
    entries = "\n".join(f"  - {json.dumps(one, ensure_ascii=False)}" for one in items) or "  []"
    return f"清单: {kind}\n版本: 1\n施行日期: {effective}\n事项:\n{entries}\n".encode()


def files(*items: Mapping[str, Any], effective: str = "2021-10-01", **more: bytes) -> dict[str, bytes]:
    found = {"rouxing.yaml": SETTINGS, "checklists/transport/agency.yaml": agency()}
    return {**found, LIST: sheet(*items, effective=effective), **more}


def reviewed(
    content: Mapping[str, bytes], to: str = TODAY, start: str = "", laws: Sequence[str] = (), ids: Sequence[str] = ()
) -> Review:
    repository, diagnostics = open_repository(MemoryTree(content))
    assert diagnostics == []
    return review(repository, Scope(Window(to, start), tuple(laws), tuple(ids)))


def cited(text: str, effective: str = "2021-10-01", to: str = TODAY, start: str = "") -> Review:
    return reviewed(files(item("A", text), effective=effective), to, start)


def only(found: Review) -> Row:
    assert len(found.rows) == 1, found.rows
    return found.rows[0]


# what happened, place by place


@pytest.mark.parametrize(
    ("text", "to", "effect", "words"),
    [
        ("《统计法》第四十二条", "2024-12-01", Effect.MOVED, "已移动，现为第四十五条（比对 84%）"),
        ("《统计法》第一条", "2024-12-01", Effect.CHANGED, "内容有修改（比对 81%）"),
        ("《会计法》第二十四条", "2024-12-01", Effect.DROPPED, "已删去（核对）"),
        (
            "《个体工商户条例》第十条",
            "2024-12-01",
            Effect.REPEALED,
            "全法已废止（由《促进个体工商户发展条例》第三十九条，",
        ),
        ("《个体工商户条例》", "2024-12-01", Effect.REPEALED, "自2022年11月1日起）"),
        ("《反有组织犯罪法》第十条", "2024-12-01", Effect.NEW, "该法在引用之后才施行"),
        ("《食品安全法》第一百二十四条", "2025-12-31", Effect.TO_CHECK, "待核对：2025年9月12日文本未收录"),
        ("《福建省某某条例》第三条", "2024-12-01", Effect.TO_CHECK, "待核对：索引没有收录这部法"),
        ("《市场主体登记管理条例》第一条", "2024-12-01", Effect.TO_CHECK, "待核对：当时适用的文本未收录"),
        ("《中央金库条例》第一条", "1985-07-01", Effect.TO_CHECK, "待核对：当时适用的文本未收录"),
        ("《统计法》第五章", "2024-12-01", Effect.TO_CHECK, "引用的不是具体条款"),
        ("《统计法》第九十九条", "2024-12-01", Effect.TO_CHECK, "当时适用的文本没有这一处"),
        ("《反有组织犯罪法》第十条", "2021-12-01", Effect.TO_CHECK, "截至2021年12月1日，所引条款尚未施行"),
        ("《安全生产法》第一条、《实施条例》第二条", "2024-12-01", Effect.TO_CHECK, "不止一部法可用这个名称"),
    ],
)
def test_what_became_of_a_citation(text: str, to: str, effect: Effect, words: str) -> None:
    row = only(cited(text, to=to))
    assert row.fate.effect is effect
    assert words in row.happened
    assert row.advice
    assert row.spot == f"{LIST}:5"
    assert row.citation in text


@pytest.mark.parametrize(
    ("text", "effective", "to", "start"),
    [
        ("《统计法》第四条", "2021-10-01", "2024-12-01", ""),  # the same words
        ("《统计法》第四十二条", "2021-10-01", "2024-09-12", ""),  # not amended yet
        ("《统计法》第四十五条", "2024-10-01", "2024-12-01", ""),  # written from the new text
        ("《统计法》第四十二条", "2021-10-01", "2024-12-01", "2024-09-14"),  # amended before the window
        ("《统计法》", "2021-10-01", "2024-12-01", ""),  # the act as a whole still stands
        ("《统计法》第五章", "2024-10-01", "2024-12-01", ""),
        ("《个体工商户条例》第十条", "2021-10-01", "2024-12-01", "2023-01-01"),  # repealed before the window
        ("《食品安全法》第一百二十四条", "2021-10-01", "2025-11-30", ""),
        ("《反有组织犯罪法》第十条", "2021-10-01", "2024-12-01", "2023-01-01"),
        ("《反有组织犯罪法》", "2021-10-01", "2024-12-01", "2023-01-01"),
        ("《网络安全法》第一条", "2026-02-01", "2026-03-01", ""),  # of a text not held, but not changed since
    ],
)
def test_what_is_not_affected_is_counted_and_not_listed(text: str, effective: str, to: str, start: str) -> None:
    found = cited(text, effective, to, start)
    assert found.rows == ()
    assert (found.cited, found.untouched) == (1, 1)


def test_an_amendment_on_the_first_and_the_last_day_counts() -> None:
    for to, start in (("2024-09-13", ""), ("2024-09-13", "2024-09-13"), ("2030-01-01", "2024-09-13")):
        assert only(cited("《统计法》第四十二条", to=to, start=start)).fate.effect is Effect.MOVED


def test_two_amendments_are_followed_and_both_named() -> None:
    row = only(cited("《道路运输条例》第六十八条", to="2024-12-01"))
    assert row.fate.effect is Effect.DROPPED
    assert [step.effective for step in row.fate.steps] == ["2022-05-01", "2023-07-20"]
    late = only(cited("《道路运输条例》第六十八条", to="2024-12-01", start="2023-01-01"))
    assert [step.effective for step in late.fate.steps] == ["2023-07-20"]
    assert only(cited("《道路运输条例》第六十八条", to="2022-12-31")).fate.effect is Effect.CHANGED


def test_a_paragraph_that_was_split() -> None:
    row = only(cited("《道路运输条例》第六十五条第三款", to="2024-12-01"))
    assert row.fate.effect is Effect.CHANGED
    assert row.happened.endswith("；部分内容现为第六十五条第四款、第五款")


def test_an_old_number_is_listed_even_where_the_list_is_younger_than_the_amendment() -> None:
    row = only(cited("《统计法》第四十二条", effective="2021-10-01", to="2024-12-01"))
    gone = only(cited("《行政处罚法》第八十七条", effective="2021-10-01"))
    assert gone.fate.effect is Effect.TO_CHECK
    stale = item("A", "《中华人民共和国行政处罚法》第二十七条第二款", 依据=["《行政处罚法》第二十七条第二款"])
    found = reviewed(files(stale))
    assert {one.fate.effect for one in found.rows} == {Effect.MOVED}
    assert {one.fate.now for one in found.rows} == {found.rows[0].fate.now}
    assert "第三十三条第一款" in found.rows[0].happened
    assert found.rows[0].fate.steps[0].effective == "2021-07-15"
    assert reviewed(files(stale), start="2021-10-01").rows == ()
    assert row.fate.now


def test_a_number_that_is_gone_was_written_from_the_old_text() -> None:
    row = only(cited("《会计法》第五十二条", effective="2024-08-01"))
    assert row.fate.effect is Effect.MOVED
    assert row.fate.steps[0].effective == "2024-07-01"
    assert row.happened.startswith("已移动，现为第五十一条")


def test_a_place_that_only_the_newer_text_has() -> None:
    found = cited("《统计法》第五十三条", effective="2024-01-01", to="2024-12-01")
    assert (found.rows, found.cited) == ((), 1)
    assert only(cited("《统计法》第五十三条", effective="2024-01-01", to="2024-02-01")).fate.effect is Effect.TO_CHECK


def test_machine_found_nothing_alike() -> None:
    row = only(cited("《体育法》第二条", to="2024-12-31"))
    assert row.fate.effect is Effect.UNMATCHED
    assert row.happened == "旧文本有而新文本未对应（比对）"
    assert "确认是删去还是改写" in row.advice


def test_the_sound_ground_of_a_list_is_not_taken_for_an_old_number() -> None:
    sound = item("A", 依据=["《行政处罚法》第三十三条第一款", "《行政处罚法》第三十二条第一项"])
    assert reviewed(files(sound)).rows == ()


def test_a_law_followed_from_its_beginning() -> None:
    """Written before the act took effect, and the act amended since."""
    law = "名称: 某县犬只条例\n层级: 地方性法规\n版本:\n"
    law += "  - {通过: 2021-09-01, 施行: 2022-01-01, 种类: 原文, 条文: [{条: 第三条, 款: 1}]}\n"
    law += "  - {通过: 2023-01-01, 施行: 2023-02-01, 种类: 修正, 条文: [{条: 第三条, 款: 1}]}\n"
    content = files(item("A", "《某县犬只条例》第三条"), **{"laws/dogs.yaml": law.encode()})
    assert only(reviewed(content)).fate.effect is Effect.NEW
    assert only(reviewed(content, start="2022-06-01")).fate.effect is Effect.TO_CHECK


def test_beyond_a_text_that_is_not_held_earlier_changes_still_count() -> None:
    """One of 2019 amended in 2022 and 2023, and by the agency's own note in 2024."""
    law = "名称: 道路运输条例\n层级: 行政法规\n版本:\n"
    law += "  - {通过: 2024-05-01, 施行: 2024-06-01, 种类: 修正, 条文: [{条: 第三条, 款: 1}]}\n"
    content = files(item("A", "《道路运输条例》第六十六条"), **{"laws/road.yaml": law.encode()})
    row = only(reviewed(content))
    assert (row.fate.effect, row.fate.steps[-1].after) == (Effect.TO_CHECK, "2024-05-01")
    assert only(reviewed(content, to="2024-05-31")).fate.effect is Effect.CHANGED


def test_an_own_law_with_two_texts_has_to_be_compared_by_a_person() -> None:
    law = "名称: 某县犬只条例\n层级: 地方性法规\n版本:\n"
    for made, effective in (("2020-01-01", "2020-02-01"), ("2023-01-01", "2023-02-01")):
        kind = "原文" if made < "2021" else "修正"
        law += f"  - {{通过: {made}, 施行: {effective}, 种类: {kind}, 条文: [{{条: 第三条, 款: 1}}]}}\n"
    found = reviewed(files(item("A", "《某县犬只条例》第三条"), **{"laws/dogs.yaml": law.encode()}))
    row = only(found)
    assert row.happened == "待核对：新旧文本没有该条的对照"
    assert [step[:3] for step in row.fate.steps] == [("2020-01-01", "2023-01-01", "2023-02-01")]
    assert (
        reviewed(
            files(item("A", "《某县犬只条例》第三条"), **{"laws/dogs.yaml": law.encode()}), start="2024-01-01"
        ).rows
        == ()
    )


def test_places_of_one_citation_with_one_fate_are_one_row() -> None:
    found = cited("《个体工商户条例》第十条第一款、第二十三条第一款")
    row = only(found)
    assert row.places == ("第十条第一款", "第二十三条第一款")
    assert found.number(Effect.REPEALED) == found.cited == 2
    split = cited("《统计法》第四条、第四十二条", to="2024-12-01")
    assert only(split).written == "《统计法》第四条、第四十二条（其中第四十二条）"


# against the facts, read another way

ORDINARY = ("公司法", "统计法", "反垄断法", "体育法")


def facts(law: str) -> tuple[dict[str, tuple[str, str]], set[str], tuple[str, str]]:
    (line,) = pairs()[law]
    _, old, new, moved, gone, _ = (part.strip() for part in line.split("|"))
    steps = {}
    for step in moved.split():
        found = re.fullmatch(r"(\S+)>(\S+):(\S+)", step)
        assert found
        steps[found[1]] = (found[2], found[3])
    return steps, set(gone.split()), (old, new)


@pytest.mark.parametrize("law", ORDINARY)
def test_every_article_against_the_table_of_the_machine(law: str) -> None:
    assert rows("移动", law) == []
    moved, gone, _ = facts(law)
    articles = sorted({*moved, *gone}, key=lambda one: [int(part) for part in one.split("-")])
    everything = [item(number, f"《{law}》第{chinese(int(number))}条") for number in articles if "-" not in number]
    found = reviewed(files(*everything), to="2024-12-31")
    expected = {}
    for number in articles:
        to, likeness = moved.get(number, (number, "100"))
        if number in gone:
            expected[number] = Effect.UNMATCHED
        elif to != number:
            expected[number] = Effect.MOVED
        elif likeness not in ("=", "100"):
            expected[number] = Effect.CHANGED
    assert {row.code: row.fate.effect for row in found.rows} == expected
    assert found.cited == len(everything)
    assert Counter(expected.values()) == Counter({one: n for one in Effect if (n := found.number(one))})


def test_the_sum_of_the_closing_sentence() -> None:
    found = reviewed(
        files(
            item("A", "《统计法》第四十二条", "《统计法》第四条"),
            item("B", "《个体工商户条例》第十条", "《某省条例》第一条"),
        )
    )
    assert found.sentence == "共 4 处引用，2 处受影响（已移动 1、全法已废止 1），1 处待核对，1 处未受影响"
    assert cited("《统计法》第四条").sentence == "共 1 处引用，0 处受影响，0 处待核对，1 处未受影响"


def test_free_text_cites_too_but_not_every_title_is_a_law() -> None:
    one = item(
        "A",
        情形="违反《统计法》第四十二条且《租赁合同》第三条的",
        备注="见《某省某条例》第二条、《某市裁量基准》第一条、本法第三条",
    )
    found = reviewed(files(one, item("B", "《某市裁量基准》第一条")))
    assert [(row.citation, row.fate.effect) for row in found.rows] == [
        ("《统计法》第四十二条", Effect.MOVED),
        ("《某省某条例》第二条", Effect.TO_CHECK),
    ]
    assert found.cited == 2


def test_only_the_laws_and_agencies_asked_for() -> None:
    content = files(item("A", "《统计法》第四十二条", "《个体工商户条例》第十条")) | {
        "checklists/market/agency.yaml": agency("明溪县市场监管局"),
        "checklists/market/lighter-penalty.yaml": sheet(item("M", "《统计法》第四十二条"), kind="从轻行政处罚"),
        "checklists/market/no-penalty.yaml": sheet(item("N", "《统计法》第四十二条")),
    }
    assert [row.code for row in reviewed(content).rows] == ["N", "M", "A", "A"]
    assert [row.law for row in reviewed(content, laws=["个体工商户条例"]).rows] == ["个体工商户条例"]
    found = reviewed(content, ids=["transport"], laws=["中华人民共和国统计法"])
    assert (found.cited, only(found).agency, found.agencies) == (1, "明溪县交通运输局", ("明溪县交通运输局",))


# cases


def case(
    number: int, ground: str, served: str = "", deadline: str = "", day: str = "2021-10-12", **more: Any
) -> dict[str, Any]:
    document: dict[str, Any] = {
        "种类": "行政告诫书",
        "文号": f"明交告〔2021〕{number}号",
        "日期": day,
        "填写": {"行为": "某行为", "依据": ground, **({"改正期限": deadline} if deadline else {})},
    }
    if served:
        document["送达"] = {"日期": served}
    return {"案号": f"明交柔〔2021〕{number}号", "日期": day, "案由": "某案由", "文书": [document], **more}


def log(*cases: Mapping[str, Any]) -> bytes:
    return f"案件: {json.dumps(cases, ensure_ascii=False, indent=2)}\n".encode()


@pytest.mark.parametrize(
    ("served", "deadline", "day", "expected"),
    [
        ("", "", "2021-12-31", True),
        ("2021-10-12", "", "2021-12-31", False),
        ("2021-10-12", "2021-10-20", "2021-10-20", True),
        ("2021-10-12", "2021-10-20", "2021-10-21", False),
        ("2022-01-05", "2021-10-20", "2021-12-31", True),
        ("2021-10-12", "收到之日起五日内", "2021-12-31", False),
        ("2021-10-12", "", "2021-10-12", False),
    ],
)
def test_when_a_case_is_open(served: str, deadline: str, day: str, *, expected: bool) -> None:
    assert is_open(Case(case(1, "", served, deadline), LOG), day) is expected


def test_a_case_without_documents_is_not_open() -> None:
    assert not is_open(Case({"案号": "1", "日期": "2021-10-12"}, LOG), "2021-12-31")


def test_open_cases_are_listed_and_closed_ones_are_not() -> None:
    content = files() | {
        LOG: log(
            case(1, "《统计法》第四十二条", served="2021-10-12"),
            case(2, "《统计法》第四十二条", 事实="张三110101199003070038违反《统计法》第一条"),
            case(3, "《统计法》第四十二条", day="2024-10-12"),  # written after the amendment
            case(4, "《统计法》第四条"),
        )
    }
    found = reviewed(content)
    assert [(row.code[-2], row.citation, row.fate.effect) for row in found.rows] == [
        ("2", "《统计法》第一条", Effect.CHANGED),
        ("2", "《统计法》第四十二条", Effect.MOVED),
    ]
    assert found.cited == 4
    assert {row.shelf for row in found.rows} == {"未办结案件"}
    assert "从旧兼从轻" in found.rows[0].advice
    text = content[LOG].decode().split("\n")
    assert all(row.citation in text[int(row.where) - 1] for row in found.rows)


def test_a_log_that_cannot_be_read_is_named() -> None:
    found = reviewed(files() | {LOG: b"\xff"})
    assert [one.path for one in found.unread] == [LOG]


def test_many_logs_are_read_in_processes() -> None:
    logs = {
        f"cases/transport/2021/{number:03}.yaml": log(case(number, "《统计法》第四十二条")) for number in range(1, 103)
    }
    repository, _ = open_repository(MemoryTree(files() | logs))
    scope = Scope(Window(TODAY))
    assert review(repository, scope, jobs=2) == review(repository, scope)
    assert review(repository, scope).number(Effect.MOVED) == 102


# templates


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    table = document.add_table(1, 1)
    table.cell(0, 0).text = "依据《个体工商户条例》第十条"
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def test_templates_are_read_as_of_the_oldest_list() -> None:
    content = files(item("A")) | {
        "templates/reminder-letter.docx": word("没有引用", "根据《统计法》第四十二条的规定，{{ 填写.依据 }}"),
        "templates/transport/own.docx": word(),
        "templates/other/strange.docx": word(),
        "templates/transport/deep/own.docx": word(),
        "templates/~$reminder-letter.docx": b"lock",
        "templates/readme.txt": b"",
    }
    found = reviewed(content)
    assert [(row.agency, row.spot, row.citation) for row in found.rows] == [
        ("明溪县交通运输局", "templates/transport/own.docx 表1第1行第1格", "《个体工商户条例》第十条"),
        ("各单位共用", "templates/reminder-letter.docx 正文第2段", "《统计法》第四十二条"),
        ("各单位共用", "templates/reminder-letter.docx 表1第1行第1格", "《个体工商户条例》第十条"),
    ]
    assert found.rows[0].advice.startswith("模板没有日期，先确认是按旧文本写的；")
    assert found.rows[0].advice.endswith("没有的从模板中删去这处引用")
    late = content | {LIST: sheet(item("A"), effective="2024-10-01")}
    assert [row.citation for row in reviewed(late).rows if "统计" in row.citation] == []
    assert [row.citation for row in reviewed(late, start="2024-09-13").rows] == ["《统计法》第四十二条"]


def test_text_boxes_count_once() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>《统计法》第四十二条</w:t></w:r></w:p></w:txbxContent>"
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    run = (
        f'<w:r><mc:AlternateContent xmlns:mc="{mc}"><mc:Choice Requires="wps">{box}</mc:Choice>'
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    found = reviewed(files() | {"templates/a.docx": replaced(word("一"), lambda text: text.replace("</w:p>", run, 1))})
    assert found.rows[0].spot == "templates/a.docx 文本框"
    assert found.number(Effect.MOVED) == 1


def replaced(content: bytes, edit: Any) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry.filename, edit(data.decode()) if entry.filename == "word/document.xml" else data)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"not a zip", "不是 .docx 文件"),
        (b"\0" * (8 * 1024 * 1024 + 1), "超过 8 MiB"),
        (
            replaced(word(), lambda text: "<!DOCTYPE a [<!ENTITY b 'c'>]>" + text[text.index("<w:document") :]),
            "不予读取",
        ),
        (replaced(word(), lambda text: text[:200]), "不是完整的 XML"),
    ],
)
def test_a_hostile_template_is_a_sentence(content: bytes, reason: str) -> None:
    found = reviewed(files() | {"templates/a.docx": content, "templates/b.docx": word()})
    assert [one.path for one in found.unread] == ["templates/a.docx"]
    assert reason in found.unread[0].reason
    assert found.number(Effect.REPEALED) == 1


# places, whatever the layout

LAWS = (
    "《统计法》第四十二条",
    "《中华人民共和国统计法》第一条",
    "个体工商户条例第十条",
    "《会计法》第二十四条、第三条",
    "《某省条例》第一条",
)
SNIPPETS = st.one_of(st.sampled_from(LAWS), st.text("违反依据的规定，。、0 '\"#:-", max_size=6))
TEXTS = st.lists(SNIPPETS, min_size=1, max_size=4).map("".join).filter(str.strip)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(TEXTS, max_size=3), min_size=1, max_size=8), st.sampled_from(["flow", "block", "quoted"]))
def test_every_citation_stands_at_its_place(grounds: list[list[str]], layout: str) -> None:
    content = files(*(item(f"{number}", *texts) for number, texts in enumerate(grounds)))
    if layout != "flow":
        content[LIST] = laid_out(grounds, block=layout == "block")
    found = reviewed(content)
    text = content[LIST].decode().split("\n")
    for row in found.rows:
        assert row.citation in text[int(row.where) - 1]
        assert row.citation in "".join(grounds[int(row.code)])


def laid_out(grounds: list[list[str]], *, block: bool) -> bytes:
    made = "清单: 不予行政处罚\n版本: 1\n施行日期: 2021-10-01\n# 《统计法》第四十二条\n事项: # 说明\n"
    for number, texts in enumerate(grounds):
        written = [json.dumps(text, ensure_ascii=False) for text in texts]
        listed = "".join(f"\n    - {one}" for one in written) if block and texts else f" [{', '.join(written)}]"
        made += f"- 编码: '{number}'\n  名称: 甲\n  情形: ''\n  依据: []\n  处罚依据:{listed}\n  监管措施: []\n"
    return made.encode()


def test_lines_in_entries_are_those_of_the_whole_file() -> None:
    odd = (
        '案件:\n- {案号: "1", 事实: 甲}\n- 案号: "2"\n  事实: |\n    - 乙\n    丙\n- 案号: "3"\n  事实: 丁\n'
        + "- 案号: '4'\n" * 9
    )
    flow = '案件: [{案号: "1", 事实: 甲}, {案号: "2",\n 事实: 丁}, {}, {}]\n'
    tree = MemoryTree({"a.yaml": odd.encode(), "b.yaml": flow.encode()})
    wanted = {
        Place("a.yaml", ("案件", 0, "事实")): "甲",
        Place("a.yaml", ("案件", 2, "事实")): "丁",
        Place("b.yaml", ("案件", 1, "事实")): "丁",
    }
    assert lines(tree, wanted) == dict(zip(wanted, (2, 8, 2), strict=True))
    for place in (Place("a.yaml", ("案件", 1, "事实")), Place("a.yaml", ("案件", 1, "案号", "深"))):
        assert lines(tree, {place: "别的"}).keys() == {place}


# files


@pytest.fixture(scope="module")
def sample() -> Review:
    return reviewed(
        files(
            item("=1+1", "《统计法》第四十二条", 名称='=HYPERLINK("x")'),
            item(
                "B\x1f",
                "《个体工商户条例》第十条",
                "《食品安全法》第一条",
                "《某省条例》第二条",
                名称="含有\x1f的<名称>&",
            ),
            item("C", "《道路运输条例》第六十八条"),
        )
        | {LOG: log(case(1, "《统计法》第一条")), "templates/a.docx": word(), "templates/b.docx": b""},
        to="2025-12-31",
    )


def test_json_is_stable(sample: Review) -> None:
    data = json.loads(as_json(sample))
    assert (data["版本"], data["期间"]) == (1, {"自": None, "至": "2025-12-31"})
    assert data["统计"]["引用"] == 7
    assert data["统计"]["受影响"] == sum(data["统计"]["分类"].values()) == 5
    first = data["行"][0]
    assert first["引用"] == "《统计法》第四十二条"
    assert first["修改"] == [{"原文本": "2009-06-27", "新文本": "2024-09-13", "施行日期": "2024-09-13"}]
    assert (first["影响"], first["现为"], first["相似度"], first["可信度"]) == ("已移动", ["第四十五条"], 0.84, "比对")
    assert (first["文件"], first["行"], first["位置"], first["条款"]) == (LIST, 5, None, ["第四十二条"])
    assert next(row for row in data["行"] if row["类别"] == "文书模板")["位置"] == "表1第1行第1格"
    assert [one["文件"] for one in data["未审查"]] == ["templates/b.docx"]


def test_csv_opens_in_excel_and_runs_nothing(sample: Review) -> None:
    content = as_csv(sample)
    assert content.startswith(b"\xef\xbb\xbf")
    heads, *body = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert len(body) == len(sample.rows)
    assert {len(row) for row in body} == {len(heads)}
    assert body[0][heads.index("名称")] == '\'=HYPERLINK("x")'
    assert body[0][heads.index("编码、案号")] == "'=1+1"


def test_the_excel_form(sample: Review) -> None:
    content = as_xlsx(sample)
    assert content == as_xlsx(sample)
    form = load_workbook(io.BytesIO(content)).worksheets[0]
    assert form["A1"].value == TITLE
    assert (form.page_setup.orientation, form.page_setup.paperSize, form.print_title_rows) == ("landscape", 9, "$1:$3")
    assert form.auto_filter.ref == f"A3:K{3 + len(sample.rows)}"
    body = [[cell.value for cell in row] for row in form.iter_rows(min_row=4, max_row=3 + len(sample.rows))]
    assert [row[0] for row in body] == list(range(1, len(sample.rows) + 1))
    assert [row[6] for row in body] == [row.written for row in sample.rows]
    assert form["E4"].data_type == "s"
    assert form["K4"].alignment.wrap_text
    text = [cell.value for row in form.iter_rows(min_row=4 + len(sample.rows)) for cell in row if cell.value]
    assert f"{sample.sentence}。" in text
    assert text[-4:] == list(SIGNATURES)


def test_the_word_document(sample: Review) -> None:
    content = as_docx(sample)
    assert content == as_docx(sample)
    document = docx.Document(io.BytesIO(content))
    (section,) = document.sections
    assert section.page_width > section.page_height
    (table,) = document.tables
    assert [row.cells[0].text for row in table.rows] == ["序号", *map(str, range(1, len(sample.rows) + 1))]
    assert [row.cells[5].text for row in table.rows[1:]] == [row.happened for row in sample.rows]
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert text.startswith(TITLE)
    for part in (
        "填报单位：明溪县司法局",
        "审查期间：各清单施行之日至2025年12月31日",
        "审核人：",
        sample.sentence,
        "templates/b.docx",
    ):
        assert part in text


def test_forms_without_a_row_say_so() -> None:
    found = reviewed(
        files(item("A", "《统计法》第四条")), ids=["transport"], laws=["中华人民共和国统计法"], start="2024-01-01"
    )
    form = load_workbook(io.BytesIO(as_xlsx(found))).worksheets[0]
    document = docx.Document(io.BytesIO(as_docx(found)))
    assert form["A4"].value == document.tables[0].cell(1, 0).text == "无（期间内没有受影响或者待核对的引用）"
    assert form["A2"].value == "填报单位：明溪县交通运输局"
    text = "".join(paragraph.text for paragraph in document.paragraphs)
    assert "审查期间：2024年1月1日至2025年3月1日" in text
    assert "只审查：《中华人民共和国统计法》。" in text
    assert "法律索引截至" not in text


def test_text_keeps_to_the_columns(sample: Review) -> None:
    text = list(page(sample, 80))
    assert max(map(width, text)) <= 80
    assert "明溪县交通运输局" in text
    assert "  未办结案件" in text
    assert "".join(text).count("建议：") == len(sample.rows)


@pytest.mark.office
@pytest.mark.skipif(not (shutil.which("soffice") and shutil.which("pdftotext")), reason="LibreOffice is not installed")
def test_libreoffice_prints_every_row(tmp_path: Path, sample: Review) -> None:
    for name, content in (("a.xlsx", as_xlsx(sample)), ("b.docx", as_docx(sample))):
        (tmp_path / name).write_bytes(content)
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(tmp_path / name),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        pdf = (tmp_path / name).with_suffix(".pdf")
        text = subprocess.run(["pdftotext", str(pdf), "-"], check=True, capture_output=True, timeout=60).stdout.decode()
        squeezed = re.sub(r"\s", "", text)
        for sign in "".join(row.happened + row.advice for row in sample.rows):
            assert sign in squeezed or sign.isspace()
        assert TITLE in squeezed


# the command


@pytest.fixture
def root(overlay: Overlay, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = overlay({LIST: sheet(item("A", "《统计法》第四十二条", "《个体工商户条例》第十条"))})
    monkeypatch.chdir(found)
    return found


def test_the_command_prints_the_review(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["law", "impact", "统计法", "--to", "2024-12-01"]) == 0
    output = capsys.readouterr().out
    assert "《统计法》第四十二条：已移动，现为第四十五条（比对 84%）" in output
    assert "共 1 处引用，1 处受影响（已移动 1）" in output
    assert run(["law", "impact", "个体工商户条例", "--to", "2022-01-01"]) == 0
    assert "0 处受影响" in capsys.readouterr().out
    assert run(["law", "impact", "中央金库条例"]) == 0
    assert "共 0 处引用" in capsys.readouterr().out


def test_today_is_the_default(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["law", "impact", "--format", "json", "--agency", "交通运输局"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", data["期间"]["至"])
    assert data["单位"] == ["transport"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["统计办"], "法律索引里没有“统计办”"),
        (["治安处罚法"], "名称相近的有《中华人民共和国治安管理处罚法》"),
        (["某某某某某某"], "法律索引里没有“某某某某某某”\n"),
        (["实施条例"], "“实施条例”不止一部法可用，请写全称，例如《"),
        (["--from", "2024-13-01"], "2024-13-01 不是日期"),
        (["--to", "去年"], "去年 不是日期"),
        (["--from", "2024-02-01", "--to", "2024-01-01"], "--from 2024-02-01 晚于 --to 2024-01-01"),
        (["--agency", "林业局"], "没有名为“林业局”的单位"),
        (["--format", "pdf"], "--format 的值不对"),
        (["-C", "nowhere"], "找不到 nowhere"),
    ],
)
def test_wrong_arguments(root: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str) -> None:
    assert run(["law", "impact", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert sentence in captured.err


def test_files_are_written_once_and_alike(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for suffix in ("xlsx", "docx"):
        assert run(["law", "impact", "--to", "2024-12-01", "--format", suffix]) == 0
        written = root / "out" / f"{TITLE}（截至2024-12-01）.{suffix}"
        first = written.read_bytes()
        assert run(["law", "impact", "--to", "2024-12-01", "--format", suffix]) == 0
        assert written.read_bytes() == first
        assert f"已写入 out/{written.name}" in capsys.readouterr().out
    folder = root / "elsewhere"
    folder.mkdir()
    assert run(["law", "impact", "--from", "2024-01-01", "--to", "2024-12-01", "--out", "elsewhere"]) == 0
    assert (folder / f"{TITLE}（2024-01-01至2024-12-01）.txt").read_text("utf-8").startswith(TITLE)
    assert run(["law", "impact", "--format", "csv", "--out", str(root.parent / "a.csv")]) == 0
    assert (root.parent / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_what_was_not_looked_through_is_named(overlay: Overlay, capsys: pytest.CaptureFixture[str]) -> None:
    root = overlay({LOG: b"\xff", "templates/a.docx": b"", "checklists/transport/lighter-penalty.yaml": b"{"})
    assert run(["law", "impact", "--to", "2024-12-01", "-C", str(root)]) == 1
    warned = capsys.readouterr().err
    assert f"注意：{LOG} 没有审查" in warned
    assert "注意：templates/a.docx 没有审查：不是 .docx 文件" in warned
    assert "checklists/transport/lighter-penalty.yaml 没有通过校验" in warned


def test_the_help_says_when_a_case_is_open(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["law", "impact", "--help"]) == 0
    text = re.sub(r"\s", "", capsys.readouterr().out)
    assert "未办结案件：到截止日，有文书没有送达记录" in text
    assert "退出码都为0" in text
