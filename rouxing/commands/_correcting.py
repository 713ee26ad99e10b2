"""What `lint --fix` and `lint --diff` do: write what is beyond doubt, or show it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path
from typing import Final

from rouxing.check import Scope
from rouxing.commands._repository import warn
from rouxing.files.tree import Tree
from rouxing.files.write import write_file
from rouxing.fixing import Correction, corrections
from rouxing.law.identity import masked

_NOTHING: Final = "没有可以代为改正的；只改核对过的新旧条号和写法"
_LINES: Final = re.compile(r"[^\n]*\n|[^\n]+")


def correct(root: Path, tree: Tree, scope: Scope) -> None:
    """Write what can be corrected beyond doubt, and say what was written."""
    found = corrections(tree, scope)
    for one in found:
        write_file(root, one.path, one.after, expected=one.before)
        warn(masked(f"已改正 {one.path}：改为 {fault.fix}（{fault.message}）") for fault in one.faults)
    if not found:
        warn([_NOTHING])


def show_corrections(tree: Tree, scope: Scope) -> None:
    """Print what would be written as one unified difference; nothing is written."""
    found = corrections(tree, scope)
    for one in sorted(found):
        sys.stdout.write("".join(_difference(one)))
    if not found:
        warn([_NOTHING])


def _difference(one: Correction) -> Iterator[str]:
    before, after = (_LINES.findall(content.decode()) for content in (one.before, one.after))
    for line in unified_diff(before, after, f"a/{one.path}", f"b/{one.path}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
