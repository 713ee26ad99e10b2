"""Writes templates/*.docx: the six documents of annex 7, the lists of annexes 1–4 and three papers from practice.

Run it again after a change here (`make templates`); the files come out the same byte for byte.
Legal staff edit copies of these files in Word or WPS; nobody needs this script for that.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from template_parts import (
    ACROSS,
    EDGES_ACROSS,
    EDGES_OF_A_CASE,
    LINE,
    PLAIN_EDGES,
    ROOT,
    UPRIGHT,
    cell,
    optional,
    paragraph,
    row,
    table,
    word_file,
)

from rouxing.files.write import write_all
from rouxing.terms import DocumentKind


def opening(kind: DocumentKind) -> str:
    """Title (the agency's name above the document's) and number."""
    return paragraph("文书标题", f"{{{{ 单位.名称 }}}}\n{kind.title}") + paragraph("编号", "编号：{{ 文书.文号 }}")


def closing() -> str:
    """Signature with room for a seal of 45 mm, and date; the note on the two copies and the service block."""
    return (
        paragraph("落款", "{{ 单位.名称 }}（印章）", f'<w:spacing w:before="{LINE * 3 // 4}"/>')
        + paragraph("落款", "{{ 文书.日期 }}", f'<w:spacing w:after="{LINE // 4}"/>')
        + paragraph("份数", "本文书一式二份，一份送达，一份归档。")
        + paragraph("送达", "送达人签名：\t")
        + paragraph("送达", "被送达人签名：\t")
        + paragraph("送达", "送达时间：\t", '<w:keepNext w:val="0"/>')
    )


def letter(kind: DocumentKind, texts: Sequence[str], pitch: Pitch) -> bytes:
    """One of the first five documents of annex 7: title, number, addressee, text, closing."""
    exact = "" if pitch.line == LINE else f'<w:spacing w:line="{pitch.line}" w:lineRule="exact"/>'
    body = paragraph("称谓", "{{ 当事人.名称 }}：", exact)
    for number, text in enumerate(texts, 1):
        body += paragraph("末段" if number > len(texts) - pitch.kept else "正文段", text, exact)
    return word_file(kind.title, opening(kind) + body + closing(), UPRIGHT)


class Pitch(NamedTuple):
    """How close the lines of a letter stand (twentieths of a point), and how many paragraphs stay with its closing."""

    line: int = LINE
    kept: int = 1


# Annex 7 prints so many words here that 22 lines to a page would put the closing on a sheet of its own; GB/T 9704
# allows another number of lines where there is reason. 26 points make it 24.
PITCHES = {DocumentKind.INTERVIEW_NOTICE: Pitch(520, kept=2)}

LETTERS = {
    DocumentKind.GUIDANCE_OPINION: (
        "{{ 如有 填写.反映情况 }}你（单位）反映的情况：{{ 填写.反映情况 }}。{{ 结束 }}",
        "根据你（单位）所反映的情况，经研究，提出以下指导建议（主意、办法）：{{ 填写.指导建议 }}。",
        (
            "上述意见，供你（单位）参考。敬请关注相关法律、法规和政策的变动，欢迎进一步向我们咨询。"
            "本部门联系人及电话：{{ 单位.联系人 }}，{{ 单位.联系电话 }}。"
        ),
    ),
    DocumentKind.ADVICE_LETTER: (
        "我们在监督检查中发现，你（单位）{{ 填写.发现问题 }}。",
        "鉴于上述事实，建议你（单位）{{ 填写.建议内容 }}。",
    ),
    DocumentKind.REMINDER_LETTER: (
        (
            "根据群众投诉举报和日常监管信息数据分析，"
            "本机关发现你（单位）{{ 填写.易发行为 }}这类违法违规行为容易发生。"
            "此类违法违规行为违反了{{ 填写.依据 }}，{{ 填写.提示内容 }}的规定。"
            "为避免发生同类违法违规现象而受到行政处罚，现提示你（单位）。"
        ),
    ),
    DocumentKind.ADMONITION_LETTER: (
        "本机关在日常监管和行政执法过程中发现，你（单位）{{ 填写.行为 }}，系轻微违法行为。",
        "根据{{ 填写.依据 }}规定，现要求你（单位）在{{ 填写.改正期限 }}前，主动纠正违法违规行为。",
        "逾期不予纠正和整改，本机关将依法进行查处。",
    ),
    DocumentKind.INTERVIEW_NOTICE: (
        "本机关在日常监督管理中，发现你（单位）有下列行为：{{ 填写.行为 }}。",
        (
            "为避免信息误差，防止可能存在的违法违规行为进一步扩大，"
            "本机关认为有必要约请你（单位）进行交流沟通，调查了解相关情况。"
        ),
        (
            "请你（单位）法定代表人或相关负责人接本通知后，于{{ 填写.约谈时间 }}，"
            "至{{ 填写.约谈地点 }}当面交流沟通有关情况。"
            "{{ 如有 填写.联系期限 }}如有不便，请于{{ 填写.联系期限 }}前与本机关联系。{{ 结束 }}"
        ),
        "请前往会谈人员携带证明本人身份的有效证件。",
        "联系人：{{ 填写.联系人 }}　　联系电话：{{ 填写.联系电话 }}",
    ),
}
"""The text of the first five documents of annex 7, word for word, one entry per paragraph."""


def follow_up_form() -> bytes:
    """The form of annex 7, as a table."""
    kind = DocumentKind.FOLLOW_UP_FORM
    one, two, three, four = widths = (42, 51, 23, 40)
    wide = two + three + four

    def pair(left: str, left_value: str, right: str, right_value: str) -> str:
        return row(
            cell(one, "表格标签", left)
            + cell(two, "表格标签", left_value)
            + cell(three, "表格标签", right)
            + cell(four, "表格标签", right_value),
            13,
        )

    def section(text: str) -> str:
        return row(cell(sum(widths), "表格分栏", text, span=4), 9)

    def answer(label: str, value: str, height: float) -> str:
        return row(cell(one, "表格标签", label) + cell(wide, "表格内容", value, span=3), height)

    rows = (
        pair("企业名称\n（或自然人姓名）", "{{ 当事人.名称 }}", "负责人\n姓名", optional("当事人.负责人"))
        + pair("行政执法案件编号", "{{ 填写.案件编号 }}", "承办机构", "{{ 填写.承办机构 }}")
        + pair("承办人", "{{ 填写.承办人 }}", "回访人", "{{ 填写.回访人 }}")
        + section("回访内容（回访人填写）")
        + answer("行政执法决定执行情况，违法行为整改情况", "{{ 填写.执行情况 }}", 23)
        + answer("整改措施（如未改正违法行为，应采取如下措施改正）", optional("填写.整改措施"), 23)
        + section("征求意见内容（行政相对人填写）")
        + answer("案件承办人在办案过程中依照法定程序办案、廉洁执法情况", optional("填写.廉洁执法情况"), 24)
        + answer("对执法机关的建议及需要帮助解决的问题", optional("填写.意见建议"), 23)
        + pair("回访对象签名\n（盖章）", "", "联系电话", optional("当事人.联系电话"))
    )
    after = paragraph("称谓", "", '<w:spacing w:line="20" w:lineRule="exact"/>')
    return word_file(kind.title, opening(kind) + table(widths, rows) + after, UPRIGHT)


def checklist() -> bytes:
    """Annexes 1–4: one template for the four lists."""
    widths = (11, 40, 33, 70, 43, 28)
    heads = (
        "序号",
        "{{ 清单.对象 }}事项名称",
        "{{ 清单.对象 }}事项编码",
        "{{ 清单.从宽 }}的情形",
        "{{ 清单.从宽 }}的依据",
        "配套监管措施",
    )
    values = (
        ("清单居中", "{{ 逐行 事项 }}{{ 事项.序号 }}"),
        ("清单内容", "{{ 事项.名称 }}"),
        ("清单居中", "{{ 事项.编码 }}"),
        ("清单内容", "{{ 事项.情形 }}"),
        ("清单内容", "{{ 事项.依据 }}"),
        ("清单居中", "{{ 事项.监管措施 }}"),
    )
    head = "".join(cell(width, "清单表头", text) for width, text in zip(widths, heads, strict=True))
    line = "".join(cell(width, name, text) for width, (name, text) in zip(widths, values, strict=True))
    body = (
        paragraph("附件号", "{{ 清单.附件 }}")
        + paragraph("文书标题", "{{ 清单.标题 }}", '<w:spacing w:after="60"/>')
        + paragraph("清单版本", "（第{{ 清单.版本 }}版，自{{ 清单.施行日期 }}起施行）")
        + paragraph(
            "清单单位", "单位：{{ 单位.名称 }}（公章）　\t联系人：{{ 单位.联系人 }}　\t联系电话：{{ 单位.联系电话 }}"
        )
        + table(widths, row(head, 11, head=True) + row(line, 10))
        + paragraph(
            "清单说明",
            "说明：配套监管措施可以根据实际情况选择适用柔性执法具体方法的一种或多种，也可以创新方法。",
        )
    )
    return word_file("柔性执法事项清单", body, ACROSS, EDGES_ACROSS)


def service_receipt() -> bytes:
    """送达回证, with the fields of the form that traffic enforcement uses; what is signed on the spot stays empty."""
    one, two = widths = (54, 102)

    def line(label: str, value: str, height: float = 12) -> str:
        return row(cell(one, "表格标签", label) + cell(two, "表格内容", value), height)

    rows = (
        line("案号", "{{ 案件.案号 }}")
        + line("案由", optional("案件.案由"))
        + line("送达文书名称及文号", "{{ 文书.名称 }}　{{ 文书.文号 }}")
        + line("送达单位", "{{ 单位.名称 }}（印章）")
        + line("受送达人", "{{ 当事人.名称 }}")
        + line("送达地点", "")
        + line("送达方式", optional("送达.方式"))
        + line("送达人签名", optional("送达.送达人"))
        + line("收件人签名或者盖章", "", 16)
        + line("收件时间", "　　　　年　　月　　日　　时　　分")
        + line("代收人签名及\n与受送达人的关系", "", 16)
        + line("拒收事由", "")
        + line("见证人签名", "")
        + line("备注", "")
    )
    body = paragraph("文书标题", "{{ 单位.名称 }}\n送达回证", '<w:spacing w:after="200"/>') + table(widths, rows)
    after = paragraph("称谓", "", '<w:spacing w:line="20" w:lineRule="exact"/>')
    return word_file("送达回证", body + after, UPRIGHT)


PROMISES = (
    "一、本人（单位）已知晓上述违法事实和相关法律规定。",
    "二、立即停止违法行为，按照要求改正，并主动消除或者减轻危害后果。",
    "三、今后严格遵守法律、法规和规章，不再发生同类违法行为。",
    "四、以上内容是本人（单位）的真实意思表示；违反承诺的，愿意承担相应的法律责任。",
)
"""What a party promises in a 告知承诺书."""


def commitment_letter() -> bytes:
    """告知承诺书: what was found and which leniency applies, then the party's promises and two signatures."""
    told = (
        "经查，你（单位）有下列行为：{{ 案件.案由 }}。"
        "{{ 如有 处理.处罚依据 }}上述行为违反了{{ 处理.处罚依据 }}的规定。{{ 结束 }}"
        "{{ 如有 处理.情形 }}符合{{ 处理.清单 }}事项清单规定的情形：{{ 处理.情形 }}。{{ 结束 }}"
        "根据{{ 处理.依据 }}的规定，本机关拟对你（单位）{{ 处理.清单 }}，现予告知，请你（单位）知晓后自愿作出承诺。"
    )
    body = (
        paragraph("文书标题", "{{ 单位.名称 }}\n告知承诺书")
        + paragraph("编号", "编号：{{ 案件.案号 }}")
        + paragraph("称谓", "{{ 当事人.名称 }}：")
        + paragraph("承诺段", told)
        + paragraph("承诺段", "本人（单位）{{ 当事人.名称 }}，就上述行为作出以下承诺：")
        + "".join(paragraph("承诺段", one) for one in PROMISES)
        + paragraph("送达", "承诺人（签名或者盖章）：\t", f'<w:spacing w:before="{LINE // 2}"/>')
        + paragraph("送达", "承诺时间：\t")
        + paragraph("送达", "执法人员签名：\t")
        + paragraph("份数", "本承诺书一式二份，承诺人和本机关各执一份。", '<w:keepNext w:val="0"/>')
    )
    return word_file("告知承诺书", body, UPRIGHT, EDGES_OF_A_CASE)


