#!/bin/sh
# Chromium for the browser tests, from the system's packages.
set -eu
if command -v chromium >/dev/null || [ -n "${BROADSHEET_SKIP_BROWSER:-}" ]; then exit 0; fi
run=""
[ "$(id -u)" = 0 ] || run=sudo
if ! command -v apt-get >/dev/null; then
    echo "Browser tests need chromium on the PATH: install it, or set BROADSHEET_SKIP_BROWSER=1" >&2
    exit 1
fi
$run apt-get update -qq
$run apt-get install -y -qq --no-install-recommends chromium
