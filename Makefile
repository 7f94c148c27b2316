# make run: the app; make test: the tests. Each command makes what it needs first, in .venv.
PYTHON ?= python3
PORT := $(or $(STREAMLIT_SERVER_PORT),8501)
BIN := .venv/bin

.PHONY: install run test check train bench soak clean

install: .venv/development

run: .venv/app
	$(BIN)/streamlit run app.py --server.port $(PORT)

test: .venv/development
	$(BIN)/python -m pytest -n 2 --dist worksteal

check: .venv/development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Fetches MNIST (11 MB) unless NEURALITE_DATA names a folder that has it.
train: .venv/app
	$(BIN)/python -m neuralite fetch
	$(BIN)/python -m neuralite train logistic
	$(BIN)/python -m neuralite train logistic-hog
	$(BIN)/python -m neuralite train mlp
	$(BIN)/python -m neuralite train mlp-small
	$(BIN)/python -m neuralite train judge

# Side by side with PyTorch, scikit-learn and onnxruntime; fetches MNIST like train.
bench: .venv/benchmarks
	$(BIN)/python -m neuralite fetch
	$(BIN)/python -m benchmarks

# The tests that take long.
soak: .venv/development
	$(BIN)/python -m pytest -m soak

clean:
	rm -rf .venv

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'NeuraLite needs Python 3.11 or newer: make PYTHON=python3.12 ...'; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/app: .venv/python requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/benchmarks: .venv/development requirements-bench.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	@touch $@

.venv/development: .venv/app requirements-dev.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
