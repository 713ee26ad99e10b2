"""What `validate`, `lint` and `check` share: options, running, printing, exit status."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import typer

from rouxing.check import Scope, check
from rouxing.commands._machine import opened_cache, processors
from rouxing.commands._repository import find_root, warn
from rouxing.diagnostics import Outcome
from rouxing.errors import NotFound, UnreadableFile
from rouxing.files.tree import FolderTree, Tree
from rouxing.formats import FORMATS, Context
from rouxing.history.past import GitPast
from rouxing.load import checklist_from
from rouxing.load.parse import Flaw, decode
from rouxing.terms import CASES_FOLDER, CHECKLISTS_FOLDER, LAWS_FOLDER, SCHEMAS_FOLDER, SETTINGS_FILE, Level

if TYPE_CHECKING:
    from rouxing.commands._accepting import Baseline as BaselineFile
    from rouxing.manuals import Manual


class Format(StrEnum):
    """Output formats of the checking commands."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    JUNIT = "junit"
    CODECLIMATE = "codeclimate"


Paths = Annotated[list[str] | None, typer.Argument(metavar="路径", help="只看这些文件或文件夹；不写就看整个仓库")]
FormatOption = Annotated[
    Format | None,
    typer.Option("--format", help="输出格式；不写就是给人看的 text，在 GitHub Actions 里自动用 github，标在改动的行上"),
]
Select = Annotated[list[str] | None, typer.Option("--select", metavar="编号", help="只要这些规则，例如 RX104 或 RX1")]
Ignore = Annotated[list[str] | None, typer.Option("--ignore", metavar="编号", help="不要这些规则")]
Changed = Annotated[
    str | None,
    typer.Option("--changed", metavar="[基准]", help="只查本分支改动过的和受其影响的文件；基准默认是要合并到的分支"),
]
Waived = Annotated[bool, typer.Option("--waived", help="列出按例外、基线不报的；sarif 里标为已抑制")]
Baseline = Annotated[
    str | None,
    typer.Option("--baseline", metavar="[文件]", help="不报基线里的老问题，只报新问题；默认是仓库里的 baseline.yaml"),
]
WriteBaseline = Annotated[
    str | None,
    typer.Option("--write-baseline", metavar="[文件]", help="把现有的问题写进基线；已有基线的，只删去不再出现的"),
]
NoBaseline = Annotated[bool, typer.Option("--no-baseline", help="不用 rouxing.yaml“规则/基线”写的基线，老问题也报")]
Strict = Annotated[bool, typer.Option("--strict", help="有警告也算不通过（提示不算）")]


class Request(NamedTuple):
    """What a person asked a checking command for."""

    families: Sequence[str]
    paths: list[str] | None
    format: Format | None
    select: list[str] | None
    ignore: list[str] | None
    strict: bool
    changed: str | None
    repository: Path | None
    waived: bool = False
    baseline: str | None = None
    write_baseline: str | None = None
    no_baseline: bool = False
    fix: bool = False
    diff: bool = False


def run_check(request: Request) -> int:
    """Check, print, and return the exit status: 0 nothing found, 1 errors (with `strict`, anything)."""
    root, wanted = _targets(request.paths or [], request.repository)
    select, ignore = _codes(request.select), _codes(request.ignore)
    _known_codes([*select, *ignore])
    tree = FolderTree(root)
    baseline = _baseline(request, root, tree)
    today = datetime.date.today().isoformat()  # noqa: DTZ011 - a waiver ends on a local calendar day
    scope = Scope(request.families, today, select, ignore, wanted)
    if request.changed is not None:
        touched = _touched(root, tree, request.changed, baseline)
        if not touched:
            warn(["没有改动过的数据文件，不需要检查"])
            return 0
        scope = scope.narrowed(touched)
    if request.fix or request.diff:
        from rouxing.commands._correcting import correct, show_corrections

        if request.diff:
            show_corrections(tree, scope)
        else:
            correct(root, tree, scope)
    with opened_cache(root) as cache:
        outcome = check(tree, scope, cache, processors(), GitPast(root, checklist_from))
    if outcome.files == 0:
        raise NotFound("没有可检查的文件；数据文件在 rouxing.yaml、checklists/ 和 cases/ 里")
    sentences: list[str] = []
    if baseline:
        from rouxing.commands._accepting import applied

        outcome, sentences = applied(baseline, outcome, tree, scope, listed=request.waived)
    if not request.diff:  # what goes to stdout is the difference, ready for `git apply`
        show(outcome, tree, request.format or _automatic(), waived=request.waived)
    warn(sentences)
    # 提示 is information (a law outside the index, a past that is not at hand): nothing a person could put right
    grave = outcome.number(Level.ERROR) + (outcome.number(Level.WARNING) if request.strict else 0)
    return int(grave > 0)


