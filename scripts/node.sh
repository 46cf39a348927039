#!/bin/sh
# Install what builds and tests the embed, exactly as locked; does nothing where that is done already.
set -eu

cd embed
sum=$(cksum <package-lock.json)
if [ "$sum" = "$(cat node_modules/.lock 2>/dev/null || true)" ]; then exit 0; fi
echo "Installing what embed/package-lock.json lists …"
npm ci --loglevel=error --no-audit --no-fund
echo "$sum" >node_modules/.lock
