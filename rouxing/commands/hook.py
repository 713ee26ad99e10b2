"""`rouxing hook`: checks that git runs by itself, before a commit or when a server is pushed to."""

from __future__ import annotations

import datetime
import shlex
import sys
from collections.abc import Iterator
from enum import StrEnum
from importlib.resources import files as resources
from pathlib import Path
from typing import Annotated, Final

import typer

from rouxing.check import CHECK, Scope, check
from rouxing.commands._accepting import applied, configured, opened
from rouxing.commands._checking import Format, show
from rouxing.commands._repository import RepositoryOption, find_root, warn
from rouxing.commands._surface import Command, command_app
from rouxing.errors import NotFound, Refused, UnreadableFile
from rouxing.files.tree import FolderTree
from rouxing.files.write import write_file
from rouxing.history.git import Git
from rouxing.history.past import GitPast
from rouxing.history.tree import CommitTree
from rouxing.load import checklist_from
from rouxing.terms import Level

app = command_app("钩子：让 git 在提交前或推送到服务器时自动检查；另有各平台的流水线文件。")

_MARK: Final = b"# rouxing-hook"
_NOTHING: Final = frozenset("0")
_BRANCHES: Final = "refs/heads/"
_PROGRAMS: Final = {False: "pre-commit", True: "pre-receive"}

Server = Annotated[
    bool, typer.Option("--server", help="装在服务器的仓库（裸仓库）里：推送来的内容有错误就不接受；-C 指向该仓库")
]


class Platform(StrEnum):
    """Where pipelines run."""

    GITHUB = "github"
    GITLAB = "gitlab"
    GITEE = "gitee"


_PIPELINES: Final = {
    # what `rouxing init` writes into a new repository
    Platform.GITHUB: ("scaffold/repository/dot-github/workflows/rouxing.yml", ".github/workflows/rouxing.yml"),
    Platform.GITLAB: ("ci/gitlab-ci.yml", ".gitlab-ci.yml"),
    Platform.GITEE: ("ci/gitee.yml", ".workflow/rouxing.yml"),
}
"""The packaged file, and where it belongs in a repository."""


@app.command(cls=Command)
def install(server: Server = False, repository: RepositoryOption = None) -> None:
    """安装：提交前检查；加 --server 是在服务器上检查推送来的内容。

    已有别的程序的钩子时不会覆盖它。
    """
    name = _PROGRAMS[server]
    hooks, command = _server(repository) if server else _client(repository)
    _own(hooks, name)
    text = _packaged("ci/hook.sh").replace("〈python〉", shlex.quote(Path(sys.executable).as_posix()))
    written = write_file(hooks, name, text.replace("〈command〉", command).encode())
    written.chmod(0o755)
    print(f"已安装 {written}")


@app.command(cls=Command)
def uninstall(server: Server = False, repository: RepositoryOption = None) -> None:
    """删除：只删除 rouxing hook install 写的钩子。"""
    name = _PROGRAMS[server]
    hooks, _ = _server(repository) if server else _client(repository)
    if not _own(hooks, name):
        warn([f"没有安装过 {name} 钩子"])
        return
    (hooks / name).unlink()
    print(f"已删除 {hooks / name}")


@app.command(cls=Command)
def receive() -> None:
    """接收：由服务器上的 git 在收到推送时运行，检查推送来的每个分支，不必手工运行。"""
    if sys.stdin.isatty():
        raise Refused("这个命令由服务器上的 git 运行；安装用 rouxing hook install --server")
    today = datetime.date.today().isoformat()  # noqa: DTZ011 - a waiver ends on a local calendar day
    refused = []
    with Git(Path(), receiving=True) as git:
        for commit, branches in _pushed(sys.stdin.buffer.read()).items():
            tree = CommitTree(git, commit)
            scope, named = Scope(CHECK, today), configured(tree)
            baseline = opened(Path(), tree, named) if named else None
            outcome = check(tree, scope, past=GitPast(Path(), checklist_from, commit))
            sentences: list[str] = []
            if baseline:
                outcome, sentences = applied(baseline, outcome, tree, scope)
            show(outcome, tree, Format.TEXT)
            warn(sentences)
            refused += branches if outcome.number(Level.ERROR) else []
    if refused:
        warn([f"没有接受对 {'、'.join(refused)} 的推送：请改正以上错误，重新提交后再推送"])
    raise typer.Exit(int(bool(refused)))


