"""Documents with lists in layouts of our own, each with what an import must give; the sentences are made up."""

from __future__ import annotations

import io
import zipfile
from html import escape

import openpyxl

NO, LESS, LIGHT, FREE = "不予行政处罚", "减轻行政处罚", "从轻行政处罚", "不予行政强制"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def p(text: str, properties: str = "") -> str:
    """A paragraph; \\n is a line break."""
    runs = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(one)}</w:t>' for one in text.split("\n"))
    return f"<w:p>{properties}<w:r>{runs}</w:r></w:p>"


def tc(content: str, span: int = 1, merge: str | None = None) -> str:
    inner = content if content.startswith("<") else "".join(p(one) for one in content.split("\n"))
    vertical = "" if merge is None else '<w:vMerge w:val="restart"/>' if merge == "restart" else "<w:vMerge/>"
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/>{vertical}</w:tcPr>{inner}</w:tc>'


def tr(*cells: str, properties: str = "") -> str:
    made = "".join(one if one.startswith("<w:tc>") or one.startswith("<w:sdt>") else tc(one) for one in cells)
    return f"<w:tr>{properties}{made}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def docx(*blocks: str, numbering: str = "") -> bytes:
    """A Word file of these paragraphs and tables."""
    body = "".join(one if one.startswith("<") else p(one) for one in blocks)
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r" Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
    }
    if numbering:
        parts["word/_rels/document.xml.rels"] = (
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r" Type="{office}/numbering" Target="numbering.xml"/></Relationships>'
        )
        parts["word/numbering.xml"] = f"<w:numbering {W}>{numbering}</w:numbering>"
    return zipped(parts)


def zipped(parts: dict[str, str | bytes]) -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stored.getvalue()


def xlsx(**sheets) -> bytes:
    """A workbook; per sheet rows of cells and a function that finishes it."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, (rows, finish) in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
        finish(sheet)
    stored = io.BytesIO()
    book.save(stored)
    return stored.getvalue()


def plain(sheet) -> None:
    """Nothing to finish."""


def item(name, when="", *, code=None, lenient=(), penal=(), measures=()):
    return (name, code, when, tuple(lenient), tuple(penal), tuple(measures))


XCF, XQZ = "《中华人民共和国行政处罚法》", "《中华人民共和国行政强制法》"
DOCUMENTS: dict[str, tuple[str, bytes, list]] = {}


def document(name: str, content: bytes, expected: list) -> None:
    DOCUMENTS[name] = (name, content, expected)


# heads of two rows over merged cells, groups between, a counting row, notes
def _two_rows(sheet):
    for block in ("A1:G1", "A2:G2", "A3:A4", "B3:B4", "C3:D3", "E3:F3", "G3:G4", "A6:G6", "A9:G9"):
        sheet.merge_cells(block)


document(
    "两行表头.xlsx",
    xlsx(
        清单=(
            [
                ["某县林业局轻微违法行为不予行政处罚事项清单"],
                ["填报单位：某县林业局（盖章）  填报时间：2023年5月"],
                ["序号", "违法行为", "法律依据", "", "从宽规则", "", "配套监管措施"],
                ["", "", "违法依据", "处罚依据", "不予处罚条件", "不予处罚依据", ""],
                ["1", "2", "3", "4", "5", "6", "7"],
                ["（一）下列行为首次发生的，不予处罚"],
                [
                    1,
                    "未按规定建立经营台账",
                    "《森林法》第十条",
                    "《森林法》第七十条第二款",
                    "首次发生，\n当场补齐的",
                    "《行政处罚法》第三十三条",
                    "行政指导、行政提示",
                ],
                [
                    2,
                    "未携带采伐许可证",
                    "《森林法》第十一条",
                    "《森林法》第七十一条",
                    "当场出示电子证照的",
                    "《行政处罚法》第三十三条",
                    "/",
                ],
                ["注：本清单自印发之日起施行。"],
            ],
            _two_rows,
        )
    ),
    [
        (
            NO,
            "某县林业局",
            [
                item(
                    "未按规定建立经营台账",
                    "首次发生，\n当场补齐的",
                    lenient=["《行政处罚法》第三十三条"],
                    penal=["《森林法》第十条、第七十条第二款"],
                    measures=["行政指导", "行政提示"],
                ),
                item(
                    "未携带采伐许可证",
                    "当场出示电子证照的",
                    lenient=["《行政处罚法》第三十三条"],
                    penal=["《森林法》第十一条、第七十一条"],
                ),
            ],
        )
    ],
)

# the same without merged cells, separated by semicolons, in GB18030
document(
    "分号两行表头.csv",
    "某县粮食局从轻处罚事项清单;;;;;\n序号;处罚事项;从轻处罚;;监管措施;备注\n;;情形;依据;;\n1;未按规定报送统计报表;逾期不足三日;《行政处罚法》第三十二条第一项;说服教育;\n2;未悬挂收购许可证;当日悬挂;同上;〃;只用一次\n".encode(
        "gb18030"
    ),
    [
        (
            LIGHT,
            "某县粮食局",
            [
                item(
                    "未按规定报送统计报表",
                    "逾期不足三日",
                    lenient=["《行政处罚法》第三十二条第一项"],
                    measures=["说服教育"],
                ),
                item("未悬挂收购许可证", "当日悬挂", lenient=["《行政处罚法》第三十二条第一项"], measures=["说服教育"]),
            ],
        )
    ],
)

document(
    "制表符.csv",
    "序号\t事项编码\t事项名称\t减轻情形\t减轻依据\n1\t0012\t擅自占用绿地\t面积不足一平方米\t行政处罚法第三十二条\n2\t0013\t损毁花草\t主动补种\t行政处罚法第三十二条\n".encode(
        "utf-16"
    ),
    [
        (
            LESS,
            None,
            [
                item("擅自占用绿地", "面积不足一平方米", code="0012", lenient=["《行政处罚法》第三十二条"]),
                item("损毁花草", "主动补种", code="0013", lenient=["《行政处罚法》第三十二条"]),
            ],
        )
    ],
)

# a card per item, labels in the first and third column
document(
    "卡片.docx",
    docx(
        "附件2",
        "某市气象局减轻行政处罚事项清单",
        tbl(
            tr("序号", "1", "事项编码", "QX-01"),
            tr("事项名称", tc("擅自移动气象观测标志", 3)),
            tr("适用情形", tc("移动后当场复位，\n未影响观测的", 3)),
            tr("减轻处罚依据", tc("《行政处罚法》第三十二条第（一）项", 3)),
            tr("处罚依据", tc("《气象法》第三十五条第一款", 3)),
            tr("配套监管措施", tc("1.责令改正；2.行政回访。", 3)),
        ),
        tbl(
            tr("序号", "2", "事项编码", "—"),
            tr("事项名称", tc("未按规定报送探测资料", 3)),
            tr("适用情形", tc("逾期不足五日的", 3)),
            tr("减轻处罚依据", tc("《行政处罚法》第三十二条第（一）项", 3)),
            tr("处罚依据", tc("《气象法》第三十六条", 3)),
            tr("配套监管措施", tc("无", 3)),
        ),
    ),
    [
        (
            LESS,
            "某市气象局",
            [
                item(
                    "擅自移动气象观测标志",
                    "移动后当场复位，\n未影响观测的",
                    code="QX-01",
                    lenient=["《行政处罚法》第三十二条第一项"],
                    penal=["《气象法》第三十五条第一款"],
                    measures=["责令改正", "行政回访"],
                ),
                item(
                    "未按规定报送探测资料",
                    "逾期不足五日的",
                    lenient=["《行政处罚法》第三十二条第一项"],
                    penal=["《气象法》第三十六条"],
                ),
            ],
        )
    ],
)

# items in columns
document(
    "转置.html",
    """<html><body><h2>某区民政局免罚清单</h2><table><tr><th>序号</th><td>1</td><td>2</td></tr>
