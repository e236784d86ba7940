# make up: a running instance with papers in it. make test: everything, on both databases, installing what it needs.
# make test-fast: what takes two minutes, on SQLite, without tests that train, start the program or open a browser.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: up setup test test-fast lint format requirements

up: setup
	$(BIN)/broadsheet up

setup: $(VENV)/.installed

test: $(VENV)/.dev-installed lint
	sh scripts/install-browser.sh
	sh scripts/install-feed-schema.sh $(VENV)
	sh scripts/test-both-databases.sh $(BIN)/python -n 2 --dist loadgroup

test-fast: $(VENV)/.dev-installed
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not slow and not browser"

lint: $(VENV)/.dev-installed
	$(BIN)/ruff check src tests benchmarks scripts
	$(BIN)/ruff format --check src tests benchmarks scripts
	$(BIN)/mypy
	BROADSHEET_HOME=$(VENV)/lint-home $(BIN)/python -m django makemigrations --check --dry-run --settings broadsheet.project.settings

format: $(VENV)/.dev-installed
	$(BIN)/ruff check --fix src tests benchmarks scripts
	$(BIN)/ruff format src tests benchmarks scripts

$(VENV)/.python:
	$(PYTHON) -c 'import sys; sys.exit("Broadsheet needs Python 3.11 or newer: set PYTHON=python3.x") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.installed: $(VENV)/.python requirements/base.txt pyproject.toml src/broadsheet/__init__.py
	$(PIP) --require-hashes -r requirements/base.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.dev-installed: $(VENV)/.installed requirements/dev.txt
	$(PIP) --require-hashes -r requirements/dev.txt
	touch $@

# Rewrites the hashed requirement files after a change of pyproject.toml; needs uv.
requirements:
	sh scripts/requirements.sh
