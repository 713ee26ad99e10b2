"""What amendments did to what is cited: every item, Word template and open case, for the yearly 立改废释 review.

方案三、（三）: 根据法律法规规章的“立改废释”……及时调整更新“四张清单”，完善配套法律文书.
"""

from rouxing.impact._fates import AFFECTED, Effect, Fate, Step, Window
from rouxing.impact._paper import as_docx
from rouxing.impact._review import Review, Row, Scope, review
from rouxing.impact._sheet import as_xlsx
from rouxing.impact._table import as_csv, as_json

__all__ = [
    "AFFECTED",
    "Effect",
    "Fate",
    "Review",
    "Row",
    "Scope",
    "Step",
    "Window",
    "as_csv",
    "as_docx",
    "as_json",
    "as_xlsx",
    "review",
]
