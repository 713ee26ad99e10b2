"""行政告诫书 (方案附件7之四)."""

from rouxing.documents._form import SERVICE, Field, form
from rouxing.documents._wording import day, provision
from rouxing.terms import DocumentKind

form(
    DocumentKind.ADMONITION_LETTER,
    fields=(Field("行为"), Field("依据", provision), Field("改正期限", day)),
    needs=("文书.日期",),
    sentences=(
        "行政告诫书",
        "编号：",
        "本机关在日常监管和行政执法过程中发现，你（单位）",
        "，系轻微违法行为。",
        "规定，现要求你（单位）在",
        "前，主动纠正违法违规行为。",
        "逾期不予纠正和整改，本机关将依法进行查处。",
        *SERVICE,
    ),
)
