"""Where the schemas and templates that come with the tool are found."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


@cache
def packaged(name: str) -> Path:
    """The packaged folder or file `name` (`schemas`, `templates`): inside the wheel, else beside the package."""
    in_wheel = _PACKAGE / "packaged" / name
    return in_wheel if in_wheel.exists() else _PACKAGE.parent / name
