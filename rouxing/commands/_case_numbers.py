"""Numbers of cases and documents: the next free one of an agency, a sign and a year."""

from __future__ import annotations

import re

from rouxing.errors import Refused
from rouxing.load import case_logs
from rouxing.model import Agency, CaseLog, Repository
from rouxing.terms import DocumentKind

CASE_SIGN = "柔"
"""The sign in a case's number: 明交柔〔2021〕12号."""


class Numbers:
    """Numbers an agency has used, and those handed out since."""

    def __init__(self, agency: Agency, used: set[str]) -> None:
        self._agency = agency
        self._used = used

    @classmethod
    def read(cls, repository: Repository, agency: Agency) -> Numbers:
        """The numbers in all logs of the agency. Raises Refused where a log cannot be read: its numbers are unknown."""
        used: set[str] = set()
        for path, log, _ in case_logs(repository, agency.id):
            if not isinstance(log, CaseLog):
                raise Refused(f"{path} 没有通过校验，不知道用到了几号；请先运行 rouxing check")
            for case in log.cases:
                used |= {case.number, *(document.number for document in case.documents)}
        return cls(agency, used)

    def next_case(self, year: str) -> str:
        """The next 案号 of a year."""
        return self._next(CASE_SIGN, year)

    def next_document(self, kind: DocumentKind, year: str) -> str:
        """The next 文号 of a kind and a year."""
        return self._next(kind.sign, year)

    def take(self, number: str) -> None:
        """Use a number given by hand. Raises Refused where it is used already."""
        if number in self._used:
            raise Refused(f"编号“{number}”已经使用；不写编号就自动编下一个")
        self._used.add(number)

    def _next(self, sign: str, year: str) -> str:
        """One after the highest: a number that was given up is not given to another paper."""
        form = re.compile(f"{re.escape(self._agency.sign + sign)}〔{year}〕0*([0-9]{{1,9}})号")
        found = (form.fullmatch(number) for number in self._used)
        number = f"{self._agency.sign}{sign}〔{year}〕{max((int(one[1]) for one in found if one), default=0) + 1}号"
        self._used.add(number)
        return number
