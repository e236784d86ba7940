#!/bin/sh
# All tests on SQLite, then on PostgreSQL those that use the database (tests/selection.py). The second half runs
# whatever the first comes to, the summaries of both end the output, and the exit status is 0 where both passed.
#
#     sh scripts/test-both-databases.sh .venv/bin/python [pytest options]
set -u
python=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# half DATABASE [pytest options]
half() {
    database=$1
    shift
    {
        BROADSHEET_TEST_DATABASE=$database "$python" -m pytest "$@" 2>&1
        echo $? >"$work/$database.status"
    } | tee "$work/$database.log"
}

# From pytest's list of failures on; where there is none, its last line.
summary() {
    echo "== tests on $1"
    sed -n '/short test summary info/,$p' "$work/$1.log" | grep . || tail -n 1 "$work/$1.log"
}

half sqlite "$@"
half postgresql "$@"
summary sqlite
summary postgresql
[ "$(cat "$work"/*.status)" = "$(printf '0\n0')" ]
