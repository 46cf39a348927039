#!/bin/sh
# Everything that needs no server and no browser: one line for each step, all of its output where it fails.
set -u

failed=0
output=$(mktemp)
trap 'rm -f "$output"' EXIT

step() {
    name=$1
    shift
    if "$@" >"$output" 2>&1; then
        echo "ok      $name: $(tail -n 1 "$output")"
    else
        failed=1
        cat "$output"
        echo "FAILED  $name"
    fi
}

py=.venv/bin/python
step format $py -m ruff format --check .
step lint $py -m ruff check .
step types $py -m mypy
step imports .venv/bin/lint-imports
step dependencies .venv/bin/deptry --no-ansi .
step tests $py -m pytest -q -n "${TEST_WORKERS:-2}" --dist worksteal -m "not browser and not servers" tests
if command -v npm >/dev/null 2>&1; then
    step "embed's parts" sh scripts/node.sh
    step embed npm --prefix embed run --silent check
else
    echo "left out: the embed, because there is no Node here (make test runs it)"
fi
exit $failed
