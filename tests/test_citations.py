"""Citations of law: a table of texts and what they cite, and properties that hold for every text."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rouxing.law.citation import Citation, LawName, Locator, Span, Target, citations
from rouxing.law.numerals import LARGEST, chinese, value

# text ⇒ citations, parted by |; ? is doubtful. Of the law: 《title》, short name or 本法, ^inherited, - none; behind it
# =alias #note @version %scope. Of a place: article/paragraph(item).subitem, first..last.
CITED = r"""
违反了道路运输条例第六十八条 ⇒ 道路运输条例 68
根据行政处罚法第三十三条第一款和食品安全法第一百三十六条 ⇒ 行政处罚法 33/1 | 食品安全法 136
《行政处罚法》33条1款 ⇒ 《行政处罚法》 33/1
第33条第1款第(2)项 ⇒ - 33/1(2)
第三十三条一款 ⇒ - 33/1?
行政处罚法（2021修订）第三十三条 ⇒ 行政处罚法@2021修订 33
《中华人民共和国行政处罚法》（2021年修订）第33条第1款 ⇒ 《中华人民共和国行政处罚法》@2021年修订 33/1
第①项 ⇒ - (1)
行政处罚法33条1款 ⇒ 行政处罚法 33/1
《行政处罚法》第三十三条 第一款\n第（二）项 ⇒ 《行政处罚法》 33/1(2)
《行政处罚法》\n第三十三条　第一款 ⇒ 《行政处罚法》 33/1
《行政处罚法》第三十三条规定：“第一款第二项”，以及第三款 ⇒ 《行政处罚法》 33 | - /1(2) | ^行政处罚法 33/3?
《A法》第一条、《B法》第二条 ⇒ 《A法》 1 | 《B法》 2
《行政处罚法》 ⇒ 《行政处罚法》
第一项目、第三条款、第二条例、第一目标、第二条例外 ⇒ - 2
第五十条第一、二款第三项 ⇒ - 50/1 50/2(3)?
第二章第三节 ⇒ - 2章3节
本法第二章第三节 ⇒ 本法 2章3节
刑法分则第三章第一节 ⇒ 刑法%分则 3章1节
刑法第二编第三章第一百四十条 ⇒ 刑法%第二编第三章 140
第二章、第三章 ⇒ - 2章 3章
第二章至第四章 ⇒ - 2章..4章
本章 ⇒
本法 ⇒ 本法
本办法自发布之日起施行 ⇒ 本办法
本条各款 ⇒ - 本条各款
前条第一款 ⇒ - 前条/1
前三项 ⇒ - 前3项
前款第（一）项、第（三）项 ⇒ - 前款(1) 前款(3)
《刑法》第二百八十七条之一、之二 ⇒ 《刑法》 287-1 287-2
第一百二十条之一至第一百二十条之六 ⇒ - 120-1..120-6
第三十三条第一款第二句、第三句 ⇒ - 33/1第二句 33/1第三句
修订前的《行政处罚法》第二十七条 ⇒ 《行政处罚法》@修订前 27
1979年刑法第一百条 ⇒ 刑法@1979年 100
2017年《反不正当竞争法》第二十五条 ⇒ 《反不正当竞争法》@2017年 25
2021年修订的行政处罚法第三十三条 ⇒ 行政处罚法@2021年修订 33
《X规定》（国务院令第174号，以下简称《X》）第三条 ⇒ 《X规定》=X#国务院令第174号 3
《X规定》（以下统称“X规”）（2015年修订）第三条 ⇒ 《X规定》=X规@2015年修订 3
《行政处罚法》（第三十三条第一款） ⇒ 《行政处罚法》 33/1
《行政处罚法》的第三十三条 ⇒ 《行政处罚法》 33
《行政处罚法》：第三十三条 ⇒ 《行政处罚法》 33
《行政处罚法》，第三十三条 ⇒ 《行政处罚法》 33
本法第三十条或者本细则第十一条 ⇒ 本法 30 | 本细则 11
《福建省价格管理条例》第三条和《X办法》（试行）第四条 ⇒ 《福建省价格管理条例》 3 | 《X办法》#试行 4
刑法修正案（六）第一条第二款 ⇒ 刑法修正案（六） 1/2
福建省渔业管理办法（试行）第五条 ⇒ 福建省渔业管理办法（试行） 5
城市市容和环境卫生管理条例第三十四条 ⇒ 城市市容和环境卫生管理条例 34
最高人民法院关于适用民事诉讼法的解释第三条 ⇒ 最高人民法院关于适用民事诉讼法的解释 3
违反最高人民法院关于行政协议若干问题的规定第三条 ⇒ 最高人民法院关于行政协议若干问题的规定 3
行政处罚法 ⇒
行政处罚法和行政强制法第十六条 ⇒ 行政强制法 16
行政处罚法第三十三条、行政强制法第十六条 ⇒ 行政处罚法 33 | 行政强制法 16
《《行政处罚法》实施办法》第三条 ⇒ 《《行政处罚法》实施办法》 3
《关于修改〈A〉的决定》 ⇒ 《关于修改〈A〉的决定》
(三)项 ⇒ - (3)
第（一）、(二)、（五）项 ⇒ - (1) (2) (5)
第（一）至（三）、（五）项 ⇒ - (1)..(3) (5)
第一至三项、第五项 ⇒ - (1)..(3) (5)
第三十七条、三十八、三十九条 ⇒ - 37 38 39
第33-35条 ⇒ - 33..35
第三条-第五条 ⇒ - 3..5
第三条～第五条第二款 ⇒ - 3..5/2?
第三条第二款至第五条 ⇒ - 3/2..5?
第一百条，第二款；第三款 ⇒ - 100 100/2 100/3
同条第二款 ⇒ - 该条/2
该条第二款 ⇒ - 该条/2
该法第三条 ⇒ ^ 3
《消防法》第三条的规定，该法第五条和同法第六条 ⇒ 《消防法》 3 | ^消防法 5 | ^消防法 6
合同款第三条 ⇒ - 3
合同第三条约定 ⇒ - 3
基本法第三条 ⇒ 基本法 3
基本条件 ⇒
本条款 ⇒
日本法第三条 ⇒ 日本法 3
宪法第三条 ⇒ 宪法 3
民法总则第一百条 ⇒ 民法总则 100
民法典侵权责任编第三章 ⇒ 民法典%侵权责任编 3章
《民法典》总则第三条 ⇒ 《民法典》%总则 3
第一百零五条 ⇒ - 105
第一百十条 ⇒ - 110
第二〇二一条 ⇒ - 2021
第十条第十届 ⇒ - 10
第一、二、三 ⇒
明政办〔2021〕24号第三条 ⇒ - 3
《行政处罚法》第三十三条第一款（不予处罚） ⇒ 《行政处罚法》 33/1
犯前款规定的方法第三项 ⇒ - 前款 | ^ 前款(3)?
违反规定第三条 ⇒ - 3
《行政处罚法》第三十三条第一款第一项至第三项、第五项和第二款 ⇒ 《行政处罚法》 33/1(1)..33/1(3) 33/1(5) 33/2
依照《行政处罚法》第三十三条第一款规定的情形，第三十二条 ⇒ 《行政处罚法》 33/1 | ^行政处罚法 32?
第三十三条第一款第（二）项规定 ⇒ - 33/1(2)
第３３条第１款 ⇒ - 33/1
第〇条 ⇒
第一条之规定 ⇒ - 1
《行政处罚法》三十三条 ⇒ 《行政处罚法》 33
第三条 三项制度 ⇒ - 3
本条第一款、本款第二项 ⇒ - 本条/1 本款(2)
《A法》第三条和前款 ⇒ 《A法》 3 | - 前款
以前款规定的手段 ⇒ - 前款
《中华人民共和国消防法》第六十条第一款第（三）项、第二款 ⇒ 《中华人民共和国消防法》 60/1(3) 60/2
《消防法》第60条第1款第3项 ⇒ 《消防法》 60/1(3)
《消防法》第一百零五条、第110条 ⇒ 《消防法》 105 110
《食品安全法》第一百三十六条 ⇒ 《食品安全法》 136
食品安全法实施条例第七十六条 ⇒ 食品安全法实施条例 76
《道路运输条例》第六十八条、第六十九条和第七十条第（一）项至第（三）项 ⇒ 《道路运输条例》 68 69 70(1)..70(3)
《价格法》第十四条第(一)、(三)项 ⇒ 《价格法》 14(1) 14(3)
《价格法》第十四条第一、三项以及第四十条第一款 ⇒ 《价格法》 14(1) 14(3) 40/1
《价格法》第十四条第一项或者第三项 ⇒ 《价格法》 14(1) 14(3)
《计量法》第九条，第十条；第十一条 ⇒ 《计量法》 9 10 11
《计量法》第九条，应当处罚 ⇒ 《计量法》 9
《计量法》第九条和应当 ⇒ 《计量法》 9
《广告法》第五十五条第一款、第三款，《价格法》第十四条 ⇒ 《广告法》 55/1 55/3 | 《价格法》 14
《广告法》第五十五条；《价格法》第十四条 ⇒ 《广告法》 55 | 《价格法》 14
《广告法》第五十五条\n《价格法》第十四条 ⇒ 《广告法》 55 | 《价格法》 14
《广告法》 第五十五条 第一款 ⇒ 《广告法》 55/1
《广告法》第 五十五 条 第 一 款 第 （ 二 ） 项 ⇒ 《广告法》 55/1(2)
《广告法》第五十五条第一款第二项第3目 ⇒ 《广告法》 55/1(2).3
第十条第一款第二项第1、2目 ⇒ - 10/1(2).1 10/1(2).2
《广告法》第五十五条第一目的规定 ⇒ 《广告法》 55.1
《反不正当竞争法》（2019修正）第二十五条 ⇒ 《反不正当竞争法》@2019修正 25
《反不正当竞争法》（2019年4月23日第二次修正）第二十五条 ⇒ 《反不正当竞争法》@2019年4月23日第二次修正 25
《反不正当竞争法》（2019）第二十五条 ⇒ 《反不正当竞争法》@2019 25
《反不正当竞争法》（2017年版）第二十五条 ⇒ 《反不正当竞争法》@2017年版 25
《反不正当竞争法》（修订后）第二十五条 ⇒ 《反不正当竞争法》@修订后 25
《反不正当竞争法》(主席令第二十九号)第二十五条 ⇒ 《反不正当竞争法》#主席令第二十九号 25
修订后的《行政处罚法》（2021修订）第三十三条 ⇒ 《行政处罚法》#2021修订@修订后 33
2021年《行政处罚法》第三十三条 ⇒ 《行政处罚法》@2021年 33
２０２１年版《行政处罚法》第三十三条 ⇒ 《行政处罚法》@２０２１年版 33
2021年修正的食品安全法第一百三十六条 ⇒ 食品安全法@2021年修正 136
《行政处罚法》（一）项 ⇒ 《行政处罚法》 (1)
《行政处罚法》（见附件） ⇒ 《行政处罚法》#见附件
《行政处罚法》（《行政强制法》第五条） ⇒ 《行政处罚法》 | 《行政强制法》 5
《行政处罚法》（违反第三条的） ⇒ 《行政处罚法》 | ^行政处罚法 3?
《行政处罚法》 （第三十三条第一款、第二款） ⇒ 《行政处罚法》 33/1 33/2
《行政处罚法》（第三十三条的规定） ⇒ 《行政处罚法》 33
《行政处罚法》（第一版）第三条 ⇒ 《行政处罚法》#第一版 3
《《立法法》解读》第一条 ⇒ 《《立法法》解读》 1
《关于贯彻<行政处罚法>的意见》第三条 ⇒ 《关于贯彻<行政处罚法>的意见》 3
《关于废止〈A〉〈B〉的决定》第一条 ⇒ 《关于废止〈A〉〈B〉的决定》 1
《》第三条 ⇒ - 3
《 》第三条 ⇒ - 3
《行政处罚法第三十三条 ⇒ 行政处罚法 33
行政处罚法》第三十三条 ⇒ - 33
《行政处罚法。》第三条 ⇒ - 3
《《行政处罚法》第三条 ⇒ 《行政处罚法》 3
本法典第三条 ⇒ 本法典 3
本实施细则第三条 ⇒ 本实施细则 3
本暂行条例第三条 ⇒ 本暂行条例 3
本办法第三条、第五条第二款 ⇒ 本办法 3 5/2
本法院 ⇒
本决定书 ⇒
本规定的第三条 ⇒ 本规定 3
构成本法第三条规定 ⇒ 本法 3
基本法律 ⇒
本法第三条和前款 ⇒ 本法 3 前款
本条例和本办法第三条 ⇒ 本条例 | 本办法 3
本规范第三条 ⇒ 本规范 3
前二款 ⇒ - 前2款
前3款 ⇒ - 前3款
前款、本条第一款 ⇒ - 前款 本条/1
前项 ⇒ - 前项
前条 ⇒ - 前条
前条第二款第（一）项 ⇒ - 前条/2(1)
前款但书 ⇒ - 前款但书
前款第一、二项 ⇒ - 前款(1) 前款(2)
前款第一项至第三项和第五项 ⇒ - 前款(1)..前款(3) 前款(5)
上款 ⇒ - 前款
本款第一项 ⇒ - 本款(1)
本项 ⇒ - 本项
本目 ⇒ - 本目
本条 ⇒ - 本条
本条第一款 ⇒ - 本条/1
本条件 ⇒
本项目 ⇒
本目录 ⇒
目前款式 ⇒
合同条款 ⇒
同款商品 ⇒
同条第三款 ⇒ - 该条/3
各该条 ⇒ - 该条
该款 ⇒ - 该款
该款手机 ⇒
应该条 ⇒
《A法》第二条，该条第二款 ⇒ 《A法》 2 | ^A法 该条/2?
《A法》第二条。该条第二款 ⇒ 《A法》 2 | - 该条/2
《A法》第二条规定，该法第三条 ⇒ 《A法》 2 | ^A法 3
同法第七条 ⇒ ^ 7
该条例第五条 ⇒ ^ 5
该规定 ⇒
《A法》第三条的规定，第四条 ⇒ 《A法》 3 | ^A法 4?
《A法》第三条的规定。第四条 ⇒ 《A法》 3 | - 4
《A法》第三条的规定\n第四条 ⇒ 《A法》 3 | - 4
《A法》第三条的规定以及第二款 ⇒ 《A法》 3 | ^A法 3/2?
《A法》规定的第三条 ⇒ 《A法》 | ^A法 3?
《A法》规定的第二款 ⇒ 《A法》 | ^A法 /2?
第三条所列第二项 ⇒ - 3 | ^ 3(2)?
前款规定的情形和第二项 ⇒ - 前款 | ^ 前款(2)?
（依据《A法》第三条）第四条 ⇒ 《A法》 3 | - 4
《A法》第三条（第四条除外），第五条 ⇒ 《A法》 3 | ^A法 4? | ^A法 5?
《A法》第三条“第四条”第五条 ⇒ 《A法》 3 | - 4 | ^A法 5?
《A法》第三条：第一款，第二项 ⇒ 《A法》 3 | ^A法 3/1 3/1(2)?
第一条、之二 ⇒ - 1 1-2
第二百八十七条之一、之二 ⇒ - 287-1 287-2
第二百八十七条之一至之三 ⇒ - 287-1..287-3
第287条之1第2款 ⇒ - 287-1/2
第三条之一般 ⇒ - 3
刑法第三百零七条之一前两款 ⇒ 刑法 307-1/1..307-1/2
刑法第三百零七条第一款前两项 ⇒ 刑法 307/1(1)..307/1(2)
第三条前一款 ⇒ - 3/1
第三条前段时间 ⇒ - 3
第三条前段 ⇒ - 3前段
第三条第一款后半段 ⇒ - 3/1后半段
第三条第一款第二句话 ⇒ - 3/1
第三条第一句、第三句 ⇒ - 3第一句 3第三句
第三条但书、第五条 ⇒ - 3但书 5
宪法序言 ⇒ 宪法 序言
《宪法》序言第三自然段 ⇒ 《宪法》 序言3
《宪法》总纲第三条 ⇒ 《宪法》%总纲 3
刑法总则 ⇒ 刑法%总则
刑法分则 ⇒ 刑法%分则
民法典总则编第三条 ⇒ 民法典%总则编 3
《民法典》侵权责任编 ⇒ 《民法典》%侵权责任编
民法典第一编第二章第三条 ⇒ 民法典%第一编第二章 3
《刑法》第二编第三章第五节 ⇒ 《刑法》 2编3章5节
第三编第二分编第四章 ⇒ - 3编2分编4章
第三章第一节、第二节 ⇒ - 3章1节 3章2节
第三章第一节至第三节 ⇒ - 3章1节..3章3节
第三、四章 ⇒ - 3章 4章
本编第三章 ⇒ -%本编 3章
本章第三节 ⇒ -%本章 3节
本节第五条至第八条 ⇒ -%本节 5..8
本章程第三条 ⇒ 本章程 3
第二章程 ⇒
第二节课 ⇒
第一编辑部 ⇒
第二章、第五条 ⇒ - 2章 5
第五条、第二章第六条 ⇒ - 5 | -%第二章 6
《A法》第五条、第二章第六条 ⇒ 《A法》 5 | ^A法%第二章 6?
第三十三条一款二项 ⇒ - 33/1(2)?
第三十三条两款 ⇒ - 33
第33条1款2项 ⇒ - 33/1(2)
33条1款 ⇒
《A法》33条、34条 ⇒ 《A法》 33 34
《A法》三十三条、三十四条 ⇒ 《A法》 33 34
《A法》三款 ⇒ 《A法》
《A法》3款 ⇒ 《A法》
第三条、四款 ⇒ - 3
第三条第一款、二款 ⇒ - 3/1 3/2
刑法三百零三条 ⇒ 刑法 303
按道路交通安全法第九十条 ⇒ 道路交通安全法 90
按照、依据《A法》第三条 ⇒ 《A法》 3
因违反道路交通安全法第九十条的规定 ⇒ 道路交通安全法 90
当事人的行为违反了城市市容和环境卫生管理条例第三十四条第（一）项 ⇒ 城市市容和环境卫生管理条例 34(1)
和治安管理处罚法第三条 ⇒ 治安管理处罚法 3
对外贸易法第三条 ⇒ 对外贸易法 3
消费者权益保护法和产品质量法第五十条 ⇒ 产品质量法 50
突发事件应对法第九十八条 ⇒ 突发事件应对法 98
公司法、合伙企业法第三条 ⇒ 合伙企业法 3
福建省食品安全条例第三条 ⇒ 福建省食品安全条例 3
依照《A法》第三条、食品安全法第五条 ⇒ 《A法》 3 | 食品安全法 5
未按规定办法第三条 ⇒ 未按规定办法 3
执法第三条 ⇒ - 3
有关规定第三条 ⇒ - 3
处罚决定第三条 ⇒ - 3
全国人民代表大会常务委员会关于修改部分法律的决定第三条 ⇒ 全国人民代表大会常务委员会关于修改部分法律的决定 3
行政处罚法（国务院令第1号）第三条 ⇒ 行政处罚法#国务院令第1号 3
行政处罚法（以下简称处罚法）第三条 ⇒ 行政处罚法=处罚法 3
行政处罚法（第三条） ⇒ 行政处罚法 3
税收征收管理法实施细则第三条 ⇒ 税收征收管理法实施细则 3
第条 ⇒
第零条 ⇒
第一百条至第二百条 ⇒ - 100..200
第五条至第三条 ⇒ - 5..3
第一条至第三条、第五条至第七条 ⇒ - 1..3 5..7
第一至三、五至七条 ⇒ - 1..3 5..7
第一、三至五、八条 ⇒ - 1 3..5 8
第（一）项至第（三）项、（五）项 ⇒ - (1)..(3) (5)
第㈠项、第⑵项 ⇒ - (1) (2)
第⒈项 ⇒
第一百二十条到第一百二十一条 ⇒ - 120..121
第1条~第3条 ⇒ - 1..3
第1条－第3条 ⇒ - 1..3
第1条——第3条 ⇒ - 1..3
第1-3款 ⇒ - /1../3
第三条到期 ⇒ - 3
第十二三条 ⇒
第12345条 ⇒
第九千九百九十九条 ⇒ - 9999
第 1 条 ⇒ - 1
第1 0条 ⇒
修订前的行政处罚法第二十七条 ⇒ 行政处罚法@修订前 27
修正后刑法第三条 ⇒ 刑法@修正后 3
公司法第三条 ⇒ 公司法 3
立法法第三条 ⇒ 立法法 3
司法第三条 ⇒ - 3
关于处理方法第三条 ⇒ - 3
行政处罚法（第三条）第二款 ⇒ 行政处罚法 3 | ^行政处罚法 3/2?
违反《A法》（以下简称：《B》）第三条 ⇒ 《A法》=B 3
第三条〇款 ⇒ - 3
第三条前零款 ⇒ - 3
第三条第一款前三款 ⇒ - 3/1 | - 前3款
第三条第〇句 ⇒ - 3
前零款 ⇒
第一百条之一、之零 ⇒ - 100-1
第三条之一、之 ⇒ - 3-1
第三条、之二一 ⇒ - 3 3-21
第三条至第五条至第七条 ⇒ - 3..5 | - 7
第三条至第一至三条 ⇒ - 3 | - 1..3
本法第三条至前款 ⇒ 本法 3..前款?
《A法》（第三条 ⇒ 《A法》 3
《A法》 第三条 ⇒ 《A法》 3
行政处罚法（违反第五条）第三条 ⇒ - 5 | - 3
行政处罚法（一二（三））第三条 ⇒ - 3
行政处罚法（a）（b）（c）（d）（e）第三条 ⇒ - 3
办法第三条 ⇒ - 3
依据办法第三条 ⇒ - 3
《消防法》第60条第1款第（3）项，《甲法》第四条第四项、《乙法》第1目 ⇒ 《消防法》 60/1(3) | 《甲法》 4(4) | 《乙法》 .1
违反《甲法》第53条第1款、第2款之规定，依据该法第126条第1款第（三）项 ⇒ 《甲法》 53/1 53/2 | ^甲法 126/1(3)
《X法》第二十六条第（一）项、第（二）项、第（三）项和第二款 ⇒ 《X法》 26(1) 26(2) 26(3) 26/2
《X条例》第十条第一款、第十二条至第十五条、第二十条第（一）至（四）项 ⇒ 《X条例》 10/1 12..15 20(1)..20(4)
1.《行政处罚法》第三十三条；2.《道路运输条例》第六十八条。 ⇒ 《行政处罚法》 33 | 《道路运输条例》 68
《行政处罚法》第三十三条第1款\n《优化营商环境条例》第五十九条 ⇒ 《行政处罚法》 33/1 | 《优化营商环境条例》 59
《福建省市场监管领域轻微违法行为不予处罚清单》第5项 ⇒ 《福建省市场监管领域轻微违法行为不予处罚清单》 (5)
参照《明溪县工作方案》（明政办〔2021〕29号）第三条 ⇒ 《明溪县工作方案》#明政办〔2021〕29号 3
第三十三条第一款；第三十二条第（一）项 ⇒ - 33/1 32(1)
行政处罚法第三十三条第一款、第二款，第三十二条第（一）、（三）项 ⇒ 行政处罚法 33/1 33/2 32(1) 32(3)
行政强制法第16条第2款 ⇒ 行政强制法 16/2
《中华人民共和国行政处罚法》第三十三条第一款第二句 ⇒ 《中华人民共和国行政处罚法》 33/1第二句
《治安管理处罚法》第十九条第（一）（二）项 ⇒ 《治安管理处罚法》 19(1) 19(2)
《治安管理处罚法》第十九条第（一）项、（二）项 ⇒ 《治安管理处罚法》 19(1) 19(2)
《治安管理处罚法》第十九条第（一）项第（二）项 ⇒ 《治安管理处罚法》 19(1) 19(2)?
《治安管理处罚法》第十九条、二十条第一款 ⇒ 《治安管理处罚法》 19 20/1
《治安管理处罚法》第19、20条 ⇒ 《治安管理处罚法》 19 20
《治安管理处罚法》19、20条 ⇒ 《治安管理处罚法》 19 20
《治安管理处罚法》第十九条第三款至第五款的规定 ⇒ 《治安管理处罚法》 19/3..19/5
《治安管理处罚法》第十九条规定第三款 ⇒ 《治安管理处罚法》 19 | ^治安管理处罚法 19/3?
《治安管理处罚法》第十九条第一款第（一）项、第二款第（三）项 ⇒ 《治安管理处罚法》 19/1(1) 19/2(3)
刑法第一百四十条、本法第三条 ⇒ 刑法 140 | 本法 3
刑法第一百四十条和该法第三条 ⇒ 刑法 140 | ^刑法 3
本法第八条第一款、第二款规定的 ⇒ 本法 8/1 8/2
本条第二款第三项至第五项、第三款 ⇒ - 本条/2(3)..本条/2(5) 本条/3
本条前两款 ⇒ - 本条/1..本条/2
本条例第十条前款 ⇒ 本条例 10 | - 前款
前款或者第三条 ⇒ - 前款 3
前款第二项、第三条第一项 ⇒ - 前款(2) 3(1)
本章规定 ⇒
刑法第六章第一节规定 ⇒ 刑法 6章1节
《刑法》第六章第一节、第二节 ⇒ 《刑法》 6章1节 6章2节
中华人民共和国刑法第一百二十条之一第一款 ⇒ 中华人民共和国刑法 120-1/1
修正前的《刑法》第一百条、修正后的《刑法》第一百零一条 ⇒ 《刑法》@修正前 100 | 《刑法》@修正后 101
2012年修正的《治安管理处罚法》第三条 ⇒ 《治安管理处罚法》@2012年修正 3
《A法》第三条第一款及其第二项 ⇒ 《A法》 3/1 | ^A法 3/1(2)?
第八条第一款以及本条第三款 ⇒ - 8/1 本条/3
依照前两条的规定 ⇒ - 前2条
前三条 ⇒ - 前3条
本法前三条 ⇒ 本法 前3条
第十条第一款第（一）项至第（五）项、第（七）项或者第二款 ⇒ - 10/1(1)..10/1(5) 10/1(7) 10/2
第六条第一款第（一）项、（二）项规定 ⇒ - 6/1(1) 6/1(2)
自本规定施行之日起 ⇒ 本规定
《A法》第三条，第四条第一款和《B法》第五条，该条第二款 ⇒ 《A法》 3 4/1 | 《B法》 5 | ^B法 该条/2?
序言第三自然段 ⇒
宪法序言第三自然段第〇句 ⇒ 宪法 序言3
第（一）(二)项和第（四）项 ⇒ - (1) (2) (4)
福建省办法\n\n第三条 ⇒ - 3
行政处罚法（违反（第五条））第三条 ⇒ - 5 | - 3
《A法》（甲（乙）丙）第三条 ⇒ 《A法》#甲（乙）丙 3
《A法》（，2021修订）第三条 ⇒ 《A法》@2021修订 3
第二章第三款 ⇒ - 2章 /3?
第一章第一条第二章 ⇒ -%第一章 1 2章?
第三条前段第一款 ⇒ - 3前段 3/1?
第三条第一款第一款 ⇒ - 3/1 3/1?
宪法序言第三自然段第一句、第二句 ⇒ 宪法 序言3句1 序言3句2
《宪法》序 ⇒ 《宪法》
上款项 ⇒
第三条第一款前零款 ⇒ - 3/1
《甲法》第三十三条第一款：“轻微的，依照本法第三条、前款处理。”第二款 ⇒ 《甲法》 33/1 | 本法 3 前款 | ^甲法 33/2?
《甲办法》（总局令第5号，2020年修订，以下简称“办法”）第三条 ⇒ 《甲办法》=办法#总局令第5号@2020年修订 3
依据《甲法》第三十三条第一款“初次违法，及时改正”的规定 ⇒ 《甲法》 33/1
《甲条例》第六十四条：违反本条例，有第一款情形的 ⇒ 《甲条例》 64 | 本条例 | ^本条例 /1?
违反价格违法行为行政处罚规定第四条 ⇒ 价格违法行为行政处罚规定 4
违反土地管理规定行为处分办法第三条 ⇒ 违反土地管理规定行为处分办法 3
涉外民事关系法律适用法第三条 ⇒ 涉外民事关系法律适用法 3
违反将乐县为民服务条例第三条 ⇒ 将乐县为民服务条例 3
"""
ROWS = [line.replace("\\n", "\n").split(" ⇒") for line in CITED.strip().split("\n")]
RELATIVE = {"prev": "前", "this": "本", "that": "该"}


def shown(citation: Citation) -> str:
    """A citation in the notation of the table."""
    law = citation.law
    named = {"title": f"《{law.name}》", "inherited": f"^{law.name}", "none": "-"}.get(law.ref, law.name)
    notes = {"=": law.alias, "#": law.note, "@": law.version_hint, "%": law.scope}
    named += "".join(sign + text for sign, text in notes.items() if text)
    targets = (place(end.first) + (f"..{place(end.last)}" if end.last else "") for end in citation.targets)
    return " ".join([named, *targets]) + ("?" if citation.doubtful else "")


def place(locator: Locator) -> str:
    """A place in the notation of the table."""
    many = locator.count if locator.count and locator.count > 1 else ""
    text = f"{RELATIVE[locator.rel]}{many}{locator.unit}" if locator.rel else ""
    structure = (locator.book, locator.division, locator.chapter, locator.section)
    text += "".join(
        f"{number}{unit}" for number, unit in zip(structure, ("编", "分编", "章", "节"), strict=True) if number
    )
    if locator.preamble:
        text += f"序言{locator.natural_paragraph or ''}" + (f"句{locator.sentence}" if locator.sentence else "")
    text += locator.article + (f"/{locator.paragraph}" if locator.paragraph else "")
    text += (f"({locator.item})" if locator.item else "") + (f".{locator.subitem}" if locator.subitem else "")
    return text + locator.part


@pytest.mark.parametrize(("text", "expected"), ROWS, ids=[row[0][:40] for row in ROWS])
def test_table(text: str, expected: str) -> None:
    found = citations(text)
    assert " | ".join(map(shown, found)) == expected.strip()
    check(text, found)


def check(text: str, found: Sequence[Citation]) -> None:
    """What holds for every text: exact spans in order, and a canonical form that says the same."""
    end = 0
    for citation in found:
        assert end <= citation.span.start < citation.span.end <= len(text)
        assert citation.text == text[slice(*citation.span)] == citation.text.strip()
        end = citation.span.start
        for target in citation.targets:
            assert end <= target.span.start < target.span.end <= citation.span.end
            end = target.span.end
            check_steps(text, target)
        end = citation.span.end
        if citation.law.ref != "inherited":
            check_canonical(citation)


def check_steps(text: str, target: Target) -> None:
    for locator in filter(None, (target.first, target.last)):
        steps = (locator.article_span, locator.paragraph_span, locator.item_span, locator.subitem_span)
        for span, unit in zip(steps, "条款项目", strict=True):
            if span is not None:
                written = text[slice(*span)]
                assert target.span.start <= span.start < span.end <= target.span.end
                assert unit in written or value(written.strip("第（）() \n之")), written


def check_canonical(citation: Citation) -> None:
    canonical = citation.canonical()
    [again] = citations(canonical)
    assert again.as_data() == citation.as_data(), canonical
    assert again.text == canonical == again.canonical()


# --- texts ----------------------------------------------------------------------------------------

TOKENS = [
    *(
        "《",
        "》",
        "〈",
        "〉",
        "（",
        "）",
        "(",
        ")",
        "“",
        "”",
        "，",
        "、",
        "；",
        "。",
        "：",
        " ",
        "\u3000",
        "\n",
        "-",
        "～",
    ),
    *(
        "第",
        "一",
        "三",
        "十",
        "百",
        "两",
        "33",
        "１",
        "①",
        "条",
        "款",
        "项",
        "目",
        "编",
        "章",
        "节",
        "句",
        "之",
        "之一",
        "至",
        "到",
    ),
    *(
        "和",
        "及",
        "或者",
        "以及",
        "前",
        "本",
        "该",
        "同",
        "各该",
        "各款",
        "上款",
        "本法",
        "本条例",
        "本章",
        "该法",
        "前两款",
    ),
    *(
        "行政处罚法",
        "道路运输条例",
        "《行政处罚法》",
        "中华人民共和国",
        "刑法修正案",
        "违反了",
        "根据",
        "的",
        "关于",
        "对",
        "办法",
    ),
    *(
        "第三条",
        "第一款",
        "第（二）项",
        "第1目",
        "第二章",
        "第一编",
        "但书",
        "前段",
        "第二句",
        "序言",
        "总则",
        "分则",
        "自然段",
    ),
    *(
        "以下简称",
        "（以下简称《甲》）",
        "（2021修订）",
        "（国务院令第1号）",
        "（试行）",
        "（六）",
        "2021年",
        "修订前的",
        "修订",
    ),
]
TEXTS = st.lists(st.one_of(st.sampled_from(TOKENS), st.text(max_size=3)), max_size=25).map("".join)


@given(TEXTS)
def test_any_text_has_exact_spans_and_a_canonical_form(text: str) -> None:
    check(text, citations(text))


@given(st.text(), st.text(alphabet="《》第一条款项（）、和至本前法", max_size=200))
def test_no_text_raises(anything: str, dense: str) -> None:
    check(anything, citations(anything))
    check(dense, citations(dense, known=["法"]))


@pytest.mark.parametrize(
    "text",
    ["\ud800《\ud801》第三条", "《" * 5000 + "甲" + "》" * 5000, "（" * 5000 + "第三条" + "）" * 5000, "\x00第三条"],
)
def test_odd_texts(text: str) -> None:
    check(text, citations(text))


# --- generated citations --------------------------------------------------------------------------

NUMBERS = st.integers(1, LARGEST)
SMALL = st.integers(1, 30)
PLAIN = st.text(alphabet="甲乙丙丁子丑ABC", min_size=1, max_size=8)
PARTS = st.sampled_from(["", "但书", "前段", "后段", "前半段", "后半段", "第二句", "第十一句"])
ARTICLES = st.builds(
    lambda number, further: "-".join(map(str, [number, *further])), NUMBERS, st.lists(SMALL, max_size=2)
)
STEPS = st.fixed_dictionaries({}, optional={"paragraph": SMALL, "item": SMALL, "part": PARTS}) | st.fixed_dictionaries(
    {"item": SMALL, "subitem": SMALL, "part": PARTS}, optional={"paragraph": SMALL}
)
ABSOLUTE = st.builds(lambda article, steps: Locator(article=article, **steps), ARTICLES, STEPS)
STRUCTURAL = (
    st.sampled_from(["book", "division", "chapter", "section"])
    .flatmap(lambda lowest: st.fixed_dictionaries({"book": SMALL, lowest: SMALL}))
    .map(lambda levels: Locator(**levels))
)
RELATIVES = st.one_of(
    st.builds(
        lambda unit, count: Locator(rel="prev", unit=unit, count=count), st.sampled_from("条款项"), st.integers(1, 12)
    ),
    st.builds(lambda paragraph: Locator(rel="this", unit="条", paragraph=paragraph), SMALL),
    st.builds(lambda item: Locator(rel="prev", unit="款", count=1, item=item), SMALL),
    st.builds(lambda unit: Locator(rel="this", unit=unit), st.sampled_from("条款项目")),
    st.just(Locator(rel="this", unit="条", part="各款")),
)
NOWHERE = Span(0, 0)


def one(locator: Locator) -> Target:
    return Target(locator, None, NOWHERE)


@st.composite
def ranges(draw: st.DrawFn) -> Target:
    """A range within one article, or of articles."""
    first = draw(ABSOLUTE)
    level = (
        "item" if first.item and not first.subitem else "paragraph" if first.paragraph and not first.item else "article"
    )
    first = first._replace(part="", subitem=None, **({"paragraph": None, "item": None} if level == "article" else {}))
    last = first._replace(**{level: draw(ARTICLES if level == "article" else SMALL)})
    return Target(first, last, NOWHERE)


def lists(places: st.SearchStrategy[Target]) -> st.SearchStrategy[tuple[Target, ...]]:
    return st.lists(places, min_size=1, max_size=5).map(tuple)


LISTS = lists(ABSOLUTE.map(one) | ranges())
NOTES = st.fixed_dictionaries(
    {},
    optional={
        "alias": PLAIN,
        "note": PLAIN,
        "version_hint": st.sampled_from(["2021修订", "2019年修正", "2017年", "1997", "修订前", "修正后", "2020年版"]),
    },
)
SCOPES = st.sampled_from(["", "分则", "第二编第三章", "总则第一章"])
LAWS = st.one_of(
    st.builds(lambda name, notes, scope: LawName("title", name, scope=scope, **notes), PLAIN, NOTES, SCOPES),
    st.builds(lambda a, b: LawName("title", f"{a}《{b}》办法"), PLAIN, PLAIN),
    st.builds(
        lambda name, notes, scope: LawName("short", name, scope=scope, **notes),
        st.sampled_from(["行政处罚法", "刑法", "福建省食品安全条例", "中华人民共和国公司法", "渔业管理办法（试行）"]),
        NOTES,
        SCOPES,
    ),
    st.builds(
        lambda kind, scope: LawName("self", f"本{kind}", scope=scope),
        st.sampled_from(["法", "条例", "实施细则"]),
        SCOPES,
    ),
    st.sampled_from([LawName("none"), LawName("none", scope="本章"), LawName("none", scope="第三章第一节")]),
)


def built(law: LawName, targets: tuple[Target, ...]) -> Citation:
    return Citation("", NOWHERE, law, targets)


GENERATED = st.one_of(
    st.builds(built, LAWS, LISTS),
    st.builds(built, st.just(LawName("none")), lists(ABSOLUTE.map(one) | RELATIVES.map(one))),
    st.builds(built, st.sampled_from([LawName("none"), LawName("self", "本法")]), lists(STRUCTURAL.map(one))),
    st.builds(lambda name: built(LawName("title", name), ()), PLAIN),
    st.builds(
        lambda paragraph, sentence: built(
            LawName("title", "宪法"), (one(Locator(preamble=True, natural_paragraph=paragraph, sentence=sentence)),)
        ),
        SMALL,
        st.none() | SMALL,
    ),
)


@given(GENERATED)
def test_canonical_round_trip(citation: Citation) -> None:
    check_canonical(citation)


# --- single claims --------------------------------------------------------------------------------


def test_spans_of_steps() -> None:
    text = "见《消防法》（2021修订）第六十条第一款第（一）、三项"
    [citation] = citations(text)
    assert citation.law.span is not None
    first, second = (target.first for target in citation.targets)
    spans = [citation.law.span, first.article_span, first.paragraph_span, first.item_span, second.item_span]
    assert [text[slice(*span)] for span in spans if span] == [
        "《消防法》（2021修订）",
        "第六十条",
        "第一款",
        "第（一）",
        "三项",
    ]
    assert (second.article_span, second.paragraph_span) == (None, None)
    assert [text[slice(*target.span)] for target in citation.targets] == ["第六十条第一款第（一）", "三项"]


@pytest.mark.parametrize(
    ("text", "title", "canonical"),
    [
        (
            "行政处罚法33条1款(2)项第1目",
            "中华人民共和国行政处罚法",
            "《中华人民共和国行政处罚法》第三十三条第一款第二项第1目",
        ),
        ("《处罚法》（以下简称本法）第110条", "", "《处罚法》（以下简称《本法》）第一百一十条"),
        ("第一条第一、三款和第二十一条", "", "第一条第一款、第三款、第二十一条"),
        ("第三十三条第一款，第三十三条第二项", "甲", "《甲》第三十三条第一款、第三十三条第二项"),
        ("第三条，第三条", "", "第三条、第三条"),
        ("修订前的刑法第三条", "中华人民共和国刑法", "修订前的《中华人民共和国刑法》第三条"),
        ("《甲》（2021修订）（令）第三条", "乙", "《乙》（2021修订）第三条"),
        ("刑法分则第三章", "", "刑法分则第三章"),
    ],
)
def test_canonical(text: str, title: str, canonical: str) -> None:
    [citation] = citations(text)
    assert citation.canonical(title) == canonical


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("第六十条至第六十二条", "第六十条 第六十一条 第六十二条"),
        ("第一条第一至三项", "第一条第一项 第一条第二项 第一条第三项"),
        ("第三条第二款至第五条", "第三条第二款 第五条"),
        ("第二条之一至第三条", "第二条之一 第三条"),
        ("第五条至第三条", "第五条 第三条"),
        ("第一条至第二百条", "第一条 第二百条"),
        ("第二章至第四章", "第二章 第四章"),
        ("第三条第一款", "第三条第一款"),
    ],
)
def test_places_of_a_range(text: str, places: str) -> None:
    [target] = citations(text)[0].targets
    assert " ".join(one.canonical for one in target.places) == places


def test_a_place_in_full() -> None:
    [citation] = citations("第三十条第二款第一项、第二项")
    assert citation.targets[1].first.canonical == "第三十条第二款第二项"


@pytest.mark.parametrize(
    ("text", "known", "name"),
    [
        ("商户触碰了食品安全法第三条", ["食品安全法", "安全法"], "食品安全法"),
        ("商户触碰了中华人民共和国食品安全法第三条", ["食品安全法"], "中华人民共和国食品安全法"),
        ("违反福建省食品安全条例第三条", ["食品安全条例"], "福建省食品安全条例"),
        ("违反食品安全条例第三条", [], "食品安全条例"),
        ("执行公平竞争审查标准第三条", ["公平竞争审查标准"], "公平竞争审查标准"),
        ("执行公平竞争审查标准第三条", ["食品安全法"], ""),
    ],
)
def test_known_names(text: str, known: list[str], name: str) -> None:
    for given_as in (known, frozenset(known), known.__contains__):
        [citation] = citations(text, known=given_as)
        assert citation.law.name == name


def test_inherited_law_is_not_printed() -> None:
    _, citation = citations("《甲》第二条规定，第三条")
    assert (citation.canonical(), citation.canonical("甲")) == ("第三条", "《甲》第三条")


# --- numerals -------------------------------------------------------------------------------------


def test_numerals_round_trip() -> None:
    numbers = range(1, LARGEST + 1)
    assert [value(chinese(number)) for number in numbers] == list(numbers) == [value(str(number)) for number in numbers]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(
            ("一百零五", 105),
            ("一百一十", 110),
            ("一百十", 110),
            ("一百〇五", 105),
            ("一百五", 105),
            ("二〇二一", 2021),
        ),
        *(("两", 2), ("两千零一十", 2010), ("十", 10), ("１０５", 105), ("105", 105), ("①", 1), ("⒇", 20), ("㈩", 10)),
        *(("〇", 0), ("零", 0), ("", None), ("十百", None), ("一万", None), ("½", None), ("甲", None), ("12345", None)),
        *(("一一一一一", None), ("千千", None), ("\ud800", None), ("㉑", None), ("Ⅳ", None)),
    ],
)
def test_numerals(text: str, number: int | None) -> None:
    assert value(text) == number


@pytest.mark.parametrize(("number", "text"), [(0, "0"), (10000, "10000"), (-1, "-1"), (10, "十"), (1010, "一千零一十")])
def test_printed_numerals(number: int, text: str) -> None:
    assert chinese(number) == text


@given(st.text())
def test_no_numeral_raises(text: str) -> None:
    assert value(text) is None or 0 <= (value(text) or 0) <= LARGEST


# --- cost -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "《",
            "》",
            "《甲",
            "《甲》",
            "《甲》（",
            "《甲》（乙",
            "《甲》（第",
            "《《甲》",
            "第",
            "第一",
            "第一、",
            "第一条",
            "第一条、",
        ),
        *(
            "第一条第一、",
            "（",
            "（一）",
            "第（",
            "前",
            "前款",
            "本",
            "本法",
            "本章第",
            "该法第",
            "行政处罚法",
            "行政处罚法第",
            "法总则",
        ),
        *(
            "法（一）第",
            " ",
            "第 ",
            "《甲》 ",
            "第一章",
            "第一章第",
            "2021年",
            "修订前的",
            "“",
            "“第一条",
            "）",
            "一",
            "9",
            "之一",
        ),
        *("《甲》（以下简称《", "第一至", "第一项目", "的", "违反", "关于法第一条", "\n"),
    ],
)
def test_time_is_linear(unit: str) -> None:
    def seconds(length: int) -> float:
        text = (unit * length)[:length]
        start = time.process_time()
        citations(text)
        return time.process_time() - start

    citations("")
    assert seconds(100_000) < 25 * seconds(10_000) + 0.5


def test_speed_of_a_province() -> None:
    texts = [f"《中华人民共和国行政处罚法》第{chinese(number)}条第一款第（二）项" for number in range(1, 4001)]
    start = time.process_time()
    for text in texts:
        citations(text)
    assert (time.process_time() - start) / len(texts) < 0.0002


def test_import_is_light() -> None:
    code = "import sys, rouxing.law.citation; sys.exit(bool({'yaml', 'typer', 'dataclasses'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_short_name_carries_all_its_brackets() -> None:
    (found,) = citations("渔业管理办法（试行）（2021修订）（以下简称《渔管办》）（部令）第一条")
    assert (found.law.name, found.law.version_hint, found.law.alias, found.law.note) == (
        "渔业管理办法（试行）",
        "2021修订",
        "渔管办",
        "部令",
    )
