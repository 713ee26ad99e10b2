"""Lists come in from the files that agencies have: layouts of many kinds, and nothing is lost silently."""

from __future__ import annotations

import json
import re
import shutil
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rouxing.commands._door import run
from rouxing.errors import UnreadableFile
from rouxing.importers import Grid, Line, imported, read
from rouxing.importers._grounds import grounds
from rouxing.importers._heads import LENIENT, MIXED, PENAL, role
from rouxing.importers._texts import measures, squeezed
from rouxing.importers._titles import agency_of, is_title, kinds
from tests.import_documents import DOCUMENTS, docx, p, plain, tbl, tr, xlsx, zipped

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_layouts(name):
    file, content, expected = DOCUMENTS[name]
    found = imported(file, content)
    lists = [
        (
            one.kind,
            one.unit,
            [(i.name, i.code, i.circumstances, i.grounds, i.penal_grounds, i.measures) for i in one.items],
        )
        for one in found.lists
    ]
    assert lists == expected, found.warnings


def cells(blocks):
    """(text, place) of all that a reader of the file sees."""
    for block in blocks:
        if isinstance(block, Line):
            yield block.text, block.place
        elif isinstance(block, Grid):
            for row in block.rows:
                for cell in dict.fromkeys(cell for cell in row if cell):
                    if cell.inner:
                        yield from cells(cell.inner)
                    else:
                        yield cell.text, block.labels[cell.row]


_CUT = re.compile(r"[\s、，,；;。：:（）()【】《》\[\]｜〈〉“”\"—–/\-.．①②③…〃]+")
_FRINGE = r"^(?:第?[0-9一二三四五六七八九十]+[条款项编]?|根据|依据|违反|和|据)+|(?:和|处罚|的?规定|(?<=条)[0-9])$"
_NUMERAL = re.compile(r"[0-9一二三四五六七八九十零〇百第条款项目()（）]*")


def lost(file, content):
    """Words of the source that stand neither in the result nor in a warning, at places that no warning names."""
    found = imported(file, content)
    told = json.dumps(found.as_data(), ensure_ascii=False)
    whole = re.sub("[《》]", "", squeezed(told))
    quoted = " ".join(one for one in found.warnings if "条文没有导入" in one)
    quoted = re.sub("([0-9]+)–([0-9]+)", lambda one: "、".join(map(str, range(int(one[1]), int(one[2]) + 1))), quoted)
    for text, place in cells(read(file, content).blocks):
        for word in _CUT.split(text):
            known = re.sub(_FRINGE, "", word)
            if _NUMERAL.fullmatch(known) or known in whole or known in {"同上", "无", "下同", "略"}:
                continue
            table, _, number = place.rpartition("第")
            if quoted and table.strip() in quoted and number.removesuffix("行") in re.findall("[0-9]+", quoted):
                continue
            if role(known):
                continue  # a label of a cell or a paragraph
            yield place, known


@pytest.mark.parametrize("name", DOCUMENTS)
def test_nothing_is_lost_silently(name):
    file, content, _ = DOCUMENTS[name]
    assert list(lost(file, content)) == []


WORDS = st.text(st.sampled_from("甲乙丙丁戊己庚辛当场改正首次不足违法未经批准的"), min_size=2, max_size=9)
HEADS = [
    "序号",
    "监管领域",
    "事项编码",
    "事项名称",
    "适用情形",
    "设定依据",
    "不予处罚依据",
    "配套监管措施",
    "裁量幅度",
    "备注",
    "承办科室",
    "怪列",
]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_nothing_of_any_table_is_lost(data):
    heads = data.draw(st.permutations(HEADS))
    count = data.draw(st.integers(1, 4))
    rows = []
    for number in range(1, count + 1):
        row = []
        for head in heads:
            value = data.draw(st.one_of(st.just(""), WORDS))
            if head == "事项名称":
                value = f"未{number}{data.draw(WORDS)}"
            row.append(str(number) if head == "序号" else f"A{number:03d}" if head == "事项编码" else value)
        rows.append(row)
    content = docx("某县水利局不予处罚事项清单", data.draw(WORDS), tbl(tr(*heads), *(tr(*row) for row in rows)))
    found = imported("x.docx", content)
    told = squeezed(json.dumps(found.as_data(), ensure_ascii=False))
    assert [one.name for one in found.lists[0].items] == [row[heads.index("事项名称")] for row in rows]
    assert [one.code for one in found.lists[0].items] == [row[heads.index("事项编码")] for row in rows]
    for row in [heads, *rows]:
        for text in row:
            assert squeezed(text) in told, text


