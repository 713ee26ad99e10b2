"""`rouxing checklist diff`: two versions of a list side by side; on paper as the 修改对照表."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Annotated, Any, Final, NamedTuple

import typer

from rouxing.commands._asking import impersonal, one_line
from rouxing.commands._changes import changes_data, changes_markdown, changes_text, escaped
from rouxing.commands._output import OutOption, print_json, print_lines, written
from rouxing.commands._past import State, earlier, known_list, limits, list_path, pasts, standing, state
from rouxing.commands._repository import RepositoryOption, open_tree, warn
from rouxing.commands._surface import Command
from rouxing.commands._text import terminal_width, wrapped
from rouxing.errors import NotFound
from rouxing.history.changes import Changes, compare, summary
from rouxing.history.git import Git
from rouxing.history.reasons import stated
from rouxing.history.versions import History
from rouxing.load import open_repository
from rouxing.model import Agency
from rouxing.revisions.record import shown
from rouxing.terms import ListKind


def register(app: typer.Typer) -> None:
    """Hang the sub-command `diff` into `rouxing checklist`."""
    app.command("diff", cls=Command)(diff)


class Format(StrEnum):
    """Output formats of a comparison."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    DOCX = "docx"
    XLSX = "xlsx"


_ON_PAPER: Final = (Format.DOCX, Format.XLSX)
_LIST_HELP: Final = "不予行政处罚、减轻行政处罚、从轻行政处罚、不予行政强制，或 no-penalty …，或 1 至 4"
Basis = Callable[[str], str]
"""Code of an item → why it was changed."""


class _Compared(NamedTuple):
    """Two states of a list of an agency, and what lies between them."""

    agency: Agency
    kind: ListKind
    before: State
    after: State
    changes: Changes
    basis: Basis

    @property
    def title(self) -> str:
        return f"{self.agency.name}{self.kind}事项清单"


def diff(  # noqa: PLR0913 - two states of one list, and how to show them
    agency: Annotated[str, typer.Argument(metavar="单位", help="短名、简称或全称")],
    list_: Annotated[str, typer.Argument(metavar="清单", help=_LIST_HELP)],
    old: Annotated[str, typer.Argument(metavar="旧版", help="版本号（1、v1）、日期或 git 版本；默认上一版")] = "",
    new: Annotated[str, typer.Argument(metavar="新版", help="同上；默认文件现在的样子")] = "",
    *,
    format_: Annotated[
        Format, typer.Option("--format", help="文字、JSON、Markdown，或修改对照表（Word、Excel）")
    ] = Format.TEXT,
    basis: Annotated[str, typer.Option("--basis", metavar="文字", help="修改依据；默认取自提交说明")] = "",
    out: OutOption = None,
    repository: RepositoryOption = None,
) -> None:
    """比较两个版本：新增、删除、修改、移动的事项，修改处逐字标出；docx、xlsx 是修改前、修改后、修改依据三栏的对照表。

    日期指那一天施行的版本（按施行日期）。git 版本可以是提交、标签或分支；标签恰好像版本号时写 refs/tags/v1。
    """
    kind = known_list(list_)
    tree = open_tree(repository)
    one = open_repository(tree)[0].agency(agency)
    with Git(tree.root) as git:
        found = pasts(git, tree, [(one.id, kind)], git.head())
        past = found[list_path(one.id, kind)]
        after = state(git, past, new) if new else standing(past)
        before = state(git, past, old) if old else earlier(past)
        warn(limits(found))
        reasons = _given(basis) if basis else _stated(git, past, before, after)
    changes = compare(before.checklist, after.checklist)
    compared = _Compared(one, kind, before, after, changes, reasons)
    if format_ in _ON_PAPER:
        name = f"修改对照表-{one.short_name}-{kind}-第{before.checklist.version}版至第{after.checklist.version}版"
        path = written(tree, f"{name}.{format_}", _paper(compared, format_), out)
        print(f"{compared.title}：{summary(changes)}", f"已写入 {path}", sep="\n")
    elif out is not None:
        raise NotFound("--out 只用于 --format docx 和 xlsx；其他格式请用 > 写入文件")
    elif format_ is Format.JSON:
        head = {"单位": one.id, "清单": kind.value, "原": _state_data(before), "现": _state_data(after)}
        print_json(head, _data(compared))
    else:
        print_lines(_page(compared, format_))


def _page(compared: _Compared, format_: Format) -> Iterator[str]:
    before, after = compared.before.label, compared.after.label
    if format_ is Format.MARKDOWN:
        yield from (f"### {escaped(compared.title)}", "", f"{escaped(before)} → {escaped(after)}", "")
        yield from changes_markdown(compared.changes) if compared.changes else ["没有差别"]
        return
    columns = terminal_width()
    yield from (compared.title, *wrapped(f"{before} → {after}", columns), "")
    yield from changes_text(compared.changes, columns) if compared.changes else ["没有差别"]


def _data(compared: _Compared) -> dict[str, Any]:
    """The changes, each item with why it was changed."""
    data = changes_data(compared.changes)
    for one in data["事项"]:
        one["依据"] = compared.basis(one["编码"]) or None
    return data


def _state_data(one: State) -> dict[str, Any]:
    checklist = one.checklist
    return {"版本号": checklist.version, "施行日期": checklist.effective, "提交": one.commit, "所写": one.asked or None}


def _paper(compared: _Compared, format_: Format) -> bytes:
    from rouxing.revisions.comparison import Comparison, as_docx, as_xlsx

    origins = tuple(
        "未提交" if one.commit is None else f"提交{one.commit}" for one in (compared.before, compared.after)
    )
    before, after = compared.before.checklist, compared.after.checklist
    found = Comparison(compared.agency.name, before, after, (origins[0], origins[1]), compared.changes, compared.basis)
    return as_docx(found) if format_ is Format.DOCX else as_xlsx(found)


def _given(text: str) -> Basis:
    basis = impersonal(one_line(text, "修改依据"), "修改依据")
    return lambda _: basis


def _stated(git: Git, past: History, before: State, after: State) -> Basis:
    """What the commits between the two states say of an item, oldest first, every reason once."""
    between = git.between(git.resolve(before.commit or "HEAD"), git.resolve(after.commit or "HEAD"))
    amendments = [one for one in reversed(past.amendments) if one.commit and one.commit.id in between]

    def basis(code: str) -> str:
        texts: Iterable[str] = (
            shown(stated(one.commit).text) for one in amendments if one.commit and one.changes.of_item(code).items
        )
        return "；".join(dict.fromkeys(filter(None, texts)))

    return basis
