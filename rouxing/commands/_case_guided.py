"""A case entered question by question: taken up where it was left, looked over, and written."""

from __future__ import annotations

from pathlib import Path

import typer

from rouxing.commands._asking import ask, today
from rouxing.commands._case_draft import from_options
from rouxing.commands._case_drafts import Answers, Kept, kept
from rouxing.commands._case_form import Form, agency_name, confirmed, summary
from rouxing.commands._case_list import filed
from rouxing.commands._case_writing import register
from rouxing.commands._repository import warn
from rouxing.commands._text import terminal_width, two_columns
from rouxing.errors import NotFound, RouxingError
from rouxing.files.tree import FolderTree
from rouxing.history.past import GitPast
from rouxing.law.identity import masked
from rouxing.ledgers.comparing import likeness
from rouxing.load import checklist_from, open_repository
from rouxing.model import Agency, Case, Repository

_HELP = "答错了输入 < 回到上一项；Ctrl-C 停下，答过的都留着，下次运行接着填。"
_LEFT = "答过的都留着；再次运行 rouxing case add 接着填"


def guided(tree: FolderTree, agency: str) -> tuple[Agency, Case]:
    """The case as it was written. Raises typer.Abort, Refused; what was answered is kept then."""
    opened, _ = open_repository(tree)
    opened = opened._replace(past=GitPast(tree.root, checklist_from))
    named = opened.agency(agency).id if agency else ""
    store, answers = _taken_up(tree.root, opened)
    if named and "单位" not in answers:
        answers["单位"] = named
    warn([_HELP])
    form = Form(opened, answers, store)
    try:
        return _written(tree, opened, form, store)
    except (typer.Abort, RouxingError):
        warn([_LEFT])
        raise


def _written(tree: FolderTree, opened: Repository, form: Form, store: Kept) -> tuple[Agency, Case]:
    """Ask, show and write, again from the first question while the user or the rules are not content."""
    start = None
    while True:
        owner, options = form.filled(start)
        start = 0
        draft = from_options(opened, owner.id, options, today().isoformat())
        warn(["", *(masked(line) for line in two_columns(list(summary(owner, options)), terminal_width()))])
        _warn_of_likeness(opened, owner, draft)
        if not confirmed():
            continue
        try:
            case = register(tree, owner, draft, options.records)
        except typer.Exit:
            warn(["请从头核对：直接回车保留原来的回答，输入 - 删去"])
            continue
        store.discard()
        return owner, case


def _warn_of_likeness(opened: Repository, owner: Agency, draft: Answers) -> None:
    """A process that died after writing leaves its draft: the case would be entered twice."""
    found, _ = filed(opened, [owner])
    same = [one.case.number for one in found if likeness(one.case.data) == likeness(draft)]
    if same:
        warn([f"注意：日期、案由、当事人都相同的案件已经登记：{'、'.join(same)}"])


def _taken_up(root: Path, opened: Repository) -> tuple[Kept, Answers]:
    """A form that was not finished, where the user wants it; else a new one."""
    waiting = list(kept(root))
    while waiting:
        warn([f"有 {len(waiting)} 份没有登记完的草稿："])
        warn(f"  {number} {_title(opened, answers)}" for number, (_, answers) in enumerate(waiting, 1))
        choice = ask("输入编号接着填，直接回车新登记一件，输入 删 和编号删除", lambda text: _choice(text, len(waiting)))
        if choice == 0:
            break
        if choice > 0:
            return waiting[choice - 1]
        waiting.pop(-choice - 1)[0].discard()
    return Kept.fresh(root), {}


def _choice(text: str, count: int) -> int:
    """N to take up, -n to delete, 0 for a new one. Raises NotFound."""
    wanted = text.replace(" ", "")
    number = wanted.removeprefix("删")
    if not wanted:
        return 0
    if not number.isdecimal() or not 1 <= int(number) <= count:
        raise NotFound(f"请输入 1 至 {count} 的编号，例如 1 或 删1")
    return -int(number) if wanted.startswith("删") else int(number)


def _title(opened: Repository, answers: Answers) -> str:
    said = (str(answers.get(key) or "") for key in ("日期", "当事人", "案由"))
    return "  ".join(one for one in (agency_name(opened, str(answers.get("单位") or "")), *said) if one)
