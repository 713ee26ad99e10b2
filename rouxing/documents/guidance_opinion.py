"""行政指导意见书 (方案附件7之一)."""

from rouxing.documents._form import SERVICE, Field, form
from rouxing.terms import DocumentKind

form(
    DocumentKind.GUIDANCE_OPINION,
    fields=(Field("反映情况", required=False), Field("指导建议")),
    needs=("文书.日期", "单位.联系人", "单位.联系电话"),
    sentences=(
        "行政指导意见书",
        "编号：",
        "根据你（单位）所反映的情况，经研究，提出以下指导建议（主意、办法）：",
        "上述意见，供你（单位）参考。敬请关注相关法律、法规和政策的变动，欢迎进一步向我们咨询。",
        "本部门联系人及电话：",
        *SERVICE,
    ),
)
