#!/bin/sh
# Make .venv with what the given lock file lists; does nothing where that is done already.
set -eu

lock=$1
stamps=.venv/locks

fail() { echo "$1" >&2; exit 1; }

# The first Python that is new enough, wherever it is on the PATH: a version manager's shim may be there and not work.
find_python() {
    for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        for place in $(command -v "$name" || true) "/usr/bin/$name" "/usr/local/bin/$name"; do
            if "$place" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
                echo "$place"
                return
            fi
        done
    done
}

make_venv() {
    python=$(find_python)
    [ -n "$python" ] || fail "Python 3.11 or newer is needed. Debian 12, Ubuntu 24.04: apt install python3 python3-venv"
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "Python's venv is missing. Debian, Ubuntu: apt install python3-venv"
    echo "Making .venv with $("$python" --version) …"
    rm -rf .venv
    "$python" -m venv .venv || fail "No virtual environment could be made. Debian, Ubuntu: apt install python3-venv"
}

is_done() {
    for stamp in "$stamps/$lock" "$stamps/requirements-dev.txt"; do
        each=$(basename "$stamp")
        if [ -f "$stamp" ] && [ "$(cksum <"$each")" = "$(cat "$stamp")" ] && covers "$each"; then return 0; fi
    done
    return 1
}

# What the tests need includes what the service needs: both files are locked together.
covers() { [ "$1" = "$lock" ] || [ "$lock" = requirements.txt ]; }

# A moved or copied checkout has a .venv whose Python is not its own.
.venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || make_venv
if is_done; then exit 0; fi
echo "Installing what $lock lists (the first time takes a minute) …"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r "$lock" || {
    .venv/bin/python -c 'import sys; sys.exit(sys.maxsize > 2**32)' &&
        fail "This system is a 32-bit one, for which some packages do not exist. Install a 64-bit one, such as the 64-bit Raspberry Pi OS."
    fail "The packages could not be installed. Is the network there? Then run the same command again."
}
mkdir -p "$stamps"
cksum <"$lock" >"$stamps/$lock"