@pytest.mark.parametrize(
    ("text", "head", "lenient", "penal"),
    [
        ("《水法》第六十五条第二款、第三款", PENAL, [], ["《水法》第六十五条第二款、第三款"]),
        (
            "《甲法》第一条《乙条例》第二条和《丙办法》第三条",
            PENAL,
            [],
            ["《甲法》第一条", "《乙条例》第二条", "《丙办法》第三条"],
        ),
        ("1.《甲法》第一条；\n2.第四条第（二）项", PENAL, [], ["《甲法》第一条、第四条第二项"]),
        ("根据《行政强制法》第十六条第二款的规定", LENIENT, ["《行政强制法》第十六条第二款"], []),
        ("《甲法》（2020年修订，主席令第1号）第一条", PENAL, [], ["《甲法》第一条"]),
        ("【部门规章】《甲办法》第八十六 条", MIXED, [], ["《甲办法》第八十六条"]),
        ("《甲法》第一条：违反本法第九条规定，依照《乙法》第二条处罚。", PENAL, [], ["《甲法》第一条"]),
        ("行政处罚法第33条", MIXED, ["《行政处罚法》第三十三条"], []),
        ("—", MIXED, [], []),
        (
            "处罚依据：\n《甲法》第一条\n不予处罚依据：\n《行政处罚法》第三十三条",
            LENIENT,
            ["《行政处罚法》第三十三条"],
            ["《甲法》第一条"],
        ),
        ("《甲裁量基准》附件免罚清单第3项", MIXED, ["《甲裁量基准》附件免罚清单第3项"], []),
    ],
)
def test_grounds(text, head, lenient, penal):
    found = grounds(text, head)
    assert ([one.text for one in found.lenient], [one.text for one in found.penal], found.unread) == (
        lenient,
        penal,
        (),
    )


def test_a_ground_that_is_not_understood_is_told():
    assert grounds("按市局通知办理", MIXED).unread == ("按市局通知办理",)
    assert grounds("参考市局通知，《甲法》第一条", PENAL).unread == ("参考市局通知",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1.责令改正\n2.约谈负责人", ("责令改正", "约谈负责人")),
        ("说服教育、行政指导；行政回访。", ("说服教育", "行政指导", "行政回访")),
        ("说服教育 行政指导", ("说服教育", "行政指导")),
        ("通过教育、约谈等方式，督促当事人守法。", ("通过教育、约谈等方式，督促当事人守法",)),
        ("①告诫②回访", ("告诫", "回访")),
        ("无", ()),
    ],
)
def test_measures(text, found):
    assert measures(text) == found


@pytest.mark.parametrize(
    ("title", "kind", "counts"),
    [
        ("附件1：某局首违不罚事项清单（第一批）", "不予行政处罚", True),
        ("二、从轻行政处罚事项", "从轻行政处罚", True),
        ("《某局应当不予行政处罚清单》", "不予行政处罚", True),
        ("某局不予（免予）实施行政强制措施清单", "不予行政强制", True),
        ("从轻减轻处罚清单", "从轻行政处罚", True),
        ("某局从重处罚清单", "其他", True),
        ("某局减免责清单", "", True),
        ("（一）下列行为，不予行政处罚", "不予行政处罚", False),
        ("第一编 不予行政处罚\t3", "不予行政处罚", False),
        ("不予处罚、从轻处罚、减轻处罚清单", "", True),
    ],
)
def test_titles(title, kind, counts):
    assert (kinds(title).single, is_title(title)) == (kind, counts)


