"""Whether two items are the same act, and whether circumstances speak of another list."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from rouxing.law.patterns import Rare
from rouxing.model import Item
from rouxing.terms import ListKind

_INSIGNIFICANT: Final = Rare(r"[^0-9A-Za-z\u3400-\u9fff]|的(?=$|[^\u3400-\u9fff])")
_CLAUSE_END: Final = Rare(r"[，,；;。、\s]+|(?<!以)并且?|且")
_FILLER: Final = Rare(r"^\d+[.．)）]|[^0-9A-Za-z\u3400-\u9fff]|的$")


def same_name(name: str) -> str:
    """A name by which the same acts are found: without marks, blanks and a closing 的."""
    return _INSIGNIFICANT.sub("", name)


class Entry(NamedTuple):
    """An item as it is compared with others of its name."""

    kind: ListKind
    code: str
    laws: frozenset[str]
    conditions: frozenset[str]

    @classmethod
    def of(cls, item: Item, kind: ListKind) -> Entry:
        """The item of a list."""
        parts = (_FILLER.sub("", part) for part in _CLAUSE_END.split(item.circumstances))
        laws = frozenset(map(same_name, item.penal_grounds))
        return cls(kind, item.code, laws, frozenset(part for part in parts if part))

    def overlaps(self, other: Entry) -> bool:
        """Whether both differ neither in what is broken nor in circumstances.

        Circumstances overlap where all conditions of one are among those of the other. Of two items with one code in
        one list RX101 speaks.
        """
        if self.laws and other.laws and not self.laws & other.laws:
            return False
        if (self.kind, self.code) == (other.kind, other.code):
            return False
        return self.conditions <= other.conditions or other.conditions <= self.conditions


_DECISION: Final = Rare(
    r"(?:可以?|应当?|依法|予以|给予|按|并)"
    r"(?P<what>(?:不予|免予|免于|从轻|减轻|从重|加重)(?:(?:或者?|、)(?:从轻|减轻|免予|免除|不予))*(?:行政)?(?:处罚|强制))的?[。；;]?$"
)
_NEGATED: Final = Rare("[未无没不非]|除外|曾|此前|以前|过去")
_WORDS: Final = {
    ListKind.NO_PENALTY: ("不予", "免予", "免于"),
    ListKind.MITIGATED_PENALTY: ("减轻",),
    ListKind.LIGHTER_PENALTY: ("从轻",),
    ListKind.NO_COMPULSION: ("不予", "免予", "免于"),
}


def says_another_list(circumstances: str, kind: ListKind) -> str:
    """The decision with which the circumstances end, where it is not the list's own; "" otherwise."""
    found = _DECISION.search(circumstances)
    if not found:
        return ""
    what = found["what"]
    clause = re.split("[，,；;。]", circumstances[: found.start()])[-1]
    own = any(word in what for word in _WORDS[kind]) and what.endswith("强制") == (kind is ListKind.NO_COMPULSION)
    return "" if own or _NEGATED.search(clause) else what
