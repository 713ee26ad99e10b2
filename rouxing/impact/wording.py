"""The words of the review that other presentations share."""

from rouxing.impact._advice import amendment
from rouxing.impact._form import TITLE, limits, period

__all__ = ["TITLE", "amendment", "limits", "period"]
