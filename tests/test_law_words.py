"""A notice quotes the article it cites, where the agency keeps the words of the law."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

from rouxing.commands._door import run
from tests.conftest import Overlay

LAW = """名称: 某省渔业条例
层级: 地方性法规
版本:
  - 通过: 2019-01-01
    施行: 2019-05-01
    种类: 原文
    条文:
      - {条: 第一条, 款: 1}
      - 条: 第二条
        款: 3
        项: [0, 2, 0]
        目: [[2, 1, 2]]
        文: |-
          甲款。
          乙款，有下列情形之一的：
          （一）子项：
          1．一目；
          2．二目；
          （二）丑项。
          丙款。
"""
CASE = """案件:
  - 案号: 明交柔〔2021〕1号
    日期: 2021-10-12
    当事人: {名称: 某公司, 类型: 企业}
    案由: 捕捞
    措施: [{方式: 行政告诫, 记录: [明交告〔2021〕1号]}]
    文书:
      - 种类: 行政告诫书
        文号: 明交告〔2021〕1号
        日期: 2021-10-12
        填写: {行为: 捕捞, 依据: 〈依据〉, 改正期限: 2021-10-20}
"""


def template() -> bytes:
    """The packaged letter with one line more."""
    folder = Path(__file__).resolve().parents[1] / "templates"
    document = docx.Document(str(folder / "admonition-letter.docx"))
    document.add_paragraph("附条文：{{ 填写.依据条文 }}")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def repository(overlay: Overlay) -> Path:
    return overlay({"laws/yuye.yaml": LAW.encode(), "templates/transport/admonition-letter.docx": template()})


def lines(root: Path) -> list[str]:
    (written,) = (root / "out").rglob("*-行政告诫书.docx")
    text = "\n".join(one.text for one in docx.Document(str(written)).paragraphs)
    return text.split("附条文：")[1].split("\n")


@pytest.mark.parametrize(
    ("cited", "quoted"),
    [
        ("《某省渔业条例》第二条第一款", ["甲款。"]),
        ("《某省渔业条例》第二条第三款", ["丙款。"]),
        ("《某省渔业条例》第二条第二款第一项", ["（一）子项：", "1．一目；", "2．二目；"]),
        ("《某省渔业条例》第二条第二款第二项", ["（二）丑项。"]),
        ("《某省渔业条例》第二条第一款、第三款", ["甲款。", "丙款。"]),
        (
            "《某省渔业条例》第二条",
            ["甲款。", "乙款，有下列情形之一的：", "（一）子项：", "1．一目；", "2．二目；", "（二）丑项。", "丙款。"],
        ),
    ],
)
def test_the_words_of_what_is_cited_are_printed(repository: Path, cited: str, quoted: list[str]) -> None:
    log = repository / "cases/transport/2021/10.yaml"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text(CASE.replace("〈依据〉", cited), "utf-8")
    assert run(["doc", "gen", "-C", str(repository)]) == 0
    assert lines(repository) == quoted


@pytest.mark.parametrize(
    "cited",
    ["《某省渔业条例》第一条", "《道路运输条例》第六十八条", "《某省渔业条例》第二条、《道路运输条例》第六十八条"],
)
def test_no_notice_is_printed_with_a_blank_where_the_words_should_stand(
    repository: Path, cited: str, capsys: pytest.CaptureFixture[str]
) -> None:
    log = repository / "cases/transport/2021/10.yaml"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text(CASE.replace("〈依据〉", cited), "utf-8")
    assert run(["doc", "gen", "-C", str(repository)]) != 0
    assert "填写.依据条文" in "".join(capsys.readouterr())
    assert not list((repository / "out").rglob("*.docx"))


def test_a_template_may_ask_for_the_words(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doc", "check", "-C", str(repository)]) == 0
    assert "templates/transport/admonition-letter.docx（行政告诫书）：可以使用" in capsys.readouterr().out
