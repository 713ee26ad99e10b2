"""How well RX201–RX203 do on the labelled sets of tests/labelled: `make fields`.

Set a is for work on the lexicon, set b is kept aside: look at its figures, not at its sentences.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from rouxing.check import Scope, check
from rouxing.diagnostics import Diagnostic
from rouxing.files.tree import MemoryTree
from rouxing.terms import Level, ListKind

SETS = Path(__file__).resolve().parents[1] / "tests/labelled"
CARD = "名称: 甲局\n代字: 甲\n联系人: 乙\n"
DAY = "2022-10-01"


class Judged(NamedTuple):
    """One labelled entry and what is found in it."""

    entry: Mapping[str, Any]
    found: list[Diagnostic]

    @property
    def is_forbidden(self) -> bool:
        """What the label says."""
        return str(self.entry["标签"]).startswith("forbidden")

    @property
    def is_reported(self) -> bool:
        """Whether an error or a warning is found; an exempt entry may be warned of."""
        grave = (Level.ERROR,) if self.entry["标签"] == "exempt" else (Level.ERROR, Level.WARNING)
        return any(one.level in grave for one in self.found)


def main() -> None:
    """Print precision and recall of every set; with `-v` also what set a gets wrong."""
    for path in sorted(SETS.glob("*.yaml")):
        rows = list(judged(path))
        right = sum(row.is_forbidden and row.is_reported for row in rows)
        reported, forbidden = sum(row.is_reported for row in rows), sum(row.is_forbidden for row in rows)
        print(f"{path.name}：精确率 {right / reported:.3f}，召回率 {right / forbidden:.3f}（{len(rows)} 条）")
        if "-v" in sys.argv and not path.stem.endswith("-b"):
            for row in rows:
                if row.is_forbidden != row.is_reported:
                    words = "；".join(one.message for one in row.found) or "没有发现"
                    print(
                        f"  {row.entry['id']} {row.entry['标签']} {row.entry.get('名称') or row.entry['案由']}：{words}"
                    )


def judged(path: Path) -> Iterator[Judged]:
    """Every entry of a set, checked in a repository of its own."""
    for entry in yaml.safe_load(path.read_text("utf-8")):
        files = case(entry) if "案由" in entry else item(entry)
        tree = MemoryTree({name: text.encode() for name, text in files.items()})
        outcome = check(tree, Scope(("RX2",), DAY))
        yield Judged(entry, [one for one in outcome.diagnostics if one.code.startswith("RX2")])


def item(entry: Mapping[str, Any]) -> dict[str, str]:
    """Files of a repository with one item."""
    kind = ListKind(entry["清单"])
    row = {"编码": entry["id"], "名称": entry["名称"], "情形": entry.get("情形") or "", "监管措施": ["说服教育"]}
    row |= {name: entry[name] for name in ("依据", "例外依据") if entry.get(name)}
    data = {"清单": kind.value, "版本": 1, "施行日期": DAY, "事项": [{"依据": [], **row}]}
    return files(f"checklists/a/{kind.file_name}", data, [])


def case(entry: Mapping[str, Any]) -> dict[str, str]:
    """Files of a repository with one case that was treated leniently."""
    lenient = [{"清单": "不予行政处罚", "编码": "1", "记录": ["档案：1"]}]
    row = {name: str(entry[name]) for name in ("日期", "案由", "事实") if entry.get(name)}
    data = {"案件": [{"案号": "甲柔〔2021〕1号", **row, "处理": lenient}]}
    events = [{name: str(value) for name, value in one.items()} for one in entry.get("突发事件") or ()]
    return files(f"cases/a/{row['日期'][:4]}/1.yaml", data, events)


def files(path: str, data: Any, events: list[dict[str, str]]) -> dict[str, str]:
    """The settings, the agency and one file."""
    settings = json.dumps({"地区": "某县", "突发事件": events}, ensure_ascii=False)
    return {"rouxing.yaml": settings, "checklists/a/agency.yaml": CARD, path: json.dumps(data, ensure_ascii=False)}


if __name__ == "__main__":
    main()