<tr><th>违法行为</th><td>未公示收费标准</td><td>未按期换证</td></tr><tr><th>免罚条件</th><td colspan="2">责令期限内改正的</td></tr>
<tr><th>法律依据</th><td>《养老机构管理办法》第四十六条</td><td>《社会团体登记管理条例》第三十条</td></tr></table></body></html>""".encode(),
    [
        (
            NO,
            "某区民政局",
            [
                item("未公示收费标准", "责令期限内改正的", penal=["《养老机构管理办法》第四十六条"]),
                item("未按期换证", "责令期限内改正的", penal=["《社会团体登记管理条例》第三十条"]),
            ],
        )
    ],
)

# rowspan and colspan, th, several tbody, hidden row, aside
document(
    "跨行网页.html",
    """<html><head><meta charset=utf-8><title>x</title></head><body><div class="header nav">首页</div>
<table><caption>某县水务局不予行政强制事项清单</caption><thead>
<tr><th rowspan=2>序号<th rowspan=2>强制事项<th colspan=2>不予强制<th rowspan=2>实施依据<tr><th>情形<th>依据</thead>
<tbody><tr><td>1<td rowspan=2>查封取水设施<td>口径不足二十毫米；<td rowspan=3>行政强制法第十六条第二款<td rowspan=2>《水法》第六十九条
<tr><td>2<td>当日自行封填的。<tr style="display:none"><td>x<td>旧事项<td>y<td>z
<tr><td>3<td>扣押采砂工具<td>首次被发现，<br>主动交出的<td>《水法》第七十条；《河道管理条例》第四十四条第（四）项</tbody></table><footer>版权</footer></body></html>""".encode(),
    [
        (
            FREE,
            "某县水务局",
            [
                item(
                    "查封取水设施",
                    "口径不足二十毫米；\n当日自行封填的。",
                    lenient=["《行政强制法》第十六条第二款"],
                    penal=["《水法》第六十九条"],
                ),
                item(
                    "扣押采砂工具",
                    "首次被发现，\n主动交出的",
                    lenient=["《行政强制法》第十六条第二款"],
                    penal=["《水法》第七十条", "《河道管理条例》第四十四条第四项"],
                ),
            ],
        )
    ],
)

# one sheet per agency, head in the middle, columns of agencies inside
document(
    "多单位.xlsx",
    xlsx(
        县文旅局=(
            [
                ["县文旅局不予处罚清单"],
                [],
                ["编号", "案由", "具体情形", "罚则"],
                [1, "未悬挂许可证", "当场悬挂", "《旅行社条例》第五十条"],
            ],
            plain,
        ),
        县体育局=(
            [
                ["县体育局不予处罚清单"],
                [],
                ["编号", "案由", "具体情形", "罚则"],
                [1, "泳池未公示水质", "当日公示", "《全民健身条例》第三十七条"],
                [2, "未配备急救箱", "当日配备", "《全民健身条例》第三十八条"],
            ],
            plain,
        ),
    ),
    [
        (NO, "县文旅局", [item("未悬挂许可证", "当场悬挂", penal=["《旅行社条例》第五十条"])]),
        (
            NO,
            "县体育局",
            [
                item("泳池未公示水质", "当日公示", penal=["《全民健身条例》第三十七条"]),
                item("未配备急救箱", "当日配备", penal=["《全民健身条例》第三十八条"]),
            ],
        ),
    ],
)

# a name merged over rows and cut by the end of a page; the second table has no head
document(
    "跨页合并.docx",
    docx(
        "某县人民防空办公室从轻处罚事项清单",
        tbl(
            tr("序号", "行政处罚事项", "从轻情节", "处罚依据"),
            tr(
                tc("1", 1, "restart"),
                tc("擅自改造人防工程", 1, "restart"),
                "1.面积不足五平方米；",
                tc("《人民防空法》第四十九条", 1, "restart"),
            ),
            tr(tc("", 1, ""), tc("", 1, ""), "2.主动恢复原状。", tc("", 1, "")),
        ),
        "",
        tbl(
            tr("2", "占用警报设施", "当场撤离的", "《人民防空法》第四十九条第（五）项"),
            tr("", "", "且未影响鸣放的", ""),
        ),
    ),
    [
        (
            LIGHT,
            "某县人民防空办公室",
            [
                item("擅自改造人防工程", "1.面积不足五平方米；\n2.主动恢复原状。", penal=["《人民防空法》第四十九条"]),
                item("占用警报设施", "当场撤离的\n且未影响鸣放的", penal=["《人民防空法》第四十九条第五项"]),
            ],
        )
    ],
)

_NUMBERED = '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
_AUTO = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'

# paragraphs with automatic numbers and labels of other names
document(
    "自动编号段落.docx",
    docx(
        "某市邮政管理局轻微违法行为免罚清单",
        "为贯彻包容审慎要求，制定本清单。",
        "一、适用范围：本市快递企业。",
        "二、事项",
        p("未按规定公示服务种类", _AUTO),
        "违法依据：《快递暂行条例》第十八条",
        "处罚依据：《快递暂行条例》第四十条第（一）项",
        "免罚情形：首次发现，当场公示的。",
        p("未按规定保存运单", _AUTO),
        "违法依据：《快递暂行条例》第二十条",
        "处罚依据：《快递暂行条例》第四十一条",
        "免罚情形：同时符合下列条件：\n（1）缺失不足十份；\n（2）三日内补齐。",
        "三、本清单由市邮政管理局解释。",
        "某市邮政管理局",
        "2023年1月5日",
        numbering=_NUMBERED,
    ),
    [
        (
            NO,
            "某市邮政管理局",
            [
                item(
                    "未按规定公示服务种类", "首次发现，当场公示的。", penal=["《快递暂行条例》第十八条、第四十条第一项"]
                ),
                item(
                    "未按规定保存运单",
                    "同时符合下列条件：\n（1）缺失不足十份；\n（2）三日内补齐。",
                    penal=["《快递暂行条例》第二十条、第四十一条"],
                ),
            ],
        )
    ],
)

# two lists as paragraphs, names labelled
document(
    "两单段落.html",
    """<div><p>某县城管局柔性执法清单</p><p>一、不予处罚事项清单</p><p>违法行为：乱扔烟头</p><p>适用条件：当场捡拾</p><p>法律依据：《城市市容和环境卫生管理条例》第三十四条</p>
