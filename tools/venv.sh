#!/bin/sh
# A virtual environment with this project in it: venv.sh PYTHON FOLDER WHAT
set -eu
python=$1 folder=$2 what=$3
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "需要 Python 3.11 或更新版本；现在是 $("$python" --version 2>&1)" >&2
    exit 2
}
if ! [ -x "$folder/bin/pip" ]; then
    echo "建立虚拟环境 $folder …" >&2
    if ! "$python" -m venv "$folder" >/dev/null 2>&1; then
        # Debian keeps ensurepip in a package of its own
        rm -rf "$folder"
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            apt-get update -qq >&2 && apt-get install -qq -y python3-venv >&2
        else
            echo "无法建立虚拟环境；Debian、Ubuntu 请先运行：sudo apt install python3-venv" >&2
            exit 2
        fi
        "$python" -m venv "$folder"
    fi
fi
echo "安装 $what …" >&2
"$folder/bin/pip" install --quiet --disable-pip-version-check --editable "$what"
