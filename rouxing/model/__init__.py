"""Records of a repository: thin frozen views over data that passed its schema and knows where it was written."""

from rouxing.model.agencies import Agency, Jurisdiction
from rouxing.model.cases import Case, CaseLog, Document, Leniency, Measure, Party, Service
from rouxing.model.checklists import Checklist, Item
from rouxing.model.filings import Feedback, Opinion, Receipt, Receipts
from rouxing.model.laws import Library, OwnFields, OwnGrounds, OwnLaw
from rouxing.model.records import Record
from rouxing.model.repository import Past, Repository, Then

__all__ = [
    "Agency",
    "Case",
    "CaseLog",
    "Checklist",
    "Document",
    "Feedback",
    "Item",
    "Jurisdiction",
    "Leniency",
    "Library",
    "Measure",
    "Opinion",
    "OwnFields",
    "OwnGrounds",
    "OwnLaw",
    "Party",
    "Past",
    "Receipt",
    "Receipts",
    "Record",
    "Repository",
    "Service",
    "Then",
]
