"""The guided form, driven through a real terminal: questions, wrong answers, going back; nothing is lost by dying."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rouxing.commands._case_drafts import Kept, kept
from rouxing.commands._case_form import agency_name
from rouxing.errors import Refused
from rouxing.files.tree import FolderTree
from rouxing.load import open_repository
from rouxing.load.parse import parse
from tests.conftest import BASE, ROOT, Overlay, found
from tests.git_repository import Repo, item, sheet
from tests.test_case_dying import as_anybody

PERSON = "35042119870316001X"
WAIT = 20


def command() -> list[str]:
    """The tool as a process of its own; measured where this one is."""
    if "coverage" in sys.modules and (measured := sys.modules["coverage"].Coverage.current()):
        options = ["--rcfile", str(ROOT / "pyproject.toml"), "--data-file", str(ROOT / measured.config.data_file)]
        return [sys.executable, "-m", "coverage", "run", *options, "-m", "rouxing"]
    return [sys.executable, "-m", "rouxing"]


class Terminal:
    """`rouxing case add`, or another command of `case`, in a terminal of its own."""

    def __init__(
        self, root: Path, *arguments: str, before: Callable[[], None] | None = None, what: str = "add"
    ) -> None:
        self.master, slave = pty.openpty()
        settings = termios.tcgetattr(slave)
        settings[3] &= ~termios.ECHO
        termios.tcsetattr(slave, termios.TCSANOW, settings)
        self.process = subprocess.Popen(
            [*command(), "case", what, *arguments],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80", "NO_COLOR": "1"},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=before,  # noqa: PLW1509 - gives up a right of the child, nothing else
        )
        os.close(slave)
        self.said = b""

    def until(self, words: str) -> str:
        """Everything said since the last time, up to these words."""
        deadline = time.monotonic() + WAIT
        while words.encode() not in self.said:
            ready, _, _ = select.select([self.master], [], [], max(0, deadline - time.monotonic()))
            assert ready, f"waited for {words}; got {self.said.decode(errors='replace')}"
            try:
                more = os.read(self.master, 65536)
            except OSError:
                more = b""
            assert more, f"ended before {words}; got {self.said.decode(errors='replace')}"
            self.said += more
        before, _, self.said = self.said.partition(words.encode())
        return before.decode()

    def answer(self, question: str, text: str) -> str:
        before = self.until(question)
        os.write(self.master, f"{text}\n".encode())
        return before

    def interrupt(self) -> None:
        """Ctrl-C, as often as it takes: Python may miss one that comes just before it begins to wait for a line."""
        for _ in range(WAIT):
            self.process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(2)
                return

    def end(self) -> tuple[int, str]:
        """Exit status, and what was said to the end."""
        said = self.said
        with contextlib.suppress(OSError):
            while select.select([self.master], [], [], WAIT)[0]:
                more = os.read(self.master, 65536)
                if not more:
                    break
                said += more
        return self.process.wait(WAIT), said.decode()

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(WAIT)
        os.close(self.master)


@pytest.fixture
def root(overlay: Overlay) -> Path:
    return overlay({"cases/transport/2021/records/谈话笔录.txt": b"x"})


@pytest.fixture
def opened() -> Iterator[list[Terminal]]:
    terminals: list[Terminal] = []
    yield terminals
    for one in terminals:
        one.close()


def start(opened: list[Terminal], root: Path, *arguments: str, before: Callable[[], None] | None = None) -> Terminal:
    opened.append(Terminal(root, *arguments, before=before))
    return opened[-1]


def stopped(clerk: Terminal) -> str:
    """Ctrl-C at the next question; what was said until the end."""
    clerk.interrupt()
    status, said = clerk.end()
    assert status == 130
    return said


def cases(root: Path) -> list[dict[str, Any]]:
    paths = sorted(root.glob("cases/*/*/*.yaml"))
    return [case for path in paths for case in parse(path.read_bytes())["案件"]]


def drafts(root: Path) -> list[Path]:
    return sorted(root.glob("out/.rouxing/draft-*.json"))


WHOLE = (
    ("单位（1 交通运输局）：", "9", "请输入 1 至 1 的编号"),
    ("单位（1 交通运输局）：", "1", ""),
    ("案件日期", "21.10.12", "年份不是四位"),
    ("案件日期", "2999-01-01", "还没有到"),
    ("案件日期", "2021年10月12日", ""),
    ("当事人名称或姓名", "张三", ""),
    ("当事人类型（1 自然人", "1", ""),
    ("身份证号（不清楚就直接回车）", PERSON[:-1] + "1", "校验位要对"),
    ("身份证号（不清楚就直接回车）", PERSON.lower(), ""),
    ("联系电话（可以不填）", "电话", "只写数字"),
    ("联系电话（可以不填）", "13800010601", ""),
    ("地址（可以不填）", "", ""),
    ("案由：", "", "案由不能是空的"),
    ("案由：", "没带证", ""),
    ("查明的事实", "<", ""),
    ("案由（直接回车用 没带证）：", "未携带车辆营运证", ""),
    ("查明的事实", "当场改正", ""),
    ("适用的清单事项", "网约车", "没有含“网约车”的事项"),
    ("适用的清单事项", "营运证 初次", "1 不予处罚  JT-001  未按照规定携带车辆营运证的"),
    ("适用的清单事项", "7", "没有第 7 项"),
    ("适用的清单事项", "1", "选定：不予处罚  JT-001  未按照规定携带车辆营运证的"),
    ("再写一个，直接回车结束", "", ""),
    ("采用的方式", "说教", "没有名为“说教”的方式"),
    ("采用的方式", "说服教育", ""),
    ("采用的方式", "", ""),
    ("制作的文书", "4", ""),
    ("制作的文书", "", ""),
    ("行政告诫书·行为（打印以前要填）", "未携带营运证", ""),
    ("行政告诫书·依据", "《中华人民共和国道路运输条例》第六十八条", ""),
    ("行政告诫书·改正期限", "明天", "日期应写成"),
    ("行政告诫书·改正期限", "2021-10-20", ""),
    ("文字记录", "records/无.txt", "所指文件不存在"),
    ("文字记录", "records/谈话笔录.txt", ""),
    ("文字记录", "", ""),
)
"""Question, answer, and what is said to a wrong one."""


def test_a_whole_case(root: Path, opened: list[Terminal]) -> None:
    clerk = start(opened, root)
    for question, answer, complaint in WHOLE:
        clerk.answer(question, answer)
        if complaint:
            clerk.until(complaint)
    shown = clerk.answer("登记吗？", "y")
    assert "张三，自然人，***，***" in shown
    status, said = clerk.end()
    assert (status, "案号：明交柔〔2021〕1号" in said) == (0, True)
    assert cases(root) == [
        {
            "案号": "明交柔〔2021〕1号",
            "日期": "2021-10-12",
            "当事人": {"名称": "张三", "类型": "自然人", "身份证号": PERSON, "联系电话": "13800010601"},
            "案由": "未携带车辆营运证",
            "事实": "当场改正",
            "处理": [{"清单": "不予行政处罚", "编码": "JT-001", "记录": ["records/谈话笔录.txt"]}],
            "措施": [
                {"方式": "说服教育", "记录": ["records/谈话笔录.txt"]},
                {"方式": "行政告诫", "记录": ["明交告〔2021〕1号"]},
            ],
            "文书": [
                {
                    "种类": "行政告诫书",
                    "文号": "明交告〔2021〕1号",
                    "日期": "2021-10-12",
                    "填写": {
                        "行为": "未携带营运证",
                        "依据": "《中华人民共和国道路运输条例》第六十八条",
                        "改正期限": "2021-10-20",
                    },
                }
            ],
        }
    ]
    assert found(root) == []
    assert drafts(root) == []


def begin(opened: list[Terminal], root: Path) -> Terminal:
    clerk = start(opened, root, "transport")
    clerk.answer("案件日期", "2021-10-12")
    clerk.answer("当事人名称或姓名", "")
    clerk.answer("案由：", "宣讲")
    clerk.answer("查明的事实", "")
    clerk.answer("适用的清单事项", "")
    clerk.answer("采用的方式", "劝导示范")
    clerk.until("再写一个")
    return clerk


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGHUP])
def test_nothing_is_lost_when_it_dies(how: signal.Signals, root: Path, opened: list[Terminal]) -> None:
    clerk = begin(opened, root)
    clerk.interrupt() if how == signal.SIGINT else clerk.process.send_signal(how)
    status, said = clerk.end()
    if how == signal.SIGINT:
        assert status == 130
        assert "答过的都留着" in said
    assert cases(root) == []
    (draft,) = drafts(root)
    assert draft.stat().st_mode & 0o777 == 0o600
    again = start(opened, root)
    assert "1 交通运输局  2021-10-12  宣讲" in again.until("输入编号接着填")
    os.write(again.master, b"3\n")
    again.until("请输入 1 至 1 的编号")
    again.answer("输入编号接着填", "1")
    assert "日期：2021-10-12" in again.until("采用的方式")
    os.write(again.master, b"\n")
    again.answer("制作的文书", "")
    again.answer("文字记录", "档案：1")
    again.answer("文字记录", "")
    again.answer("登记吗？", "")
    assert again.end()[0] == 0
    (case,) = cases(root)
    assert case["措施"] == [{"方式": "劝导示范", "记录": ["档案：1"]}]
    assert drafts(root) == []


def test_a_draft_names_its_agency_beyond_doubt(overlay: Overlay) -> None:
    root = overlay({"checklists/a/agency.yaml": (BASE / "checklists/transport/agency.yaml").read_bytes()})
    opened, _ = open_repository(FolderTree(root))
    assert [agency_name(opened, one) for one in ("a", "transport", "gone")] == ["交通运输局", "transport", "gone"]


def test_drafts_can_be_thrown_away(root: Path, opened: list[Terminal]) -> None:
    begin(opened, root).process.kill()
    (root / "out/.rouxing/draft-2.json").write_bytes(b"{")
    again = start(opened, root)
    again.answer("输入编号接着填", "删 1")
    again.until("单位（1")
    assert [path.name for path in drafts(root)] == ["draft-1.json", "draft-2.json"]
    assert (root / "out/.rouxing/draft-1.json").read_bytes() == b""


def test_drafts_stand_side_by_side(tmp_path: Path) -> None:
    """Forms in two terminals have a file each; what is no form is never offered."""
    first, second = Kept.fresh(tmp_path), Kept.fresh(tmp_path)
    assert list(kept(tmp_path)) == []  # nothing is said yet
    first.save({"单位": "甲"})
    second.save({"单位": "乙"})
    folder = tmp_path / "out/.rouxing"
    for number, content in enumerate((b"{", b"[1]", b"\xff", b"[" * 100_000), 3):
        (folder / f"draft-{number}.json").write_bytes(content)
    (folder / "draft-8.json").symlink_to("draft-1.json")
    (folder / "draft-9.json").mkdir()
    assert [answers for _, answers in kept(tmp_path)] == [{"单位": "甲"}, {"单位": "乙"}]
    next(kept(tmp_path))[0].discard()
    assert [answers for _, answers in kept(tmp_path)] == [{"单位": "乙"}]
    first.discard()  # as another process did


def test_drafts_are_not_kept_without_end(tmp_path: Path) -> None:
    for _ in range(100):
        Kept.fresh(tmp_path)
    with pytest.raises(Refused, match="没有登记完的草稿有 100 份；请先登记完，或删除"):
        Kept.fresh(tmp_path)


def test_a_folder_where_no_draft_can_be_kept(root: Path, opened: list[Terminal]) -> None:
    Kept.fresh(root).discard()
    (root / "out/.rouxing").chmod(0o555)
    assert start(opened, root, before=as_anybody).end() == (
        2,
        "rouxing：草稿无法保存：没有写入权限，或文件正在 Word、Excel、WPS 中打开；没有改动任何文件\r\n",
    )
    assert drafts(root) == []


def test_a_new_form_beside_one_that_waits(root: Path, opened: list[Terminal]) -> None:
    said = stopped(begin(opened, root))
    assert said.endswith("答过的都留着；再次运行 rouxing case add 接着填\r\nrouxing：已中断\r\n")
    clerk = start(opened, root)
    clerk.answer("输入编号接着填，直接回车新登记一件", "")
    clerk.answer("单位（1 交通运输局）", "明溪县交通运输局")
    clerk.until("案件日期")
    stopped(clerk)
    assert len(drafts(root)) == 2
    clerk = start(opened, root)
    clerk.until("有 2 份没有登记完的草稿")
    clerk.answer("输入编号接着填", "删2")
    clerk.until("有 1 份没有登记完的草稿")
    clerk.answer("输入编号接着填", "删1")
    clerk.until("单位（1 交通运输局）")
    stopped(clerk)
    assert [path.read_bytes() for path in drafts(root)] == [b""]


def test_a_form_looked_over_once_more(root: Path, opened: list[Terminal]) -> None:
    """Everything is answered: the answers stand until somebody says that they are right."""
    clerk = start(opened, root, "transport")
    for question, answer in (
        ("案件日期", "2021-10-12"),
        ("当事人名称或姓名", "甲公司"),
        ("当事人类型", "企业"),
        ("统一社会信用代码（不清楚就直接回车）", ""),
        ("负责人", "李四"),
        ("联系电话", ""),
        ("地址", ""),
        ("案由", "未带证"),
        ("查明的事实", ""),
        ("适用的清单事项", "JT-001"),
        ("再写一个", ""),
        ("采用的方式", ""),
        ("制作的文书", "行政告诫书"),
        ("再写一个", ""),
        ("行政告诫书·行为", "甲"),
    ):
        clerk.answer(question, answer)
    clerk.until("行政告诫书·依据")
    stopped(clerk)
    clerk = start(opened, root)
    clerk.answer("输入编号接着填", "1")
    clerk.answer("行政告诫书·依据", "")  # 行为 is not asked again
    clerk.answer("行政告诫书·改正期限", "")
    clerk.answer("文字记录", "")
    clerk.until("登记吗？")
    stopped(clerk)
    clerk = start(opened, root)
    clerk.answer("输入编号接着填", "1")
    clerk.answer("登记吗？", "n")
    clerk.answer("单位（1 交通运输局）（直接回车用 交通运输局）", "")
    clerk.answer("案件日期（直接回车用 2021-10-12）", "<")
    clerk.answer("单位", "")
    clerk.answer("案件日期", "")
    clerk.answer("当事人名称或姓名（面向公众的活动直接回车）（直接回车用 甲公司）", "-")
    clerk.answer("案由（直接回车用 未带证）", "")
    for question in ("查明的事实", "适用的清单事项", "采用的方式", "制作的文书"):
        clerk.answer(question, "")
    for field, answer in (("行为", ""), ("依据", "《中华人民共和国道路运输条例》第六十八条"), ("改正期限", "")):
        clerk.answer(f"行政告诫书·{field}", answer)
    clerk.answer("文字记录", "")
    assert "（面向公众）" in clerk.answer("登记吗？", "y")
    assert clerk.end()[0] == 0
    (case,) = cases(root)
    assert "当事人" not in case
    assert case["处理"] == [{"清单": "不予行政处罚", "编码": "JT-001", "记录": ["明交告〔2021〕1号"]}]
    assert case["文书"][0]["填写"] == {"行为": "甲", "依据": "《中华人民共和国道路运输条例》第六十八条"}


def test_findings_lead_back_to_the_questions(root: Path, opened: list[Terminal]) -> None:
    clerk = begin(opened, root)
    os.write(clerk.master, b"\n")
    clerk.answer("制作的文书", "")
    clerk.answer("文字记录", "")
    clerk.answer("登记吗？", "y")
    clerk.until("RX105")
    clerk.until("请从头核对")
    clerk.answer("单位（1", "")
    clerk.answer("案件日期（直接回车用 2021-10-12）", "")
    clerk.answer("当事人名称或姓名", "")
    clerk.answer("案由（直接回车用 宣讲）", "道路安全宣讲")
    clerk.answer("查明的事实", "")
    clerk.answer("适用的清单事项", "")
    assert "已有：劝导示范" in clerk.until("采用的方式")
    os.write(clerk.master, b"-\n")
    clerk.answer("没有就直接回车", "行政指导=12")
    clerk.answer("采用的方式", "")
    clerk.answer("制作的文书", "")
    clerk.answer("文字记录", "档案：1")
    clerk.answer("文字记录", "")
    clerk.answer("登记吗？", "y")
    assert clerk.end()[0] == 0
    (case,) = cases(root)
    assert (case["案由"], case["措施"]) == ("道路安全宣讲", [{"方式": "行政指导", "数量": 12, "记录": ["档案：1"]}])


def test_items_are_those_of_the_day(repo: Repo, opened: list[Terminal]) -> None:
    """The list of 15 November no longer has what was in force in October."""
    path = "checklists/transport/no-penalty.yaml"
    repo.write({path: sheet(1, "2021-10-01", [item("旧")])})
    repo.git("add", "-A")
    repo.git("commit", "-qm", "1")
    repo.write({path: sheet(2, "2021-11-15", [item("新")])})
    repo.git("add", "-A")
    repo.git("commit", "-qm", "2")
    for date, there, gone in (("2021-10-12", "旧", "新"), ("2021-11-20", "新", "旧")):
        clerk = start(opened, repo.root, "transport")
        if drafts(repo.root):
            clerk.answer("输入编号接着填", "删1")
        clerk.answer("案件日期", date)
        clerk.answer("当事人名称或姓名", "")
        clerk.answer("案由：", "宣讲")
        clerk.answer("查明的事实", "")
        clerk.answer("适用的清单事项", f"事项{gone}")
        clerk.until(f"没有含“事项{gone}”的事项")
        clerk.answer("适用的清单事项", there)
        clerk.until("再写一个")
        clerk.process.kill()
        clerk.end()


def test_the_same_case_twice_is_pointed_out(root: Path, opened: list[Terminal]) -> None:
    for expected in (False, True):
        clerk = begin(opened, root)
        os.write(clerk.master, b"\n")
        clerk.answer("制作的文书", "")
        clerk.answer("文字记录", "档案：1")
        clerk.answer("文字记录", "")
        assert ("已经登记：明交柔〔2021〕1号" in clerk.answer("登记吗？", "y")) is expected
        assert clerk.end()[0] == 0


@pytest.mark.parametrize(("answer", "status"), [("y\n", 0), ("n\n", 0), ("\n", 0), ("\x04", 130)])
def test_an_import_asks_before_it_writes(answer: str, status: int, root: Path, opened: list[Terminal]) -> None:
    (root / "台账.csv").write_text("案号,日期,案由\n9号,2021-10-12,宣讲\n", "utf-8")
    opened.append(Terminal(root, "台账.csv", "--agency", "transport", what="import"))
    assert "新增 1 件：\r\n  台账.csv!A2：9号  2021-10-12  宣讲" in opened[0].until("写入吗？")
    os.write(opened[0].master, answer.encode())
    ended, said = opened[0].end()
    assert ended == status
    assert ("已写入" in said) is ("y" in answer) is (len(cases(root)) == 1)
    assert ("没有写入；核对以后加 --yes" in said) is (answer in ("n\n", "\n"))


def test_without_a_terminal_nobody_is_asked(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "rouxing", "case", "add"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        input="",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "缺少单位" in done.stderr
