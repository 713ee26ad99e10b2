"""What git's plumbing answers, as records: commits, entries of trees, files that differ. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit: who, when (author date, ISO 8601 with offset) and why (subject and body of its message)."""

    id: str
    parents: tuple[str, ...]
    """The nearest earlier commits that matter for the paths asked for, not always the direct parents."""
    tree: str
    author: str
    date: str
    subject: str
    body: str
    position: int
    """0 for the newest of those asked for; a commit always stands before its parents."""

    @property
    def short(self) -> str:
        """The first seven digits of the id."""
        return self.id[:7]

    @property
    def day(self) -> str:
        """The author date as an ISO date in the author's own time zone."""
        return self.date[:10]


class Edit(NamedTuple):
    """One file that differs between two trees; `old` and `new` are None where the file is missing."""

    old: Entry | None
    new: Entry | None


class Entry(NamedTuple):
    """A path in a tree with its git mode ("100644", "120000" for a link …) and object id."""

    path: str
    mode: str
    id: str

    @property
    def is_file(self) -> bool:
        """Whether it is a regular file: not a link, not another repository."""
        return self.mode.startswith("100")


FORMAT: Final = "%H%x00%T%x00%an%x00%aI%x00%s%x00%b%x00"
"""What `rev-list --format` must print for `commits`."""
_FIELDS: Final = FORMAT.count("%x00")


def commits(output: bytes) -> Iterator[Commit]:
    """Commits of `rev-list --parents --format=FORMAT`, in its order."""
    fields = output.split(b"\0")
    for first in range(0, len(fields) - _FIELDS + 1, _FIELDS):
        yield _commit(fields[first : first + _FIELDS], first // _FIELDS)


def _commit(fields: Sequence[bytes], position: int) -> Commit:
    """A record of `rev-list`: its own line `commit <id> <parents>` stands before the first field."""
    head = fields[0].decode("ascii").strip().split("\n")
    parents = head[0].split(" ")[2:]
    tree, author, date, subject, body = (_text(one) for one in fields[1:])
    return Commit(head[1], tuple(parents), tree, author, date, subject, body.strip("\n"), position)


def edits(output: bytes) -> Iterator[list[Edit]]:
    """Answers of `diff-tree --stdin -z`: each begins with a line of ids, its entries with ":"."""
    group: list[Edit] | None = None
    parts = iter(output.split(b"\0"))
    for part in parts:
        # after two trees git ends the line of ids with a line feed, after one commit with NUL
        for line in filter(None, part.split(b"\n")):
            if group is not None and line.startswith(b":"):
                group.append(_edit(line.decode("ascii"), parts))
                continue
            if group is not None:
                yield group
            group = []
    if group is not None:
        yield group


def _edit(entry: str, paths: Iterator[bytes]) -> Edit:
    old_mode, new_mode, old_id, new_id, status = entry.removeprefix(":").split(" ")
    old_path = _path(next(paths))
    new_path = _path(next(paths)) if status[0] in "RC" else old_path
    old = None if status == "A" else Entry(old_path, old_mode, old_id)
    return Edit(old, None if status == "D" else Entry(new_path, new_mode, new_id))


def entries(output: bytes) -> Iterator[Entry]:
    """Entries of `ls-tree -r -z`, in git's order."""
    return (_entry(line) for line in output.split(b"\0") if line)


def _entry(line: bytes) -> Entry:
    head, path = line.split(b"\t", 1)
    mode, _, object_id = head.decode("ascii").split(" ")
    return Entry(_path(path), mode, object_id)


def _path(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")


def _text(content: bytes) -> str:
    """A text of a commit: UTF-8, else GBK as older Chinese Windows wrote it; nothing that steers a terminal."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("gb18030", "replace")
    return _STEERING.sub("\ufffd", text.replace("\r\n", "\n"))


_STEERING: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def shown(text: str) -> str:
    """A text that is not ours, short enough and harmless in a message."""
    clean = _STEERING.sub("\ufffd", text).replace("\n", " ")
    return clean if len(clean) <= 80 else f"{clean[:80]}…"
