# make run   – set everything up and run the main job
# make test  – set everything up and run the tests
# make lint  – style, types and layers
# make bench, make scaling, make mutants – minutes long: measurements, and how much the tests notice
PYTHON ?= python3
VENV ?= .venv
# Windows venvs keep their programs elsewhere; there the README's plain commands are simpler.
BIN := $(VENV)/bin

.PHONY: run test lint golden schemas reference bench scaling peers mutants clean

run: $(VENV)/.run-ready
	$(BIN)/orgsim run scenarios/mong-cai

test: $(VENV)/.dev-ready
	$(BIN)/pytest -n auto --dist loadfile

lint: $(VENV)/.dev-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

golden: $(VENV)/.dev-ready
	$(BIN)/python -m tests.golden.rewrite

schemas: $(VENV)/.dev-ready
	for kind in scenario roadmap steps assumptions hindcast instrument; do \
		$(BIN)/orgsim schema $$kind > schemas/$$kind.schema.json; done

reference: $(VENV)/.dev-ready
	$(BIN)/python -c "from orgsim.testing.reference import reference; print(reference(), end='')" > docs/reference/operators.md

# Minutes long: asserts the answers and the ratios that README.md states.
bench: $(VENV)/.bench-ready
	$(BIN)/python -m benchmarks.national
	$(BIN)/python -m benchmarks.law
	$(BIN)/python -m benchmarks.importing
	$(BIN)/python -m benchmarks.workload --nation
	$(BIN)/pytest benchmarks --benchmark-only

# Time and memory against people, years, replications and workers: a table, and a chart in runs/scaling.
scaling: $(VENV)/.bench-ready
	$(BIN)/python -m benchmarks.scaling

# The reference workload on other tools, in a venv of their own. Python 3.12 gets newer ones than 3.11:
# make peers PYTHON=python3.12 PEERS_VENV=.venv-peers-3.12
PEERS_VENV ?= .venv-peers
peers: $(PEERS_VENV)/.ready
	$(PEERS_VENV)/bin/python -m benchmarks.peers

$(PEERS_VENV)/.ready: pyproject.toml
	$(PYTHON) -m venv $(PEERS_VENV)
	$(PEERS_VENV)/bin/python -m pip install --quiet --disable-pip-version-check -e '.[peers]'
	@touch $@

# A quarter of an hour: changes the operators in some three thousand ways and counts the changes that no test notices.
mutants: $(VENV)/.dev-ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[mutants]'
	$(BIN)/mutmut run
	$(BIN)/mutmut results

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "orgsim needs Python 3.11 or newer; this is $$($(PYTHON) --version). Try: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run-ready: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[report]'
	@touch $@

$(VENV)/.dev-ready: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ $(VENV)/.run-ready

$(VENV)/.bench-ready: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,bench]'
	@touch $@ $(VENV)/.dev-ready $(VENV)/.run-ready

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