def test_an_agency_is_named_by_its_title():
    assert agency_of("某县农业农村局农业农村领域不予处罚清单") == "某县农业农村局"
    assert agency_of("某县文化市场不予处罚清单") == ""


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.pdf", b"%PDF-1.4", "另存为"),
        ("a.docx", b"", "空的"),
        ("a.docx", b"PK\x03\x04 word/ broken", "已损坏"),
        ("a.doc", b"\xd0\xcf\x11\xe0" + bytes(600), "另存为"),
        ("a.docx", zipped({"[Content_Types].xml": "<a/>", "word/document.xml": "<w/>"}), "不是 Word"),
        ("a.docx", zipped({"[Content_Types].xml": "<a/>", "word/document.xml": "<a>"}), "不是完整的 XML"),
        (
            "a.docx",
            zipped({"[Content_Types].xml": "<a/>", "word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
            "文档类型声明",
        ),
        ("a.csv", b'a,b\n"c' + b"x" * (2 << 20), "CSV"),
        ("a.csv", bytes(range(256)), "编码"),
        ("a.html", ("<html>" + "<div>" * 5000 + "x").encode(), "过深"),
        ("a.html", b"<html><table><tr>" + b"<td colspan=2000 rowspan=1>" * 3000, "过大"),
    ],
)
def test_hostile_files_are_refused_with_a_sentence(name, content, sentence):
    with pytest.raises(UnreadableFile, match=sentence):
        read(name, content)


