"""What column heads, titles and sentences of published lists mean: patterns from `data/importing.yaml`."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple


class Words(NamedTuple):
    """The patterns, compiled."""

    leniency: re.Pattern[str]
    grounds: re.Pattern[str]
    penal: re.Pattern[str]
    columns: tuple[tuple[str, re.Pattern[str]], ...]
    names: tuple[re.Pattern[str], ...]
    conditions: re.Pattern[str]
    statutory: re.Pattern[str]
    agency: re.Pattern[str]


@cache
def words() -> Words:
    """The packaged patterns."""
    from importlib import resources

    from yaml_rs import loads

    text = resources.files("rouxing").joinpath("data/importing.yaml").read_text(encoding="utf-8")
    data: Any = loads(text)
    grounds = data["依据词"]
    columns = ((role, re.compile(grounds if pattern == "依据词" else pattern)) for role, pattern in data["栏目"])
    return Words(
        re.compile(data["从宽"]),
        re.compile(grounds),
        re.compile(data["处罚词"]),
        tuple(columns),
        tuple(map(re.compile, data["名称先后"])),
        re.compile("|".join(data["条件起首"])),
        re.compile(data["法定情形"]),
        re.compile(data["机关"]),
    )
