#!/bin/sh
# Rewrites requirements/*.txt: hashed, without index lines, for every platform that has wheels.
set -eu
compile="uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --universal --python-version 3.11"
$compile pyproject.toml requirements/build.in --output-file requirements/base.txt
$compile pyproject.toml requirements/build.in --extra postgres --constraint requirements/base.txt --output-file requirements/postgres.txt
$compile pyproject.toml requirements/build.in --extra lab --constraint requirements/base.txt --output-file requirements/lab.txt
$compile pyproject.toml requirements/build.in --extra dev --extra lab --constraint requirements/base.txt --output-file requirements/dev.txt
