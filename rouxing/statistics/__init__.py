"""What annex 5 counts: case logs in, fifteen figures per agency and period out, each with the acts it rests on."""

from rouxing.statistics.acts import Act, packed, unpacked
from rouxing.statistics.figures import Check, Evidence, Figures, Row, figures
from rouxing.statistics.period import Period
from rouxing.statistics.tally import Key, Tally, Uncounted, booked, merged, unreadable, years

__all__ = [
    "Act",
    "Check",
    "Evidence",
    "Figures",
    "Key",
    "Period",
    "Row",
    "Tally",
    "Uncounted",
    "booked",
    "figures",
    "merged",
    "packed",
    "unpacked",
    "unreadable",
    "years",
]
