"""Long reports made earlier, handed out again while everything they rest on is as it was."""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b
from importlib.metadata import version
from typing import Final

from rouxing.archive import tool_digest
from rouxing.files.cache import Cache, Kept
from rouxing.reports import Report
from rouxing.statistics import Figures

MANY_ACTS: Final = 2_000
"""From here on writing the lines of 底稿 takes longer than looking whether they were written before."""
_SLOT: Final = "报表"


def rendered(chosen: Report, figures: Figures, evidence: str, cache: Cache | None) -> bytes:
    """The report as bytes; `evidence` is the digest of the acts behind the figures.

    The last report of each format is kept, outside the repository.
    """
    if cache is None or figures.acts < MANY_ACTS or not chosen.to_file:
        return chosen.render(figures)
    context = _digest(tool_digest() + version("openpyxl") + version("python-docx"))
    stamp = _digest(repr(replace(figures, evidence=())) + evidence)
    known = cache.kept(_SLOT, context).get(chosen.key)
    if known and known.stamp == stamp:
        content = cache.detail(_SLOT, context, chosen.key)
        if isinstance(content, bytes) and known.payload == _digest(content):
            return content
    made = chosen.render(figures)
    cache.keep(_SLOT, context, [(chosen.key, Kept(stamp, _digest(made), made))])
    return made


def _digest(content: bytes | str) -> str:
    plain = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    return blake2b(plain, digest_size=16).hexdigest()
