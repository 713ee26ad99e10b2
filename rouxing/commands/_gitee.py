"""Findings as notes on the changed lines of a Gitee pull request, through Gitee's API v5."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from rouxing.errors import Refused, RouxingError

_TIMEOUT: Final = 30.0
_PAGE: Final = 100
_PAGES: Final = 50
_HUNK: Final = re.compile(r"@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@")

Findings = Sequence[Mapping[str, Any]]
"""Entries of 发现 as `--format json` writes them."""


class Unanswered(RouxingError):
    """Gitee could not be reached, or did not accept the request."""


@dataclass(frozen=True, slots=True)
class PullRequest:
    """One pull request, and who asks."""

    api: str
    """Such as https://gitee.com/api/v5."""
    project: str
    """Owner and repository, "owner/repository"."""
    number: int
    token: str

    def changed(self) -> dict[tuple[str, int], int]:
        """Changed lines by path and line in the new file: their position in the diff, counted as Gitee counts."""
        found = {}
        for file in self._all("files"):
            for line, position in positions((file.get("patch") or {}).get("diff") or ""):
                found[str(file.get("filename")), line] = position
        return found

    def said(self) -> str:
        """The texts of all notes that are there."""
        return "\n".join(str(note.get("body")) for note in self._all("comments"))

    def say(self, path: str, position: int, text: str) -> None:
        """Write a note on a changed line."""
        self._ask("comments", {"path": path, "position": str(position), "body": text}, send=True)

    def _all(self, what: str) -> Iterator[Mapping[str, Any]]:
        for page in range(1, _PAGES + 1):
            entries = self._ask(what, {"page": str(page), "per_page": str(_PAGE)}, send=False)
            yield from entries
            if len(entries) < _PAGE:
                return

    def _ask(self, what: str, fields: Mapping[str, str], *, send: bool) -> Any:
        if not self.api.startswith(("https://", "http://")):
            raise Refused(f"{self.api} 不是网址；Gitee 接口的地址以 https:// 开头")
        address = f"{self.api.rstrip('/')}/repos/{urllib.parse.quote(self.project)}/pulls/{self.number}/{what}"
        values = urllib.parse.urlencode({"access_token": self.token, **fields})
        request = urllib.request.Request(  # noqa: S310 - the scheme has been looked at
            address if send else f"{address}?{values}", data=values.encode() if send else None
        )
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310
                return json.load(answer)
        except urllib.error.HTTPError as error:
            # the address holds the token and is never shown
            raise Unanswered(f"Gitee 没有接受请求（HTTP {error.code}）；请检查单位/仓库、编号和令牌的权限") from None
        except (OSError, ValueError):
            raise Unanswered("连不上 Gitee，或者它的答复读不懂；没有标注") from None


def positions(diff: str) -> Iterator[tuple[int, int]]:
    """Added lines of one file's diff as (line in the new file, position): the first line below the first @@ is 1."""
    line = 0
    position = -1
    for text in diff.splitlines():
        hunk = _HUNK.match(text)
        if hunk or position >= 0:
            position += 1
        if hunk:
            line = int(hunk[1])
        elif text.startswith("+") and position > 0:
            yield line, position
        line += not hunk and not text.startswith(("-", "\\"))


def findings(output: bytes) -> Findings:
    """The findings in what `rouxing check --format json` wrote. Raises Refused."""
    try:
        found: Findings = json.loads(output)["发现"]
    except (ValueError, KeyError, TypeError):
        raise Refused("读到的不是检查结果；请先运行 rouxing check --format json > 发现.json") from None
    return found


def annotate(request: PullRequest, found: Findings) -> tuple[int, int]:
    """Note every finding on a changed line once; (notes written, findings elsewhere)."""
    changed = request.changed() if found else {}
    said = request.said() if changed else ""
    marked = elsewhere = 0
    for one in found:
        position = changed.get((one["文件"], one["行"]))
        if position is None:
            elsewhere += 1
        elif one["指纹"] not in said:
            request.say(one["文件"], position, _note(one))
            marked += 1
    return marked, elsewhere


def _note(one: Mapping[str, Any]) -> str:
    """Markdown; the fingerprint, unseen, tells the next run that this has been said."""
    return f"**{one['级别']} {one['规则']}** {one['说明']}\n\n改法：{one['建议']}\n\n<!-- {one['指纹']} -->"
