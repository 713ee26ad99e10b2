"""Papers of practice that `doc gen` makes on request: 送达回证 for notices, 告知承诺书 for cases."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from rouxing.commands._notices import Register
from rouxing.documents import Commitment, Job, Notice, commitment_job, receipt_job
from rouxing.documents.commitment_letter import KINDS
from rouxing.documents.commitment_letter import PAPER as COMMITMENT_PAPER
from rouxing.documents.service_receipt import PAPER as RECEIPT_PAPER
from rouxing.model import Repository
from rouxing.terms import DocumentKind

RECEIPT: Final = RECEIPT_PAPER.title
COMMITMENT: Final = COMMITMENT_PAPER.title


def paper_jobs(repository: Repository, found: Register, wanted: Collection[str]) -> Iterator[Job]:
    """The papers wanted for the cases found."""
    for agency, case in found.cases:
        if RECEIPT in wanted:
            for document in case.documents:
                # the party signs the form of annex 7 itself: nothing is handed over
                if document.kind is not DocumentKind.FOLLOW_UP_FORM:
                    yield receipt_job(Notice(agency, case, document))
        leniency = next((one for one in case.leniencies if one.kind in KINDS), None)
        if COMMITMENT in wanted and leniency:
            item = repository.item(agency.id, leniency.kind, leniency.code)
            yield commitment_job(Commitment(agency, case, leniency, item))
