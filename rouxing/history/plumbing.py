"""What git's plumbing answers, as records: commits, entries of trees, files that differ. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple


class Commit(NamedTuple):
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


FORMAT: Final = "%H %P%x00%T%x00%an%x00%aI%x00%s%x00%b%x00"
"""What `log --format` must print for `commits`."""
_FIELDS: Final = FORMAT.count("%x00")


def commits(output: bytes) -> list[tuple[Commit, list[Edit]]]:
    """Commits of `log -z --parents --raw --format=FORMAT` in its order, each with its edits: none for a merge."""
    parts = _path(output).split("\0")
    found: list[tuple[Commit, list[Edit]]] = []
    place, last = 0, len(parts) - _FIELDS
    while place <= last:
        head, tree, author, date, subject, body = parts[place : place + _FIELDS]
        place += _FIELDS
        id_, *parents = head.split()
        message = (_text(author), date, _text(subject), _text(body).strip("\n"))
        edits: list[Edit] = []
        # no id begins like that
        while place < len(parts) and (not parts[place] or parts[place].startswith((":", "\n:"))):
            place = _edit(parts, place, edits) if parts[place] else place + 1
        found.append((Commit(id_, tuple(parents), tree, *message, len(found)), edits))
    return found


def edits(output: bytes) -> list[list[Edit]]:
    """Answers of `diff-tree --stdin -z`: each begins with a line of ids, its entries with ":"."""
    parts = _path(output).split("\0")
    groups: list[list[Edit]] = []
    place = 0
    while place < len(parts):
        # after two trees git ends the line of ids with a line feed, after one commit with NUL
        *ids, entry = parts[place].split("\n")
        is_entry = entry.startswith(":")
        groups += ([] for one in (ids if is_entry else (*ids, entry)) if one)
        place = _edit(parts, place, groups[-1]) if is_entry else place + 1
    return groups


def _edit(parts: Sequence[str], place: int, edits: list[Edit]) -> int:
    """Add the edit whose entry stands at a place; where what follows it begins."""
    old_mode, new_mode, old_id, new_id, status = parts[place].rpartition(":")[2].split(" ")
    old_path = parts[place + 1]
    renamed = status[0] in "RC"
    new_path = parts[place + 2] if renamed else old_path
    old = None if status == "A" else Entry(old_path, old_mode, old_id)
    edits.append(Edit(old, None if status == "D" else Entry(new_path, new_mode, new_id)))
    return place + (3 if renamed else 2)


def entries(output: bytes) -> Iterator[Entry]:
    """Entries of `ls-tree -r -z`, in git's order."""
    return (_entry(line) for line in output.split(b"\0") if line)


def _entry(line: bytes) -> Entry:
    head, path = line.split(b"\t", 1)
    mode, _, object_id = head.decode("ascii").split(" ")
    return Entry(_path(path), mode, object_id)


def _path(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")


def _text(field: str) -> str:
    """A text of a commit: UTF-8, else GBK as older Chinese Windows wrote it; nothing that steers a terminal."""
    if field.isprintable():
        return field
    content = field.encode("utf-8", "surrogateescape")
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