<p>违法行为：占道停放</p><p>适用条件：立即驶离</p><p>法律依据：《道路交通安全法》第九十三条</p><p>二、从轻处罚事项清单</p><p>违法行为：超时施工</p><p>适用条件：主动停工</p><p>法律依据：《噪声污染防治法》第七十七条、《行政处罚法》第三十二条</p></div>""".encode(),
    [
        (
            NO,
            "某县城管局",
            [
                item("乱扔烟头", "当场捡拾", penal=["《城市市容和环境卫生管理条例》第三十四条"]),
                item("占道停放", "立即驶离", penal=["《道路交通安全法》第九十三条"]),
            ],
        ),
        (
            LIGHT,
            "某县城管局",
            [
                item(
                    "超时施工", "主动停工", lenient=["《行政处罚法》第三十二条"], penal=["《噪声污染防治法》第七十七条"]
                )
            ],
        ),
    ],
)

# sentences
document(
    "条文.docx",
    docx(
        "某省地震局轻微违法行为不予处罚清单",
        "第一条 有下列违法行为，情节轻微的，不予处罚：",
        "1.违反《防震减灾法》第二十三条第一款、《地震监测管理条例》第三十六条，擅自移动测震标志，及时复位，未影响观测的；",
        "2.违反《防震减灾法》第三十五条的规定，未按要求进行抗震设防，但在立案前自行整改的。",
        "第二条 本清单自2024年1月1日起施行。",
    ),
    [
        (
            NO,
            "某省地震局",
            [
                item(
                    "擅自移动测震标志",
                    "及时复位，未影响观测的",
                    penal=["《防震减灾法》第二十三条第一款", "《地震监测管理条例》第三十六条"],
                ),
                item("未按要求进行抗震设防", "但在立案前自行整改的", penal=["《防震减灾法》第三十五条"]),
            ],
        )
    ],
)

# kinds per row, 从重 left out, title says nothing
document(
    "逐行类别.xlsx",
    xlsx(
        Sheet1=(
            [
                ["某县市监局行政处罚裁量清单"],
                ["序号", "处罚类型", "违法行为", "裁量情形", "法律依据", "裁量幅度"],
                [1, "不予处罚", "未亮照经营", "当场悬挂", "《市场主体登记管理条例》第四十八条", "不罚"],
                [
                    2,
                    "从轻处罚",
                    "标签有瑕疵",
                    "主动下架",
                    "《食品安全法》第一百二十五条；《行政处罚法》第三十二条",
                    "五百元以下",
                ],
                [3, "从重处罚", "屡次违法", "一年内三次", "《食品安全法》第一百三十四条", "上限"],
                [4, "不予处罚", "未明码标价", "当场标明", "《价格法》第四十二条", "不罚"],
            ],
            plain,
        )
    ),
    [
        (
            NO,
            "某县市监局",
            [
                item("未亮照经营", "当场悬挂", penal=["《市场主体登记管理条例》第四十八条"]),
                item("未明码标价", "当场标明", penal=["《价格法》第四十二条"]),
            ],
        ),
        (
            LIGHT,
            "某县市监局",
            [
                item(
                    "标签有瑕疵",
                    "主动下架",
                    lenient=["《行政处罚法》第三十二条"],
                    penal=["《食品安全法》第一百二十五条"],
                )
            ],
        ),
    ],
)

# nested table as layout in Word, content controls, hidden text, tracked rows
document(
    "内容控件.docx",
    docx(
        tbl(
            tr(
                tc(
                    p("某县档案局不予处罚事项清单")
                    + tbl(
                        tr("序号", "事项", "不予处罚的条件", "不予处罚的依据、处罚依据"),
                        tr(
                            "1",
                            "<w:tc><w:sdt><w:sdtContent>" + p("未按规定归档") + "</w:sdtContent></w:sdt></w:tc>",
                            "<w:tc><w:p><w:r><w:t>逾期不足</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>旧稿三日</w:t></w:r><w:ins><w:r><w:t>十日</w:t></w:r></w:ins><w:del><w:r><w:delText>五日</w:delText></w:r></w:del><w:r><w:t>的</w:t></w:r></w:p></w:tc>",
                            "不予处罚依据：《行政处罚法》第三十三条第一款\n处罚依据：《档案法》第四十八条第（五）项",
                        ),
                        tr("2", "已删除的行", "x", "y", properties="<w:trPr><w:del/></w:trPr>"),
                        "<w:sdt><w:sdtContent>"
                        + tr(
                            "3",
                            "擅自外借档案",
                            "当日归还的",
                            "不予处罚依据：《行政处罚法》第三十三条第一款\n处罚依据：《档案法》第四十八条第（二）项",
                        )
                        + "</w:sdtContent></w:sdt>",
                    )
                    + "<w:p/>"
                )
            )
        )
    ),
    [
        (
            NO,
            "某县档案局",
            [
                item(
                    "未按规定归档",
                    "逾期不足十日的",
                    lenient=["《行政处罚法》第三十三条第一款"],
                    penal=["《档案法》第四十八条第五项"],
                ),
                item(
                    "擅自外借档案",
                    "当日归还的",
                    lenient=["《行政处罚法》第三十三条第一款"],
                    penal=["《档案法》第四十八条第二项"],
                ),
            ],
        )
    ],
)

# title rows between lists inside one table, an empty list, shifted cells
document(
    "表内换单.docx",
    docx(
        "柔性执法清单汇总表",
        tbl(
            tr("序号", "事项名称", "事项代码", "适用情形", "依据", "措施"),
            tr(tc("一、不予行政处罚事项", 6)),
            tr("1", "未设置警示标志", "A001", "当场设置", "《公路法》第七十七条", "说服教育 行政提示"),
            tr(tc("二、减轻行政处罚事项", 6)),
            tr("", "无", "", "", "", ""),
            tr(tc("三、不予行政强制事项", 6)),
            tr("1", "拖离故障车辆", "A003", "驾驶人在场且即将驶离", "《行政强制法》第五十二条", "说服教育"),
            tr(tc("填表人：李某    联系电话：0598-1234567", 6)),
        ),
    ),
    [
        (
            NO,
            None,
            [
                item(
                    "未设置警示标志",
                    "当场设置",
                    code="A001",
                    penal=["《公路法》第七十七条"],
                    measures=["说服教育", "行政提示"],
                )
            ],
        ),
        (LESS, None, []),
        (
            FREE,
            None,
            [
                item(
                    "拖离故障车辆",
                    "驾驶人在场且即将驶离",
                    code="A003",
                    lenient=["《行政强制法》第五十二条"],
                    measures=["说服教育"],
                )
            ],
        ),
    ],
)

# a number column without a head: data stand one cell to the right
document(
    "右错一格.csv",
    "某县审计局减轻处罚清单,,,,\n违法行为,减轻情形,处罚依据,监管措施\n1,拒绝提供资料,当日补交的,《审计法》第四十七条,行政约谈\n2,拖延提供资料,两日内补交的,《审计法》第四十七条,行政约谈\n".encode(
        "utf-8-sig"
    ),
    [
        (
            LESS,
            "某县审计局",
            [
                item("拒绝提供资料", "当日补交的", penal=["《审计法》第四十七条"], measures=["行政约谈"]),
                item("拖延提供资料", "两日内补交的", penal=["《审计法》第四十七条"], measures=["行政约谈"]),
            ],
        )
    ],
)

# grounds: quoted provisions with citations inside, law without marks, broken numbers, several laws run together
document(
    "依据混排.xlsx",
    xlsx(
        从轻=(
            [
                ["序号", "违法事项", "从轻处罚情形", "法律依据"],
                [
                    1,
                    "未经批准取土",
                    "取土不足一立方米",
                    "《土地管理法》第七十五条 违反本法规定，占用耕地的，依照《刑法》第三百四十二条的规定处罚。\n《行政处罚法》（2021年1月22日修订，主席令第70号）第三十二\n条第（一）项：主动消除的。",
                ],
                [2, "占用机耕道", "当日恢复", "1、土地管理法第七十六条2、行政处罚法第三十二条"],
                [3, "堆放杂物", "当日清除", "《土地管理法》第七十五条和《福建省自然资源行政处罚裁量基准》第三条"],
                [4, "破坏田埂", "当日修复", "《治安管理处罚法》第十九条、第四十九条"],
            ],
            plain,
        )
    ),
    [
        (
            LIGHT,
            None,
            [
                item(
                    "未经批准取土",
                    "取土不足一立方米",
                    lenient=["《行政处罚法》第三十二条第一项"],
                    penal=["《土地管理法》第七十五条"],
                ),
                item(
                    "占用机耕道", "当日恢复", lenient=["《行政处罚法》第三十二条"], penal=["《土地管理法》第七十六条"]
                ),
                item(
                    "堆放杂物",
                    "当日清除",
                    lenient=["《福建省自然资源行政处罚裁量基准》第三条"],
                    penal=["《土地管理法》第七十五条"],
                ),
                item(
                    "破坏田埂",
                    "当日修复",
                    lenient=["《治安管理处罚法》第十九条"],
                    penal=["《治安管理处罚法》第四十九条"],
                ),
            ],
        )
    ],
)

# title and head disagree; other annexes are no lists
document(
    "题名矛盾.docx",
    docx(
        "关于印发不予行政处罚、从轻行政处罚清单的通知",
        "附件1",
        "减轻处罚事项清单",
        tbl(
            tr("序号", "处罚事项名称", "不予处罚的情形", "不予处罚的依据"),
            tr("1", "未挂牌", "当日挂牌", "《行政处罚法》第三十二条"),
        ),
        "附件2",
        "行政许可事项清单",
        tbl(tr("序号", "许可事项名称", "办理条件", "法律依据"), tr("1", "采砂许可", "材料齐全", "《水法》第三十九条")),
    ),
    [(LESS, None, [item("未挂牌", "当日挂牌", lenient=["《行政处罚法》第三十二条"])])],
)

# labels inside one line, a title in 《》, names with 0-numbers
document(
    "一行多签.html",
    """<div><h1>《某县商务局应当不予行政处罚事项清单》</h1>
