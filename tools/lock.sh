#!/bin/sh
# Writes requirements.txt and requirements-dev.txt from their .in files, for Python 3.11 and newer
# on every platform. Versions already there stay unless an .in file asks for another;
# UPGRADE=1 make lock takes the newest ones.
set -eu
cd "$(dirname "$0")/.."

if ! command -v uv >/dev/null 2>&1; then
    echo "make lock needs the program uv. Install it with: python3 -m pip install uv" >&2
    exit 1
fi

# A personal setting must not get into the files.
unset PIP_FIND_LINKS UV_FIND_LINKS PIP_EXTRA_INDEX_URL UV_EXTRA_INDEX_URL 2>/dev/null || true

for name in requirements requirements-dev; do
    uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
        --no-header --no-emit-index-url --no-emit-find-links ${UPGRADE:+--upgrade} \
        "$name.in" -o "$name.txt"
done
echo "Wrote requirements.txt and requirements-dev.txt."
