#!/bin/sh
# Run all tests at the sizes of a city, and write what came out into docs/soak.md.
set -eu

output=$(mktemp)
trap 'rm -f "$output"' EXIT
start=$(date +%s)
status=0
TEST_SIZE=large .venv/bin/python -m pytest -q -p no:cacheprovider -n "${TEST_WORKERS:-2}" --dist loadfile --durations=15 tests >"$output" 2>&1 || status=$?
minutes=$((($(date +%s) - start + 59) / 60))
{
    echo "# The last large run"
    echo
    echo "\`make soak\` on $(date -u +%Y-%m-%d), commit $(git rev-parse --short HEAD), $(nproc) cores, $minutes minutes:"
    echo "the same tests as \`make test\`, at the sizes of \`tests/sizes.py\`."
    echo
    echo '```'
    tail -n 30 "$output" | sed "s#$PWD/##g"
    echo '```'
} >docs/soak.md
tail -n 30 "$output"
exit $status
