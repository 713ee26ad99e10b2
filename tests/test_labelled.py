"""The labelled sets (a floor for each), the weights learned from them, and clauses that are about a paper only."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rouxing.law.field_lexicon import lexicon
from rouxing.law.formalities import formal_clauses, is_formality
from rouxing.law.likeness import FIELDS, chances, features, likeness
from tools.labelled import judged
from tools.learn_fields import Sample, case_examples, item_examples, labelled_cases, labelled_items, laws, learn, model

SETS = Path(__file__).parent / "labelled"
KEPT_ASIDE = {"items-b": (0.93, 0.94), "cases-b": (0.93, 0.93)}


@pytest.mark.parametrize("path", sorted(SETS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_set_has_its_floor(path: Path) -> None:
    rows = list(judged(path))
    right = sum(row.is_forbidden and row.is_reported for row in rows)
    precision = right / sum(row.is_reported for row in rows)
    recall = right / sum(row.is_forbidden for row in rows)
    assert (precision, recall) >= KEPT_ASIDE.get(path.stem, (0.97, 0.95))
    assert recall >= KEPT_ASIDE.get(path.stem, (0.97, 0.95))[1]


@pytest.mark.parametrize(
    "clause",
    [
        "特种作业台账漏记一页",
        "没有把收费标准贴到门口",
        "枪支登记本有两天没签名",
        "对未随车携带运输证的行政处罚",
        "门头写“国内最好”",
        "迟报统计月报三天",
        "许可证没摆前台",
        "未按时缴纳工伤保险费",
    ],
)
def test_faults_of_papers(clause: str) -> None:
    assert is_formality(clause)


@pytest.mark.parametrize(
    "clause",
    [
        "没有许可证使用放射源",
        "未张贴警示标志",
        "培训记录是补造的假台账",
        "售卖没有检疫合格证明的冻肉",
        "没有装泄漏报警",
        "广告牌被风吹歪一直没加固",
        "发生事故迟报",
    ],
)
def test_dangers_are_no_faults_of_papers(clause: str) -> None:
    assert not is_formality(clause)


def test_a_paper_that_hides_the_deed_excuses_nothing() -> None:
    name = "安全培训记录漏签"
    assert formal_clauses(name, len(name)) == [(0, len(name))]
    assert formal_clauses(f"{name}\n实际没有培训", len(name)) == []


def test_clauses_that_say_that_all_is_well_count_only_after_the_name() -> None:
    text = "锅炉检验合格\n锅炉检验合格"
    assert formal_clauses(text, 6) == [(7, 13)]


@given(st.text(max_size=200), st.integers(0, 200))
def test_formal_clauses_lie_in_the_text(text: str, split: int) -> None:
    for start, end in formal_clauses(text, split):
        assert 0 <= start < end <= len(text)


@given(st.lists(st.text(max_size=60), min_size=1, max_size=2), st.sampled_from(["事项", "案件"]))
def test_likeness_of_any_text(texts: list[str], kind: str) -> None:
    found = likeness(kind, *texts, laws=["消防法"])
    assert 0 <= found.probability <= 1
    assert found.field in FIELDS
    assert len(found.words) <= 3
    assert all(word in "".join(texts) for word in found.words if "^" not in word)


def test_likeness_of_a_danger_and_of_a_paper() -> None:
    assert likeness("事项", "把雷管藏在柴房").probability > 0.8
    assert likeness("事项", "未按期报送统计报表", laws=["统计法"]).probability < 0.1


def test_what_is_told_apart_is_learned() -> None:
    samples = [Sample(features("倾倒毒物"), 1), Sample(features("漏填台账"), None)] * 5
    weights, base = learn(samples)

    def chance(sample: Sample) -> float:
        totals = [
            base[at] + sum(value * weights[piece][at] for piece, value in sample.features.items())
            for at in range(len(FIELDS))
        ]
        return sum(chances(totals))

    assert chance(samples[0]) > 0.9
    assert chance(samples[1]) < 0.1
    assert learn(samples) == (weights, base)
    assert model(samples, 1e9).count("\n") == 2


def test_samples_of_both_kinds_are_read() -> None:
    assert {sample.field for sample in item_examples()} == {None, 0, 1, 2}
    assert {sample.field for sample in case_examples()} == {None, 2}
    sets = sorted(SETS.glob("*-c.yaml"))
    assert len(list(labelled_items(sets))) == 177
    assert 0 < len(list(labelled_cases(sets))) < 67
    assert laws({"依据": ["《消防法》第六十条", "《行政处罚法》第三十三条第一款"]}) == ["消防法"]


def test_longer_words_hide_terms_that_exist() -> None:
    hidden = {longer for terms in lexicon().terms.by_anchor for term in terms for _, longer in term.inside}
    assert {"农药店", "租借", "逃生绳", "救灾捐赠", "拆除后"} <= hidden
