"""A copy of somebody else's git repository in a folder of our own, made because a person named it, and only then.

No hook, no submodule, no filter and no program of the other side runs; protocols that start programs are off.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from rouxing.errors import NotFound, Refused
from rouxing.history.git import Git
from rouxing.history.plumbing import shown
from rouxing.history.running import program, started

_TIMEOUT: Final = 300
"""Seconds."""
_SETTINGS: Final = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "protocol.ext.allow=never",
    "submodule.recurse=false",
    "core.sshCommand=ssh -oBatchMode=yes",  # never waits for a person
)
_ENVIRONMENT: Final = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ALLOW_PROTOCOL": "file:https:ssh",
    "GIT_ASKPASS": "",
    "SSH_ASKPASS": "",
    "LC_ALL": "C.UTF-8",
    "LANGUAGE": "",
}


@contextmanager
def fetched(source: str) -> Iterator[Git]:
    """The repository at a path (also a bundle) or URL, copied whole; the copy is gone afterwards.

    Raises Refused for an option in disguise, NotFound where it cannot be copied.
    """
    if source.startswith("-") or not source.isprintable() or not source.strip():
        raise Refused(f"“{shown(source)}”不是 git 仓库的路径或网址")
    with TemporaryDirectory(prefix="rouxing-", ignore_cleanup_errors=True) as folder:
        target = Path(folder) / "copy.git"
        _clone(source, target)
        with Git(target, receiving=True) as git:
            yield git


def _clone(source: str, target: Path) -> None:
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    options = ("--bare", "--quiet", "--no-hardlinks", "--template=", "--no-recurse-submodules")
    command = (program(target.parent), *settings, "clone", *options, "--", source, str(target))
    kept = {"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"}
    ours = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name in kept}
    done = started(command, ours | _ENVIRONMENT, "clone", _TIMEOUT)
    if done.returncode:
        said = shown(done.stderr.decode("utf-8", "replace").strip().rsplit("\n", 1)[-1])
        raise NotFound(f"取不到上级的仓库 {shown(without_secret(source))}：{without_secret(said)}")


def without_secret(source: str) -> str:
    """A URL without the user and password in it."""
    head, mark, rest = source.partition("://")
    return head + mark + rest[rest.rfind("@", 0, (rest + "/").index("/")) + 1 :] if mark else source
