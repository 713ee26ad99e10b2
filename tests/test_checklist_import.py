"""Lists come in from the files that agencies have: layouts of many kinds, and nothing is lost silently."""

from __future__ import annotations

import pytest

from rouxing.importers import imported
from tests.import_documents import DOCUMENTS


@pytest.mark.parametrize("name", DOCUMENTS)
def test_layouts(name):
    file, content, expected = DOCUMENTS[name]
    found = imported(file, content)
    lists = [
        (
            one.kind,
            one.unit,
            [(i.name, i.code, i.circumstances, i.grounds, i.penal_grounds, i.measures) for i in one.items],
        )
        for one in found.lists
    ]
    assert lists == expected, found.warnings
