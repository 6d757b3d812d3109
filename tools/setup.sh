#!/bin/sh
# Make .venv with the pinned requirements, and install the Debian packages that are missing where we may.
# One line a stage: what apt, pip and npm say is kept in .venv/setup.log, and shown when it explains a failure.
# usage: tools/setup.sh run|test|bench
set -eu
cd "$(dirname "$0")/.."
kind=$1
log=.venv/setup.log

# Do a stage, and say so in one line: stage NAME COMMAND…
stage() {
    printf '%s… ' "$1"
    shift
    if "$@" >>"$log" 2>&1 </dev/null; then
        echo fait
        return
    fi
    echo "échec"
    if tail -n 30 "$log" | grep -qiE "$offline"; then
        echo "Cette étape a besoin d'Internet, et cette machine ne l'atteint pas : rétablissez l'accès, puis relancez « make $kind »." >&2
    else
        tail -n 15 "$log" >&2
        echo "L'étape a échoué (tout est dans $log) : corrigez, puis relancez « make $kind »." >&2
    fi
    exit 1
}
offline='could not resolve|temporary failure|name or service not known|network is unreachable|newconnectionerror|connection refused|timed out|enotfound|eai_again|econnrefused|failed to establish'

# What the platform draws its documents with; what the tests and the bench run or show.
# Its last three are fonts for the signs that the documents' own lack: other alphabets, ideograms, pictures.
packages="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core fonts-droid-fallback fonts-symbola"
requirements=requirements/base.txt
if [ "$kind" != run ]; then
    packages="$packages chromium openssl poppler-utils postgresql redis-server"
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
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11, 2))' 2>/dev/null; then
    echo "Il faut Python 3.11.2 ou plus récent, et « $python » n'en est pas un : make $kind PYTHON=/chemin/de/python3.11" >&2
    exit 1
fi
"$python" -c 'import ensurepip' 2>/dev/null || packages="$packages python3-venv"

missing=""
for package in $packages; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
mkdir -p .venv
: >"$log"
if [ -n "$missing" ]; then
    install="apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends$missing"
    if ! command -v apt-get >/dev/null; then
        echo "Ce système n'a pas apt-get : installez l'équivalent de ces paquets Debian, puis relancez « make $kind » :$missing" >&2
        exit 1
    elif [ "$(id -u)" = 0 ]; then
        stage "Paquets Debian" sh -c "$install"
    elif sudo -n true 2>/dev/null; then
        stage "Paquets Debian" sudo sh -c "$install"
    else
        as_root="su -c"
        if command -v sudo >/dev/null; then
            as_root="sudo sh -c"
        fi
        echo "Il manque des paquets Debian, que vous ne pouvez pas installer sans mot de passe. Lancez, puis relancez « make $kind » :" >&2
        echo "  $as_root '$install'" >&2
        exit 1
    fi
fi

# The development requirements hold the others: the stamp says what .venv already has.
state=$(cat "$requirements" pyproject.toml | sha256sum)
complete=$(cat requirements/dev.txt pyproject.toml | sha256sum)
have=$(cat .venv/stamp 2>/dev/null || true)
if [ "$have" != "$state" ] && [ "$have" != "$complete" ]; then
    [ -x .venv/bin/python ] || stage "Python de la plateforme" "$python" -m venv .venv
    pip=".venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input"
    stage "Bibliothèques Python" $pip --require-hashes -r "$requirements"
    stage "Relais lui-même" $pip --no-deps --no-build-isolation -e .
    echo "$state" >.venv/stamp
fi

# The SCORM runtime of the tests: its lock says what it must hash to, and npm's own settings where it comes from.
lock=tests/scorm/package-lock.json
if [ "$kind" = test ] && ! cmp -s "$lock" tests/scorm/node_modules/lock; then
    stage "Moteur SCORM des essais" npm ci --prefix tests/scorm --ignore-scripts --no-audit --no-fund --silent
    cp "$lock" tests/scorm/node_modules/lock
fi
