#!/bin/sh
# The main job on the repository's own data; everything it writes is in out/.
set -eu
rouxing=$1
say() { printf '\n\033[1m== %s\033[0m\n' "$1"; }
[ -t 1 ] || say() { printf '\n== %s\n' "$1"; }

say "一、校验：文件能不能读，格式对不对，前后是否一致（rouxing validate）"
"$rouxing" validate
say "二、审查：有没有越出柔性执法的范围（rouxing lint）"
"$rouxing" lint
say "三、法律引用：条文在不在、是不是旧条号（rouxing law cite、impact）"
"$rouxing" law cite '《行政处罚法》第二十七条、《道路运输条例》第七十一条第二款' --date 2023-10-01 || true
"$rouxing" law impact --format xlsx --out out/立改废释影响清单.xlsx
say "四、四张清单一览（rouxing checklist show）"
"$rouxing" checklist show
say "五、打印文书和四张清单（rouxing doc gen）"
rm -rf out/文书
"$rouxing" doc gen --list | tail -n 5
"$rouxing" checklist export transport --out out
"$rouxing" doc list --on 2021-12-31 | tail -n 1
"$rouxing" case show 明交柔〔2021〕2号
say "六、2021 年度统计报表（rouxing report 2021）"
"$rouxing" report 2021
"$rouxing" report 2021 --format json > out/2021.json
say "七、清单的修订历史（rouxing checklist history、diff）"
if git rev-parse --git-dir >/dev/null 2>&1; then
    "$rouxing" checklist history transport no-penalty | head -n 40
    echo "……"
    "$rouxing" checklist diff market lighter-penalty 2 3 || echo "（这份仓库里没有完整的历史，略）"
    "$rouxing" checklist diff market lighter-penalty 2 3 --format docx ||
        echo "（这份仓库里没有完整的历史，没有生成修改对照表）"
else
    echo "这里不是 git 仓库（下载的压缩包没有历史）；用 git clone 取得仓库后可以看到修订历史"
fi
say "结果"
echo "Word 文书和清单：out/文书/（$(find out/文书 -name '*.docx' | wc -l | tr -d ' ') 份，用 Word 或 WPS 打开）"
echo "统计报表：out/2021年度柔性执法统计报表.xlsx（用 Excel 或 WPS 打开）和 out/2021.json"
echo "可以在 Excel 里改好再合并的清单：out/明溪县交通运输局柔性执法清单.xlsx"
echo "立改废释影响清单：out/立改废释影响清单.xlsx"
echo "示例里的单位、人员、企业、号码和数字均为虚构。"
