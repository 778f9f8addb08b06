# Everything a reader or an author does. `make help` lists it.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest -n auto

export NO_MKDOCS_2_WARNING := 1
export PATH := $(CURDIR)/$(BIN):$(PATH)

.DEFAULT_GOAL := help
.PHONY: help book serve figures evidence check minutes test test-slow test-all bench lint weave lock clean

help:  ## say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

book: $(VENV)/.ready node_modules/.ready  ## build the whole book into site/
	@$(BIN)/python scripts/build.py
	@$(BIN)/python scripts/build_site.py

serve: $(VENV)/.ready node_modules/.ready  ## read the book at http://127.0.0.1:8000, rebuilt as you edit
	@$(BIN)/mkdocs serve

figures: $(VENV)/.ready node_modules/.ready  ## regenerate stale figures; FORCE=1 all of them, LESSON=01 one lesson's
	@$(BIN)/python scripts/build.py $(LESSON) $(if $(FORCE),--force)

evidence: $(VENV)/.ready node_modules/.ready  ## train every seed and ablation too; LESSON=01 one lesson's
	@$(BIN)/python scripts/build.py $(LESSON) --evidence $(if $(FORCE),--force)

check: $(VENV)/.ready  ## is anything that is published older than the program?
	@$(BIN)/python scripts/build.py --check

minutes: $(VENV)/.ready  ## how long each page takes to read, and the core path
	@$(BIN)/python scripts/minutes.py

test: $(VENV)/.ready node_modules/.ready  ## run the tests, every code block of the book included
	@$(PYTEST) -m "not slow"

test-slow: $(VENV)/.ready node_modules/.ready  ## run only the slow tests
	@$(PYTEST) -m slow

test-all: test test-slow  ## run both, as the continuous integration does

bench: $(VENV)/.ready  ## measure our loops against the best plain ones (WRITE=1: for the book)
	@$(BIN)/python scripts/bench.py $(if $(WRITE),--write) $(if $(JSON),--json $(JSON))

lint: $(VENV)/.ready node_modules/.ready  ## ruff, mypy --strict on src and scripts, listings, spelling, workflows
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/python scripts/weave.py --check
	@$(BIN)/codespell
	@node scripts/lint_workflows.mjs .github/workflows/*.yml

weave: $(VENV)/.ready  ## copy the source into the book's listings
	@$(BIN)/python scripts/weave.py

lock: $(VENV)/.ready  ## pin the newest versions of requirements.in and package.json
	@$(BIN)/uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-header --no-emit-index-url --quiet requirements.in --output-file requirements.txt
	@npm install --package-lock-only --ignore-scripts

clean:  ## remove what was built; committed figures stay
	@rm -rf $(VENV) node_modules site .cache .build/new .build/old  # not the lock: a build may hold it

# The Python tools, from the hashed list, and the package itself.
$(VENV)/.ready: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "policywerk needs Python 3.11 or newer to build; $(PYTHON) is" \
		"$$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "$(PYTHON) cannot make virtual environments." \
		"On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Bringing the Python tools into $(VENV) …"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# Fonts, mathematics and the browser's Python, by the npm that came with the Python tools.
node_modules/.ready: package-lock.json | $(VENV)/.ready
	@echo "Bringing the npm packages into node_modules …"
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
