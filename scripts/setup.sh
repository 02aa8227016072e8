#!/bin/sh
# Makes the virtual environment named by $1, or brings it up to date: uv, the locked dependencies (hashes checked),
# and Tegata itself, editable. $PYTHON chooses the interpreter; otherwise the first of 3.11 to 3.13 found is taken.
set -eu
venv=$1

fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; }

choose_python() {
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if fits "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    echo "Tegata needs Python 3.11, 3.12 or 3.13: none found. Install one, or name it: make setup PYTHON=/path/to/python3.12" >&2
    exit 1
}

if ! fits "$venv/bin/python"; then
    python=$(choose_python)
    "$python" -m venv "$venv"
fi
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
export VIRTUAL_ENV="$PWD/$venv"
# Compiled now, once: a node or a gateway loads 1,200 modules at each start, and would compile them then.
export UV_COMPILE_BYTECODE=1
"$venv/bin/uv" pip install --quiet --require-hashes -r requirements-dev.lock
"$venv/bin/uv" pip install --quiet --no-deps --no-build-isolation --editable .
