"""RX1xx: references and consistency between lists, cases, documents and records."""

import re
from typing import Final

from rouxing.diagnostics import Fault, Faults
from rouxing.law.identity import credit_code_is_valid, person_number_is_valid
from rouxing.model import Agency, CaseLog, Checklist, Repository
from rouxing.model.written import missing_records
from rouxing.rules import rule
from rouxing.terms import AGENCY_FILE, CHECKLISTS_FOLDER, SETTINGS_FILE, Level

_WRONG_CREDIT_CODE: Final = "统一社会信用代码的校验位不对"


@rule("RX101")
def item_code_used_twice(checklist: Checklist, _: Repository) -> Faults:
    """同一清单内，事项编码只能使用一次。

    理由：案件用编码指向事项，编码重复就分不清适用的是哪一项。同一编码可以出现在不同的清单里。
    依据：方案附件1至4“处罚事项编码”一栏。

    错误示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-001"
            名称: 未携带车辆营运证的
            情形: 当场改正的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
          - 编码: "JT-001"
            名称: 未携带从业资格证的
            情形: 当场改正的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
    正确示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-001"
            名称: 未携带车辆营运证的
            情形: 当场改正的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
          - 编码: "JT-002"
            名称: 未携带从业资格证的
            情形: 当场改正的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
    """
    seen: set[str] = set()
    for item in checklist.items:
        if item.code in seen:
            yield Fault(item.at("编码"), f"事项编码“{item.code}”在本清单内重复", "请给其中一项换一个编码，或合并两项")
        seen.add(item.code)


@rule("RX105")
def act_without_record(log: CaseLog, _: Repository) -> Faults:
    """每项处理和措施都要有文字记录，否则不计入统计。

    理由：所有事项的统计数量都应当具有实施该类柔性执法行为的文字记录。
    依据：方案附件5填表说明1。

    错误示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            措施: [{方式: 说服教育}]
    正确示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            措施: [{方式: 说服教育, 记录: [档案：2021-1]}]
    """
    for case in log.cases:
        for act in (*case.leniencies, *case.measures):
            if not act.records:
                name = act.data.get("清单") or act.data["方式"]
                advice = "请在“记录”里写文号、records/ 下的文件，或“档案：编号”；没有文字记录的不计入统计"
                yield Fault(act.at("记录"), f"{name}没有文字记录", advice)


@rule("RX106")
def record_not_found(log: CaseLog, repository: Repository) -> Faults:
    """“记录”指向的文书或文件必须存在。

    理由：找不到的记录等于没有记录，不计入统计。
    依据：方案附件5填表说明1。

    错误示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            措施: [{方式: 说服教育, 记录: [records/谈话笔录.txt]}]
    正确示例：
        # cases/transport/2021/records/谈话笔录.txt
        谈话笔录
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            措施: [{方式: 说服教育, 记录: [records/谈话笔录.txt]}]
    """
    for case in log.cases:
        for act in (*case.leniencies, *case.measures):
            for missing in missing_records(repository.tree, case, act):
                if missing.position is not None:
                    advice = f"记录写本案文书的文号、{'/'.join(log.path.split('/')[:3])}/ 下的文件，或“档案：编号”"
                    yield Fault(act.at("记录", missing.position), f"记录{missing.message}", advice)


@rule("RX107")
def case_in_the_wrong_year(log: CaseLog, _: Repository) -> Faults:
    """案件日期的年份要与所在文件夹一致。

    理由：年度统计按年份查找台账，放错年份容易漏报。
    依据：方案附件5（年度柔性执法统计报表）。

    错误示例：
        # cases/transport/2021/10.yaml
        案件:
          - {案号: 明交柔〔2022〕1号, 日期: 2022-01-12, 案由: 未携带车辆营运证}
    正确示例：
        # cases/transport/2022/01.yaml
        案件:
          - {案号: 明交柔〔2022〕1号, 日期: 2022-01-12, 案由: 未携带车辆营运证}
    """
    for case in log.cases:
        if case.date[:4] != log.year:
            message = f"案件日期是 {case.date}，却放在 {log.year} 年的文件夹里"
            yield Fault(case.at("日期"), message, f"请核对日期，或移到 cases/{log.agency_id}/{case.date[:4]}/")


