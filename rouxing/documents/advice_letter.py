"""行政执法建议书 (方案附件7之二)."""

from rouxing.documents._form import SERVICE, Field, form
from rouxing.terms import DocumentKind

form(
    DocumentKind.ADVICE_LETTER,
    fields=(Field("发现问题"), Field("建议内容")),
    needs=("文书.日期",),
    sentences=(
        "行政执法建议书",
        "编号：",
        "我们在监督检查中发现，你（单位）",
        "鉴于上述事实，建议你（单位）",
        *SERVICE,
    ),
)
