PYTHON ?= python3
BIN := .venv/bin
DEMO := demo-archive
# Three more than there are processors, as browsers, deadlines and kills are waited for; each costs seconds of its own.
WORKERS = $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 3)')

# An archive waits for the disk with all that it keeps, and tests make thousands: they do so in memory where 4 GB are free.
SCRATCH = $(shell [ "$$(df -k /dev/shm 2>/dev/null | awk 'NR == 2 { print $$4 }')" -gt 4000000 ] 2>/dev/null \
	&& echo /dev/shm || echo "$${TMPDIR:-/tmp}")

# What pip says of itself is no news of ours.
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

# The tests start hundreds of processes, each of which would compile all of it anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test pytest docs bench soak fuzz lint wheel dist update clean

# Every package in the version that the project was last tested with, whatever the index serves today: see `make update`.
INSTALL := $(BIN)/pip install --quiet --constraint constraints.txt --editable

# The environment, as a user gets it. Made anew when the dependencies change.
.venv/installed: pyproject.toml constraints.txt
	@echo "Installing into .venv …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; PYTHON=… names another.")'
	@$(PYTHON) -m venv .venv
	@$(INSTALL) .
	@touch $@

.venv/installed-test: .venv/installed
	@echo "Installing what the tests need …"
	@$(INSTALL) '.[test]'
	@touch $@

demo: .venv/installed
	@$(BIN)/python examples/demo.py $(DEMO)

# Where nothing is known yet, the type checker takes a third of a minute of one processor: the tests begin beside it.
test: .venv/installed-test
	@$(MAKE) --no-print-directory --jobs 2 lint pytest

# What failed stays there to be looked at. In a fresh copy pytest compiles the tests once beforehand, not in every worker.
pytest: .venv/installed-test
	@$(BIN)/python -m compileall -q embedarchive
	@[ -d tests/__pycache__ ] || $(BIN)/python -m pytest --collect-only -q > /dev/null || true
	@scratch=$$(mktemp -d "$(SCRATCH)/embedarchive-XXXXXX") && chmod 755 "$$scratch" && \
	TMPDIR=$$scratch $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal && rm -rf "$$scratch"

lint: .venv/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

.venv/installed-docs: .venv/installed
	@echo "Installing what the documentation is built with …"
	@$(INSTALL) '.[docs]'
	@touch $@

# The documentation, into the package, where `embedarchive docs` opens it. A link that leads nowhere is an error.
docs: .venv/installed-docs
	@rm -rf embedarchive/documentation
	@$(BIN)/python -m sphinx -q -W --keep-going -E -b html -d .venv/doctrees docs embedarchive/documentation
	@rm -f embedarchive/documentation/.buildinfo embedarchive/documentation/objects.inv
	@echo "To read it: $(BIN)/embedarchive docs"

.venv/installed-bench: .venv/installed
	@echo "Installing what the benchmarks need …"
	@$(INSTALL) '.[bench]'
	@touch $@

# With PEERS=1 also other projects, installed into a throw-away environment.
bench: .venv/installed-bench
	$(BIN)/python benchmarks/run.py

# Every attack in full: kills, power cuts, erasures, damaged bytes, hostile files and answers. Hours; at the end a line for each promise.
SEED ?= 1
soak: .venv/installed-test
	ATTACKS=all ATTACK_SEED=$(SEED) ERASE_ROUNDS=600 KILL_ROUNDS=1000 COMMAND_KILLS=30 HOSTILE_EXAMPLES=5000 $(BIN)/python -m pytest -q -n $(WORKERS) \
		tests/attacks tests/store/test_crash.py tests/web/test_hostile.py tests/web/test_hostile_http2.py tests/web/test_slow_media.py tests/platforms/test_reads.py \
		tests/datasette_plugin/test_denied.py tests/web/test_browser.py tests/archive/test_views.py

	MERGE_ROUNDS=300 KILL_ROUNDS=300 DAMAGE_ROUNDS=200 $(BIN)/python -m pytest -q tests/store/test_merge_any.py tests/cli/test_merge.py tests/cli/test_damaged.py
	EVERY_BYTE=1 TAMPERED=10000 ROUND_TRIP=1000 $(BIN)/python -m pytest -q tests/exports -k 'byte or changes or platform'

# Ten minutes of bytes that nobody thought of.
fuzz: .venv/installed-test
	$(INSTALL) '.[fuzz]'
	$(BIN)/python tests/web/test_fuzz.py

# A wheel that brings the documentation along, tried where nothing else of the project is installed: it runs the demo.
wheel: docs
	@rm -rf dist .venv-dist
	@$(BIN)/pip wheel --quiet --no-deps --wheel-dir dist .
	@$(PYTHON) -m venv --without-pip .venv-dist/runtime
	@$(BIN)/pip --python .venv-dist/runtime install --quiet --constraint constraints.txt dist/*.whl
	@.venv-dist/runtime/bin/python examples/demo.py .venv-dist/demo >.venv-dist/told || { cat .venv-dist/told; exit 1; }
	@.venv-dist/runtime/bin/embedarchive docs --path
	@ls dist

# That wheel, and beside it the list of all that is installed with it (CycloneDX).
dist: wheel
	@$(PYTHON) -m venv .venv-dist/tool
	@.venv-dist/tool/bin/pip install --quiet --constraint constraints.txt cyclonedx-bom
	@.venv-dist/tool/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible \
		--output-file dist/embedarchive.cdx.json .venv-dist/runtime/bin/python
	@rm -rf .venv-dist
	@ls dist

# The newest versions, written down, and the digests of their files. Run `make test` before you commit what it wrote.
update:
	@rm -rf .venv-update
	@$(PYTHON) -m venv .venv-update
	@.venv-update/bin/pip install --quiet --editable '.[test,bench,dist]'
	@{ sed -n '/^#/p' constraints.txt; .venv-update/bin/pip freeze --exclude-editable; } > constraints.new
	@mv constraints.new constraints.txt
	@.venv-update/bin/pip install --quiet uv
	@{ sed -n '/^#/p' constraints-hashes.txt; .venv-update/bin/uv pip compile --quiet --generate-hashes --no-deps --no-annotate --no-header \
		--universal --python-version 3.11.7 constraints.txt; } > constraints.new
	@mv constraints.new constraints-hashes.txt
	@rm -rf .venv-update
	@git --no-pager diff --stat constraints.txt constraints-hashes.txt

clean:
	rm -rf .venv .venv-update .venv-dist dist embedarchive/documentation $(DEMO)