BELOW_ITS_NAME = '<w:keepNext/><w:ind w:leftChars="650" w:left="2080" w:hangingChars="450" w:hanging="1440"/>'
"""The name of an attachment goes on under itself, not under the word 附件; no seal on a page without text."""


def filing_letter() -> bytes:
    """备案报送函: number, title, addressee, the lists as a table, what is enclosed, signature and contact."""
    widths = (14, 54, 19, 50, 19)
    heads = ("序号", "清单名称", "版本", "施行日期", "事项数")
    values = (
        ("表格标签", "{{ 逐行 清单 }}{{ 清单.序号 }}"),
        ("表格内容", "{{ 清单.名称 }}"),
        ("表格标签", "{{ 清单.版本 }}"),
        ("表格标签", "{{ 清单.施行日期 }}"),
        ("表格标签", "{{ 清单.事项数 }}"),
    )
    head = "".join(cell(width, "表格分栏", text) for width, text in zip(widths, heads, strict=True))
    line = "".join(cell(width, name, text) for width, (name, text) in zip(widths, values, strict=True))
    contact = "联系人：{{ 单位.联系人 }}　　联系电话：{{ 单位.联系电话 }}"
    body = (
        paragraph("文书标题", "{{ 单位.名称 }}\n{{ 备案.标题 }}")
        + paragraph("编号", optional("备案.文号"), '<w:jc w:val="center"/>')
        + paragraph("称谓", "{{ 备案.主送 }}：")
        + paragraph("正文段", "按照推行柔性执法工作的要求，现将{{ 备案.事由 }}报送备案，请予审查。清单情况如下：")
        + table(widths, row(head, 9, head=True) + row(line, 9))
        + paragraph("称谓", "", '<w:spacing w:line="200" w:lineRule="exact"/>')
        + paragraph("正文段", "{{ 如有 备案.附件 }}附件：{{ 备案.附件 }}{{ 结束 }}", BELOW_ITS_NAME)
        + paragraph("落款", "{{ 单位.名称 }}（印章）", f'<w:spacing w:before="{LINE}"/>')
        + paragraph("落款", "{{ 如有 备案.日期 }}{{ 备案.日期 }}{{ 结束 }}", f'<w:spacing w:after="{LINE}"/>')
        + paragraph("正文段", contact)
    )
    return word_file("备案报送函", body, UPRIGHT, PLAIN_EDGES)


def everything() -> dict[str, bytes]:
    """All templates by the stem of their files."""
    files = {kind.slug: letter(kind, texts, PITCHES.get(kind, Pitch())) for kind, texts in LETTERS.items()}
    papers = {
        "service-receipt": service_receipt(),
        "commitment-letter": commitment_letter(),
        "filing-letter": filing_letter(),
    }
    return files | papers | {DocumentKind.FOLLOW_UP_FORM.slug: follow_up_form(), "checklist": checklist()}


def main() -> None:
    """Write all templates."""
    files = [(f"{name}.docx", content) for name, content in sorted(everything().items())]
    for path in write_all(ROOT / "templates", files):
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
