#!/bin/sh
# rouxing-hook：由 rouxing hook install 写入，用 rouxing hook uninstall 删除；手工的修改会被下次安装覆盖。
python=〈python〉
if [ -x "$python" ]; then
    # -P：不从数据仓库里装载程序
    set -- "$python" -P -m rouxing
elif command -v rouxing >/dev/null 2>&1; then
    set -- rouxing
else
    echo "rouxing：找不到柔性执法工具，没有检查；请安装后再试" >&2
    exit 1
fi
exec "$@" 〈command〉
