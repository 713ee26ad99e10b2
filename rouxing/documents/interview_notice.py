"""行政约谈通知书 (方案附件7之五)."""

from rouxing.documents._form import SERVICE, Field, form
from rouxing.documents._wording import hour, minute, plain
from rouxing.terms import DocumentKind

form(
    DocumentKind.INTERVIEW_NOTICE,
    fields=(
        Field("行为"),
        Field("约谈时间", minute),
        Field("约谈地点"),
        Field("联系期限", hour, required=False),
        Field("联系人", plain, default="单位.联系人"),
        Field("联系电话", plain, default="单位.联系电话"),
    ),
    needs=("文书.日期",),
    sentences=(
        "行政约谈通知书",
        "编号：",
        "本机关在日常监督管理中，发现你（单位）有下列行为：",
        (
            "为避免信息误差，防止可能存在的违法违规行为进一步扩大，"
            "本机关认为有必要约请你（单位）进行交流沟通，调查了解相关情况。"
        ),
        "请你（单位）法定代表人或相关负责人接本通知后，于",
        "当面交流沟通有关情况。",
        "请前往会谈人员携带证明本人身份的有效证件。",
        "联系人：",
        "联系电话：",
        *SERVICE,
    ),
)
