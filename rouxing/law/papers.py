"""Papers below rules: plans, opinions, notices, benchmarks. They guide discretion and carry no leniency by themselves.

行政处罚法第三十四条: 裁量基准 is published guidance; what may be punished, and when it may not, is set by
法律、法规、规章 (第四条、第十六条).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rouxing.law.citation import LawName

_PAPER: Final = re.compile(
    r"(?:意见|通知|方案|公告|通告|清单|基准|指引|指南|批复|复函|函|纪要|标准|制度|目录|规划|要点|计划|通报|决议书|办事规程|承诺书|须知)"
    r"(?:[（(](?:试行|暂行)[）)])?$"
)
_NUMBERED: Final = re.compile(r"[〔\[［（(][12][0-9]{3}[〕\]］）)][0-9]{1,4}号")
_RULES: Final = re.compile(r"(?:法|法典|条例|规定|办法|规则|细则|决定|解释)(?:[（(](?:试行|暂行)[）)])?$")


def is_paper(law: LawName) -> bool:
    """Whether the name, or the number written after it (某政办〔2020〕15号), is that of a paper below rules."""
    name = law.name.strip("《》 ")
    return bool(_PAPER.search(name)) or bool(_NUMBERED.search(law.note or "") and not _RULES.search(name))