def test_a_million_empty_rows_take_no_time():
    rows = "".join(f'<row r="{number}" ht="13"/>' for number in range(2, 1_000_001))
    first = '<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row>'
    sheet = f"<worksheet><sheetData>{first}{rows}</sheetData></worksheet>"
    relation = '<Relationships><Relationship Id="{}" Type="/{}" Target="{}"/></Relationships>'
    content = zipped(
        {
            "[Content_Types].xml": "<a/>",
            "_rels/.rels": relation.format("a", "officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": '<workbook xmlns:r="r"><sheets><sheet name="表" r:id="a"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relation.format("a", "worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": sheet,
        }
    )
    begin = time.process_time()
    found = imported("x.xlsx", content)
    assert found.lists == ()
    assert time.process_time() - begin < 10


def test_formulas_and_scripts_are_texts_or_nothing():
    content = xlsx(
        不予处罚=(
            [["序号", "违法行为", "适用条件"], [1, "未备案", '=HYPERLINK("http://x","点")'], [2, "=1+1", "改正"]],
            plain,
        )
    )
    found = imported("x.xlsx", content)
    assert [one.circumstances for one in found.lists[0].items] == [""]
    assert sum("公式" in one for one in found.warnings) == 2
    page = "<table><tr><td>序号<td>违法行为<td>免罚条件<tr><td>1<td>未备案<script>alert(1)</script>"
    page += "<td>=cmd|'/c calc'!A1</table>"
    assert imported("免罚.html", page.encode()).lists[0].items[0].circumstances == "=cmd|'/c calc'!A1"


def test_the_kind_may_be_told_or_taken_from_the_file_name():
    content = docx(tbl(tr("序号", "违法行为", "适用条件"), tr("1", "未备案", "当日备案")))
    assert imported("清单.docx", content).lists == ()
    assert imported("清单.docx", content, "减轻行政处罚").lists[0].kind == "减轻行政处罚"
    by_name = imported("某局从轻处罚.docx", content)
    assert (by_name.lists[0].kind, "按文件名" in by_name.warnings[0]) == ("从轻行政处罚", True)


@pytest.fixture
def repository(tmp_path):
    for name in ("rouxing.yaml", "checklists", "templates"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    return tmp_path


def list_file(folder, **changes):
    values = {"code": "350421-JT-901", "when": "当日备案"} | changes
    content = docx(
        "附件3",
        "某县交通运输局从轻行政处罚事项清单",
        tbl(
            tr("序号", "事项名称", "编码", "适用情形", "从轻处罚依据", "监管措施"),
            tr("1", "未按时备案", values["code"], values["when"], "《行政处罚法》第三十二条", "说服教育、发送短信"),
            tr("2", "未公示", "", "当场公示", "《行政处罚法》第三十二条", "行政提示"),
        ),
    )
    path = folder / "清单.docx"
    path.write_bytes(content)
    return str(path)


def test_a_new_list_is_written(repository, capsys):
    target = repository / "checklists/transport/lighter-penalty.yaml"
    target.unlink()
    file = list_file(repository)
    command = ["checklist", "import", file, "--agency", "transport", "--date", "2024-01-01", "-C", str(repository)]
    assert run(command) == 0
    out = capsys.readouterr().out
    assert "2 个事项，版本 1，施行日期 2024-01-01" in out
    assert "编码是新编的：350421-JT-" in out
    text = target.read_text("utf-8")
    assert "监管措施: [说服教育, 其他：发送短信]" in text
    assert run(["validate", "-C", str(repository)]) == 0
    capsys.readouterr()
    assert run(command) == 0
    assert "没有改动" in capsys.readouterr().out
    assert target.read_text("utf-8") == text


def test_items_are_added_to_a_list_and_known_ones_left_alone(repository, capsys):
    target = repository / "checklists/transport/lighter-penalty.yaml"
    before = target.read_text("utf-8")
    base = ["checklist", "import", "--agency", "交通运输局", "-C", str(repository)]
    assert run([*base, list_file(repository)]) == 0
    added = target.read_text("utf-8")
    assert added.startswith(before.rstrip("\n"))
    capsys.readouterr()
    assert run([*base, list_file(repository, when="两日内备案")]) == 0
    out = capsys.readouterr().out
    assert "≠ 已有而内容不同，没有改动：未按时备案（情形）" in out
    assert target.read_text("utf-8") == added


def test_without_an_agency_nothing_is_written(repository, capsys):
    file = list_file(repository)
    assert run(["checklist", "import", file]) == 0
    captured = capsys.readouterr()
    assert captured.out.splitlines()[0] == "从轻行政处罚（某县交通运输局）：2 个事项"
    assert "没有写入文件" in captured.err
    assert run(["checklist", "import", file, "--list", "3", "--dry-run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["清单"][0]["事项"][1]["位置"] == "表1 第3行"
    assert run(["checklist", "import", file, "--list", "1", "--dry-run"]) == 1
    assert run(["checklist", "import", str(repository / "无.docx")]) == 2
    assert "找不到" in capsys.readouterr().err


def test_of_several_agencies_one_is_chosen(repository, capsys):
    path = repository / "多单位.xlsx"
    path.write_bytes(DOCUMENTS["多单位.xlsx"][1])
    base = ["checklist", "import", str(path), "-C", str(repository), "--agency", "transport"]
    assert run(base) == 2
    assert "--unit" in capsys.readouterr().err
    assert run([*base, "--unit", "县财政局"]) == 2
    capsys.readouterr()
    assert run([*base, "--unit", "县体育局"]) == 0
    assert "添加 2 个事项" in capsys.readouterr().out


def test_five_thousand_rows(tmp_path):
    rows = [
        [
            str(n),
            f"44{n:08d}",
            f"第{n}种行为",
            "首次，当场改正",
            f"《水法》第六十五条：违反规定的，处{n}元罚款。",
            "说服教育",
        ]
        for n in range(5000)
    ]
    head = ["序号", "编码", "事项名称", "适用情形", "法律依据", "监管措施"]
    word = docx("不予处罚清单", tbl(tr(*head), *(tr(*row) for row in rows)))
    begin = time.process_time()
    found = imported("x.docx", word)
    assert len(found.lists[0].items) == 5000
    assert time.process_time() - begin < 6  # 3 s on a quiet machine


def test_paragraph_marks_that_are_deleted_join_lines():
    mark = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    source = read("x.docx", docx(p("某局不予", mark), "处罚清单"))
    assert [one.text for one in source.blocks] == ["某局不予处罚清单"]


@pytest.mark.parametrize(
    ("name", "sentences"),
    [
        (
            "隐藏.xlsx",
            ["不予处罚!第3行隐藏，未导入：2｜停用", "不予处罚!C列隐藏", "不予处罚!F列隐藏", "工作表“旧稿”隐藏"],
        ),
        ("杂项.docx", ["隐藏的文字未导入：2 隐藏的 x y"]),
        ("多列.docx", ["编码 YZ-2 与同一事项的编码 YZ-1 不同", "列“承办科室”没有对应的字段", "只有序号", "合计：一项"]),
        ("题名矛盾.docx", ["题名“减轻处罚事项清单”与表头说的“不予行政处罚”不一致", "表2 第1行起的表不是四张清单之一"]),
        ("右错一格.csv", ["错开一格"]),
        ("跨页合并.docx", ["并入上一个事项“占用警报设施”"]),
        ("逐行类别.xlsx", ["属于四张清单以外的清单"]),
    ],
)
def test_what_is_not_imported_is_told_with_its_place(name, sentences):
    file, content, _ = DOCUMENTS[name]
    told = "\n".join(imported(file, content).warnings)
    assert [one for one in sentences if one not in told] == [], told


def test_several_kinds_of_damage_end_in_warnings():
    content = docx(
        "某县水利局不予处罚事项清单",
        tbl(
            tr("序号", "违法行为", "适用条件", "处罚依据"),
            tr("1", "", "当场改正", "《水法》第一条"),
            tr("2", "未备案", "当日备案", "按通知办理；《水法》第二条"),
            tr("甲", "", "两日内", ""),
        ),
        "某县从轻减轻处罚清单",
        tbl(tr("序号", "违法行为", "适用条件"), tr("1", "未公示", "当日公示")),
        "某县从重处罚清单",
        tbl(tr("序号", "违法行为", "适用条件"), tr("1", "屡犯", "三次以上")),
    )
    found = imported("x.docx", content)
    told = "\n".join(found.warnings)
    for sentence in (
        "没有事项名称，未导入",
        "没有看懂",
        "序号列里有文字",
        "没有逐行区分从轻和减轻",
        "属于四张清单以外的清单",
    ):
        assert sentence in told
    assert [(one.kind, len(one.items)) for one in found.lists] == [("不予行政处罚", 1), ("从轻行政处罚", 1)]
    shown = imported(
        "x.html", "<p>从重处罚清单</p><p>1.屡犯</p><p>适用情形：三次</p><p>处罚依据：《水法》第一条</p>".encode()
    )
    assert "未导入：屡犯｜三次｜《水法》第一条" in "\n".join(shown.warnings)


def test_rows_that_continue_a_list_and_cells_of_a_page(capsys, tmp_path):
    page = "<table><tr><td>某县文旅局首违不罚清单<td><table><tr><td>栏目<td>导航</table></table>"
    page += "<table><tr><td>序号<td>案由<td>条件<tr><td>1<td>未公示<td>当日公示</table>"
    page += "<table><tr><td>2<td>未备案<td>当日备案</table>"
    found = imported("x.html", page.encode())
    assert [item.name for item in found.lists[0].items] == ["未公示", "未备案"]
    path = tmp_path / "空.csv"
    path.write_text("甲,乙\n丙,丁\n", "utf-8")
    assert run(["checklist", "import", str(path), "--dry-run"]) == 1
    captured = capsys.readouterr()
    assert captured.out == "没有可以导入的清单\n"
    assert "没有找到事项清单" in captured.err
    assert run(["checklist", "import", str(path), "--agency", "transport"]) == 1
    assert run(["checklist", "import", str(tmp_path), "--dry-run"]) == 2


def test_a_list_that_is_not_sound_is_not_touched(repository, capsys):
    target = repository / "checklists/transport/lighter-penalty.yaml"
    target.write_text("清单: 从轻行政处罚\n事项: 三\n", "utf-8")
    assert run(["checklist", "import", list_file(repository), "--agency", "transport", "-C", str(repository)]) == 2
    assert "没有通过校验" in capsys.readouterr().err


def test_codes_used_twice_and_measures_outside_the_ten_are_told(repository, capsys):
    content = docx(
        "减轻处罚清单",
        tbl(
            tr("事项名称", "编码", "适用情形", "监管措施"),
            tr("未备案", "A1", "当日", "其他：约谈"),
            tr("未公示", "A1", "当日", "回访"),
        ),
    )
    path = repository / "x.docx"
    path.write_bytes(content)
    assert run(["checklist", "import", str(path), "--agency", "chengguan", "-C", str(repository)]) == 0
    assert "编码 A1 用了不止一次" in capsys.readouterr().out


def test_a_word_that_ends_like_a_law_moves_no_heads():
    heads = ("序号", "事项编码", "裁量幅度", "不予处罚依据", "事项名称")
    content = docx("某县水利局不予处罚事项清单", tbl(tr(*heads), tr("1", "A001", "丁法", "丁丁", "未1丁丁")))
    assert [one.name for one in imported("x.docx", content).lists[0].items] == ["未1丁丁"]
