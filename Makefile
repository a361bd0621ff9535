# Backchannel. `make help` lists what there is.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
VENV_PACKAGE = { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq python3-venv; }
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: help setup demo browser check test bench clean

help: ## what each command does
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.ready ## a virtual environment with everything Backchannel and its tests need

$(VENV)/.ready: pyproject.toml constraints.txt | $(BIN)/pip
	$(BIN)/pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/pip install --quiet --constraint constraints.txt --editable . --group dev
	@touch $@

$(VENV)/.demo: pyproject.toml constraints.txt | $(BIN)/pip
	$(BIN)/pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit("Backchannel needs Python 3.11 or newer; set PYTHON=/path/to/it") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || $(VENV_PACKAGE)
	$(PYTHON) -m venv $(VENV)

demo: $(VENV)/.demo ## an invented conference on a live wall (SPEED=60 PORT=8000 HOST=127.0.0.1)
	$(BIN)/backchannel --quiet demo $(if $(SPEED),--speed $(SPEED)) $(if $(PORT),--port $(PORT)) $(if $(HOST),--host $(HOST)) $(if $(NO_OPEN),--no-open)

browser: ## Chromium for the tests, where there is none
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	|| { command -v apt-get >/dev/null && $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq chromium; } \
	|| $(BIN)/playwright install --with-deps chromium

check: setup ## style, types and layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/pyright

test: setup browser ## every test, with real Redis, real sockets, real Chromium
	$(BIN)/python -m pytest $(ARGS)

bench: setup ## what is claimed about speed, measured beside rivals
	for claim in commit erase backfill idle attribution_speed jetstream; do $(BIN)/python -m bench.$$claim || exit 1; done

clean: ## remove the environment and what was built
	rm -rf $(VENV) dist .ruff_cache .hypothesis .import_linter_cache