@rule("RX108")
def list_in_the_wrong_file(checklist: Checklist, _: Repository) -> Faults:
    """清单名称要与文件名一致。

    理由：四张清单各有固定的文件名，名称与文件不一致时案件会引错清单。
    依据：方案附件1至4。

    错误示例：
        # checklists/transport/lighter-penalty.yaml
        清单: 减轻行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项: []
    正确示例：
        # checklists/transport/lighter-penalty.yaml
        清单: 从轻行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项: []
    """
    name = checklist.path.rsplit("/", 1)[-1]
    if name != checklist.kind.file_name:
        advice = f"{checklist.kind}清单的文件名是 {checklist.kind.file_name}；请改清单名称或文件名"
        yield Fault(checklist.at("清单"), f"文件 {name} 里写的是{checklist.kind}清单", advice)


@rule("RX109")
def unknown_agency(log: CaseLog, repository: Repository) -> Faults:
    """有案件台账的单位必须先登记。

    理由：文书标题、文号代字和统计报表都要用单位的名称。
    依据：方案附件1至7的“单位”“行政机关名称”。

    错误示例：
        # cases/water/2021/10.yaml
        案件:
          - {案号: 明水柔〔2021〕1号, 日期: 2021-10-12, 案由: 未按期报送取水总结}
    正确示例：
        # checklists/water/agency.yaml
        名称: 明溪县水利局
        代字: 明水
        # cases/water/2021/10.yaml
        案件:
          - {案号: 明水柔〔2021〕1号, 日期: 2021-10-12, 案由: 未按期报送取水总结}
    """
    card = f"{CHECKLISTS_FOLDER}/{log.agency_id}/{AGENCY_FILE}"
    if log.agency_id not in repository.agencies and card not in repository.unsound:
        yield Fault(log.at(), f"单位“{log.agency_id}”没有登记", f"请建立 {card}，写明名称和代字；或核对文件夹名")


@rule("RX110")
def list_without_agency(checklist: Checklist, repository: Repository) -> Faults:
    """有清单的单位必须有 agency.yaml。

    理由：清单要印单位名称、联系人和电话。
    依据：方案附件1至4“单位：（公章）”“联系人”“联系电话”。

    错误示例：
        # checklists/water/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项: []
    正确示例：
        # checklists/water/agency.yaml
        名称: 明溪县水利局
        代字: 明水
        # checklists/water/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项: []
    """
    card = f"{CHECKLISTS_FOLDER}/{checklist.agency_id}/{AGENCY_FILE}"
    if checklist.agency_id not in repository.agencies and card not in repository.unsound:
        yield Fault(checklist.at(), f"单位“{checklist.agency_id}”没有 {AGENCY_FILE}", f"请建立 {card}，写明名称和代字")


@rule("RX111")
def wrong_check_digit(log: CaseLog, _: Repository) -> Faults:
    """统一社会信用代码和公民身份号码的校验位要对。

    理由：校验位不对，号码必有错字，文书就可能送达错人。
    依据：GB 32100-2015 法人和其他组织统一社会信用代码编码规则；GB 11643-1999 公民身份号码。

    错误示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            当事人: {名称: 明溪县某运输有限公司, 类型: 企业, 统一社会信用代码: 91350421MA00000153}
    正确示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            当事人: {名称: 明溪县某运输有限公司, 类型: 企业, 统一社会信用代码: 91350421MA00000152}
    """
    for case in log.cases:
        party = case.party
        if party is None:
            continue
        if not _sound(party.text("统一社会信用代码")):
            yield Fault(party.at("统一社会信用代码"), _WRONG_CREDIT_CODE, "号码里有错字，请对照营业执照核对")
        number = party.text("身份证号")
        if number and not person_number_is_valid(number):
            yield Fault(party.at("身份证号"), "公民身份号码的出生日期或校验位不对", "号码里有错字，请对照身份证核对")


