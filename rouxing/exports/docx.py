"""The lists in the shape of annexes 1–4, by the agency's own Word template where it has one."""

from __future__ import annotations

from rouxing.documents import Sheet, Templates, made, sheet_job
from rouxing.exports import EXPORTS, Book, Made


@EXPORTS.add("docx")
def as_docx(book: Book) -> Made:
    """A Word file for each list; what a list lacks to be printed is a fault."""
    batch = [*made(Templates(book.tree), (sheet_job(Sheet(book.agency, one)) for one in book.checklists))]
    files = [(one.job.name.rsplit("/", 1)[-1], one.filled.content) for one in batch if one.filled]
    return Made(files, tuple(fault for one in batch for fault in one.faults))
