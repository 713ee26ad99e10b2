"""The lists as data for other programs, every key as it stands in the files."""

from __future__ import annotations

import json
from typing import Final

from rouxing.exports import EXPORTS, Book, Made

FORM: Final = "rouxing-checklists"
"""What tells our file from any other."""


@EXPORTS.add("json")
def as_json(book: Book) -> Made:
    """One object: who, and each list with its items."""
    lists = [
        {
            "清单": one.kind.value,
            "版本号": one.version,
            "施行日期": one.effective,
            "事项": [dict(item.data) for item in one.items],
        }
        for one in book.checklists
    ]
    content = {"版本": 1, "格式": FORM, "单位": book.agency.id, "单位名称": book.agency.name, "清单": lists}
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    return Made([(f"{book.title}.json", text.encode())])
