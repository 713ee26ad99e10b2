"""行政执法案件回访登记表 (方案附件7之六): a table; what the party writes stays blank where it is not on file."""

from rouxing.documents._form import Field, form
from rouxing.documents._wording import plain
from rouxing.terms import DocumentKind

form(
    DocumentKind.FOLLOW_UP_FORM,
    fields=(
        Field("案件编号", plain),
        Field("承办机构", plain),
        Field("承办人", plain),
        Field("回访人", plain),
        Field("执行情况", plain),
        Field("整改措施", plain, required=False),
        Field("廉洁执法情况", plain, required=False),
        Field("意见建议", plain, required=False),
    ),
    sentences=(
        "行政执法案件回访登记表",
        "编号：",
        "企业名称（或自然人姓名）",
        "负责人姓名",
        "行政执法案件编号",
        "承办机构",
        "承办人",
        "回访人",
        "回访内容（回访人填写）",
        "行政执法决定执行情况，违法行为整改情况",
        "整改措施（如未改正违法行为，应采取如下措施改正）",
        "征求意见内容（行政相对人填写）",
        "案件承办人在办案过程中依照法定程序办案、廉洁执法情况",
        "对执法机关的建议及需要帮助解决的问题",
        "回访对象签名（盖章）",
        "联系电话",
    ),
)
