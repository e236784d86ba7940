#!/bin/sh
# The JSON Feed schema of the npm package jsonfeed-schema, against which the tests hold our feeds. It comes by npm,
# which comes from the system's packages where it is not there.
#
#     sh scripts/install-feed-schema.sh .venv
set -eu
version=0.5.0
sha256=fe979a0e941aaf99b43cdfb5a31599f339db9dda9106c7763e207233bdfdf29f
folder="$1/share/jsonfeed-schema-$version"
if [ -f "$folder/schema-v1.1.json" ]; then exit 0; fi
if ! command -v npm >/dev/null; then
    run=""
    [ "$(id -u)" = 0 ] || run=sudo
    if ! command -v apt-get >/dev/null; then
        echo "The test of JSON feeds needs npm on the PATH once: install it" >&2
        exit 1
    fi
    $run apt-get update -qq
    $run apt-get install -y -qq --no-install-recommends npm
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm pack --silent --pack-destination "$work" "jsonfeed-schema@$version" >/dev/null
echo "$sha256  $work/jsonfeed-schema-$version.tgz" | sha256sum --check --quiet
mkdir -p "$folder"
tar xzf "$work/jsonfeed-schema-$version.tgz" -C "$folder" --strip-components=1
