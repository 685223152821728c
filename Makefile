# Steward. `make run` and `make test` set up whatever they need.
.DEFAULT_GOAL := help
.PHONY: help setup run test check format bench lock

PYTHON ?= python3
RUNTIME := .venv/.runtime
DEV := .venv/.dev

help:  ## what can be done here
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## */  make \1\t/'

setup: $(RUNTIME)  ## make .venv with the locked dependencies (safe to repeat)

$(RUNTIME): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Steward needs Python 3.11 or newer, this is " + sys.version.split()[0])'
	@echo "Setting up .venv with what Steward needs. This takes a moment, and is done once."
	@test -x .venv/bin/python || $(PYTHON) -m venv .venv
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): $(RUNTIME) requirements-dev.lock
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

run: $(RUNTIME)  ## the bot: in a sandbox workspace in the browser, or against Slack when tokens are set
	@exec .venv/bin/steward run

test: check browser  ## formatting, lint, types, contracts, and all tests on SQLite and PostgreSQL
	.venv/bin/python -m pytest --numprocesses 3

.PHONY: browser
browser:
	@if command -v chromium chromium-browser google-chrome >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the browser tests."; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	else \
		echo "No Chromium here, so the browser tests are skipped. Install it (on Debian: apt install chromium) to run them."; \
	fi

check: $(DEV)  ## formatting, lint, types, import contracts
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports

format: $(DEV)  ## put the code into shape
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

bench: $(DEV)  ## measure the bot against its floors and print the ratios
	.venv/bin/python -m bench

lock:  ## renew the lock files (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --no-annotate -p 3.11 --upgrade --extra build pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --no-annotate -p 3.11 --extra build --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
