"""The baseline file of checking commands: read before the check, held against the findings, written, told of."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from rouxing.baseline import (
    BASELINE_FILE,
    Entry,
    Sifted,
    acceptable,
    entries,
    may_be_accepted,
    sifted,
    without,
    written,
)
from rouxing.check import Scope
from rouxing.diagnostics import Outcome
from rouxing.errors import NotFound, Refused, UnreadableFile
from rouxing.files.tree import MAX_FILE_BYTES, Tree
from rouxing.files.write import write_file
from rouxing.formats._wording import plain
from rouxing.load import load_file
from rouxing.model import Jurisdiction
from rouxing.rules import RULES
from rouxing.settings import NEVER_ACCEPTED, RuleSettings
from rouxing.terms import CASES_FOLDER, CHECKLISTS_FOLDER, LAWS_FOLDER, SETTINGS_FILE

_SHOWN: Final = 20
"""Entries named one by one; the rest are counted."""


class Baseline(NamedTuple):
    """The baseline file as it was before the check, and what is to become of it."""

    root: Path
    path: str
    before: bytes | None
    """None where it is written for the first time."""
    entries: Sequence[Entry]
    write: bool


def configured(tree: Tree) -> str:
    """The baseline that the settings name; "" where they name none, or are unsound (an RX0 finding says so)."""
    settings = load_file(tree, SETTINGS_FILE).record if tree.exists(SETTINGS_FILE) else None
    return RuleSettings.read(settings.rules).baseline if isinstance(settings, Jurisdiction) else ""


def opened(root: Path, tree: Tree, path: str, *, write: bool = False) -> Baseline:
    """The baseline at a path. Raises RouxingError where there is none to read, or no place for a new one."""
    if not tree.exists(path) and not os.path.lexists(root / path):  # the tree may be a commit
        if not write:
            named = "，而 rouxing.yaml 的“规则/基线”写着它" if path == configured(tree) else ""
            advice = "先用 rouxing check --write-baseline 把现有的问题写进基线"
            raise NotFound(f"没有基线文件 {path}{named}；{advice}")
        if path.startswith((f"{CHECKLISTS_FOLDER}/", f"{CASES_FOLDER}/", f"{LAWS_FOLDER}/")):
            raise Refused(f"基线不能放在数据文件夹里（{path}）；不写文件名就是 {BASELINE_FILE}")
        return Baseline(root, path, None, (), write)
    try:
        content = tree.read(path)
        return Baseline(root, path, content, entries(content), write)
    except UnreadableFile as error:
        raise UnreadableFile(f"{path} 不能用作基线：{error}") from None


def applied(
    baseline: Baseline, outcome: Outcome, tree: Tree, scope: Scope, *, listed: bool = False
) -> tuple[Outcome, list[str]]:
    """The outcome without what the baseline accepts, and what is to be said; writes the file where asked for."""
    known = acceptable(tree, outcome.diagnostics) if baseline.before is None else baseline.entries

    def looked_for(entry: Entry) -> bool:
        ran = entry.code in outcome.rules or entry.code not in RULES
        return ran and scope.covers(entry.path) and not outcome.doubts(entry.path)

    waived = [one.diagnostic for one in outcome.waived]
    result = sifted(tree, outcome.diagnostics, waived, known, looked_for)
    if baseline.write and (baseline.before is None or result.obsolete):
        _write(baseline, written(without(known, result.obsolete)))
    told = {"文件": baseline.path, "不报": len(result.accepted), "不再出现": [one.as_data() for one in result.obsolete]}
    sifted_outcome = outcome._replace(diagnostics=result.fresh, baseline=told, accepted=result.accepted)
    return sifted_outcome, list(_sentences(baseline, result, listed=listed, named=baseline.path == configured(tree)))


def _named(entry: Entry) -> str:
    owner = entry.item or entry.case
    return plain(f"  {entry.path}: {entry.code} {entry.message}" + (f"（{owner}）" if owner else ""))


def _write(baseline: Baseline, content: bytes) -> None:
    if len(content) > MAX_FILE_BYTES:
        raise Refused(f"问题太多，{baseline.path} 会超过 8 MiB，没有写；请用路径分批检查，写成几个基线")
    if baseline.before is None and os.path.lexists(baseline.root / baseline.path):
        raise Refused(f"{baseline.path} 在此期间出现了，没有覆盖；请重新运行")
    write_file(baseline.root, baseline.path, content, expected=baseline.before)


def _sentences(baseline: Baseline, result: Sifted, *, listed: bool, named: bool) -> Iterator[str]:
    """What is to be said; `listed`: the accepted findings are shown, `named`: the settings name this baseline."""
    path, gone, accepted = baseline.path, len(result.obsolete), len(result.accepted)
    option = "" if named or path == BASELINE_FILE else f"={path}"
    if baseline.before is None:
        use = "rouxing check" if named else f"rouxing check --baseline{option}"
        yield f"已写入 {path}：接受现有的 {accepted} 处问题；以后用 {use} 只报新问题"
        unfit = sum(one.code.startswith(NEVER_ACCEPTED) for one in result.fresh)
        if unfit:
            yield f"另有 {unfit} 处不能写入基线（读不了的文件、例外本身的问题），请改正"
        return
    yield f"另有 {accepted} 处是基线 {path} 里的老问题，不报" + (
        "（加 --waived 列出）" if accepted and not listed else ""
    )
    if gone and baseline.write:
        yield f"已从 {path} 删去不再出现的 {gone} 处："
    elif gone:
        yield f"提示：基线里有 {gone} 处不再出现，可以从基线删去（rouxing check --write-baseline{option} 自动删去）："
    yield from (_named(entry) for entry in result.obsolete[:_SHOWN])
    if gone > _SHOWN:
        yield f"  ……还有 {gone - _SHOWN} 处"
    new = sum(may_be_accepted(one) for one in result.fresh)
    if baseline.write and new:
        yield f"{new} 处新问题没有写入：基线只减不增；要重新接受全部问题，请先删去 {path} 再运行"