<p>1.未按规定备案。适用情形：逾期不足十日，主动备案的；处罚依据：《单用途商业预付卡管理办法》第三十六条；监管措施：行政提示</p>
<p>2.未公示章程。适用情形：当场公示的；处罚依据：《单用途商业预付卡管理办法》第三十七条；监管措施：行政提示、行政约谈</p><p>本清单自发布之日起施行。</p></div>""".encode(),
    [
        (
            NO,
            "某县商务局",
            [
                item(
                    "未按规定备案。",
                    "逾期不足十日，主动备案的；",
                    penal=["《单用途商业预付卡管理办法》第三十六条"],
                    measures=["行政提示"],
                ),
                item(
                    "未公示章程。",
                    "当场公示的；",
                    penal=["《单用途商业预付卡管理办法》第三十七条"],
                    measures=["行政提示", "行政约谈"],
                ),
            ],
        )
    ],
)

# sentences below 下列行为, without a citation; conditions alone are no items
document(
    "下列行为.docx",
    docx(
        "某县残疾人联合会轻微违法免罚清单",
        "一、有下列情形之一的，不予处罚：",
        "（一）违法行为轻微并及时改正，没有造成危害后果的；",
        "（二）初次违法且危害后果轻微的。",
        "二、下列违法行为不予处罚：",
        "（一）未按期申报安置情况，首次发现，三日内补报的；",
        "（二）未悬挂无障碍标识，当场改正的。",
        "三、其他事项由局务会决定。",
    ),
    [(NO, None, [item("未按期申报安置情况", "首次发现，三日内补报的"), item("未悬挂无障碍标识", "当场改正的")])],
)

# contents and statistics around the list; 不予（免予）; two lists on two sheets named by annex
document(
    "目录与统计.xlsx",
    xlsx(
        目录=([["序号", "清单名称", "事项名称", "页码"], [1, "不予处罚事项清单", "见附件1", 1]], plain),
        附件1=(
            [
                ["附件1"],
                ["某县统计局不予（免予）行政处罚事项清单"],
                ["序号", "统计违法行为", "免罚适用条件", "罚则条款", "监管方式"],
                [1, "迟报报表", "一日内补报", "《统计法》第四十二条", "行政提示；行政回访"],
            ],
            plain,
        ),
        附件2=(
            [
                ["附件2"],
                ["某县统计局减轻行政处罚事项清单"],
                ["序号", "统计违法行为", "减轻适用条件", "罚则条款", "监管方式"],
                ["", "/", "", "", ""],
            ],
            plain,
        ),
        统计=([["单位", "不予行政处罚（件）", "减轻行政处罚（件）"], ["统计局", 3, 0]], plain),
    ),
    [
        (
            NO,
            "某县统计局",
            [item("迟报报表", "一日内补报", penal=["《统计法》第四十二条"], measures=["行政提示", "行政回访"])],
        ),
        (LESS, "某县统计局", []),
    ],
)

# joint column of grounds labelled inside, a column of agencies with two values merged downward
document(
    "联合清单.docx",
    docx(
        "某县涉企轻微违法不予处罚清单（2024年版）",
        tbl(
            tr("序号", "责任部门", "违法行为", "适用条件", "处罚依据", "免罚依据", "备注"),
            tr(
                "1",
                tc("县发改局", 1, "restart"),
                "未公示价格",
                "当场公示",
                "《价格法》第四十二条",
                tc("《行政处罚法》第三十三条第一款、《优化营商环境条例》第五十九条", 1, "restart"),
                "",
            ),
            tr("2", tc("", 1, ""), "未建台账", "三日内补建", "《节约能源法》第八十四条", tc("", 1, ""), "限一次"),
            tr(
                "3",
                "县工信局",
                "未报送信息",
                "五日内报送",
                "《中小企业促进法》第六十条",
                "《行政处罚法》第三十三条",
                "",
            ),
        ),
    ),
    [
        (
            NO,
            "县发改局",
            [
                item(
                    "未公示价格",
                    "当场公示",
                    lenient=["《行政处罚法》第三十三条第一款", "《优化营商环境条例》第五十九条"],
                    penal=["《价格法》第四十二条"],
                ),
                item(
                    "未建台账",
                    "三日内补建",
                    lenient=["《行政处罚法》第三十三条第一款", "《优化营商环境条例》第五十九条"],
                    penal=["《节约能源法》第八十四条"],
                ),
            ],
        ),
        (
            NO,
            "县工信局",
            [
                item(
                    "未报送信息",
                    "五日内报送",
                    lenient=["《行政处罚法》第三十三条"],
                    penal=["《中小企业促进法》第六十条"],
                )
            ],
        ),
    ],
)

# stacked cards in one sheet, a title between
document(
    "卡片.xlsx",
    xlsx(
        清单=(
            [
                ["某县消防救援大队不予行政强制清单"],
                ["事项名称", "临时查封"],
                ["事项编码", "XF001"],
                ["不予强制情形", "隐患当场消除"],
                ["不予强制依据", "《行政强制法》第十六条第二款"],
                ["设定依据", "《消防法》第五十四条"],
                ["事项名称", "强制执行"],
                ["事项编码", "XF002"],
                ["不予强制情形", "已停止使用"],
                ["不予强制依据", "《行政强制法》第十六条第二款"],
                ["设定依据", "《消防法》第七十条"],
            ],
            plain,
        )
    ),
    [
        (
            FREE,
            "某县消防救援大队",
            [
                item(
                    "临时查封",
                    "隐患当场消除",
                    code="XF001",
                    lenient=["《行政强制法》第十六条第二款"],
                    penal=["《消防法》第五十四条"],
                ),
                item(
                    "强制执行",
                    "已停止使用",
                    code="XF002",
                    lenient=["《行政强制法》第十六条第二款"],
                    penal=["《消防法》第七十条"],
                ),
            ],
        )
    ],
)

# sections by Part, provision text on the same line, 项 and 目, tail text, 或者
document(
    "同行条文.docx",
    docx(
        "第一部分 从轻行政处罚",
        tbl(
            tr("编号", "处罚事项", "从轻情形", "相关法律法规条款"),
            tr(
                "1",
                "违规排水",
                "主动封堵",
                "《水污染防治法》第八十四条第二款：违反法律规定设置排污口的，责令拆除。《行政处罚法》第三十二条：应当从轻。",
            ),
            tr(
                "2",
                "未办证",
                "已受理",
                "违反《排污许可管理条例》第二条，依据《排污许可管理条例》第三十三条第（一）项处罚；从轻依据：《行政处罚法》第三十二条第一款第（四）项",
            ),
        ),
        "第二部分 减轻行政处罚",
        "（本部分暂无事项）",
    ),
    [
        (
            LIGHT,
            None,
            [
                item(
                    "违规排水",
                    "主动封堵",
                    lenient=["《行政处罚法》第三十二条"],
                    penal=["《水污染防治法》第八十四条第二款"],
                ),
                item(
                    "未办证",
                    "已受理",
                    lenient=["《行政处罚法》第三十二条第一款第四项"],
                    penal=["《排污许可管理条例》第二条、第三十三条第一项"],
                ),
            ],
        )
    ],
)


# title and agency in one cell, sections by agency, 续表, two columns only
def _one_cell(sheet):
    sheet.merge_cells("A1:C1")


document(
    "一格两行题名.xlsx",
    xlsx(
        Sheet1=(
            [
                ["附件3\n某县从轻处罚事项清单\n填报单位：某县林草局（公章）"],
                ["违 法 行 为", "从 轻 条 件", "法 律 依 据"],
                ["一、二类林木种苗无标签", "主动召回", "《种子法》第八十条"],
                ["野外用火", "当场熄灭", "《森林防火条例》第五十条"],
            ],
            _one_cell,
        )
    ),
    [
        (
            LIGHT,
            "某县林草局",
            [
                item("一、二类林木种苗无标签", "主动召回", penal=["《种子法》第八十条"]),
                item("野外用火", "当场熄灭", penal=["《森林防火条例》第五十条"]),
            ],
        )
    ],
)

_HEAD = tr("序号", "违法行为", "不予处罚条件", "处罚依据")
document(
    "分部门汇编.docx",
    docx(
        "某县轻微违法不予处罚清单",
        "一、县住建局",
        tbl(_HEAD, tr("1", "未公示资质", "当日公示", "《物业管理条例》第五十八条")),
        "续表",
        tbl(_HEAD, tr("2", "未移交资料", "三日内移交", "《物业管理条例》第五十八条")),
        "二、县交通局",
        tbl(_HEAD, tr("1", "未带营运证", "当场出示", "《道路运输条例》第六十八条")),
    ),
    [
        (
            NO,
            "县住建局",
            [
                item("未公示资质", "当日公示", penal=["《物业管理条例》第五十八条"]),
                item("未移交资料", "三日内移交", penal=["《物业管理条例》第五十八条"]),
            ],
        ),
        (NO, "县交通局", [item("未带营运证", "当场出示", penal=["《道路运输条例》第六十八条"])]),
    ],
)

# boxed labels for everything, in one paragraph per item
document(
    "方括号段落.docx",
    docx(
        "某市体育局首违不罚清单",
        "（一）水上项目",
        "【违法行为】未公示救生设备\n【适用条件】首次发现，当场公示\n【处罚依据】《全民健身条例》第三十七条\n【监管措施】行政提示",
        "（二）山地项目",
        "【违法行为】未标示线路\n【适用条件】首次发现，当日标示\n【处罚依据】《全民健身条例》第三十八条\n【监管措施】行政指导；行政回访",
        "某市体育局\n2023年5月1日",
    ),
    [
        (
            NO,
            "某市体育局",
            [
                item(
                    "未公示救生设备", "首次发现，当场公示", penal=["《全民健身条例》第三十七条"], measures=["行政提示"]
                ),
                item(
                    "未标示线路",
                    "首次发现，当日标示",
                    penal=["《全民健身条例》第三十八条"],
                    measures=["行政指导", "行政回访"],
                ),
            ],
        )
    ],
)

# the same name in two rows, a name of several rows with grounds of its own, lists in cells, formats of a web page of Excel
document(
    "网页表.html",
    """<html xmlns:o="urn"><head><meta charset="gbk"></head><body><div align=center><p class=MsoNormal><b><span>某县医保局减轻处罚事项清单</span></b></p></div>