def _baseline(request: Request, root: Path, tree: Tree) -> BaselineFile | None:
    """The baseline that is asked for, or that the settings name; read before anything is checked."""
    given = {one for one in (request.baseline, request.write_baseline) if one is not None}
    if given and request.no_baseline:
        raise NotFound("--no-baseline 不能和 --baseline、--write-baseline 一起用")
    from rouxing.commands._accepting import configured, opened

    named = "" if request.no_baseline else configured(tree)
    if not given and not named:
        return None
    from rouxing.baseline import BASELINE_FILE

    paths = {_relative(Path(one), root) if one else named or BASELINE_FILE for one in given} or {named}
    if len(paths) > 1:
        raise NotFound("--baseline 和 --write-baseline 写的不是同一个文件；写一个就够了")
    return opened(root, tree, paths.pop(), write=request.write_baseline is not None)


def _touched(root: Path, tree: Tree, base: str, baseline: BaselineFile | None) -> frozenset[str]:
    from rouxing.history.branch import changed_paths, default_base
    from rouxing.history.git import Git

    with Git(root) as git:
        return changed_paths(
            git, base or default_base(git, _bases()), tree, (*_SPOKEN_OF, *([baseline.path] if baseline else []))
        )


_SPOKEN_OF: Final = (SETTINGS_FILE, SCHEMAS_FOLDER, LAWS_FOLDER, CHECKLISTS_FOLDER, CASES_FOLDER)
"""What a finding can be about, or rest on."""


def _bases() -> tuple[str, ...]:
    """Where this branch is to be merged, as CI systems say it or as clones are usually set up."""
    target = os.environ.get("GITHUB_BASE_REF") or os.environ.get("GITEE_TARGET_BRANCH") or ""
    merge_request = os.environ.get("CI_MERGE_REQUEST_DIFF_BASE_SHA", "")
    return (merge_request, f"origin/{target}" if target else "", "@{upstream}", "origin/HEAD", "origin/main", "main")


def show(outcome: Outcome, tree: Tree, format_: Format, *, waived: bool = False) -> None:
    """Print what was found in a tree, and that some of it is waived."""
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    text = FORMATS[format_.value](outcome, Context(_lines(tree), _manual, colour, waived))
    # a file name that is not UTF-8 is shown, not fatal
    sys.stdout.write(text.encode(errors="backslashreplace").decode())
    sys.stdout.flush()
    warn(_waivers_told(outcome, waived, format_))


def _waivers_told(outcome: Outcome, asked: bool, format_: Format) -> Iterator[str]:
    """How much is waived; one by one where that was asked for and the format has no room for it."""
    if outcome.waived:
        yield f"另有 {len(outcome.waived)} 处按例外不报" + ("" if asked else "（加 --waived 列出）")
    if asked and format_ not in {Format.TEXT, Format.JSON, Format.SARIF}:
        from rouxing.formats._wording import waived

        yield from waived(outcome)


def _manual(code: str) -> Manual | None:
    from rouxing.manuals import manual

    return manual(code)


def _automatic() -> Format:
    # GitLab and Gitee want a file for their reports, so their logs stay readable text
    on_github = os.environ.get("GITHUB_ACTIONS") == "true" and not sys.stdout.isatty()
    return Format.GITHUB if on_github else Format.TEXT


def _codes(given: list[str] | None) -> list[str]:
    return [code.strip().upper() for one in given or [] for code in one.split(",") if code.strip()]


def _known_codes(asked: Iterable[str]) -> None:
    for code in asked:
        from rouxing.manuals import codes

        if not any(one.startswith(code) for one in codes()):
            raise NotFound(f"没有规则 {code}；全部规则见 rouxing rule")


def _targets(paths: list[str], repository: Path | None) -> tuple[Path, list[str] | None]:
    """The repository's root and the asked-for paths relative to it; None means everything."""
    for path in paths:
        if not os.path.lexists(path):
            raise NotFound(f"找不到 {path}")
    root = find_root(repository or (Path(paths[0]) if paths else None))
    relative = [_relative(Path(path), root) for path in paths]
    return root, None if not relative or "." in relative else relative


def _relative(path: Path, root: Path) -> str:
    """A path as the repository names it; links are not followed, the root may be reached through one."""
    absolute = Path(os.path.normpath(Path.cwd() / path))
    for base in (root, root.resolve()):
        if absolute.is_relative_to(base):
            return absolute.relative_to(base).as_posix()
    raise NotFound(f"{path} 不在仓库 {root} 里")


def _lines(tree: Tree) -> Callable[[str], Sequence[str]]:
    def lines(path: str) -> Sequence[str]:
        try:
            return decode(tree.read(path)).split("\n")
        except (UnreadableFile, Flaw):
            return ()

    return lines


__all__ = [
    "Baseline",
    "Changed",
    "Format",
    "FormatOption",
    "Ignore",
    "NoBaseline",
    "Outcome",
    "Paths",
    "Request",
    "Select",
    "Strict",
    "Waived",
    "WriteBaseline",
    "run_check",
    "show",
]
