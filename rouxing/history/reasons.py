"""Why a list was adjusted, as a commit's message states it: written and read in one form. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from rouxing.history.plumbing import Commit

REASON: Final = "调整原因"
BASIS: Final = "调整依据"
_TRAILER: Final = re.compile(f"({REASON}|{BASIS}) *[:：] *(.*)")


class Stated(NamedTuple):
    """What a message says: its subject, what follows it, and the two facts of an adjustment, "" where not stated."""

    subject: str
    note: str = ""
    reason: str = ""
    basis: str = ""

    @property
    def text(self) -> str:
        """改：《…法》修正 — or the subject, where the message names no reason of its own."""
        if not (self.reason or self.basis):
            return self.subject
        return "：".join(filter(None, (self.reason, self.basis or self.note or self.subject)))


def stated(commit: Commit) -> Stated:
    """What a commit's message says; the last mention of a fact counts."""
    found: Mapping[str, str] = {
        match[1]: match[2].strip() for line in commit.body.split("\n") if (match := _TRAILER.fullmatch(line.strip()))
    }
    kept = (line for line in commit.body.split("\n") if not _TRAILER.fullmatch(line.strip()))
    return Stated(commit.subject, "\n".join(kept).strip(), found.get(REASON, ""), found.get(BASIS, ""))


def message(said: Stated) -> str:
    """The message that `stated` reads; every fact on one line."""
    facts = ((REASON, said.reason), (BASIS, said.basis))
    trailers = "\n".join(f"{name}: {' '.join(value.split())}" for name, value in facts if value)
    return "\n\n".join(filter(None, (said.subject, said.note, trailers))) + "\n"
