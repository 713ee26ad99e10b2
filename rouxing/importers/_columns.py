"""Heads against what stands below them: shifted columns, and two columns that could both be the name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from rouxing.importers._heads import (
    BODY,
    CATEGORY,
    CODE,
    EXTRA,
    GROUNDS,
    LEFT,
    MEASURES,
    NAME,
    NUMBER,
    UNIT,
    WHEN,
    bare_head,
    role,
)
from rouxing.importers._texts import is_nothing, is_number, squeezed
from rouxing.importers._titles import is_agency, kinds
from rouxing.importers._words import words

Column = Sequence[str]
"""Texts of one column below the head, "" where a cell is empty."""

_LAW: Final = re.compile(r"《|第[0-9〇一二三四五六七八九十百千]+条|(?:法|条例|办法|规定)(?:$|[、；;。\n])")
_CITED: Final = re.compile(r"《|第[0-9〇一二三四五六七八九十百千]+条")
_CODE: Final = re.compile(r"[A-Za-z0-9\-_./—－（）()\[\]〔〕]*[一-龥]{0,6}[A-Za-z0-9\-_./—－（）()\[\]〔〕]+")
_SAMPLE: Final = 60
_BETTER: Final = 1.0
_TELLING: Final = (NUMBER, CODE, *GROUNDS)
"""Columns that are known by what stands in them."""


def aligned(texts: Sequence[str], columns: Sequence[Column]) -> list[str]:
    """The heads over the columns that they speak of; moved by one where data stand one cell aside."""
    own = list(texts)
    sample = [column[:_SAMPLE] for column in columns]
    tried = [(_score(heads, sample) - cost, heads) for heads, cost in _moved(own)]
    best, heads = max(tried, key=lambda one: one[0], default=(0.0, own))
    return heads if best > _score(own, sample) + _BETTER and _is_proved(own, heads, sample) else own


def _is_proved(own: Sequence[str], moved: Sequence[str], columns: Sequence[Column]) -> bool:
    """Whether law, numbers or codes stand where the moved heads say, and nothing where they say something else."""
    before = [_fit(role(head), column) for head, column in zip(own, columns, strict=True)]
    after = [_fit(role(head), column) for head, column in zip(moved, columns, strict=True)]
    found, kept = False, NAME in map(role, moved)
    for head, new, old_fit, fit, column in zip(own, moved, before, after, columns, strict=True):
        same = role(head) == role(new)
        found = found or (role(new) in _TELLING and fit > 0.5 and not same and _is_cited(role(new), column))
        kept = kept and (role(head) not in _TELLING or old_fit <= 0.5 or same)
    return found and kept and all(fit >= 0 or not role(head) for head, fit in zip(moved, after, strict=True))


def _is_cited(meant: str, column: Column) -> bool:
    """Whether a column of grounds cites: a word that merely ends in 法 moves no heads."""
    return meant not in GROUNDS or any(_CITED.search(text) for text in column)


def _moved(own: list[str]) -> Iterator[tuple[list[str], float]]:
    """The heads with one of them taken out or one more put in, and what that costs."""
    for position, head in enumerate(own):
        lost = 2.0 if role(head) in (NAME, WHEN, CODE, MEASURES, *GROUNDS) else 0.1
        yield [*own[:position], *own[position + 1 :], ""], lost
        if not own[-1]:
            yield [*own[:position], "", *own[position:-1]], 0.1


def _score(heads: Sequence[str], columns: Sequence[Column]) -> float:
    return sum(_fit(role(head), column) for head, column in zip(heads, columns, strict=True))


def _fit(meant: str, column: Column) -> float:  # noqa: PLR0911 - a table of what is to be expected in which column
    filled = [text for text in column if not is_nothing(text)]
    if not filled:
        return -2.0 if meant == NAME else 0.0
    numbers = _share(is_number(text) for text in filled)
    law = _share(_LAW.search(text) is not None for text in filled)
    if meant == NUMBER:
        return 2 * numbers - 1
    if meant == NAME:
        leading = _share(text.lstrip().startswith("《") for text in filled)
        return len(filled) / len(column) - 2 * numbers - leading
    if meant in GROUNDS:
        return 2 * law - 1
    if meant == CODE:
        return 2 * _share(_CODE.fullmatch(squeezed(text)) is not None for text in filled) - 1
    if meant in (WHEN, MEASURES):
        leading = _share(text.lstrip().startswith(("《", "1.《", "1、《")) for text in filled)
        return 0.3 - leading - numbers
    return 0.0 if meant else -0.5


def _share(found: object) -> float:
    listed = [bool(one) for one in found]  # type: ignore[attr-defined]  # any iterable of truths
    return sum(listed) / len(listed)


def assigned(heads: Sequence[str], columns: Sequence[Column]) -> list[str]:
    """What each column holds, judged by head and content; one column is the name."""
    roles = [role(head) for head in heads]
    for at, column in enumerate(columns):
        roles[at] = _judged(roles[at], heads[at], [text for text in column if not is_nothing(text)])
    _one_number(roles, columns)
    _one_name(roles, heads)
    units = [at for at, one in enumerate(roles) if one == UNIT]
    for at in units[1:]:
        roles[at] = LEFT
    return roles


def _judged(meant: str, head: str, filled: Sequence[str]) -> str:
    if meant in (WHEN, CATEGORY) and filled and all(len(squeezed(one)) <= 10 and kinds(one).found for one in filled):
        return CATEGORY  # 免罚情形 that says 首违免罚
    if meant == CATEGORY:
        return EXTRA
    if meant == UNIT and filled and _share(is_agency(one) for one in filled) < 0.5:
        return BODY
    if (
        meant == CODE
        and bare_head(head).endswith("编号")
        and filled
        and all(len(squeezed(one)) < 4 and is_number(one) for one in filled)
    ):
        return NUMBER
    if meant == NUMBER and filled and not any(is_number(one) for one in filled):
        return CODE if all(_CODE.fullmatch(squeezed(one)) for one in filled) else NUMBER
    return meant


def _one_number(roles: list[str], columns: Sequence[Column]) -> None:
    """序号 and 编号 side by side: the second holds codes."""
    found = [at for at, one in enumerate(roles) if one == NUMBER]
    for at in found[1:]:
        if CODE not in roles and any(not is_nothing(text) for text in columns[at]):
            roles[at] = CODE


def _one_name(roles: list[str], heads: Sequence[str]) -> None:
    found = [at for at, one in enumerate(roles) if one == NAME]
    if len(found) < 2:
        return
    ranked = sorted(found, key=lambda at: _rank(bare_head(heads[at])))
    weakest = len(words().names) - 1
    for at in ranked[1:]:
        weak = _rank(bare_head(heads[at])) == weakest
        roles[at] = WHEN if weak and WHEN not in roles else EXTRA


def _rank(head: str) -> int:
    return next((rank for rank, pattern in enumerate(words().names) if pattern.search(head)), len(words().names))
