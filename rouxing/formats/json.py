"""Stable JSON for other programs (format.md §4)."""

from __future__ import annotations

import json

from rouxing.diagnostics import Outcome
from rouxing.formats import FORMATS, Context
from rouxing.terms import Level


@FORMATS.add("json")
def as_json(outcome: Outcome, context: Context) -> str:
    """Version, counts and findings; what waivers accept, and what a baseline does where one was used.

    What a baseline accepts may be long: it is listed where that is asked for.
    """
    counts = {"文件": outcome.files, "事项": outcome.items, "案件": outcome.cases}
    counts |= {level.value: outcome.number(level) for level in (Level.ERROR, Level.WARNING)}
    content = {"版本": 1, "统计": counts, "发现": [one.as_data() for one in outcome.diagnostics]}
    content["例外"] = [one.as_data() for one in outcome.waived]
    if outcome.baseline is not None:
        listed = {"老问题": [one.as_data() for one in outcome.accepted]} if context.waived else {}
        content["基线"] = {**outcome.baseline, **listed}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
