# Two commands do everything: `make demo` and `make test`. Both do all their own set-up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev
PEERS := .venv-peers
PEERS_STAMP := $(PEERS)/.installed
SOURCES := exposure_audit checks reports tests docs benchmarks
ALL_CORES := -n auto --dist worksteal

.PHONY: demo test check lock score bench bench-full soak docs clean

demo: $(STAMP)
	@$(BIN)/exposure-audit demo --out demo-report

test: check $(PEERS_STAMP)
	@$(BIN)/python -m pytest -q $(ALL_CORES)

check: $(DEV_STAMP)
	@$(BIN)/ruff format --check --quiet $(SOURCES)
	@$(BIN)/ruff check --quiet $(SOURCES)
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

docs: $(DEV_STAMP)
	@$(BIN)/python docs/generate.py

bench: $(DEV_STAMP)
	@$(BIN)/python benchmarks/start_up.py
	@$(BIN)/python benchmarks/report.py
	@$(BIN)/python benchmarks/html_reading.py
	@$(BIN)/python benchmarks/matching.py
	@$(BIN)/python benchmarks/store.py
	@$(BIN)/python benchmarks/net_room.py

# The same with more pages, and beside presidio, which goes into an environment of its own.
bench-full: $(DEV_STAMP) $(PEERS_STAMP)
	@$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check presidio-analyzer
	@$(BIN)/python benchmarks/start_up.py
	@$(BIN)/python benchmarks/report.py
	@$(BIN)/python benchmarks/html_reading.py
	@$(BIN)/python benchmarks/matching.py --full
	@$(BIN)/python benchmarks/store.py
	@$(BIN)/python benchmarks/slate_online.py
	@$(BIN)/python benchmarks/net_room.py

# How well declared facts are found in the labelled corpus, by kind.
score: $(DEV_STAMP)
	@$(BIN)/python -m tests.corpus.score
	@echo "second corpus, of other people and longer pages:"
	@$(BIN)/python -m tests.corpus.score --corpus tests/corpus/holdout --floor 0.98 --kind-floor 0.8

# The same tests with many more random examples, kills and full disks: minutes for seconds.
soak: $(DEV_STAMP) $(PEERS_STAMP)
	@$(BIN)/python -m pytest -q $(ALL_CORES) --hypothesis-profile=soak

# Needs uv (pip install uv); the lock holds hashes and no URL.
lock:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate -q -o requirements/dev.lock
	uv pip compile pyproject.toml requirements/build.in --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate -q -o requirements/run.lock
	uv pip compile requirements/peers.in --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate -q -o requirements/peers.lock

clean:
	rm -rf $(VENV) $(PEERS) build dist *.egg-info demo-report

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "exposure-audit needs Python 3.11 or later: make PYTHON=python3.11 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python's venv is missing: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(STAMP): pyproject.toml requirements/run.lock | $(VENV)/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEV_STAMP): $(STAMP) requirements/dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@touch $@

# Servers that the tests talk to; httpbin would hold back our own dependencies, so it stands apart.
$(PEERS_STAMP): requirements/peers.lock | $(VENV)/bin/python
	@$(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/peers.lock
	@touch $@
