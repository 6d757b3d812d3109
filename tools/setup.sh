#!/bin/sh
# Make .venv with the pinned requirements, and install the Debian packages that are missing where we may.
# usage: tools/setup.sh run|test|bench
set -eu
cd "$(dirname "$0")/.."

packages="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
requirements=requirements/base.txt
kind=$1
if [ "$kind" != run ]; then
    packages="$packages chromium postgresql redis-server poppler-utils"
    requirements=requirements/dev.txt
fi
if [ "$kind" = test ]; then
    packages="$packages gcc libc6-dev" # they compile what shifts a test's clock, tests/clock/shift.c
fi
if [ "$kind" = test ] && ! command -v npm >/dev/null; then
    packages="$packages npm"
fi
if [ "$kind" = bench ]; then
    packages="$packages wrk"
fi
python=${PYTHON:-python3}
"$python" -c 'import ensurepip' 2>/dev/null || packages="$packages python3-venv"

missing=""
for package in $packages; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
if [ -n "$missing" ]; then
    install="apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends$missing"
    if [ "$(id -u)" = 0 ]; then
        sh -c "$install"
    elif sudo -n true 2>/dev/null; then
        sudo sh -c "$install"
    else
        echo "Il manque des paquets Debian. Lancez, puis recommencez :" >&2
        echo "  sudo sh -c '$install'" >&2
        exit 1
    fi
fi

# The development requirements hold the others: the stamp says what .venv already has.
state=$(cat "$requirements" pyproject.toml | sha256sum)
complete=$(cat requirements/dev.txt pyproject.toml | sha256sum)
have=$(cat .venv/stamp 2>/dev/null || true)
if [ "$have" != "$state" ] && [ "$have" != "$complete" ]; then
    [ -x .venv/bin/python ] || "$python" -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$requirements"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
    echo "$state" > .venv/stamp
fi

# The SCORM runtime of the tests: its lock says what it must hash to, and npm's own settings where it comes from.
lock=tests/scorm/package-lock.json
if [ "$kind" = test ] && ! cmp -s "$lock" tests/scorm/node_modules/lock; then
    npm ci --prefix tests/scorm --ignore-scripts --no-audit --no-fund --silent
    cp "$lock" tests/scorm/node_modules/lock
fi