<table class=MsoTable><tr><td><p>序号</p></td><td><p>事 项</p></td><td><p>裁量情节</p></td><td><p>违反条款</p></td><td><p>处罚条款</p></td><td><p>从宽依据</p></td></tr>
<tr><td>1</td><td rowspan="2">重复收费</td><td>金额不足一百元</td><td>《医疗保障基金使用监督管理条例》第十五条第一款</td><td rowspan=2>《医疗保障基金使用监督管理条例》第三十八条第（二）项</td><td rowspan=2>《行政处罚法》<br>第三十二条第（一）项</td></tr>
<tr><td>2</td><td>主动退回</td><td>《医疗保障基金使用监督管理条例》第十五条第二款</td></tr>
<tr><td>3</td><td>未核验凭证</td><td><ol><li>首次</li><li>当场补验</li></ol></td><td>《医疗保障基金使用监督管理条例》第十五条</td><td>同上</td><td>同上</td></tr>
<tr><td>4</td><td>未核验凭证</td><td>二次</td><td>〃</td><td>〃</td><td>〃</td></tr></table></body></html>""".encode(
        "gb18030"
    ),
    [
        (
            LESS,
            "某县医保局",
            [
                item(
                    "重复收费",
                    "金额不足一百元\n主动退回",
                    lenient=["《行政处罚法》第三十二条第一项"],
                    penal=["《医疗保障基金使用监督管理条例》第十五条第一款、第三十八条第二项、第十五条第二款"],
                ),
                item(
                    "未核验凭证",
                    "首次\n当场补验",
                    lenient=["《行政处罚法》第三十二条第一项"],
                    penal=["《医疗保障基金使用监督管理条例》第十五条、第三十八条第二项"],
                ),
                item(
                    "未核验凭证",
                    "二次",
                    lenient=["《行政处罚法》第三十二条第一项"],
                    penal=["《医疗保障基金使用监督管理条例》第十五条、第三十八条第二项"],
                ),
            ],
        )
    ],
)

# lists side by side with other annexes, an own category column without a title, headers with 或者
document(
    "裁量阶次.xlsx",
    xlsx(
        汇总=(
            [
                ["单位：某县自然资源局"],
                [
                    "序号",
                    "所属清单",
                    "行政处罚（强制）事项名称",
                    "权力编码",
                    "适用情形或者条件",
                    "从宽依据",
                    "设定（处罚、强制）依据",
                    "后续监管措施",
                    "实施层级",
                ],
                [
                    1,
                    "不予处罚清单",
                    "未设立界桩",
                    "3504-01",
                    "当日设立",
                    "《行政处罚法》第三十三条第一款",
                    "《土地管理法实施条例》第五十一条",
                    "行政提示",
                    "县级",
                ],
                [
                    2,
                    "不予强制清单",
                    "查封设备",
                    "3504-02",
                    "当场停止作业",
                    "《行政强制法》第十六条第二款",
                    "《土地管理法》第八十三条",
                    "行政约谈",
                    "县级",
                ],
                [
                    3,
                    "减轻处罚清单",
                    "临时用地超期",
                    "3504-03",
                    "主动复垦",
                    "《行政处罚法》第三十二条第一项",
                    "《土地管理法》第七十六条",
                    "行政回访",
                    "县级",
                ],
            ],
            plain,
        )
    ),
    [
        (
            NO,
            "某县自然资源局",
            [
                item(
                    "未设立界桩",
                    "当日设立",
                    code="3504-01",
                    lenient=["《行政处罚法》第三十三条第一款"],
                    penal=["《土地管理法实施条例》第五十一条"],
                    measures=["行政提示"],
                )
            ],
        ),
        (
            FREE,
            "某县自然资源局",
            [
                item(
                    "查封设备",
                    "当场停止作业",
                    code="3504-02",
                    lenient=["《行政强制法》第十六条第二款"],
                    penal=["《土地管理法》第八十三条"],
                    measures=["行政约谈"],
                )
            ],
        ),
        (
            LESS,
            "某县自然资源局",
            [
                item(
                    "临时用地超期",
                    "主动复垦",
                    code="3504-03",
                    lenient=["《行政处罚法》第三十二条第一项"],
                    penal=["《土地管理法》第七十六条"],
                    measures=["行政回访"],
                )
            ],
        ),
    ],
)

# an act below a paragraph list with continued lines, unnumbered names in bold, last item followed by a signature
document(
    "无编号段落.html",
    """<article><h1>某市公积金中心免予处罚事项清单</h1><p>　　现将清单公布如下：</p>
