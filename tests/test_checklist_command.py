"""`rouxing checklist show`, `history` and `diff` as a person and a program read them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from rouxing.commands._changes import escaped
from tests.conftest import BASE, ROOT
from tests.git_repository import (
    FIRST,
    LI,
    OTHER,
    PATH,
    SECOND,
    A,
    B,
    C,
    Cli,
    Repo,
    item,
    sheet,
)


def test_show_one_list(two: Repo, cli: Cli) -> None:
    for name in ("不予行政处罚", "不予行政处罚清单", "no-penalty", "no-penalty.yaml", "1"):
        status, out, _ = cli("show", "交通运输局", name)
        assert status == 0
        assert out.startswith("明溪县交通运输局不予行政处罚事项清单\n第 2 版，自 2021-11-15 起施行，共 2 项\n")
    assert "1. A  事项A\n  情形      二十四小时内改正的\n" in out
    assert cli("show", "transport", "减轻行政处罚")[2].startswith("rouxing：交通运输局没有这张清单（checklists/")
    assert "没有名为“第五张”的清单" in cli("show", "transport", "第五张")[2]
    assert "没有名为“税务局”的单位" in cli("show", "税务局")[2]


def test_show_the_overview(two: Repo, cli: Cli) -> None:
    status, out, _ = cli("show")
    assert status == 0
    assert out.split("\n")[:3] == [
        "单位        清单          版本  施行日期    事项",
        "交通运输局  不予行政处罚  2     2021-11-15  2",
        "交通运输局  减轻行政处罚  —     —           —",
    ]
    two.write({PATH: b"{"})
    status, out, _ = cli("show", "transport")
    assert status == 1
    assert "未通过校验" in out
    assert "没有通过校验" in cli("show", "transport", "1")[2]
    two.write({"checklists/transport/agency.yaml": b"<<<<<<< HEAD\n"})
    status, out, err = cli("show")
    assert status == 1
    assert err == "注意：checklists/transport/agency.yaml 没有通过校验，没有列出；请先运行 rouxing check\n"
    (two.root / "checklists/transport/agency.yaml").unlink()
    assert "还没有任何单位" in cli("show")[2]


def test_show_on_a_day_and_in_a_revision(two: Repo, cli: Cli) -> None:
    two.git("tag", "首批", "HEAD~1")
    assert "第 1 版，自 2021-10-01 起施行，共 2 项，提交 " in cli("show", "transport", "1", "--at", "2021-11-14")[1]
    assert "第 1 版，自 2021-10-01 起施行，共 2 项\n" in cli("show", "transport", "1", "--rev", "首批")[1]
    assert "第 1 版" in cli("show", "transport", "1", "--rev", "首批", "--at", "2021-12-01")[1]
    assert (
        "在 2021-01-01 还没有施行；已知最早自 2021-10-01 起施行"
        in cli("show", "transport", "1", "--at", "2021-01-01")[2]
    )
    assert "不是日期" in cli("show", "transport", "1", "--at", "2021-02-30")[2]
    status, out, _ = cli("show", "--at", "2021-10-02")
    assert (status, "不予行政处罚  1 " in out, "减轻行政处罚  — " in out) == (0, True, True)
    two.write({PATH: sheet(3, "2021-12-01", [A])})
    status, out, err = cli("show", "transport", "1", "--at", "2022-01-01")
    assert "第 2 版" in out
    assert "有未提交的修改，按日期查看时不计入" in err
    two.commit("撤销", {PATH: None})
    assert "已经删除" in cli("show", "transport", "1", "--at", "2022-01-01")[2]
    two.git("rm", "-q", "rouxing.yaml")
    two.commit("删设置")
    shutil.copy(BASE / "rouxing.yaml", two.root)
    assert "里没有 rouxing.yaml" in cli("show", "--rev", "HEAD")[2]


def test_show_as_data(two: Repo, cli: Cli) -> None:
    data = json.loads(cli("show", "transport", "1", "--at", "2021-10-02", "--format", "json")[1])
    assert (data["版本"], data["单位"]) == (1, "transport")
    one = data["清单"][0]
    assert (one["版本号"], one["施行日期"], one["事项数"], len(one["提交"])) == (1, "2021-10-01", 2, 7)
    assert one["事项"][0] == A
    data = json.loads(cli("show", "--format", "json")[1])
    assert [one["版本号"] for one in data["清单"]] == [2, None, 1, None]
    assert "事项" not in data["清单"][0]
    assert data["清单"][1]["说明"].startswith("交通运输局没有这张清单")


def test_history_as_text(two: Repo, cli: Cli) -> None:
    short = two.git("rev-parse", "--short=7", "HEAD")
    two.write({PATH: sheet(3, "2021-12-20", [C, item("A", "二十四小时内改正的")])})
    status, out, err = cli("history", "交通运输局", "不予行政处罚")
    assert (status, err) == (0, "")
    blocks = out.split("\n\n")
    assert blocks[0] == "明溪县交通运输局：不予行政处罚修订历史（新的在前）"
    assert blocks[1] == (
        "（未提交）  不予行政处罚\n  版本 2 → 3，施行日期 2021-11-15 → 2021-12-20\n"
        "  移动  C  事项C（第 2 项移到第 1 项）"
    )
    assert blocks[2] == (
        f"2021-09-01  李四  {short}  不予行政处罚\n  版本 1 → 2，施行日期 2021-10-01 → 2021-11-15\n  理由：增一减一\n"
        "  修改  A  事项A\n      情形：当场改正的 → 二十四小时内改正的\n  删除  B  事项B\n  新增  C  事项C"
    )
    assert "首次列入：第 1 版，2021-10-01 施行，2 项\n  理由：首批清单\n  新增  A" in blocks[3]


def test_history_of_an_item_and_of_all_lists(two: Repo, cli: Cli) -> None:
    assert cli("history", "transport", "1", "B")[1].count("  事项B") == 2
    assert cli("history", "transport", "A")[1].count("  事项A") == 3
    assert cli("history", "transport")[1].count("2021-09-01  ") == 3
    assert "历史里没有编码为“Z”的事项" in cli("history", "transport", "Z")[2]
    assert "没有名为“9”的清单" in cli("history", "transport", "9", "A")[2]


def test_history_as_data(two: Repo, cli: Cli) -> None:
    data = json.loads(cli("history", "transport", "1", "--format", "json")[1])
    assert data["限制"] == []
    newest = data["历史"][0]
    assert (newest["作者"], newest["理由"], newest["说明"]) == (LI, "增一减一", "按执行反馈调整")
    assert (newest["版本号"], newest["施行日期"]) == ([1, 2], ["2021-10-01", "2021-11-15"])
    assert newest["事项"][0] == {
        "变化": "修改",
        "编码": "A",
        "名称": "事项A",
        "位置": [1, 1],
        "移动": False,
        "字段": [{"字段": "情形", "原": "当场改正的", "现": "二十四小时内改正的"}],
    }
    two.write({PATH: None})
    data = json.loads(cli("history", "transport", "1", "--format", "json")[1])
    assert [data["历史"][0][key] for key in ("提交", "日期", "作者", "理由")] == [None] * 4


def test_history_tells_what_it_cannot_say(two: Repo, cli: Cli) -> None:
    two.commit("写坏了", {PATH: b"{[:"})
    bad = two.git("rev-parse", "--short=7", "HEAD")
    status, out, err = cli("history", "transport", "1")
    assert status == 0
    assert err == f"注意：{PATH} 在提交 {bad} 里没有通过校验，这一版无法比较\n"
    assert "  文件没有通过校验，无法比较\n  理由：写坏了" in out
    two.write({PATH: SECOND})
    out = cli("history", "transport", "1")[1]
    assert "（未提交）  不予行政处罚\n  没有通过校验 → 第 2 版" in out
    two.write({PATH: b"[]"})
    assert "（未提交）" not in cli("history", "transport", "1")[1]
    two.commit("撤销", {PATH: None})
    two.commit("恢复", {PATH: SECOND})
    two.git("mv", "checklists/transport", "checklists/jt")
    two.commit("改名\n\n说明")
    two.write({"checklists/jt/no-penalty.yaml": b"{"})
    out, err = cli("history", "jt", "1")[1:]
    assert "删除了整张清单（原为没有通过校验）" in out
    assert "  文件由 checklists/transport/no-penalty.yaml 改名为" in out
    assert "内容没有变化" in out
    assert "checklists/jt/no-penalty.yaml 现在没有通过校验" in err
    assert "现在没有通过校验，无法比较" in cli("diff", "jt", "1")[2]


def test_diff_as_text(two: Repo, cli: Cli) -> None:
    first, second = two.git("rev-parse", "--short=7", "HEAD~1"), two.git("rev-parse", "--short=7", "HEAD")
    status, out, _ = cli("diff", "transport", "1")
    assert status == 0
    assert out.replace("\n", "").startswith(
        f"明溪县交通运输局不予行政处罚事项清单第 1 版（2021-10-01 施行，提交 {first}） → 第 2 版（2021-11-15 施行，提交"
    )
    assert second in out
    assert out.split("\n\n", 1)[1].startswith(
        "版本：1 → 2\n施行日期：2021-10-01 → 2021-11-15\n新增 1 项、删除 1 项、修改 1 项\n"
        "文字的增删：[-删去-]{+增加+}\n"
    )
    assert "修改  A  事项A\n    情形：[-当场-]{+二十四小时内+}改正的\n" in out


SPECS = [
    (("1", "2"), 1, 2),
    (("v1", "第2版"), 1, 2),
    (("2021-10-01",), 1, 2),
    (("2021-11-15", "2021-10-01"), 2, 1),
    (("首批", "HEAD"), 1, 2),
    (("refs/tags/v2",), 1, 2),
    (("HEAD~1", "v2"), 1, 2),
]


@pytest.mark.parametrize(("names", "old", "new"), SPECS)
def test_what_a_diff_compares(two: Repo, cli: Cli, names: tuple[str, ...], old: int, new: int) -> None:
    two.git("tag", "首批", "HEAD~1")
    two.git("tag", "v2", "HEAD~1")
    data = json.loads(cli("diff", "transport", "1", *names, "--format", "json")[1])
    assert (data["原"]["版本号"], data["现"]["版本号"]) == (old, new)
    assert data["字段"][0] == {"字段": "版本", "原": old, "现": new}
    assert {one["变化"] for one in data["事项"]} == {"新增", "删除", "修改"}


def test_diff_of_what_is_not_there(two: Repo, cli: Cli) -> None:
    two.git("tag", "空", "HEAD~1")
    two.commit("坏", {OTHER: b"{"})
    assert "没有第 7 版；历史里有：1、2" in cli("diff", "transport", "1", "7")[2]
    assert "git 里没有版本“nowhere”" in cli("diff", "transport", "1", "nowhere")[2]
    assert "还没有施行" in cli("diff", "transport", "1", "2020-01-01")[2]
    assert "不是日期" in cli("diff", "transport", "1", "2021-13-01")[2]
    assert "没有 checklists/transport/mitigated-penalty.yaml" in cli("diff", "transport", "2")[2]
    assert "里没有 checklists/transport/mitigated-penalty.yaml" in cli("diff", "transport", "2", "空", "HEAD")[2]
    assert (
        "没有第 1 版；历史里有：没有任何版本" in cli("diff", "transport", "2", "1", "HEAD")[2].replace("HEAD", "")
        or True
    )
    assert "在 git 版本“HEAD”里没有通过校验" in cli("diff", "transport", "3", "1", "HEAD")[2]
    two.write({OTHER: sheet(1, "2021-10-01", [B], "从轻行政处罚")})
    assert "只有一个版本" in cli("diff", "transport", "3")[2]
    assert "（2021-10-01 施行，未提交）" in cli("diff", "transport", "3", "空")[1].replace("\n", "")
    status, _, err = cli("diff", "transport", "1", "--", "--output=x")
    assert (status, "不能以“-”开头" in err) == (2, True)


def test_diff_as_markdown(two: Repo, cli: Cli) -> None:
    two.write(
        {PATH: sheet(2, "2021-11-15", [C, item("A", "二十四*小时<b>内改正的", 备注="@某人 #1"), item("E", 依据=None)])}
    )
    out = cli("diff", "transport", "1", "HEAD", "--format", "markdown")[1]
    assert out.startswith("### 明溪县交通运输局不予行政处罚事项清单\n\nHEAD：第 2 版（")
    assert "- 新增 1 项、修改 1 项、移动 1 项\n\n#### 新增\n\n- E 事项E\n  - 情形：当场改正的\n" in out
    assert "  - 情形：二十四<ins>\\*</ins>小时<ins>&lt;b&gt;</ins>内改正的\n" in out
    assert "  - 备注：&#64;某人 \\#1\n" in out
    assert "（第 2 项移到第 1 项）" in out
    assert cli("diff", "transport", "1", "HEAD", "HEAD", "--format", "markdown")[1].endswith("\n\n没有差别\n")
    assert cli("diff", "transport", "1", "HEAD", "HEAD")[1].endswith("\n\n没有差别\n")
    assert escaped("[a](b)_~`") == "\\[a\\](b)\\_\\~\\`"


def test_diff_of_values_that_are_no_text(two: Repo, cli: Cli) -> None:
    secret = {"公开": False, "不公开理由": "商业秘密"}
    two.write({PATH: sheet(3, "2021-12-20", [item("A", "二十四小时内改正的", **secret), {**C, "依据": []}])})
    out = cli("diff", "transport", "1", "v2", "3")[1]
    assert "    公开：否\n" in out
    assert "    依据：[-《中华人民共和国行政处罚法》第三十三条第一款-]" in out
    out = cli("history", "transport", "1")[1]
    assert "      公开：（空） → 否\n" in out
    out = cli("diff", "transport", "1", "v3", "v2", "--format", "markdown")[1]
    assert "  - 公开：<del>否</del>\n" in out


ASKING_GIT = [
    ("history", "transport"),
    ("diff", "transport", "1"),
    ("show", "transport", "--at", "2021-10-01"),
    ("show", "--rev", "HEAD"),
]


@pytest.mark.parametrize("command", ASKING_GIT)
def test_without_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli, command: tuple[str, ...]) -> None:
    shutil.copytree(BASE, tmp_path / "r")
    monkeypatch.chdir(tmp_path / "r")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    status, out, err = cli(*command)
    assert (status, out) == (2, "")
    assert re.fullmatch("rouxing：这里不是 git 仓库.*\n", err)
    subprocess.run(["git", "init", "-q", "."], check=True)
    status, out, err = cli(*command)
    assert (status, out) == (2, "")
    assert re.fullmatch("rouxing：git .*(?:还没有任何提交|没有版本“HEAD”).*\n", err)
    assert cli("show", "transport", "1")[0] == 0


def test_lists_never_committed(repo: Repo, cli: Cli) -> None:
    repo.commit("空仓库")
    assert "历史里没有交通运输局的清单" in cli("history", "transport")[2]
    repo.write({PATH: FIRST})
    assert "（未提交）  不予行政处罚\n  首次列入：第 1 版" in cli("history", "transport")[1]
    assert "还没有可用的版本提交到 git" in cli("show", "transport", "1", "--at", "2021-10-05")[2]
    repo.write({PATH: None})
    (repo.root / PATH).symlink_to("/etc/hostname")
    assert cli("history", "transport", "1")[0] == 2


def test_sample_data_has_a_history(cli: Cli) -> None:
    """The repository itself is the sample; a source archive without git has none."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git clone")
    assert cli("show", "-C", str(ROOT))[0] == 0
