"""What is written to git: a commit of some files, an annotated tag. All of it stands, or nothing does.

Objects nobody refers to yet harm nothing; the index and the branch change last, and back if that fails. No hook, filter
or signing program of the repository runs.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from rouxing.errors import NotFound, Refused
from rouxing.history.git import Git, HistoryUnavailable
from rouxing.history.refusals import NO_CONTENT

_PLAIN: Final = "100644"
_IN_PROGRESS: Final = {
    "MERGE_HEAD": "合并",
    "rebase-merge": "变基",
    "rebase-apply": "变基",
    "CHERRY_PICK_HEAD": "拣选",
    "REVERT_HEAD": "还原",
    "BISECT_LOG": "二分查找",
}


class Prepared(NamedTuple):
    """A commit that exists as an object only."""

    commit: str
    parent: str
    entries: bytes
    """What the index is to hold, in the form of `update-index --index-info`."""
    before: bytes
    """What the index held of the same paths."""


def refuse_unready(git: Git) -> str:
    """The full name of the current branch. Raises Refused where a commit would be lost or would end another one."""
    git.head()
    branch = git.plumb("symbolic-ref", "-q", "HEAD", accept=(0, 1)).decode("utf-8", "surrogateescape").strip()
    if not branch:
        raise Refused("当前不在任何分支上（detached HEAD），提交会丢失；请先切换到分支，例如 git switch main")
    for name, what in _IN_PROGRESS.items():
        if git.path_of(name).exists():
            raise Refused(f"git 有一个{what}还没有完成；请先完成或放弃它，再运行本命令")
    if git.plumb("ls-files", "-u", "-z", "--", ":/", magic=True):
        raise Refused("git 里还有没有解决的冲突；请先解决冲突并提交")
    return branch


def prepare(git: Git, files: Mapping[str, bytes], message: str) -> Prepared:
    """A commit on top of the current one in which these files (paths below `root`) are replaced.

    Line ends of Windows become those the committed file has. Raises Refused, HistoryUnavailable.
    """
    refuse_unready(git)
    parent, prefix = git.head(), git.prefix()
    known = {entry.path: entry for entry in git.files(parent)}
    lines = []
    for path, content in files.items():
        old = known.get(path)
        if old is not None and not old.is_file:
            raise Refused(f"{path} 在 git 里不是普通文件，不能提交")
        committed = git.blob(old.id) if old else None
        plain = content if committed and b"\r\n" in committed else content.replace(b"\r\n", b"\n")
        blob = git.plumb("hash-object", "-w", "--no-filters", "--stdin", stdin=plain).decode("ascii").strip()
        lines.append(f"{old.mode if old else _PLAIN} {blob}\t{prefix}{path}\0".encode("utf-8", "surrogateescape"))
    entries = b"".join(lines)
    with tempfile.TemporaryDirectory(prefix="rouxing-") as folder:
        index = Path(folder) / "index"
        git.plumb("read-tree", parent, index=index)
        git.plumb("update-index", "-z", "--add", "--index-info", stdin=entries, index=index)
        tree = git.plumb("write-tree", index=index).decode("ascii").strip()
    made = git.plumb("commit-tree", "--no-gpg-sign", tree, "-p", parent, stdin=message.encode())
    before = git.plumb("ls-files", "-s", "-z", "--full-name", "--", *files)
    return Prepared(made.decode("ascii").strip(), parent, entries, before)


def land(git: Git, prepared: Prepared) -> None:
    """Make the prepared commit the newest of the branch; where that fails index and branch are as before.

    Ctrl-C reaches git, too, before or after it moved the branch: what stands is asked of git.
    """
    try:
        git.plumb("update-index", "-z", "--add", "--index-info", stdin=prepared.entries)
        reason = "commit: rouxing"
        git.plumb("update-ref", "-m", reason, "HEAD", prepared.commit, prepared.parent)
    finally:
        if not has_landed(git, prepared):
            paths = (line.split(b"\t", 1)[1] for line in prepared.entries.split(b"\0") if line)
            gone = b"".join(b"0 " + b"0" * len(prepared.parent) + b"\t" + path + b"\0" for path in paths)
            git.plumb("update-index", "-z", "--index-info", stdin=gone + prepared.before, accept=(0, 128))


def has_landed(git: Git, prepared: Prepared) -> bool:
    """Whether the branch stands on the prepared commit."""
    return git.reference("HEAD") == prepared.commit


def tag(git: Git, name: str, commit: str, message: str) -> str:
    """Put an annotated tag on a commit id; the tag's own id. Raises Refused where the name is taken or unfit."""
    reference = f"refs/tags/{name}"
    if git.plumb("check-ref-format", reference, accept=(0, 1), status=True) != b"0":
        raise Refused(f"“{name}”不能用作标签名")
    if git.reference(reference) is not None:
        raise Refused(f"标签 {name} 已经存在，没有改动；备案标签不移动、不覆盖")
    who = git.plumb("var", "GIT_COMMITTER_IDENT").decode("utf-8", "replace").strip()
    content = f"object {commit}\ntype commit\ntag {name}\ntagger {who}\n\n{message}"
    made = git.plumb("mktag", stdin=content.encode()).decode("ascii").strip()
    git.plumb("update-ref", reference, made, "0" * len(made))
    return made


class Tag(NamedTuple):
    """An annotated tag: its id, the commit it is on, when and with what message."""

    id: str
    commit: str
    day: str
    message: str


def read_tag(git: Git, name: str) -> Tag:
    """The annotated tag of that name. Raises NotFound, also for a tag that carries no message of its own."""
    found = git.reference(f"refs/tags/{name}")
    content = git.blob(found) if found else None
    head, _, message = (content or b"").decode("utf-8", "replace").partition("\n\n")
    facts = dict(line.split(" ", 1) for line in head.split("\n") if " " in line)
    if found is None:
        raise NotFound(f"git 里没有标签 {name}")
    if content is None:
        raise HistoryUnavailable(NO_CONTENT)
    if facts.get("type") != "commit" or "tagger" not in facts:
        raise NotFound(f"标签 {name} 不是附注标签，已被改动或重建")
    return Tag(found, facts["object"], _day(facts["tagger"]), message)


def _day(tagger: str) -> str:
    """The day of `name <mail> 1630000000 +0800`, where the tagger stood."""
    import datetime

    seconds, zone = tagger.rsplit(" ", 2)[-2:]
    offset = datetime.timedelta(hours=int(zone[:3]), minutes=int(zone[0] + zone[3:]))
    return datetime.datetime.fromtimestamp(int(seconds), datetime.timezone(offset)).date().isoformat()


def tags(git: Git, prefix: str) -> list[str]:
    """Names of the tags below a prefix (`备案/transport/`), sorted."""
    found = git.plumb("for-each-ref", "--format=%(refname)", f"refs/tags/{prefix}").decode("utf-8", "surrogateescape")
    return sorted(line.removeprefix("refs/tags/") for line in found.splitlines())
