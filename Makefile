# Everything one does with a checkout. `make` alone lists it.

SHELL := /bin/sh
PY := .venv/bin/python
PORT ?= 8000
# Where scripts/needs.sh puts a newer Node if the system's is too old.
export PATH := $(CURDIR)/.node/node_modules/node/bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help demo test check soak bench lint types test-deps embed runtime dev node

help: ## list what there is
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

demo: runtime ## show everything at work: the service, and a small blog on another origin
	@$(PY) -m discuss demo --port $(PORT)

test: dev test-deps node ## run all tests, after installing what they need
	@sh scripts/test.sh

check: dev ## format, lint, types, import contracts, the quick tests, the docs
	@sh scripts/check.sh

soak: dev test-deps node ## run the same tests at large size; writes docs/soak.md
	@sh scripts/soak.sh

bench: dev ## measure the budgets of docs/benchmarks.md, as ratios in one run
	@sh scripts/needs.sh nginx wrk
	$(PY) -m benchmarks

lint: dev ## format and lint alone
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .

types: dev ## check types alone
	$(PY) -m mypy

test-deps: ## install Chromium, Node, Redis, nginx, Caddy and Apache where they are missing (Debian, Ubuntu)
	@sh scripts/needs.sh chromium node npm redis nginx caddy apache2 openssl

embed: node ## build the embed into discuss/static/embed
	cd embed && npm run --silent build

runtime:
	@sh scripts/venv.sh requirements.txt

dev:
	@sh scripts/venv.sh requirements-dev.txt

node:
	@sh scripts/node.sh