@rule("RX112")
def wrong_check_digit_of_agency(agency: Agency, _: Repository) -> Faults:
    """机关的统一社会信用代码校验位要对。

    依据：GB 32100-2015 法人和其他组织统一社会信用代码编码规则。

    错误示例：
        # checklists/water/agency.yaml
        名称: 明溪县水利局
        代字: 明水
        统一社会信用代码: 11350421MA0000015B
    正确示例：
        # checklists/water/agency.yaml
        名称: 明溪县水利局
        代字: 明水
        统一社会信用代码: 11350421MA0000015A
    """
    if not _sound(agency.text("统一社会信用代码")):
        yield Fault(agency.at("统一社会信用代码"), _WRONG_CREDIT_CODE, "号码里有错字，请对照机关证书核对")


@rule("RX113")
def served_before_made(log: CaseLog, _: Repository) -> Faults:
    """文书不能在制作之前送达。

    理由：送达日期早于文书日期，必有一个写错，送达的效力会受质疑。
    依据：方案附件7“送达时间”。

    错误示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            措施: [{方式: 行政告诫, 记录: [明交告〔2021〕1号]}]
            文书:
              - {种类: 行政告诫书, 文号: 明交告〔2021〕1号, 日期: 2021-10-12, 送达: {日期: 2021-10-11}}
    正确示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
            措施: [{方式: 行政告诫, 记录: [明交告〔2021〕1号]}]
            文书:
              - {种类: 行政告诫书, 文号: 明交告〔2021〕1号, 日期: 2021-10-12, 送达: {日期: 2021-10-12}}
    """
    for case in log.cases:
        for document in case.documents:
            service = document.service
            if service and service.date < document.date:
                message = f"送达日期 {service.date} 早于文书日期 {document.date}"
                yield Fault(service.at("日期"), message, "请核对两个日期")


_YEAR: Final = re.compile(r"〔([0-9]{4})〕")


@rule("RX114", Level.WARNING)
def number_of_another_year(log: CaseLog, _: Repository) -> Faults:
    """文号、案号里的年份要与日期一致。

    理由：编号按年度从 1 重新编起，年份不一致会与另一年的编号相撞。
    依据：GB/T 9704-2012 发文字号（年份用六角括号〔〕括入）。

    错误示例：
        # cases/transport/2021/10.yaml
        案件:
          - {案号: 明交柔〔2020〕1号, 日期: 2021-10-12, 案由: 未携带车辆营运证}
    正确示例：
        # cases/transport/2021/10.yaml
        案件:
          - {案号: 明交柔〔2021〕1号, 日期: 2021-10-12, 案由: 未携带车辆营运证}
    """
    for case in log.cases:
        numbered = [(case.number, case.date, case.at("案号"))]
        numbered += [(one.number, one.date, one.at("文号")) for one in case.documents]
        for number, date, place in numbered:
            year = _YEAR.search(number)
            if year and year[1] != date[:4]:
                yield Fault(place, f"编号“{number}”的年份与日期 {date} 不一致", "请核对编号和日期")


@rule("RX115")
def undeclared_emergency(log: CaseLog, repository: Repository) -> Faults:
    """“违反应对措施”只能写 rouxing.yaml 里宣布过的突发事件。

    理由：是否属于突发事件、起止日期以宣布为准，不能由个案认定。
    依据：方案“适用范围”；突发事件应对法（2007）第三条、（2024）第二条。

    错误示例：
        # cases/transport/2021/10.yaml
        案件:
          - {案号: 明交柔〔2021〕1号, 日期: 2021-10-12, 案由: 拒不执行管控, 违反应对措施: 没有宣布过的事件}
    正确示例：
        # cases/transport/2021/10.yaml
        案件:
          - {案号: 明交柔〔2021〕1号, 日期: 2021-10-02, 案由: 拒不执行管控, 违反应对措施: 示例公共卫生事件}
    """
    declared = {one.name for one in repository.jurisdiction.emergencies}
    for case in log.cases:
        if case.broken_measure and case.broken_measure not in declared and SETTINGS_FILE not in repository.unsound:
            names = "、".join(sorted(declared)) or "（没有）"
            message = f"没有宣布过突发事件“{case.broken_measure}”"
            yield Fault(case.at("违反应对措施"), message, f"{SETTINGS_FILE} 里已宣布的：{names}")


def _sound(code: str) -> bool:
    return not code or credit_code_is_valid(code)
