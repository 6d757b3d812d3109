PORT ?= 8000
BIN = .venv/bin
# make test DAY=2027-03-28T01:40 runs it as if it were then, in Paris.
ON_DAY = $(if $(DAY),$(BIN)/python -m tests.clock '$(DAY)')

.PHONY: setup setup-test run test test-dated check bench lock

setup:
	@tools/setup.sh run

setup-test:
	@tools/setup.sh test

run: setup
	@$(BIN)/relais demo --port $(PORT)

test: setup-test
	$(ON_DAY) $(BIN)/pytest -n 2 -m "not browser and not alone"
	$(ON_DAY) $(BIN)/pytest -n 2 -m "not browser and not alone" --database=postgresql
	$(ON_DAY) $(BIN)/pytest -n 2 --dist loadfile -m browser tests/browser
	$(ON_DAY) $(BIN)/pytest -m "browser or alone" --ignore=tests/browser

test-dated: setup-test
	$(ON_DAY) $(BIN)/pytest -n 2 -m "not browser and not alone" --dated

check: setup-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/relais check --strict

bench:
	@tools/setup.sh bench
	$(BIN)/python tools/bench.py
	$(BIN)/python tools/bench_region.py
	$(BIN)/python tools/bench_documents.py

lock:
	$(BIN)/uv pip compile --quiet --extra install -o requirements/base.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --extra install --extra dev -c requirements/base.txt -o requirements/dev.txt pyproject.toml
