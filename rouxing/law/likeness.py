"""How much the wording of an act is like the wording of acts known to be dangerous, and of acts known to be harmless.

A logistic regression over pieces of one or two characters and the laws cited, learned by tools/learn_fields.py from
the examples of the lexicon and the labelled sets; it only raises a doubt for a person, or lays one to rest.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from operator import add
from typing import Final, NamedTuple

from rouxing.law.patterns import Rare

FIELDS: Final = ("公共安全", "人民群众生命健康", "突发事件应对措施")
_LAW: Final = 0.35
_FRAME: Final = Rare(
    r"^违反《[^》]{0,60}》(?:第[^规，]{1,12})?规定，|《[^》]{0,60}》|^(?:\n?对)|(?:的)?的?(?:行政处罚|处罚)$|的$|[\0\s0-9]"
)

Weights = Sequence[int]
"""Of each field, in hundredths."""


class Likeness(NamedTuple):
    """What the wording is like."""

    probability: float
    """How likely the act lies in one of the fields (0 to 1)."""
    field: str
    telling: tuple[tuple[float, str], ...]
    """The pieces that speak for the field, with their weights."""

    @property
    def words(self) -> tuple[str, ...]:
        """Up to three of these pieces, the strongest first; single characters only where there is no longer piece."""
        pieces = [piece for _, piece in sorted(self.telling, reverse=True) if _MARKS.isdisjoint(piece)]
        longer = [piece for piece in pieces if len(piece) > 1]
        return tuple((longer or pieces)[:3])


_MARKS: Final = frozenset("^$《，。；、“”：")


def features(*texts: str, laws: Iterable[str] = ()) -> dict[str, float]:
    """The pieces of the texts and the laws, with their values; longer texts weigh no more than short ones."""
    pieces: set[str] = set()
    for text in texts:
        framed = f"^{_FRAME.sub('', text)}$"
        pieces.update(framed)
        pieces.update(map(add, framed, framed[1:]))
    value = 1 / math.sqrt(len(pieces))
    return dict.fromkeys(pieces, value) | dict.fromkeys((f"《{law}" for law in laws), _LAW)


def chances(sums: Iterable[float]) -> tuple[float, ...]:
    """The probability of each field; what is left belongs to none."""
    powers = [math.exp(min(total, 50)) for total in sums]
    return tuple(power / (1 + sum(powers)) for power in powers)


def likeness(kind: str, *texts: str, laws: Iterable[str] = ()) -> Likeness:
    """What the wording of an act is like; `kind` is 事项 (its name, and the laws cited) or 案件 (cause and facts)."""
    known, base = _models()[kind]
    first, second, third = map(float, base)
    found = []
    for piece, value in features(*texts, laws=laws).items():
        row = known.get(piece)
        if row:
            first += value * row[0]
            second += value * row[1]
            third += value * row[2]
            found.append((row, piece))
    shares = chances((first / 100, second / 100, third / 100))
    number = shares.index(max(shares))
    telling = tuple((row[number], piece) for row, piece in found if row[number] > 0)
    return Likeness(sum(shares), FIELDS[number], telling)


@cache
def _models() -> dict[str, tuple[dict[str, Weights], Weights]]:
    """For items and for cases: weights of the pieces, and the base of each field, in hundredths."""
    raw = json.loads(resources.files("rouxing").joinpath("data/likeness.json").read_text(encoding="utf-8"))
    return {kind: (one["权重"], one["底数"]) for kind, one in raw.items()}
