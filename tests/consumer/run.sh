#!/bin/sh
# Installs the package, and builds and runs a project that uses it: with each compiler, one of which optimises, and with
# each framework of tests. The last line says what was left out because it is not on this machine; with CI=true nothing may be.
# usage: run.sh SOURCES BUILD VERSION WORK
#   SOURCES  this folder
#   BUILD    a build of Heddle, with the target heddle_development
#   VERSION  what the package says that it is
#   WORK     a folder for all that is made; what was in it goes
set -eu
absolute() {
  (cd "$(dirname "$1")" && echo "$PWD/$(basename "$1")")
}
sources=$(absolute "$1")
build=$(absolute "$2")
version=$3
work=$(absolute "$4")
unset HEDDLE_SCHEDULE HEDDLE_STRATEGY HEDDLE_BOUND HEDDLE_BUDGET HEDDLE_SEED HEDDLE_REPORT HEDDLE_JOBS

missing=''
lacks() {
  case ", $missing," in *", $1,"*) ;; *) missing="$missing${missing:+, }$1" ;; esac
}
fail() {
  echo "Failed: $1" >&2
  [ -z "${2:-}" ] || cat "$2" >&2
  exit 1
}

# quietly COMMAND...: shows what it wrote if it fails.
quietly() {
  "$@" >"$work/log" 2>&1 || fail "$*" "$work/log"
}

# must_tell FILE TEXT
must_tell() {
  grep -qF -e "$2" "$1" || fail "expected '$2' in:" "$1"
}

# finds_and_replays KIND TEXT COMMAND...: the test fails, tells the bug of that kind and with that text, and its message
# has the command that brings the one execution back.
finds_and_replays() {
  kind=$1
  text=$2
  shift 2
  if "$@" >"$work/found" 2>&1; then fail "$*: no bug was found" "$work/found"; fi
  must_tell "$work/found" "Bug 1: $kind"
  must_tell "$work/found" "$text"
  must_tell "$work/found" 'account.hpp:17  heddle::lock_guard lock(mutex_);'
  must_tell "$work/found" 'account.hpp:18  balance_ = before + amount;'
  schedule=$(sed -n 's/^ *schedule  //p' "$work/found")
  again=$(sed -n 's/^ *again by  //p' "$work/found")
  case $again in HEDDLE_SCHEDULE=*"$schedule"*) ;; *) fail "no command that replays:" "$work/found" ;; esac

  if eval "$again" >"$work/again" 2>&1; then fail "$again: the bug did not come back" "$work/again"; fi
  must_tell "$work/again" 'one execution, by its schedule'
  must_tell "$work/again" "Bug 1: $kind"
  must_tell "$work/again" "$text"
  must_tell "$work/again" "$schedule"
}

rm -rf "$work"
mkdir -p "$work"
quietly cmake --install "$build" --component heddle_development --prefix "$work/installed"
[ -f "$work/installed/include/heddle/heddle.hpp" ] || fail 'the headers were not installed'
if find "$work/installed" -name '*.cpp' | grep -q .; then fail 'sources were installed'; fi

set -- -DCMAKE_PREFIX_PATH="$work/installed" -DHEDDLE_VERSION_INSTALLED="$version"
if command -v ninja >/dev/null 2>&1; then set -- -G Ninja "$@"; fi
if command -v ccache >/dev/null 2>&1; then set -- -DCMAKE_CXX_COMPILER_LAUNCHER=ccache "$@"; fi

for compiler in g++ clang++; do
  # The places in reports are those of the source in both.
  build_type=Debug
  [ "$compiler" != clang++ ] || build_type=Release
  if ! command -v "$compiler" >/dev/null 2>&1; then
    lacks "$compiler"
    continue
  fi
  echo "== $compiler"
  quietly cmake -S "$sources" -B "$work/$compiler" -DCMAKE_CXX_COMPILER="$compiler" \
    -DCMAKE_BUILD_TYPE="$build_type" "$@"
  quietly cmake --build "$work/$compiler" --parallel 2
  cd "$work/$compiler"
  quietly ctest --output-on-failure --label-regex quick
  if [ -x account_doctest ]; then
    finds_and_replays assertion 'both deposits arrive' ./account_doctest '--test-case=wrong: an expectation'
    finds_and_replays panic 'doctest::detail::TestFailureException' \
      ./account_doctest '--test-case=wrong: an assertion of the framework'
  else
    lacks doctest
  fi
  if [ -x account_gtest ]; then
    finds_and_replays assertion 'both deposits arrive' ./account_gtest --gtest_filter=wrong.expectation
    finds_and_replays panic 'balance_after_two(&Account::deposit_carelessly)' \
      ./account_gtest --gtest_filter=wrong.assertion_of_the_framework
  else
    lacks GoogleTest
  fi
done

if [ -n "$missing" ]; then
  [ "${CI:-}" != true ] || fail "not on this machine: $missing"
  echo "Skipped: not on this machine: $missing"
fi