<h3>未按时办理缴存登记</h3><p>处罚依据：</p><p>《住房公积金管理条例》第三十七条</p><p>免予处罚情形：</p><p>逾期不足三十日，</p><p>经提醒后办理的。</p>
<h3>未按时足额缴存</h3><p>处罚依据：</p><p>《住房公积金管理条例》第三十八条</p><p>免予处罚情形：</p><p>已提出缓缴申请的。</p><p>（来源：某市公积金中心）</p></article>""".encode(),
    [
        (
            NO,
            "某市公积金中心",
            [
                item(
                    "未按时办理缴存登记",
                    "逾期不足三十日，\n经提醒后办理的。",
                    penal=["《住房公积金管理条例》第三十七条"],
                ),
                item("未按时足额缴存", "已提出缓缴申请的。", penal=["《住房公积金管理条例》第三十八条"]),
            ],
        )
    ],
)


# hidden rows, columns and sheets
def _hidden(sheet):
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet.column_dimensions["F"].hidden = True


document(
    "隐藏.xlsx",
    xlsx(
        不予处罚=(
            [
                ["序号", "违法行为", "旧情形", "适用条件", "罚则", "联系人"],
                [1, "未备案", "旧", "当日备案", "《甲条例》第一条", "张"],
                [2, "停用", "旧", "停", "《甲条例》第二条", "李"],
                [3, "未公示", "旧", "当日公示", "《甲条例》第三条", "王"],
            ],
            _hidden,
        ),
        旧稿=(
            [["序号", "违法行为", "适用条件"], [1, "旧事项", "旧"]],
            lambda sheet: setattr(sheet, "sheet_state", "hidden"),
        ),
    ),
    [
        (
            NO,
            None,
            [
                item("未备案", "当日备案", penal=["《甲条例》第一条"]),
                item("未公示", "当日公示", penal=["《甲条例》第三条"]),
            ],
        )
    ],
)

# Word: rows that begin further right, hidden rows, text boxes, deleted cells, prompts, ruby, marks
_BOX = "<w:p><w:r><w:drawing><w:txbxContent>" + p("某县科技局免罚清单") + "</w:txbxContent></w:drawing></w:r></w:p>"
_RUBY = "<w:p><w:r><w:ruby><w:rt><w:r><w:t>pinyin</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>未</w:t></w:r></w:rubyBase></w:ruby></w:r><w:r><w:t>登记</w:t><w:tab/><w:noBreakHyphen/></w:r></w:p>"
_PROMPT = "<w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>单击此处输入文字</w:t></w:r></w:sdtContent></w:sdt></w:p>"
document(
    "杂项.docx",
    docx(
        _BOX,
        tbl(
            tr("序号", "违法事项", "免罚条件", "备注"),
            tr("1", "<w:tc>" + _RUBY + "</w:tc>", "当日登记", "<w:tc>" + _PROMPT + "</w:tc>"),
            tr("2", "隐藏的", "x", "y", properties="<w:trPr><w:hidden/></w:trPr>"),
            tr("未报告", "当日报告", "", properties='<w:trPr><w:gridBefore w:val="1"/></w:trPr>'),
            tr("3", "<w:tc><w:tcPr><w:cellDel/></w:tcPr>" + p("删去") + "</w:tc>", "未申报", "当日申报", "无"),
        ),
    ),
    [(NO, "某县科技局", [item("未登记 -", "当日登记"), item("未报告", "当日报告"), item("未申报", "当日申报")])],
)

# two columns like names, extra columns, a code called 编号 beside 序号, different codes in one merged name
document(
    "多列.docx",
    docx(
        "某县邮政局从轻处罚事项清单",
        tbl(
            tr("序号", "编号", "事项名称", "违法情形", "处罚种类", "从轻依据", "承办科室", "监管措施（配套）"),
            tr(
                "1",
                "YZ-1",
                tc("未公示", 1, "restart"),
                "张贴不全",
                "警告",
                "《行政处罚法》第三十二条",
                "法规科",
                "提示",
            ),
            tr("2", "YZ-2", tc("", 1, ""), "字号过小", "警告", "《行政处罚法》第三十二条", "法规科", "提示"),
            tr("3", "", "", "", "", "", "", ""),
            tr(tc("合计：一项", 8)),
        ),
    ),
    [
        (
            LIGHT,
            "某县邮政局",
            [
                item(
                    "未公示", "张贴不全\n字号过小", code="YZ-1", lenient=["《行政处罚法》第三十二条"], measures=["提示"]
                )
            ],
        )
    ],
)


# agencies as rows inside one table; a small table inside a cell
document(
    "表内部门行.docx",
    docx(
        "某县涉企不予处罚清单",
        tbl(
            tr("序号", "违法行为", "适用条件", "法律依据"),
            tr(tc("（一）县应急局", 4)),
            tr(
                "1",
                "未登记培训",
                "<w:tc>" + p("同时符合：") + tbl(tr("首次", "是"), tr("整改", "三日内")) + "<w:p/></w:tc>",
                "《安全生产法》第九十七条第（四）项",
            ),
            tr(tc("（二）县水利局", 4)),
            tr("2", "未装计量设施", "五日内安装", "《水法》第四十八条、\n《取水许可和水资源费征收管理条例》第五十三条"),
            tr(tc("说明：本表由县司法局汇总。", 4)),
        ),
    ),
    [
        (
            NO,
            "县应急局",
            [item("未登记培训", "同时符合：\n首次 是\n整改 三日内", penal=["《安全生产法》第九十七条第四项"])],
        ),
        (
            NO,
            "县水利局",
            [
                item(
                    "未装计量设施",
                    "五日内安装",
                    penal=["《水法》第四十八条", "《取水许可和水资源费征收管理条例》第五十三条"],
                )
            ],
        ),
    ],
)

# a page laid out with tables: title and agency in cells of their own; lines of the head broken by hand
document(
    "排版表.html",
    """<table><tr><td>某区卫健局从轻处罚事项清单</td><td>2024年</td></tr><tr><td colspan=2><table>
