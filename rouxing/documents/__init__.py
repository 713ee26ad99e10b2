"""Papers as Word files: what fills each, what is missing, batches, templates examined, the register of notices."""

from rouxing.documents._batch import (
    Facts,
    Job,
    Made,
    Templates,
    commitment_job,
    filing_job,
    made,
    notice_job,
    receipt_job,
    sheet_job,
)
from rouxing.documents._contents import Content
from rouxing.documents._examine import Examination, examined, papers, shown_value
from rouxing.documents._form import Form, Notice, filled, form
from rouxing.documents._manifest import Row, manifest
from rouxing.documents._paper import Paper
from rouxing.documents._register_sheet import COLUMNS as REGISTER_COLUMNS
from rouxing.documents._register_sheet import register_sheet
from rouxing.documents._register_sheet import row as register_row
from rouxing.documents._renumbering import Change, changes, following
from rouxing.documents._sample import sample_leniency, sample_notice
from rouxing.documents._standing import Entry, Standing, entry
from rouxing.documents._wording import Unreadable
from rouxing.documents.checklists import Sheet
from rouxing.documents.commitment_letter import Commitment
from rouxing.documents.filing_letter import Filing

__all__ = [
    "REGISTER_COLUMNS",
    "Change",
    "Commitment",
    "Content",
    "Entry",
    "Examination",
    "Facts",
    "Filing",
    "Form",
    "Job",
    "Made",
    "Notice",
    "Paper",
    "Row",
    "Sheet",
    "Standing",
    "Templates",
    "Unreadable",
    "changes",
    "commitment_job",
    "entry",
    "examined",
    "filing_job",
    "filled",
    "following",
    "form",
    "made",
    "manifest",
    "notice_job",
    "papers",
    "receipt_job",
    "register_row",
    "register_sheet",
    "sample_leniency",
    "sample_notice",
    "sheet_job",
    "shown_value",
]
