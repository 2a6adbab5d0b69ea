#!/bin/sh
# From nothing to results: installs what is missing, builds Heddle and shows what it does.
# usage: tools/start.sh
set -eu
cd "$(dirname "$0")/.."

sh tools/setup.sh build
cmake --preset release -Wno-dev
cmake --build --preset release --target heddle
sh tools/demo.sh build/release/heddle
