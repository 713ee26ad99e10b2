"""What a document kind is: the fields it is filled with and the sentences it must print, as data; and its registry."""

from rouxing.documents._batch import Batch, Job, Templates, made, notice_job, sheet_job
from rouxing.documents._examine import Examination, examined
from rouxing.documents._form import FORMS, Field, Form, Notice, filled, form
from rouxing.documents.checklists import Sheet

__all__ = [
    "FORMS",
    "Batch",
    "Examination",
    "Field",
    "Form",
    "Job",
    "Notice",
    "Sheet",
    "Templates",
    "examined",
    "filled",
    "form",
    "made",
    "notice_job",
    "sheet_job",
]
