"""Learn rouxing/data/likeness.json from the lexicon's examples and the labelled sets (never set b): `make likeness`.

Multinomial logistic regression by gradient steps of decreasing length; the same input yields the same file.
"""

from __future__ import annotations

import json
import math
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from rouxing.law.field_lexicon import lexicon
from rouxing.law.fields import citations
from rouxing.law.likeness import FIELDS, chances, features

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "rouxing/data/likeness.json"
LABELS = {"forbidden-safety": 0, "forbidden-health": 1, "forbidden-emergency": 2, "ok": None}
ROUNDS, STEP, SHRINK = 60, 0.5, 1e-4
LEAST_OF_ITEMS, LEAST_OF_CASES = 1.5, 1.0
GENERAL = {"行政处罚法", "行政强制法", "优化营商环境条例"}


class Sample(NamedTuple):
    """One act: its features and the number of its field (None for harmless)."""

    features: dict[str, float]
    field: int | None


def main() -> None:
    """Write the weights of both models."""
    sets = [path for path in sorted((ROOT / "tests/labelled").glob("*.yaml")) if not path.stem.endswith("-b")]
    models = {
        "事项": model([*item_examples(), *labelled_items(sets), *listed_items()], LEAST_OF_ITEMS),
        "案件": model([*case_examples(), *labelled_cases(sets)], LEAST_OF_CASES),
    }
    rows = ",\n".join(f'"{kind}":{text}' for kind, text in models.items())
    TARGET.write_text(f"{{{rows}}}\n", "utf-8")
    print(f"{TARGET.name}：{TARGET.stat().st_size // 1024} KB")


def model(samples: Sequence[Sample], least: float) -> str:
    """What is learned from the samples, as JSON; pieces with less than `least` of weight are left out."""
    weights, base = learn(samples)
    kept = {piece: row for piece, row in sorted(weights.items()) if max(map(abs, row)) >= least}
    rows = ",\n".join(f"{json.dumps(piece, ensure_ascii=False)}:{hundredths(row)}" for piece, row in kept.items())
    return f'{{"底数":{hundredths(base)},"权重":{{\n{rows}\n}}}}'


def hundredths(row: Iterable[float]) -> str:
    """A row of weights as JSON."""
    return json.dumps([round(100 * weight) for weight in row], separators=(",", ":"))


def examples() -> Iterator[tuple[str, int | None]]:
    """Every example and counterexample of the lexicon, with its field; of an article only what it does not mean."""
    for entry in lexicon().entries:
        yield from ((text, FIELDS.index(entry.field)) for text in entry.examples)
        yield from ((text, None) for text in entry.counterexamples)
    for articles in lexicon().articles.values():
        yield from ((text, None) for article in articles for text in article.counterexamples)


def item_examples() -> Iterator[Sample]:
    """Names of the items of the lexicon."""
    for text, field in examples():
        if not text.startswith(_CASE):
            yield Sample(features(text.split("｜")[0]), field)


def case_examples() -> Iterator[Sample]:
    """Cases of the lexicon."""
    for text, field in examples():
        if text.startswith(_CASE):
            yield Sample(features(*text.removeprefix(_CASE).split("｜")), field)


_CASE = "案件："


def labelled_items(paths: Iterable[Path]) -> Iterator[Sample]:
    """Entries of the labelled sets; exempt ones are left out."""
    for entry in entries(paths, "items-"):
        if entry["标签"] in LABELS:
            yield Sample(features(entry["名称"], laws=laws(entry)), LABELS[entry["标签"]])


def listed_items() -> Iterator[Sample]:
    """Items of the sample lists of this repository, in which nothing is of a field."""
    for path in sorted((ROOT / "checklists").rglob("*.yaml")):
        for entry in yaml.safe_load(path.read_text("utf-8")).get("事项") or ():
            yield Sample(features(entry["名称"], laws=laws(entry)), None)


def labelled_cases(paths: Iterable[Path]) -> Iterator[Sample]:
    """Cases on a day of one of their events: the others say nothing about the act."""
    for entry in entries(paths, "cases-"):
        day, events = str(entry["日期"]), entry.get("突发事件") or ()
        if any(str(one["开始"]) <= day <= str(one.get("结束") or "9999") for one in events):
            yield Sample(features(entry["案由"], entry["事实"]), LABELS[entry["标签"]])


def entries(paths: Iterable[Path], start: str) -> Iterator[Any]:
    """The entries of the sets whose names start so."""
    for path in paths:
        if path.stem.startswith(start):
            yield from yaml.safe_load(path.read_text("utf-8"))


def laws(entry: Any) -> list[str]:
    """The laws cited, without those that allow leniency in general."""
    return sorted(
        {law for ground in (*entry["依据"], *(entry.get("处罚依据") or ())) for law, _ in citations(ground)} - GENERAL
    )


def learn(samples: Sequence[Sample]) -> tuple[dict[str, list[float]], list[float]]:
    """Weights of each piece and the base of each field."""
    weights: dict[str, list[float]] = {}
    squares: dict[str, list[float]] = {}
    base, order = [0.0] * len(FIELDS), list(samples)
    for turn in range(ROUNDS):
        random.Random(turn).shuffle(order)  # noqa: S311 the same order every time
        for sample in order:
            rows = [
                (value, weights.setdefault(piece, [0.0] * 3), squares.setdefault(piece, [1e-3] * 3))
                for piece, value in sample.features.items()
            ]
            totals = [base[at] + sum(value * row[at] for value, row, _ in rows) for at in range(len(FIELDS))]
            for at, chance in enumerate(chances(totals)):
                error = chance - (sample.field == at)
                base[at] -= 0.01 * error
                for value, row, square in rows:
                    slope = error * value + SHRINK * row[at]
                    square[at] += slope * slope
                    row[at] -= STEP * slope / math.sqrt(square[at])
    return weights, base


if __name__ == "__main__":
    main()
