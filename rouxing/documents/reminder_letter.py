"""行政提示书, printed as 行政执法提示书 (方案附件7之三)."""

from rouxing.documents._form import SERVICE, Field, form
from rouxing.documents._wording import provision
from rouxing.terms import DocumentKind

form(
    DocumentKind.REMINDER_LETTER,
    fields=(Field("易发行为"), Field("依据", provision), Field("提示内容", provision)),
    needs=("文书.日期",),
    sentences=(
        "行政执法提示书",
        "编号：",
        "根据群众投诉举报和日常监管信息数据分析，本机关发现你（单位）",
        "这类违法违规行为容易发生。此类违法违规行为违反了",
        "的规定。为避免发生同类违法违规现象而受到行政处罚，现提示你（单位）。",
        *SERVICE,
    ),
)
