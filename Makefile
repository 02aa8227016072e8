# Every target works on a fresh machine with Python 3.11, 3.12 or 3.13: `setup` comes first and is quick when nothing changed.
VENV := .venv
BIN := $(VENV)/bin
PYTEST_ARGS ?= -n 2 --dist loadgroup -q
COMPILE := $(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11

.PHONY: setup engine demo test lint faults bench detection lock clean verifier soak growth joining

setup: $(VENV)/.ready ## a virtual environment with the locked dependencies and the `tegata` command

$(VENV)/.ready: pyproject.toml requirements-uv.lock requirements-dev.lock
	@sh scripts/setup.sh $(VENV)
	@touch $@

engine: setup ## the consensus engine of networks of validators (needs Go; without it their tests are skipped)
	@sh scripts/build_cometbft.sh $(VENV)

demo: setup ## the whole of Tegata in one process, with example consignments
	$(BIN)/tegata demo $(DEMO_ARGS)

lint: setup ## style, types, and which package may import which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint engine ## lint, then every test
	$(BIN)/python -m pytest $(PYTEST_ARGS)

faults: setup engine ## every fault of a network that is tried, the long ones too, a line each
	$(BIN)/python -m pytest -n 0 -m "" -v --durations=0 --durations-min=1 tests/faults

bench: setup ## every benchmark, a line each; figures in build/bench/
	$(BIN)/python -m scripts.bench $(BENCH)

detection: setup ## how well the rules find what is injected into seeded trade: precision and recall of each
	$(BIN)/python -m scripts.scenarios $(DETECTION)

verifier: ## the verifier in TypeScript, and its page: clients/typescript/build/verify.html (needs Node.js)
	cd clients/typescript && npm ci --no-audit --no-fund --silent && npm run --silent build

soak: setup engine ## four validators under load for half an hour: memory of each process, minute by minute
	$(BIN)/python -m scripts.network.soak $(SOAK_ARGS)

growth: setup engine ## bytes on disk of a transaction and of a block, over 100,000 transactions
	$(BIN)/python -m scripts.network.growth $(GROWTH_ARGS)

joining: setup engine ## a node that joins a ledger of 1 GB by snapshot: seconds and bytes
	$(BIN)/python -m scripts.network.joining $(JOINING_ARGS)

lock: setup ## resolve the dependencies of pyproject.toml anew
	$(COMPILE) --all-extras --group dev pyproject.toml -o requirements-dev.lock
	$(COMPILE) --all-extras -c requirements-dev.lock --no-annotate pyproject.toml -o requirements.lock
	$(COMPILE) requirements-uv.in -o requirements-uv.lock

clean:
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
