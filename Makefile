# The same commands a person and CI use. `make run` and `make test` need only Python 3.11, venv and make.
PYTHON ?= python3
VENV = .venv
PY = $(VENV)/bin/python

# `.venv/bin/taizhang`: the command line from this folder, without building a package
define COMMAND
@printf '#!%s\nimport sys\nsys.path.insert(0, "%s")\nfrom taizhang.__main__ import main\nsys.exit(main())\n' "$(CURDIR)/$(PY)" "$(CURDIR)" > $(VENV)/bin/taizhang && chmod +x $(VENV)/bin/taizhang
endef

.PHONY: run test check lint bench faults messages states shots clean

run: $(VENV)/.runtime
	$(PY) -m taizhang run

test: $(VENV)/.dev
	$(PY) -m tests.both

check: $(VENV)/.dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/lint-imports
	$(VENV)/bin/mypy
	TAIZHANG_HOME=build/check DJANGO_SETTINGS_MODULE=taizhang.config.settings $(PY) -m django makemigrations --check --dry-run
	$(PY) -m tools.messages --check
	$(PY) -m tools.states --check

lint: $(VENV)/.dev
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

# speed as ratios in one run, both databases, some 15 minutes; see docs/performance.md
bench: $(VENV)/.dev
	$(PY) -m benchmarks.run

# the full figures of the fault runs; CI runs the short forms
faults: $(VENV)/.dev
	TAIZHANG_FAULTS=full $(PY) -m tests.faults

# gather texts, keep translations, compile the catalogue
messages: $(VENV)/.dev
	$(PY) -m tools.messages

# draw the state diagrams from the tables of moves
states: $(VENV)/.dev
	$(PY) -m tools.states

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.txt | $(VENV)/bin/python
	$(PY) -m pip install --quiet --require-hashes -r requirements.txt
	$(COMMAND)
	touch $@

$(VENV)/.dev: requirements-dev.txt | $(VENV)/bin/python
	$(PY) -m pip install --quiet --require-hashes -r requirements-dev.txt
	$(COMMAND)
	touch $@ $(VENV)/.runtime

clean:
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache

# take the pictures of the tour anew, in both languages
shots: $(VENV)/.dev
	TAIZHANG_TOUR=1 $(PY) -m pytest -q -m browser tests/browser/test_tour.py
