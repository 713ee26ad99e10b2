"""The versions a list went through: who changed what when and why, and which version was in force on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from rouxing.history.changes import NO_CHANGES, Changes, compare
from rouxing.history.plumbing import Commit
from rouxing.model import Checklist

Parser = Callable[[str, bytes], Checklist | None]
"""Path and content → the checklist, or None where the content is not a sound one."""

Parsers = Callable[[Iterable[tuple[str, bytes]]], Sequence[Checklist | None]]
"""`Parser` for many files at once, in their order."""


def each(parse: Parser) -> Parsers:
    """Files parsed one by one."""
    return lambda files: [parse(path, content) for path, content in files]


NOT_SOUND: Final = "没有通过校验"
"""Why a version has no checklist."""


class Version(NamedTuple):
    """A state a list was in: as a commit left it, or (commit None) as the files stand now, uncommitted."""

    path: str
    commit: Commit | None
    checklist: Checklist | None
    """None where the list did not exist, or could not be read."""
    problem: str = ""
    """Why the file could not be read; "" where it could, or where there was none."""
    left_out: bool = False
    """True on a branch of which a merge took nothing: it never stood where the history is read from."""

    @property
    def number(self) -> int | None:
        """版本."""
        return self.checklist.version if self.checklist else None

    @property
    def effective(self) -> str | None:
        """施行日期 as an ISO date."""
        return self.checklist.effective if self.checklist else None


class Amendment(NamedTuple):
    """What one commit (None: the uncommitted files) did to one list."""

    commit: Commit | None
    before: Version | None
    """None where the list did not exist before."""
    after: Version
    changes: Changes
    """Against the last readable state; for a merge, only what it decided differently from all its parents."""
    dropped: Changes = NO_CHANGES
    """What a merge left out: from the state of a branch that had changed it to the merged state."""
    cut_off: bool = False
    """True at the edge of a shallow clone: what the list was before is not known."""

    @property
    def is_merge(self) -> bool:
        """Whether the commit joined branches."""
        return self.commit is not None and len(self.commit.parents) > 1

    @property
    def renamed_from(self) -> str:
        """The path the list had before, "" where it kept it."""
        kept = self.before is None or self.before.path == self.after.path
        return "" if kept or self.before is None else self.before.path

    @property
    def back_to_earlier_version(self) -> bool:
        """Whether 版本 went down, as a revert does."""
        old, new = self.before.number if self.before else None, self.after.number
        return old is not None and new is not None and new < old


@dataclass(frozen=True, slots=True)
class History:
    """One list's past as far as this clone holds it."""

    path: str
    versions: tuple[Version, ...] = ()
    """Every state, oldest first; a state follows those it was made from."""
    amendments: tuple[Amendment, ...] = ()
    """Newest first."""
    shallow: bool = False
    outside: str = ""
    """The path, from the top of the git repository, the list was moved here from, where that lies outside `root`: what
    it was there is not read."""

    @property
    def current(self) -> Version | None:
        """The newest state."""
        return self.versions[-1] if self.versions else None

    @property
    def unreadable(self) -> tuple[Version, ...]:
        """States whose file could not be read."""
        return tuple(version for version in self.versions if version.problem)

    def numbered(self, number: int) -> Version | None:
        """The last state that bore this 版本: corrections inside a version belong to it."""
        return next((one for one in reversed(self.versions) if one.number == number), None)

    def previous(self) -> Version | None:
        """The last readable state with another 版本 than the newest readable one."""
        readable = [one for one in reversed(self.versions) if one.checklist]
        return next((one for one in readable if one.number != readable[0].number), None)

    def as_of(self, date: str) -> Version | None:
        """The committed state in force on an ISO date by 施行日期; checklist None where the list had been deleted.

        A later commit overrules an earlier one from its own 施行日期 on: a correction without a new version, and the
        revert of a version, speak for the past too; a branch of which a merge took nothing does not speak at all. What
        was known on that day is another question. None before the first 施行日期.
        """
        for version in reversed(self.versions):
            # a deletion has no 施行日期
            start = version.effective or (version.commit.day if version.commit else "")
            if version.commit and not version.problem and not version.left_out and start <= date:
                return version
        return None

    def with_files(self, content: bytes | None, parse: Parser) -> History:
        """The history with the file as it stands now on top, where its content differs from the last commit."""
        last = self.current
        checklist = None if content is None else parse(self.path, content)
        problem = "" if content is None or checklist else NOT_SOUND
        now = Version(self.path, None, checklist, problem)
        readable = next((one.checklist for one in reversed(self.versions) if not one.problem), None)
        changes = NO_CHANGES if problem else compare(readable, checklist)
        if not changes and problem == (last.problem if last else ""):
            return self
        before = last if last and (last.checklist or last.problem) else None
        amendment = Amendment(None, before, now, changes)
        return replace(self, versions=(*self.versions, now), amendments=(amendment, *self.amendments))