<tr><th>序<br>号</th><th>处罚<br>事项</th><th>从轻处罚<br>适用情形</th><th>从轻处罚<br>依据</th><th>事中事后<br>监管措施</th></tr>
<tr><td>1</td><td>未建立消毒制度</td><td>三日内建立的；</td><td>行政处罚法第三十二条第（一）（四）项</td><td>责令改正、行政指导</td></tr></table></td></tr></table>""".encode(),
    [
        (
            LIGHT,
            "某区卫健局",
            [
                item(
                    "未建立消毒制度",
                    "三日内建立的；",
                    lenient=["《行政处罚法》第三十二条第一项、第四项"],
                    measures=["责令改正", "行政指导"],
                )
            ],
        )
    ],
)

# heads with line breaks, quoted, bars between cells; grounds in sentences
document(
    "竖线.csv",
    '"某县审批局免罚清单"|||\n"序\n号"|"违法\n事项"|"免罚\n情形"|"违反的法律规定"|"处罚的法律规定"\n1|逾期变更|"一个月内\n主动办理"|《甲条例》第三条：应当办理。|《甲条例》第九条第（二）款规定\n'.encode(),
    [(NO, "某县审批局", [item("逾期变更", "一个月内\n主动办理", penal=["《甲条例》第三条、第九条第二款"])])],
)
