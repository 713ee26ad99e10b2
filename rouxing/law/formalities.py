"""Whether a clause says no more than that a paper is missing, late or faulty: 台账漏记、证件未随身携带、标牌褪色.

The act decides (方案二（二）): where the danger itself was dealt with, a fault of the paper is of no excluded field.
Words that hide what was not done (补造、代签、伪造), warning signs and reports of accidents are no such formality.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from rouxing.law.patterns import Rare

_LACKING: Final = (
    "(?:未|没|不(?=按|及时|如实|主动|在)|(?<!泄)漏|忘|迟(?!到)|晚(?!上|间|班)|逾期|延迟|拖延|延误"
    "|缺(?!氧)|少(?!年|量)|落下|欠)"
)
_ON: Final = "[^，。；;！？\\n\\0就即便却仍擅]"
_OF_PAPER: Final = (  # verbs whose object is always a paper
    "备案|报备|备查|报送|填报|归档|存档|建档|立卷|装订|缴销|核销|上墙|公示|公布|公开|公告|通报|明示|亮证|亮照|亮牌|标价|注明|载明|写明|列明"
    "|填写|填全|签名|签字|签章|盖章|盖印|换证|换发|换领|补证|登报|挂证|记载|记账|录入|上传|填(?![土埋方料塞装充])|抄送|抄报|汇交|书面告知|书面通知|变更注册"
    "|年检|年审|年报|申报"
)
_WITH_PAPER: Final = (  # verbs that speak of a formality only next to the name of a paper
    "挂(?![车靠号])|贴|摆|展示|放(?!射)|立|带|携|随身|随车|随船|随货|佩|戴|出示|移交|交|上传|更新|换|变更|延续|续|保存|留存|保留|存|标|印|喷|写|签|送|报|填|建|记|登"
    "|开具|开|抄|补|订|改|配|设置|更换|制作|提供|办理|盖"
)
_PAPER: Final = (
    "台账|台帐|账册|账簿|账本|账页|流水账|记录|日志|日记|登记|档案|资料|材料|报表|统计|月报|季报|年报|报告|总结|复函|回函|函件|承诺书|责任书|责任状"
    "|协议|合同|保单|联单|运单|面单|存根|回执|单据|票据|发票|收据|小票|价签|价目|凭证|许可证|准运证|通行证|运输证|资质证|资格证|上岗证|从业证|证书|执照|证件"
    "|工作证|员工证|健康证|登记证|证照|证明书|复印件|原件|正本|副本|公示|标牌|门牌|铭牌|牌子|吊牌|胸牌|工牌|名牌|制度牌|公示牌|公告牌|宣传牌|公告栏|指示牌|概况牌|说明牌"
    "|卡牌|标志牌|标识牌|标识|标签|标志|告知书|须知|电话|地址|联系人|签名|编号|备案号|照片|网站|网页|页面|公众号|公告|制度|计划表|清单|名册|名单|目录|手册|二维码"
    "|贴纸|版本|封面|示意图|布置图|平面图|分布图|路线图|流程图|疏散图|图例|(?<![车号示招告挂])牌(?!照)|收费标准|手续|信息|文本|条款|字样|图纸|卡片|检查卡|巡查卡|监督卡|海报|病历|处方笺|船名|章(?!鱼)|提示牌|明细|注销|说明|链接|提示卡|须知卡|账|数据|读数"
)
_FAULTY: Final = (
    "缺|漏|少|空白|空着|空了|潦草|模糊|不清|褪色|脱落|脱胶|掉|破损|卷边|陈旧|旧版|过时|错|有误|笔误|贴反|贴歪|贴高|贴矮|贴低|偏高|偏低|偏小|过小|太小"
    "|不全|不齐|不完整|不规范|不一致|迟|晚|逾期|遗失|丢失|弄丢|遮|倒|歪|锈|简单|简略|涂改|看不清|盖住|遮住|泛黄|发黄|卷角|落灰|沾满|掉字|磨淡|超时|俗名|晾|失效|铅笔|红笔|打错|填错|写错"
)
_SIGN: Final = (
    "门头|招牌|店招|海报|广告|横幅|条幅|传单|名片|宣传册|宣传单|宣传页|网页|网店|页面|朋友圈|详情页|公众号|立牌|展板"
    "|灯箱|宣传碑|宣传牌|宣传栏"
)
_MONEY: Final = "费|基金|保证金|公积金|款|津贴|工资|税|社保|保险|补贴|押金|赔偿"
_END: Final = "[^，。；;！？就即便却仍]"
_FORMALITY: Final = Rare(
    f"{_LACKING}{_ON}{{0,20}}?(?:{_OF_PAPER}){_END}{{0,26}}$"
    f"|{_LACKING}{_ON}{{0,12}}?(?:{_WITH_PAPER}){_ON}{{0,16}}?(?:{_PAPER}){_END}{{0,12}}$"
    f"|{_LACKING}{_ON}{{0,20}}?(?:{_PAPER})(?!的){_ON}{{0,12}}?(?:{_WITH_PAPER}){_END}{{0,12}}$"
    f"|{_LACKING}{_ON}{{0,4}}?[摆放挂贴]{_ON}{{0,4}}?(?:前台|大堂|大厅|店堂|醒目|显眼|显著|橱窗|收银台){_END}{{0,6}}$"
    f"|(?:{_PAPER}){_ON}{{0,14}}?{_LACKING}{_ON}{{0,8}}?(?:{_WITH_PAPER}|{_OF_PAPER}){_END}{{0,12}}$"
    f"|(?:{_PAPER}){_ON}{{0,10}}?(?:{_FAULTY}){_END}{{0,10}}$"
    f"|(?:方案|预案|备案|检定|换证|审验材料|注册){_ON}{{0,8}}?(?:迟|晚|逾期|超时){_END}{{0,8}}$"
    f"|(?:(?<!泄)漏|迟|晚|补|错)(?:报|传|登|记|签|填|写|盖|标|贴|交|办|缴|印|录|挂|续){_END}{{0,24}}$"
    f"|{_LACKING}{_ON}{{0,16}}?(?:告知|告诉|报告|通知|报){_ON}{{0,4}}(?:监管|主管|管理部门|机关|机构|部门|[县市区省]?[^，。；]{{0,4}}局){_END}{{0,4}}$"
    f"|{_LACKING}{_ON}{{0,14}}?(?:缴|发放|支付|退|结算|投保|续保|加收){_ON}{{0,10}}?(?:{_MONEY}){_END}{{0,8}}$"
    f"|(?:{_MONEY}){_ON}{{0,8}}?(?:断保|续保|迟缴|晚缴|欠缴|少缴|逾期){_END}{{0,6}}$"
    f"|(?:{_SIGN}){_END}{{0,8}}?(?:写|打|印|标|使用|称|发布|褪色|破损|破裂|碎|倒了|晾|被[^，。；]{{0,5}}(?:遮|涂|晾|贴))"
    f"|(?:挂|贴|摆|设置|立|刷|喷|缠|涂|用){_END}{{0,16}}(?:{_SIGN}|用语|广告语|非公路标志){_END}{{0,3}}$"
)
_GRAVE: Final = Rare(  # what is lacking is more than a paper, or the paper hides that something was not done
    "警示|警告|反光|信号|示廓|航行灯|救生|安全带|安全网|安全帽|围挡|护栏|防护|限速|限高|限重|事故|疫情(?!报表|资料|月报|日报)|传染|险情|中毒|伤亡|不良反应|阳性|禁忌|过敏"
    "|实际|其实|根本|不实|失实|伪造|假|编造|虚构|虚报|篡改|冒|倒签|补造|代填|照抄|抄前|隐瞒|瞒报|谎报|检疫合格(?!证明?存根)|检疫证明(?!存根)|无证|未取得|未经|没有取得|擅自(?!张|悬|设|摆)"
)
_USED: Final = Rare(  # something is done without the paper
    "使用|上岗|作业|营业|经营|销售|出售|售卖|卖|驾驶|上路|运输|运营|载(?![量明记重体])|施工|开工|开业|生产|投产|充装|接诊|行医|手术|注射|进入|下井|装卸|采购|购进|安排|雇"
)
_IN_NAMES: Final = Rare(  # 经营者、施工日志: the same words as part of a name
    "(?:使用|上岗|作业|营业|经营|销售|驾驶|运输|运营|施工|开业|生产|充装|装卸|采购|购进|手术|注射)(?=登记|许可|执照|证|台账|记录|方案|单位|企业|公司|情况|合同|日志|日期|标志"
    "|者|人|信息|资格|资质|说明|档案|公告|公示|通告|门店|店|户|商|场所|现场|队|车|船|点|区|间|线|厂|部|员|方|总|厅|时间|期间|额|备案|台帐|明细|凭证|管理|安全|计划|年报|数据|统计|报告|量|室|知情|前|后)"
    "|安排(?:表|计划)|雇主|载明|记载|下载|登载|卖家|卖场|外卖|专卖|专营|转载|小卖"
)


@lru_cache(maxsize=16)  # asked for the words of an item and for its articles
def formal_clauses(text: str, split: int) -> list[tuple[int, int]]:
    """Where the clauses about a paper only stand, after `split` also those that say that all is well (start, end).

    None if the text says that a paper hides what was not done.
    """
    if _HIDDEN.search(text):
        return []
    found = []
    start = 0
    for clause in _CLAUSES.split(text):
        if is_formality(clause) or (start > split and _ALL_WELL.search(clause)):
            found.append((start, start + len(clause)))
        start += len(clause) + 1
    return found


_ALL_WELL: Final = Rare(
    "^[^不未没无非缺少漏]*(?:规范|合格|完好|齐全|正常|有效|到位|达标|无误|相符|一致|清楚|在岗|持证|有效期内|合规|属实|真实|畅通|可用|可查|良好|足额)$"
)
_HIDDEN: Final = Rare(
    "实际(?:上|并|从|未|没|只|根)|实则|实为|其实|根本没|根本未|并未|并没|从未|从没|压根|补造|照抄|抄前|编造|倒签|凭空|瞎填|没有真|走过场|一次都没"
)
_CLAUSES: Final = Rare("[，。；;！？\n\u3000]")
_ENDING: Final = Rare("(?:的?(?:行政)?处罚|的)$")


@lru_cache(maxsize=4096)  # circumstances repeat one another
def is_formality(clause: str) -> bool:
    """Whether this clause speaks of a fault of a paper and of nothing graver."""
    clause = _ENDING.sub("", clause)
    return bool(_FORMALITY.search(clause) and not _GRAVE.search(clause) and not _USED.search(_IN_NAMES.sub("", clause)))
