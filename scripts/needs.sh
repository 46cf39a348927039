#!/bin/sh
# See to it that the named programs are here: install them with apt where that is allowed, else say what is missing.
set -eu

has() {
    case $1 in
        chromium) command -v chromium || command -v chromium-browser || command -v google-chrome ;;
        node) command -v node && node -e 'const [a, b] = process.versions.node.split(".").map(Number);
            process.exit(a > 20 || (a === 20 && b >= 12) ? 0 : 1)' ;;
        redis) command -v redis-server ;;
        nginx | apache2) command -v "$1" || [ -x "/usr/sbin/$1" ] ;;
        *) command -v "$1" ;;
    esac >/dev/null 2>&1
}

package() {
    case $1 in
        node) echo nodejs ;;
        redis) echo redis-server ;;
        nginx) echo nginx-light ;;
        apache2) echo apache2-bin ;;
        *) echo "$1" ;;
    esac
}

missing_of() {
    for each in "$@"; do has "$each" || printf '%s ' "$each"; done
}

missing=$(missing_of "$@")
[ -n "$missing" ] || exit 0
packages=$(for each in $missing; do package "$each"; done | tr '\n' ' ')

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing $packages…"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends $packages; } >/dev/null || true
    missing=$(missing_of "$@")
fi

# Debian 12 and Ubuntu 24.04 have an older Node; its npm brings a newer one, for this checkout alone.
if [ "$missing" = "node " ] && command -v npm >/dev/null 2>&1; then
    echo "Installing Node 20 into .node …"
    npm install --prefix .node --no-audit --no-fund --loglevel=error node@20 >/dev/null || true
    missing=$(missing_of "$@")
fi
[ -n "$missing" ] || exit 0
echo "Missing: $missing(node must be 20.12 or newer). On Debian or Ubuntu: sudo apt-get install $packages" >&2
exit 1
