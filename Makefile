# Everything a developer runs. Needs make and Python >= 3.10; the rest is installed into .venv.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# Twice quiet: errors are told, a build backend's warnings about editable installations are not.
INSTALL = @echo 'installing into $(VENV) ...'; \
  $(BIN)/python -m pip install -qq --disable-pip-version-check

# All but examples/bookstore, which holds what the checkers are to find.
LINTED = flake8_fastapi_arch tests benchmarks docs examples/bookstore_fixed

.PHONY: demo test test-all coverage mutants lint docs docs-pages new-checker corpus run-corpus clean help

help:  ## say what can be made
	@grep -E '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(VENV)/.installed  ## install the project and review examples/bookstore in short
	@$(BIN)/fastapi-arch report --exit-zero --format summary examples/bookstore
	@echo
	@echo 'The command lies in $(BIN): $(BIN)/fastapi-arch report examples/bookstore tells all of it.'

test: $(VENV)/.test  ## run the tests
	$(BIN)/python -m pytest --numprocesses auto -m "not slow"

test-all: $(VENV)/.fuzz run-corpus  ## all tests, and what takes long: real, made-up and mutated code
	$(BIN)/python -m pytest --numprocesses auto
	$(BIN)/python -m benchmarks.robustness files \
	  "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')"
	$(BIN)/python -m benchmarks.robustness generated --minutes 10
	$(BIN)/python -m benchmarks.robustness same examples/bookstore .corpus/lnbits
	$(BIN)/python -m benchmarks.mutate

coverage: $(VENV)/.fuzz  ## which lines and branches the tests run
	$(BIN)/python -m pytest --numprocesses auto --cov --cov-report=term-missing:skip-covered

mutants: $(VENV)/.fuzz  ## which changes of the analysis itself the tests do not notice
	$(BIN)/python -m benchmarks.mutants

lint: $(VENV)/.lint  ## the project's own lint, its own plugin included
	@failed=0; for tool in 'flake8 $(LINTED)' 'ruff check' mypy lint-imports; do \
	  echo "$$tool"; $(BIN)/$$tool || failed=1; done; exit $$failed

docs: $(VENV)/.docs  ## build the site of the documentation into site/
	$(BIN)/python -m mkdocs build --quiet

docs-pages: $(VENV)/.installed  ## write docs/checkers/ from the checkers
	$(BIN)/python -m docs.generate

new-checker: $(VENV)/.installed  ## begin a checker: make new-checker CODE=FAAnnn NAME=what-is-wrong
	@$(BIN)/python -m tests.new_checker '$(CODE)' '$(NAME)'

corpus: $(VENV)/.installed  ## fetch the real code that benchmarks/ measures on into .corpus/
	$(BIN)/python -m benchmarks.corpus

run-corpus: corpus  ## check and review every project of the corpus
	$(BIN)/python -m benchmarks.run_corpus

clean:  ## remove what was installed and cached; .corpus/ stays
	rm -rf $(VENV) build dist site *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find . -name __pycache__ -not -path './.corpus/*' -prune -exec rm -rf {} +

# The project is installed editable, so only a change of what it needs installs anew.
$(VENV)/.installed: pyproject.toml | $(BIN)/python
	$(INSTALL) --editable .
	@touch $@

$(VENV)/.test: pyproject.toml | $(BIN)/python
	$(INSTALL) --editable '.[test]'
	@touch $@ $(VENV)/.installed

$(VENV)/.fuzz: pyproject.toml | $(BIN)/python
	$(INSTALL) --editable '.[test,fuzz]'
	@touch $@ $(VENV)/.installed $(VENV)/.test

$(VENV)/.lint: pyproject.toml | $(BIN)/python
	$(INSTALL) --editable '.[lint]'
	@touch $@ $(VENV)/.installed

$(VENV)/.docs: pyproject.toml | $(BIN)/python
	$(INSTALL) --editable '.[docs]'
	@touch $@ $(VENV)/.installed

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { \
	  echo "This project needs Python 3.10 or newer; name one: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --upgrade pip
