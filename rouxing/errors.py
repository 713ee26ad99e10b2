"""Why the tool could not do its work: one class of error, answered at the one door in `commands/`."""

from __future__ import annotations


class RouxingError(Exception):
    """The work cannot be done; the message is one clear Chinese sentence for the user (exit status 2)."""


class UnreadableRepository(RouxingError):
    """The folder is not a rouxing repository, or cannot be read."""


class NotFound(RouxingError):
    """What the user named (agency, list, case, version) does not exist."""


class Refused(RouxingError):
    """The tool declines to write: a path outside the repository, or a file that changed underneath."""


class UnreadableFile(RouxingError):
    """One file cannot be read (a folder, a link that leaves the repository, too large, no permission)."""