@app.command(cls=Command)
def ci(platform: Annotated[Platform, typer.Argument(metavar="平台", help="github、gitlab 或 gitee")]) -> None:
    """流水线：打印可以直接使用的流水线文件。"""
    packaged, target = _PIPELINES[platform]
    print(_packaged(packaged), end="")
    warn([f"请把以上内容存成仓库里的 {target}"])


@app.command(cls=Command)
def gitee(
    project: Annotated[str, typer.Argument(metavar="单位/仓库", help="网址 https://gitee.com/ 后面的两段")],
    number: Annotated[int, typer.Option("--number", envvar="GITEE_PULL_ID", help="合并请求的编号", min=1)],
    token: Annotated[str, typer.Option("--token", envvar="ROUXING_TOKEN", help="有权评论的私人令牌；宜用环境变量给出")],
    api: Annotated[str, typer.Option("--api", help="Gitee 接口的地址")] = "https://gitee.com/api/v5",
) -> None:
    """标注：在 Gitee 流水线里，把发现写到合并请求改动的行上。

    用法：rouxing check --format json > 发现.json；再运行本命令 < 发现.json。标过的不会重复标。
    """
    from rouxing.commands._gitee import PullRequest, annotate, findings

    marked, elsewhere = annotate(PullRequest(api, project, number, token), findings(sys.stdin.buffer.read()))
    print(f"新标出 {marked} 处；另有 {elsewhere} 处不在改动的行上，见检查结果")


def _client(start: Path | None) -> tuple[Path, str]:
    """The hooks folder of the repository around the data, and what its hook runs at the top of the work tree."""
    root = find_root(start)
    with Git(root) as git:
        folder = root.resolve().relative_to(git.top().resolve()).as_posix()
        return git.hooks(), f"check --format text -C {shlex.quote(folder)}"


def _server(start: Path | None) -> tuple[Path, str]:
    """The hooks folder of a repository that is pushed to, and what its hook runs in the git folder."""
    folder = (start or Path()).absolute()
    if (folder / ".git").is_dir():
        folder /= ".git"
    if not (folder / "HEAD").is_file() or not (folder / "objects").is_dir():
        raise NotFound(f"{folder} 不是 git 仓库；请用 -C 指向服务器上的裸仓库")
    with Git(folder, receiving=True) as git:
        return git.hooks(), "hook receive"


def _own(hooks: Path, name: str) -> bool:
    """Whether our hook is installed. Raises Refused where there is a hook that is not ours."""
    tree = FolderTree(hooks)
    if not (hooks / name).exists():
        return False
    try:
        content = tree.read(name)
    except UnreadableFile as error:
        raise Refused(f"{hooks / name} 读不了（{error}），没有改动") from None
    if _MARK not in content:
        raise Refused(f"{hooks / name} 是别的程序的钩子，没有改动；请在其中加一行 rouxing check")
    return True


def _pushed(lines: bytes) -> dict[str, list[str]]:
    """Commits that branches are to point to, each with these branches; deleted branches and tags are left out."""
    found: dict[str, list[str]] = {}
    for commit, name in _updates(lines):
        if name.startswith(_BRANCHES) and not _NOTHING.issuperset(commit):
            found.setdefault(commit, []).append(name.removeprefix(_BRANCHES))
    return found


def _updates(lines: bytes) -> Iterator[tuple[str, str]]:
    """What git writes to a pre-receive hook: `old new name` for each ref."""
    for line in lines.decode("utf-8", "replace").splitlines():
        _, commit, name = line.split(" ", 2)
        yield commit, name


def _packaged(path: str) -> str:
    return resources("rouxing").joinpath(f"data/{path}").read_text("utf-8")
