# Two commands matter: `make run` and `make test`. Everything else is listed by `make help`.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEBIAN_BROWSER := chromium chromium-driver
DEBIAN_PEERS := r-base-core r-cran-lme4 r-cran-survival r-cran-survey r-cran-matchit

.DEFAULT_GOAL := help

.PHONY: help environment run run-real ui sql test lint unit bench bench-policies bench-respondents bench-places bench-peers paper-example estimator-examples scenario-table county-outlines debian-browser debian-peers lock clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /\1\t/' | expand -t 18

environment: $(STAMP) ## install the locked environment into .venv

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --disable-pip-version-check --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
	@touch $(STAMP)

run: $(STAMP) ## refresh: sources, models, checks, estimates, publication
	$(BIN)/fedlocal run

run-real: $(STAMP) ## the same on real files: make run-real RAW=folder
	@test -n "$(RAW)" || { echo "say where the real files are: make run-real RAW=folder"; exit 2; }
	$(BIN)/fedlocal run --raw "$(RAW)"

ui: $(STAMP) ## Dagster on http://127.0.0.1:3000
	$(BIN)/fedlocal ui

# A default with commas would end at the first of them inside $(or ...).
sql: Q ?= select schema_name, table_name, estimated_size as n_rows from duckdb_tables() order by all
sql: $(STAMP) ## query the published warehouse: make sql Q="select ..."
	$(BIN)/fedlocal sql "$(Q)"

test: $(STAMP) lint unit ## every test: ruff, sqlfluff, pytest, dbt unit and data tests

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/sqlfluff lint --disable-progress-bar dbt_project/models dbt_project/tests

unit: $(STAMP)
	$(BIN)/pytest --numprocesses=2

bench: $(STAMP) ## seconds and memory of a refresh by stage, both scales
	$(BIN)/python tests/benchmarks/bench_refresh.py

bench-policies: $(STAMP) ## seconds of the county-month panel and of a million interviews' exposures
	$(BIN)/python tests/benchmarks/bench_policy_timeline.py

bench-places: $(STAMP) ## seconds and memory from 100 million cells of the American Community Survey to the marts; needs ../shared
	$(BIN)/python tests/benchmarks/bench_places.py

bench-respondents: $(STAMP) ## seconds and memory from raw files of a million interviews to respondent_periods
	$(BIN)/python tests/benchmarks/bench_respondents.py

bench-peers: $(STAMP) ## estimators beside R and statsmodels: seconds and agreement; QUICK=1 for two minutes; needs debian-peers
	$(BIN)/python tests/benchmarks/bench_peers.py $(if $(QUICK),--quick)

paper-example: $(STAMP) ## remake the precomputed paper-size table of the report (some minutes)
	$(BIN)/python -m orchestration.paper_example

estimator-examples: $(STAMP) ## run the examples of analysis/estimators/README.md and write what they print; needs ../shared
	$(BIN)/python -m analysis.estimators.examples ../shared/answers

scenario-table: $(STAMP) ## remake the table of who is misled in which scenario of the twin (an hour or more)
	$(BIN)/python tests/benchmarks/scenario_table.py --core 1000
	$(BIN)/python tests/benchmarks/scenario_table.py --core 1000 --scenarios null paper --populations all --estimators "between-within, controls" "conditional logit" "conditional logit, time by group"
	$(BIN)/python tests/benchmarks/scenario_table.py --joint

county-outlines: $(STAMP) ## redraw the county outlines of the policies page
	$(BIN)/python -m orchestration.county_outlines

debian-browser: ## install Debian's Chromium and its driver, for the browser tests (needs root)
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(DEBIAN_BROWSER)

debian-peers: ## install Debian's R and the packages that bench-peers compares with (needs root)
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(DEBIAN_PEERS)

lock: ## resolve the dependencies anew into requirements.lock (needs uv)
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
		--no-strip-extras --no-header --no-annotate --no-emit-index-url -o requirements.lock

clean: ## remove the environment and generated files, never var/
	rm -rf $(VENV) dbt_project/target dbt_project/logs .pytest_cache .ruff_cache
