PYTHON ?= python3
BIN := .venv/bin
DEMO := demo-archive

# What pip says of itself is no news of ours.
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

.PHONY: demo test bench soak fuzz lint clean

# The environment, as a user gets it. Made anew when the dependencies change.
.venv/installed: pyproject.toml
	@echo "Installing into .venv …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; PYTHON=… names another.")'
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --editable .
	@touch $@

.venv/installed-test: .venv/installed
	@echo "Installing what the tests need …"
	@$(BIN)/pip install --quiet --editable '.[test]'
	@touch $@

demo: .venv/installed
	@$(BIN)/python examples/demo.py $(DEMO)

test: .venv/installed-test lint
	$(BIN)/python -m pytest -n auto

lint: .venv/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

.venv/installed-bench: .venv/installed
	@echo "Installing what the benchmarks need …"
	@$(BIN)/pip install --quiet --editable '.[bench]'
	@touch $@

# With PEERS=1 also other projects, installed into a throw-away environment.
bench: .venv/installed-bench
	$(BIN)/python benchmarks/run.py

# The kill tests and the answers that nobody sends, many times over.
soak: .venv/installed-test
	HOSTILE_EXAMPLES=5000 $(BIN)/python -m pytest -q tests/web/test_hostile.py -k h8
	KILL_ROUNDS=1000 $(BIN)/python -m pytest -q tests/cli/test_kill.py tests/store -k 'c1 or kill'

# Ten minutes of bytes that nobody thought of.
fuzz: .venv/installed-test
	$(BIN)/pip install --quiet --editable '.[fuzz]'
	$(BIN)/python tests/web/test_fuzz.py

clean:
	rm -rf .venv $(DEMO)
