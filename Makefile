# make demo   看一遍全部功能（自建虚拟环境，结果写在 out/）
# make test   检查代码与测试
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint types unit wheel bench fuzz fields likeness templates clean help

help:
	@sed -n 's/^# make/make/p' Makefile

$(VENV)/.installed: pyproject.toml tools/venv.sh
	@sh tools/venv.sh "$(PYTHON)" "$(VENV)" .
	@touch $@

$(VENV)/.developed: $(VENV)/.installed
	@sh tools/venv.sh "$(PYTHON)" "$(VENV)" ".[dev]"
	@touch $@

demo: $(VENV)/.installed
	@sh tools/demo.sh "$(BIN)/rouxing"

test: lint types unit wheel

lint: $(VENV)/.developed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/.developed
	$(BIN)/mypy

unit: $(VENV)/.developed
	rm -f .coverage .coverage.*
	$(BIN)/pytest -n auto --cov --cov-report=term:skip-covered

wheel: $(VENV)/.developed
	@sh tools/wheel_test.sh "$(BIN)"

# make bench CASES=100000  与同类工具并排测速度和内存（几分钟）
CASES ?= 10000
bench: $(VENV)/.developed
	$(BIN)/pip install --quiet --disable-pip-version-check ".[bench]"
	$(BIN)/python tools/bench.py --cases $(CASES)
	$(BIN)/python tools/bench_history.py
	$(BIN)/python tools/bench_documents.py

# make fuzz   五万个弄坏的文件：只许有发现，不许出错
fuzz: $(VENV)/.developed
	$(BIN)/python tools/fuzz.py 50000

# make fields   排除领域的规则（RX201–RX203）在标注样例上的精确率和召回率
fields: $(VENV)/.developed
	$(BIN)/python tools/labelled.py

# make likeness   从词条的正反例和标注样例（乙组除外）重算 rouxing/data/likeness.json；改了词条或者样例以后运行
likeness: $(VENV)/.developed
	$(BIN)/python tools/learn_fields.py

templates: $(VENV)/.installed
	$(BIN)/python tools/make_templates.py

clean:
	rm -rf $(VENV) build dist out .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
