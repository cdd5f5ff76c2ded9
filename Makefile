# Everything that is done with this checkout. `make serve` and `make test` need only Python, git and make.

PORT ?= 8765
HOST ?= 127.0.0.1
DATA ?= data
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

SEEDS ?= 1000
FROM ?= 0
N ?= 100
SEED ?= 1

.PHONY: help setup serve test check static check-python check-types check-layers check-web sim kill bench format generate \
	browser proxies clean

help:
	@echo "make serve      start the server (PORT=$(PORT) HOST=$(HOST) DATA=$(DATA))"
	@echo "make test       all tests; installs what they need"
	@echo "make check      format, lint, types, layers and the fast tests"
	@echo "make static     make check without the tests"
	@echo "make sim        the simulation: SEEDS=$(SEEDS) runs over bad networks, FROM=$(FROM) on; CRASHES=1: with kills and power cuts"
	@echo "make kill       the real server is killed N=$(N) times under real clients; SEED=$(SEED) draws when"
	@echo "make bench      our server beside its peers under one load, about twelve minutes: ARGS='--quick --server ours'"
	@echo "make setup      only prepare $(VENV) and build the web client"
	@echo "make generate   write again what is generated from the Python messages and settings"
	@echo "make format     format the code"

# The package with its web client. Depends on what the build reads, so that a change builds it again.
$(VENV)/serve.stamp: pyproject.toml hatch_build.py $(shell find web -type f -not -path '*/node_modules/*' 2>/dev/null)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/serve.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

setup: $(VENV)/serve.stamp

serve: $(VENV)/serve.stamp
	$(BIN)/python -m lobby --host $(HOST) --port $(PORT) --data $(DATA)

# A page costs the one without windows half of the processor time; the whole one does where that can't be had.
browser:
	@command -v chromium-headless-shell >/dev/null || { \
	  command -v apt-get >/dev/null && apt-get update --quiet && \
	  apt-get install --quiet --yes chromium-headless-shell; } || \
	  command -v chromium >/dev/null || { \
	  command -v apt-get >/dev/null && apt-get install --quiet --yes chromium; } || { \
	  echo "the tests need Chromium: install it as 'chromium-headless-shell' or 'chromium'"; exit 1; }

# The tests run them with files of their own, on ports of their own.
proxies:
	@PATH="$$PATH:/usr/sbin"; command -v nginx >/dev/null && command -v caddy >/dev/null || { \
	  command -v apt-get >/dev/null && apt-get update --quiet && \
	  apt-get install --quiet --yes --no-install-recommends nginx-light caddy; } || { \
	  echo "the tests need nginx and Caddy: install them as 'nginx' and 'caddy'"; exit 1; }

# Compiled tests are kept, also where the environment says not to write any: to compile them anew is ten seconds of
# processor time in each worker, and a third of a second at each start of a server.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m
FAST := -m "not end_to_end and not slow" --quiet --numprocesses 2
FAST_SEEDS := LOBBY_SEEDS=4 LOBBY_CRASHING_SEEDS=4
DEEP := -m "(slow or hypothesis or seeds) and not end_to_end" --quiet --numprocesses 2 --dist worksteal

check: static
	$(FAST_SEEDS) $(PYTEST) pytest $(FAST)

# Two at a time: none of them needs another one.
static: $(VENV)/dev.stamp
	@$(MAKE) --no-print-directory --jobs 2 check-python check-types check-layers check-web

check-python:
	$(BIN)/ruff format --check
	$(BIN)/ruff check

check-types:
	$(BIN)/mypy

check-layers:
	$(BIN)/lint-imports

check-web:
	PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix web run --silent check
	PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix web run --silent test

# The fast tests with coverage; then, without it, what takes long and what finds more with more examples and seeds; then
# the real processes and browsers, four at a time, as they often wait.
test: $(VENV)/dev.stamp browser proxies
	$(BIN)/python -m coverage erase
	$(FAST_SEEDS) $(PYTEST) coverage run -m pytest $(FAST)
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report
	HYPOTHESIS_PROFILE=test LOBBY_SEEDS=40 LOBBY_CRASHING_SEEDS=60 $(PYTEST) pytest $(DEEP)
	$(PYTEST) pytest -m end_to_end --quiet --numprocesses 4 --dist worksteal

sim: $(VENV)/dev.stamp
	$(BIN)/python -m tests.simulation --seeds $(SEEDS) --from $(FROM) $(if $(CRASHES),--crashes)

kill: $(VENV)/dev.stamp
	$(BIN)/python -m tests.kill --count $(N) --seed $(SEED)

# See tests/bench/README.md; the peers are installed by it, into tests/bench/peers.
bench: $(VENV)/dev.stamp
	$(BIN)/python -m tests.bench $(ARGS)
	$(BIN)/python -m tests.bench.page

format: $(VENV)/dev.stamp
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

# Not behind the build: the page can't be built before its messages are those of the server.
generate:
	@test -x $(BIN)/ruff || $(MAKE) $(VENV)/dev.stamp
	$(BIN)/python web/make_messages.py
	$(BIN)/python -m tests.golden.make_vectors
	$(BIN)/python -m tests.golden.make_live_vectors
	$(BIN)/python docs/make_protocol.py  # takes its examples from the vectors
	$(BIN)/python -m lobby.config > docs/reference/configuration.md

clean:
	rm -rf $(VENV) lobby/static web/node_modules dist
