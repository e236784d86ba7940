#!/bin/sh
# Chromium for the browser tests, and the typeface that pages fall back on, from the system's packages.
set -eu
[ -z "${BROADSHEET_SKIP_BROWSER:-}" ] || exit 0
packages=""
command -v chromium >/dev/null || packages="chromium"
fc-list 2>/dev/null | grep -qE "Liberation Serif|Times New Roman|Tinos" || packages="$packages fonts-liberation"
[ -n "$packages" ] || exit 0
run=""
[ "$(id -u)" = 0 ] || run=sudo
if ! command -v apt-get >/dev/null; then
    echo "Browser tests need $packages: install it, or set BROADSHEET_SKIP_BROWSER=1" >&2
    exit 1
fi
$run apt-get update -qq
# shellcheck disable=SC2086  # several packages
$run apt-get install -y -qq --no-install-recommends $packages
