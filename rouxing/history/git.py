"""What is asked of git: plumbing commands, hardened against what a hostile repository may configure."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Final, NamedTuple

from rouxing.errors import NotFound, Refused
from rouxing.history import plumbing
from rouxing.history.plumbing import Commit, Edit, Entry, shown
from rouxing.history.refusals import DAMAGED, NO_CONTENT, NOT_A_REPOSITORY, reason
from rouxing.history.running import Completed, HistoryUnavailable, Objects, many_objects, program, started

TIMEOUT: Final = 60.0
"""Seconds after which one git command is given up."""

_SAFE_SETTINGS: Final = (
    "core.fsmonitor=false",  # would start a program of the repository's choice
    "core.hooksPath=/dev/null",
    "protocol.allow=never",
    "core.quotepath=off",
    "log.showSignature=false",  # would start gpg.program
    "log.follow=false",
    "safe.bareRepository=explicit",  # a bare repository hidden among the files is not ours
    "user.useConfigOnly=true",  # a commit names a person, not a machine
    "i18n.commitEncoding=UTF-8",
)
_ENVIRONMENT: Final = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "LC_ALL": "C.UTF-8",
    "LANGUAGE": "",
    # unlike protocol.allow, not overridden by protocol.<name>.allow in the repository's own settings
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    # replaced objects and grafts would show another past than the one that was committed
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_LITERAL_PATHSPECS": "1",
}
NO_VARIABLES: Final[Mapping[str, str]] = MappingProxyType({})
_KEPT: Final = frozenset({"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_CEILING_DIRECTORIES"})
"""Git's own variables that a user may set; all others (GIT_DIR in a hook, GIT_TRACE …) are dropped."""

_PUSHED: Final = frozenset({"GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH"})
"""Where git keeps what was just pushed until the hook of the server accepts it (git-receive-pack, quarantine)."""

_QUESTIONS: Final = (
    *("--is-inside-work-tree", "--is-shallow-repository", "--show-cdup"),
    *("--git-path", "shallow", "--show-prefix"),
)
_RENAMES: Final = ("-r", "--raw", "-z", "--no-abbrev", "--relative", "--no-ext-diff", "--no-textconv", "-M", "-l1000")
_GRAPH: Final = ("--full-history", "--simplify-merges", "--parents", "--author-date-order")
_AS_PLUMBING: Final = (
    *("--root", "--no-notes", "--no-decorate", "--no-color", "--no-mailmap", "--no-show-signature"),
    *("--ignore-submodules=none", "-O/dev/null"),
)
"""What the settings of a person or a repository may not change of `git log`."""


class _Facts(NamedTuple):
    shallow: bool
    shallow_file: Path
    top: Path
    prefix: str


