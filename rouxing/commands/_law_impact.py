"""`rouxing law impact`: what 立改废释 did to lists, templates and open cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from rouxing.commands._asking import today
from rouxing.commands._machine import processors
from rouxing.commands._output import print_bytes, written
from rouxing.commands._past import iso_day
from rouxing.commands._repository import RepositoryOption, open_tree, warn, warn_unsound
from rouxing.commands._text import terminal_width, wrapped
from rouxing.errors import NotFound, Refused
from rouxing.files.tree import FolderTree
from rouxing.law.titles import listed
from rouxing.load import open_repository

if TYPE_CHECKING:
    from rouxing.impact import Review, Row, Window
    from rouxing.law.index import LawIndex


class Format(StrEnum):
    """Output formats."""

    TEXT = "text"
    XLSX = "xlsx"
    DOCX = "docx"
    JSON = "json"
    CSV = "csv"


def impact(
    laws: Annotated[
        list[str] | None, typer.Argument(metavar="法名", help="只看这些法律法规，例如 道路运输条例；不写就看全部")
    ] = None,
    start: Annotated[
        str, typer.Option("--from", metavar="日期", help="只看这一天起施行的修改；不写就从各清单的施行日期算起")
    ] = "",
    end: Annotated[str, typer.Option("--to", metavar="日期", help="看到这一天为止；默认今天")] = "",
    agency: Annotated[
        list[str] | None, typer.Option("--agency", metavar="单位", help="只看这个单位（短名、简称或全称），可重复")
    ] = None,
    format_: Annotated[Format, typer.Option("--format", help="输出格式")] = Format.TEXT,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="文件", help="写到这里；不写时 xlsx、docx 写入 out/，其余直接输出")
    ] = None,
    repository: RepositoryOption = None,
) -> None:
    """立改废释影响清单：哪些事项、文书模板和未办结案件引用的法律已经修改、废止，逐处写明变化和建议。

    清单按施行日期的文本核对，文书按文书日期，事实按案件日期；模板没有日期，按适用它的清单中最早的施行日期，写了
    --from 的按该日前一日。引用时就已经是旧条号的，也列出。

    未办结案件：到截止日，有文书没有送达记录（或者以后才送达）的，或者行政告诫书的改正期限还没有过的。

    这是审查清单，不是检查：有没有受影响的，退出码都为 0；有文件不能读取、没有审查到的为 1，无法审查为 2。
    """
    from rouxing.impact import Scope, review

    window = _window(start, end)
    tree = open_tree(repository)
    opened, diagnostics = open_repository(tree)
    titles = _titles(opened.library.index, laws or [])
    ids = tuple(dict.fromkeys(opened.agency(name).id for name in agency or ()))
    found = review(opened, Scope(window, titles, ids), processors())
    _hand_over(tree, found, format_, out)
    unsound = warn_unsound(diagnostics)
    warn(f"注意：{one.path} 没有审查：{one.reason}" for one in found.unread)
    raise typer.Exit(int(unsound or bool(found.unread)))


def _window(start: str, end: str) -> Window:
    from rouxing.impact import Window

    window = Window(iso_day(end) if end else today().isoformat(), iso_day(start) if start else "")
    if window.start > window.end:
        raise Refused(f"--from {window.start} 晚于 --to {window.end}，期间里没有任何一天")
    return window


def _titles(index: LawIndex, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_title(index, name.strip()) for name in names))


def _title(index: LawIndex, name: str) -> str:
    """The full title of a law, also of a repealed one. Raises NotFound, naming similar ones."""
    law, repeal = index.find(name), index.repealed(name)
    if law is not None:
        return law.title
    if repeal is not None:
        return repeal.title
    titles = [law.title for law in index.candidates(name)]
    if titles:
        raise NotFound(f"“{name}”不止一部法可用，请写全称，例如{listed(titles)}")
    similar = index.similar(name)
    hint = f"；名称相近的有{listed(similar)}" if similar else ""
    raise NotFound(f"法律索引里没有“{name}”{hint}")


_ON_PAPER: Final = (Format.XLSX, Format.DOCX)


def _rendered(found: Review, format_: Format) -> bytes:
    from rouxing.impact import as_csv, as_docx, as_json, as_xlsx

    match format_:
        case Format.XLSX:
            return as_xlsx(found)
        case Format.DOCX:
            return as_docx(found)
        case Format.JSON:
            return as_json(found)
        case Format.CSV:
            return as_csv(found)
        case Format.TEXT:
            return "".join(f"{line}\n" for line in page(found, terminal_width())).encode(errors="replace")


def _hand_over(tree: FolderTree, found: Review, format_: Format, out: Path | None) -> None:
    """The result to stdout, or into a file with the counts on the terminal."""
    from rouxing.impact.wording import TITLE

    content = _rendered(found, format_)
    if out is None and format_ not in _ON_PAPER:
        print_bytes(content)
        return
    name = f"{TITLE}（{_span(found)}）.{'txt' if format_ is Format.TEXT else format_.value}"
    print(f"{found.sentence}", f"已写入 {written(tree, name, content, out)}", sep="\n")


def _span(found: Review) -> str:
    window = found.scope.window
    return f"{window.start}至{window.end}" if window.start else f"截至{window.end}"


def page(found: Review, columns: int) -> Iterator[str]:
    """The review as lines of at most `columns`, by agency and list."""
    from rouxing.impact.wording import TITLE, limits, period

    yield from wrapped(f"{TITLE}　{period(found)}", columns)
    for agency, of_agency in groupby(found.rows, key=lambda row: row.agency):
        yield ""
        yield agency
        for shelf, rows in groupby(of_agency, key=lambda row: row.shelf):
            yield f"  {shelf}"
            for (code, name), places in groupby(rows, key=lambda row: (row.code, row.name)):
                yield from _indented(f"{code}  {name}", 4, columns)
                for row in places:
                    yield from _row(row, columns)
    yield ""
    yield from wrapped(found.sentence, columns)
    for text in limits(found):
        yield from wrapped(text, columns)


def _row(row: Row, columns: int) -> Iterator[str]:
    from rouxing.impact.wording import amendment

    yield from _indented(f"{row.written}：{row.happened}", 6, columns)
    yield from _indented(row.spot, 8, columns)
    for step in row.fate.steps if row.fate.repeal is None else ():
        yield from _indented(amendment(step), 8, columns)
    yield from _indented(f"建议：{row.advice}", 8, columns)


def _indented(text: str, indent: int, columns: int) -> Iterator[str]:
    for line in wrapped(text, columns - indent):
        yield " " * indent + line
