#!/bin/sh
# What a newcomer does on a bare Debian: clone, « make run », look at the first page, then the command given.
# usage: visit.sh root|user PORT COMMAND…       (tools/bare_root.sh starts it inside the root that it has made)
set -eu
who=$1
port=$2
shift 2

home=/root
if [ "$who" = user ]; then
    id visitor >/dev/null 2>&1 || useradd --create-home visitor
    home=/home/visitor
fi

# Run a line as the newcomer: as_newcomer LINE
as_newcomer() {
    if [ "$who" = user ]; then
        su - visitor -c "$1"
    else
        sh -c "$1"
    fi
}

# Install by make; if it says a line for who may install, paste that line as root, and make again: install TARGET
install() {
    as_newcomer "cd $home/relais && make $1" >/tmp/install.log 2>&1 && return
    cat /tmp/install.log
    line=$(sed -n "s/^  su -c '\(.*\)'$/\1/p" /tmp/install.log)
    [ -n "$line" ]
    sh -c "$line" >/tmp/paste.log 2>&1 || {
        tail -n 5 /tmp/paste.log
        exit 1
    }
    as_newcomer "cd $home/relais && make $1"
}

as_newcomer "git -c advice.detachedHead=false clone --quiet /relais.bundle $home/relais"
echo "— Python : $(python3 -c 'import platform; print(platform.python_version())'), compte : $who"

[ "$who" = root ] || install setup

echo "— make run"
as_newcomer "cd $home/relais && exec make run PORT=$port" >/tmp/run.log 2>&1 &
server=$!
python3 - "$port" /tmp/run.log <<'LOOK' || { cat /tmp/run.log; exit 1; }
import http.cookiejar, re, sys, time, urllib.error, urllib.request

port, log = sys.argv[1:]
browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))


def patiently(wanted):
    """What `wanted` gives once it is there; ten minutes are enough to install everything."""
    for _ in range(600):
        try:
            if found := wanted():
                return found
        except urllib.error.URLError:
            pass
        time.sleep(1)
    sys.exit("« make run » n'a pas servi sa première page")


def links():
    said = open(log, encoding="utf-8").read()
    return re.findall(rf"http://127\.0\.0\.1:{port}/\S+", said)


learner, *others = patiently(links)
for address in (f"http://127.0.0.1:{port}/connexion", learner):
    with patiently(lambda: browser.open(address, timeout=20)) as answer:
        page = answer.read().decode()
    print(answer.status, answer.url.split("?")[0], "·", re.search(r"<title>(.*?)</title>", page)[1])
assert len(others) == 3, others
LOOK
kill "$server"
wait "$server" || true

install setup-test
echo "— $*"
as_newcomer "cd $home/relais && $*"