class Git:
    """The git repository around `root`; paths are posix and relative to `root`. Close it, or use it in `with`.

    With `receiving`, `root` is the git folder itself, bare or not, in a hook of `git push`: paths are relative to the
    top of the commits, and what was pushed but not yet accepted can be read.
    """

    def __init__(self, root: Path, timeout: float = TIMEOUT, *, receiving: bool = False) -> None:
        self._root = root.absolute()
        self._timeout = timeout
        self._receiving = receiving
        self._command: tuple[str, ...] = ()
        self._known: _Facts | None = None
        self._objects: Objects | None = None
        self._filters: dict[str, str] | None = None

    def __enter__(self) -> Git:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process that reads objects, if one was started."""
        if self._objects is not None:
            self._objects.close()
            self._objects = None

    def is_repository(self) -> bool:
        """Whether `root` lies in the working tree of a git repository that git agrees to read."""
        try:
            self._facts()
        except HistoryUnavailable:
            return False
        return True

    def top(self) -> Path:
        """The top folder of the working tree. Raises HistoryUnavailable."""
        return self._facts().top

    def is_shallow(self) -> bool:
        """Whether the clone holds only the most recent history. Raises HistoryUnavailable."""
        return self._facts().shallow

    def head(self) -> str:
        """Id of the current commit. Raises HistoryUnavailable where nothing has been committed, or it is damaged."""
        self._facts()
        found = self._verified("HEAD")
        if found is None:
            if self.reference("HEAD"):
                raise HistoryUnavailable(DAMAGED)
            raise HistoryUnavailable("git 仓库还没有任何提交，没有历史可看；请先提交（git commit）")
        return found

    def resolve(self, revision: str) -> str:
        """Id of the commit a revision names. Raises Refused for an option in disguise, NotFound where unknown."""
        if revision.startswith("-") or not revision.isprintable() or not revision.strip():
            raise Refused(f"“{shown(revision)}”不是 git 版本：不能为空、不能以“-”开头、不能含控制字符")
        self._facts()
        found = self._verified(revision)
        if found is None:
            hint = "；这是浅克隆，较早的提交不在本地" if self.is_shallow() else ""
            raise NotFound(f"git 里没有版本“{shown(revision)}”{hint}")
        return found

    def hooks(self) -> Path:
        """The folder git runs hooks from. Raises Refused where it is one that other programs manage."""
        self._facts()
        configured = self._start(("config", "--null", "--get-all", "core.hooksPath"), b"").stdout.split(b"\0")
        # the last value is our own (_SAFE_SETTINGS)
        if len(configured) > 2:
            other = shown(configured[-3].decode("utf-8", "replace"))
            raise Refused(f"git 设置了 core.hooksPath（{other}），钩子由那里管理；请在那里的钩子里加上 rouxing check")
        answer = self._run("rev-parse", "--git-common-dir").decode("utf-8", "surrogateescape").rstrip("\n")
        return Path(os.path.normpath(self._root.resolve() / answer / "hooks"))

    def commits(self, start: str, paths: Sequence[str]) -> list[tuple[Commit, list[Edit]]]:
        """Commits reachable from a commit id that touch the paths, newest first, with simplified parents.

        With each come the files under the paths that differ from its parent, as `edits` has them; none for a merge.
        """
        options = (*_GRAPH, *_RENAMES, *_AS_PLUMBING, "--encoding=UTF-8", f"--format={plumbing.FORMAT}")
        return plumbing.commits(self._run("log", *options, "--end-of-options", start, "--", *paths))

    def edits(self, pairs: Sequence[tuple[str, str]], paths: Sequence[str]) -> list[list[Edit]]:
        """For every pair of tree ids (old, new) the files under the paths that differ, renames recognised."""
        if not pairs:
            return []
        lines = "".join(f"{old} {new}\n" for old, new in pairs)
        output = self._run("diff-tree", "--stdin", *_RENAMES, "--", *paths, stdin=lines.encode())
        return plumbing.edits(output)

    def renames(self, commits: Sequence[str]) -> list[list[Edit]]:
        """For every commit id the files it renamed, anywhere below `root`; none for merges."""
        options = ("--always", "--diff-filter=R")
        lines = "".join(f"{one}\n" for one in commits)
        output = self._run("diff-tree", "--stdin", *options, *_RENAMES, stdin=lines.encode())
        return plumbing.edits(output)

    def origin_outside(self, commit: str, path: str) -> str:
        """The path (from the top folder) outside `root` that a commit renamed to `path`, "" where it did not."""
        prefix = self.prefix()
        options = tuple(one for one in _RENAMES if one != "--relative")
        output = self._run(
            "diff-tree", "--stdin", "--always", "--diff-filter=R", *options, stdin=f"{commit}\n".encode()
        )
        edits = (edit for each in plumbing.edits(output) for edit in each if edit.new and edit.old)
        found = (edit.old.path for edit in edits if edit.old and edit.new and edit.new.path == prefix + path)
        return next((one for one in found if not one.startswith(prefix)), "") if prefix else ""

    def files(self, commit: str) -> tuple[Entry, ...]:
        """Everything below `root` in a commit, also links and other repositories."""
        output = self._run("ls-tree", "-r", "-z", "--end-of-options", commit)
        return tuple(plumbing.entries(output))

    def blob(self, object_id: str) -> bytes | None:
        """Content of an object, cut off after MAX_FILE_BYTES + 1 bytes; None where it is not in this clone."""
        if self._objects is None:
            self._objects = Objects(self._reading(object_id), self._timeout, self._environment())
        try:
            return self._objects.read(object_id)
        except EOFError:
            self.close()
            raise HistoryUnavailable(NO_CONTENT) from None

    def blobs(self, object_ids: Sequence[str]) -> Iterator[bytes | None]:
        """`blob` of many objects in their order, from one process of their own."""
        if not object_ids:
            return
        command = (*self._reading(*object_ids), "--buffer")
        try:
            yield from many_objects(command, self._timeout, self._environment(), object_ids)
        except EOFError:
            raise HistoryUnavailable(NO_CONTENT) from None

    def _reading(self, *object_ids: str) -> tuple[str, ...]:
        wrong = next((one for one in object_ids if not _ID.fullmatch(one)), None)
        if wrong is not None:
            raise ValueError(wrong)
        return (*self._git(), "cat-file", "--batch")

    def knows(self, revision: str) -> bool:
        """Whether the text names a commit of this clone."""
        return not revision.startswith("-") and self._verified(revision) is not None

    def merge_base(self, revision: str) -> str:
        """Id of the commit where the present branch left `revision`; that revision itself where they share none."""
        other = self.resolve(revision)
        answer = self._start(("merge-base", other, self.head()), b"")
        return answer.stdout.decode("ascii", "replace").strip() or other

    def plumb(
        self,
        *arguments: str,
        stdin: bytes = b"",
        index: Path | None = None,
        accept: Sequence[int] = (0,),
        status: bool = False,
        magic: bool = False,
    ) -> bytes:
        """What one plumbing command answers, for `history.writing` alone; with `status` its exit status as text.

        `index` stands for the repository's own; `magic` lets ":/" mean the top folder. Raises HistoryUnavailable.
        """
        more = self._no_filters()
        more |= {"GIT_INDEX_FILE": str(index)} if index else {}
        more |= {"GIT_LITERAL_PATHSPECS": "0"} if magic else {}
        answer = self._start(arguments, stdin, more)
        if answer.returncode not in accept:
            raise HistoryUnavailable(reason(answer.stderr.decode("utf-8", "replace")))
        return str(answer.returncode).encode() if status else answer.stdout

    def _no_filters(self) -> dict[str, str]:
        """Variables that empty every configured filter: git compares young files when it writes the index."""
        if self._filters is None:
            answer = self._start(("config", "--null", "--name-only", "--get-regexp", r"^filter\."), b"").stdout
            names = sorted(set(answer.decode("utf-8", "surrogateescape").split("\0")) - {""})
            self._filters = {"GIT_CONFIG_COUNT": str(len(names))}
            for number, name in enumerate(names):
                self._filters |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": ""}
        return dict(self._filters)

    def prefix(self) -> str:
        """Where `root` lies below the top folder: "" or a path that ends in "/"."""
        return self._facts().prefix

    def path_of(self, name: str) -> Path:
        """Where git keeps a file of its own."""
        answer = self._run("rev-parse", "--git-path", name).decode("utf-8", "surrogateescape").rstrip("\n")
        return self._root.resolve() / answer

    def reference(self, name: str) -> str | None:
        """Id of what a full reference name points to, a tag itself and not its commit; None where there is none."""
        answer = self._start(("rev-parse", "--verify", "--quiet", "--end-of-options", name), b"")
        found = answer.stdout.decode("ascii", "replace").strip()
        return found if answer.returncode == 0 and _ID.fullmatch(found) else None

    def contains(self, commit: str) -> bool:
        """Whether the commit id lies in the history of any branch or of HEAD."""
        held = self._start(("merge-base", "--is-ancestor", commit, "HEAD"), b"").returncode == 0
        branches = self._start(("for-each-ref", "--contains", commit, "--count=1", "refs/heads", "refs/remotes"), b"")
        return held or bool(branches.returncode == 0 and branches.stdout.strip())

    def between(self, old: str, new: str) -> frozenset[str]:
        """Ids of the commits that led from one commit id to another."""
        return frozenset(self._run("rev-list", "--end-of-options", new, f"^{old}").decode("ascii").split())

    def cut_off(self) -> frozenset[str]:
        """Ids of the commits where a shallow clone ends: git hides their parents. Empty for a full clone."""
        facts = self._facts()
        if not facts.shallow:
            return frozenset()
        return frozenset(facts.shallow_file.read_text(encoding="ascii", errors="replace").split())

    def _facts(self) -> _Facts:
        if self._known is None:
            answer = self._run("rev-parse", *_QUESTIONS).decode("utf-8", "surrogateescape").split("\n")
            inside, shallow, up, shallow_file, *prefix = [*answer, "", "", ""]
            if inside != "true" and not self._receiving:
                raise HistoryUnavailable(NOT_A_REPOSITORY)
            top = Path(os.path.normpath(self._root.resolve() / up))
            self._known = _Facts(
                shallow == "true", self._root.resolve() / shallow_file, top, "\n".join(prefix).rstrip("\n")
            )
        return self._known

    def _verified(self, revision: str) -> str | None:
        question = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        answer = self._start(question, b"")
        found = answer.stdout.decode("ascii", "replace").strip()
        return found if answer.returncode == 0 and _ID.fullmatch(found) else None

    def _run(self, *arguments: str, stdin: bytes = b"") -> bytes:
        answer = self._start(arguments, stdin)
        if answer.returncode != 0:
            raise HistoryUnavailable(reason(answer.stderr.decode("utf-8", "replace")))
        return answer.stdout

    def _start(self, arguments: Sequence[str], stdin: bytes, more: Mapping[str, str] = NO_VARIABLES) -> Completed:
        command, environment = (*self._git(), *arguments), {**self._environment(), **more}
        return started(command, environment, arguments[0], self._timeout, stdin)

    def _git(self) -> tuple[str, ...]:
        if not self._command:
            settings = [part for setting in _SAFE_SETTINGS for part in ("-c", setting)]
            where = ("-C", str(self._root), *(("--git-dir=.",) if self._receiving else ()))
            self._command = (program(self._root), "--no-pager", *settings, *where)
        return self._command

    def _environment(self) -> dict[str, str]:
        kept = _KEPT | _PUSHED if self._receiving else _KEPT
        ours = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name in kept}
        return {**ours, **_ENVIRONMENT}


_ID: Final = re.compile("[0-9a-f]{40}(?:[0-9a-f]{24})?")


__all__ = ["TIMEOUT", "Git", "HistoryUnavailable"]
