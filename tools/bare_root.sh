#!/bin/sh
# Run the README's two commands on a bare Debian, as a newcomer would, and look at the first page.
# usage: tools/bare_root.sh bookworm|trixie root|user [COMMAND…]       (as root; COMMAND is « make test » if not given)
# It needs debootstrap, and tries what is committed. The root it makes stays for a look, in $RELAIS_BARE.
set -eu
cd "$(dirname "$0")/.."
suite=$1
who=$2
shift 2
[ $# -gt 0 ] || set -- make test
bare=${RELAIS_BARE:-/var/tmp/relais-bare}
root=$bare/$suite-$who
port=${PORT:-8000}

# A bare root is made once for each Debian, and copied for each trial.
if [ ! -e "$bare/$suite/made" ]; then
    rm -rf "${bare:?}/$suite"
    mkdir -p "$bare"
    echo "Debian nu ($suite)…"
    debootstrap --variant=minbase --include=ca-certificates,python3,python3-venv,git,make "$suite" "$bare/$suite" >"$bare/$suite.log" 2>&1 || {
        tail -n 5 "$bare/$suite.log" >&2
        exit 1
    }
    touch "$bare/$suite/made"
fi
rm -rf "$root"
cp -a "$bare/$suite" "$root"

# What this machine needs to reach the network, the new one needs too: names, certificates.
cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"

git bundle create --quiet "$root/relais.bundle" HEAD
cp tools/bare_visit.sh "$root/visit.sh"

# Nothing that starts in there outlives this line: its processes and mounts are its own.
unshare --mount --pid --fork --kill-child sh -eu -c '
    root=$1
    shift
    mount --rbind /dev "$root/dev"
    mount -t proc proc "$root/proc"
    exec env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot "$root" sh -eu /visit.sh "$@"
' sh "$root" "$who" "$port" "$@"
