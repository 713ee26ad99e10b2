#!/bin/sh
# Run the tests once against the built wheel, in a folder without the source: wheel_test.sh VENV_BIN
set -eu
bin=$(cd "$1" && pwd)
rm -rf build/wheel
mkdir -p build/wheel/site build/wheel/here
"$bin/python" -m build --wheel --no-isolation --outdir build/wheel >build/wheel/build.log 2>&1 || {
    cat build/wheel/build.log >&2
    exit 1
}
"$bin/pip" install --quiet --disable-pip-version-check --no-deps --target build/wheel/site build/wheel/rouxing-*.whl
cp -R tests tools docs templates checklists cases rouxing.yaml pyproject.toml README.md build/wheel/here/
cd build/wheel/here
PYTHONPATH=$(cd ../site && pwd) ROUXING_FROM_WHEEL=1 "$bin/pytest" -q -n auto -p no:cacheprovider
