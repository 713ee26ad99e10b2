"""The plan's vocabulary: lists, methods, documents, columns and units, in Chinese and in English."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class ListKind(StrEnum):
    """The four checklists (方案附件1–4)."""

    NO_PENALTY = "不予行政处罚"
    MITIGATED_PENALTY = "减轻行政处罚"
    LIGHTER_PENALTY = "从轻行政处罚"
    NO_COMPULSION = "不予行政强制"

    @classmethod
    def named(cls, name: str) -> ListKind | None:
        """The list called 不予行政处罚, 不予行政处罚清单, 不予处罚, no-penalty, no-penalty.yaml or 1."""
        wanted = name.strip().lower().removesuffix("清单").removesuffix("事项").removesuffix(".yaml").replace("_", "-")
        return next((kind for kind in cls if wanted in (kind.value, kind.leniency, kind.slug, str(kind.annex))), None)

    @property
    def slug(self) -> str:
        """English name with hyphens; also the stem of the list's file."""
        return self.name.lower().replace("_", "-")

    @property
    def file_name(self) -> str:
        """Name of the list's file inside `checklists/<agency>/`."""
        return f"{self.slug}.yaml"

    @property
    def annex(self) -> int:
        """Number of the plan's annex that prints this list."""
        return tuple(ListKind).index(self) + 1

    @property
    def subject(self) -> str:
        """What the list's items are: 处罚 or 行政强制 (column heads of annexes 1–4)."""
        return "行政强制" if self is ListKind.NO_COMPULSION else "处罚"

    @property
    def leniency(self) -> str:
        """The leniency as the column heads of annexes 1–4 print it: 不予处罚, 减轻处罚 …"""
        return self.value if self is ListKind.NO_COMPULSION else self.value.replace("行政", "")

    @property
    def columns(self) -> tuple[str, ...]:
        """The six column heads of annexes 1–4."""
        return (
            "序号",
            f"{self.subject}事项名称",
            f"{self.subject}事项编码",
            f"{self.leniency}的情形",
            f"{self.leniency}的依据",
            "配套监管措施",
        )


class Method(StrEnum):
    """The ten methods of annex 6 and 其他, in the order of annex 5."""

    PERSUASION = "说服教育"
    EXHORTATION = "劝导示范"
    GUIDANCE = "行政指导"
    REWARD = "行政奖励"
    SETTLEMENT = "行政和解"
    ADVICE = "行政建议"
    REMINDER = "行政提示"
    INTERVIEW = "行政约谈"
    ADMONITION = "行政告诫"
    FOLLOW_UP = "行政回访"
    OTHER = "其他"

    @property
    def unit(self) -> str:
        """The unit annex 5 counts this method in: 件 or 人次."""
        return "人次" if self in _COUNTED_IN_PERSONS else "件"


_COUNTED_IN_PERSONS: Final = frozenset({Method.GUIDANCE, Method.REWARD, Method.ADVICE, Method.REMINDER})
"""Annex 5 heads these four columns with 人次, all others with 件."""

OTHER_PREFIX: Final = "其他："
"""A measure outside the ten methods is written `其他：…`."""

PAPER_PREFIX: Final = "档案："
"""A written record kept on paper is written `档案：<number>`."""


class DocumentKind(StrEnum):
    """The six documents of annex 7, by the name used in data."""

    GUIDANCE_OPINION = "行政指导意见书"
    ADVICE_LETTER = "行政执法建议书"
    REMINDER_LETTER = "行政提示书"
    ADMONITION_LETTER = "行政告诫书"
    INTERVIEW_NOTICE = "行政约谈通知书"
    FOLLOW_UP_FORM = "行政执法案件回访登记表"

    @property
    def sign(self) -> str:
        """The sign in the document's number: 告 in 明交告〔2021〕7号."""
        return _DOCUMENTS[self][0]

    @property
    def method(self) -> Method:
        """The method this document is the record of."""
        return _DOCUMENTS[self][1]

    @property
    def title(self) -> str:  # type: ignore[override]
        """The title annex 7 prints, which differs from the name for 行政提示书."""
        return "行政执法提示书" if self is DocumentKind.REMINDER_LETTER else self.value

    @property
    def slug(self) -> str:
        """English name with hyphens; also the stem of the document's template."""
        return self.name.lower().replace("_", "-")


_DOCUMENTS: Final = {
    DocumentKind.GUIDANCE_OPINION: ("指", Method.GUIDANCE),
    DocumentKind.ADVICE_LETTER: ("建", Method.ADVICE),
    DocumentKind.REMINDER_LETTER: ("提", Method.REMINDER),
    DocumentKind.ADMONITION_LETTER: ("告", Method.ADMONITION),
    DocumentKind.INTERVIEW_NOTICE: ("约", Method.INTERVIEW),
    DocumentKind.FOLLOW_UP_FORM: ("访", Method.FOLLOW_UP),
}


class PartyKind(StrEnum):
    """Kinds of 当事人."""

    PERSON = "自然人"
    BUSINESS = "个体工商户"
    ENTERPRISE = "企业"
    ORGANISATION = "其他组织"


class Level(StrEnum):
    """How grave a finding is."""

    ERROR = "错误"
    WARNING = "警告"
    NOTE = "提示"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return tuple(Level).index(self)


class Reason(StrEnum):
    """Why a list is adjusted (方案三、（三）: 立改废释、裁量基准、实际运用执行情况)."""

    ENACTED = "立"
    AMENDED = "改"
    REPEALED = "废"
    INTERPRETED = "释"
    DISCRETION = "裁量基准"
    FEEDBACK = "执行反馈"


class Concern(StrEnum):
    """Why an item is put to the superior (方案三、（二))."""

    UNFIT = "不符合行政管理要求"
    IMPRACTICAL = "不便于操作执行"
    DISPUTED = "行政相对人争议较大"
    OTHER = "其他"


REPORT_COLUMNS: Final[tuple[str, ...]] = (*ListKind, *Method)
"""The fifteen columns of annex 5, in order."""


def unit(column: str) -> str:
    """Unit of a column of annex 5: 件 or 人次."""
    return Method(column).unit if column in tuple(Method) else "件"


SETTINGS_FILE: Final = "rouxing.yaml"
AGENCY_FILE: Final = "agency.yaml"
CHECKLISTS_FOLDER: Final = "checklists"
CASES_FOLDER: Final = "cases"
SCHEMAS_FOLDER: Final = "schemas"
LAWS_FOLDER: Final = "laws"
GROUNDS_FILE: Final = "grounds.yaml"
FIELDS_FILE: Final = "fields.yaml"
FILINGS_FILE: Final = "filings.yaml"
FEEDBACK_FILE: Final = "feedback.yaml"
TEMPLATES_FOLDER: Final = "templates"
RECORDS_FOLDER: Final = "records"
OUTPUT_FOLDER: Final = "out"
