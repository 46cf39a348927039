#!/bin/sh
# All tests: the embed's and ours. Both run even where one fails.
set -u

status=0
npm --prefix embed run --silent check || status=1
.venv/bin/python -m pytest -n "${TEST_WORKERS:-2}" --dist loadfile "$@" tests || status=1
exit $status
