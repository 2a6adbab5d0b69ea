#!/bin/sh
# Installs what a Debian or Ubuntu machine lacks; touches nothing that is there. Works as root and with sudo.
# usage: tools/setup.sh [build|test|ci]
#   build  what compiles Heddle
#   test   and what runs its tests
#   ci     and the second compiler, the sanitizers and the formatter
set -eu

purpose=${1:-build}
missing=''

# need_command COMMAND PACKAGE: wherever the command came from, it is good.
need_command() {
  command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}
need_package() {
  case $(dpkg-query --show --showformat='${Status}' "$1" 2>/dev/null) in
    *' installed') ;;
    *) missing="$missing $1" ;;
  esac
}

if ! command -v apt-get >/dev/null 2>&1; then
  echo "setup: no apt-get on this system; see docs/building.md for the packages to install" >&2
  exit 0
fi

case $purpose in build | test | ci) ;; *)
  echo "usage: tools/setup.sh [build|test|ci]" >&2
  exit 2
  ;;
esac
need_command g++ g++
need_command cmake cmake
need_command ninja ninja-build
need_command ccache ccache
for package in libboost-context-dev nlohmann-json3-dev libcli11-dev libfmt-dev doctest-dev; do
  need_package "$package"
done
if [ "$purpose" != build ]; then
  need_command node nodejs
  need_command npm npm
  need_package libgtest-dev
fi
if [ "$purpose" = ci ]; then
  need_command clang++ clang
  need_command clang-format clang-format
  need_command shellcheck shellcheck
  need_package libclang-rt-dev
  need_package libbenchmark-dev
fi
[ -n "$missing" ] || exit 0

echo "setup: installing$missing" >&2
as_root=''
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null 2>&1; then
    echo "setup: needs root or sudo for: apt-get install$missing" >&2
    exit 1
  fi
  as_root='sudo'
fi
install_missing() {
  # The names are ours and without blanks, so splitting them is what is wanted.
  # shellcheck disable=SC2086
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet \
    --no-install-recommends $missing
}
# Refreshing the package lists is slow and often needless: only where there are none, or they proved stale.
if ! ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1 || ! install_missing; then
  $as_root apt-get update --quiet
  install_missing
fi
