"""What to do in a new repository: commands that work as they stand, with an example to be replaced."""

from __future__ import annotations

import datetime
import re
import shlex
from collections.abc import Iterator
from typing import Final

from rouxing.commands._text import terminal_width, wrapped
from rouxing.scaffold import NewRepository, example
from rouxing.terms import CASES_FOLDER, CHECKLISTS_FOLDER, DocumentKind, ListKind, PartyKind

_DAYS: Final = 10
"""Days the example gives for putting things right."""
_DUTY: Final = "《中华人民共和国行政处罚法》第二十八条第一款"
"""应当责令当事人改正或者限期改正违法行为."""


def first_steps(new: NewRepository, day: datetime.date, way: str, *, has_git: bool) -> Iterator[str]:
    """Lines of numbered steps; a line of a command begins with four blanks and is never wrapped.

    `way` is what to type to enter the folder, "" where the person is there.
    """
    columns = terminal_width()
    yield from wrapped("接下来照着做一遍（内容是示例，请换成本单位的；命令可以整行复制粘贴）：", columns)
    for number, (title, lines) in enumerate(_steps(new, day, way, has_git=has_git), 1):
        yield ""
        yield from wrapped(f"{number}. {title}", columns)
        yield from (f"    {line}" for line in lines)
    yield ""
    path = f"{CHECKLISTS_FOLDER}/{new.agencies[0].id}/{ListKind.NO_PENALTY.file_name}"
    yield from wrapped(
        f"试完了，请把示例改成真实内容：事项在 {path}，案件是 {CASES_FOLDER}/ 下的一个文件，不要的可以删掉这个文件。"
        "单位的联系人和电话请填进 checklists/短名/agency.yaml。全部说明在 README.md，每个命令加 --help 看用法。",
        columns,
    )


def _steps(new: NewRepository, day: datetime.date, way: str, *, has_git: bool) -> Iterator[tuple[str, list[str]]]:
    agency, code = new.agencies[0], new.example_code(new.agencies[0])
    kind, shown = DocumentKind.ADMONITION_LETTER, example(ListKind.NO_PENALTY)
    # a case needs an item in force
    date = max(day, datetime.date.fromisoformat(new.effective))
    act = shown.name.removesuffix("的")
    if way:
        yield "进入新建的文件夹：", [command("cd", way)]
    item = {"code": code, "name": shown.name, "when": shown.circumstances, "ground": shown.ground}
    add = command("rouxing", "checklist", "add", agency.id, ListKind.NO_PENALTY, **item, measure=kind.method)
    yield "在不予行政处罚清单里加第一个事项：", [add]
    case = command("rouxing", "case", "add", agency.id, date=str(date), cause=act)
    party = options(party_name="示例商贸有限公司", party_kind=PartyKind.ENTERPRISE)
    deadline = date + datetime.timedelta(days=_DAYS)
    fills = [options(fill=one) for one in (f"行为={act}", f"依据={_DUTY}", f"改正期限={deadline}")]
    act_of_list = options(item=f"{ListKind.NO_PENALTY}:{code}", document=kind)
    yield f"登记第一件案件，附一份{kind}（案号、文号自动编）：", [" ".join((case, party, act_of_list, *fills))]
    number = f"{agency.sign}柔〔{date.year}〕1号"
    yield f"打印这份{kind}，在 out/文书/ 里，用 Word 或 WPS 打开：", [command("rouxing", "doc", "gen", number)]
    yield "检查全部文件：", ["rouxing check"]
    yield f"编制 {date.year} 年统计报表：", [f"rouxing report {date.year}"]
    commit = command("git", "commit", "-m", f"建立{new.county}柔性执法仓库")
    yield (
        "存入历史（要先装好 git，设好姓名和邮箱）：",
        [*([] if has_git else ["git init -b main"]), "git add -A", commit],
    )


def command(*words: str, **named: str) -> str:
    """A command line that the usual shells read as these words and options."""
    return " ".join((*map(_word, words), *([options(**named)] if named else [])))


def options(**named: str) -> str:
    """Options of a command line: `party_name="甲"` is `--party-name 甲`."""
    return " ".join(f"--{name.replace('_', '-')} {_word(value)}" for name, value in named.items())


_UNSAFE: Final = re.compile(r"[\s!\"#$&'()*;<>?\[\\\]^`{|}~%,“”‘’]")
"""What sh, PowerShell or cmd read as more than a character; PowerShell takes curly quotes for quotes."""


def _word(text: str) -> str:
    if text and not _UNSAFE.search(text):
        return text
    return shlex.quote(text) if re.search('["$`!\\\\]', text) else f'"{text}"'
