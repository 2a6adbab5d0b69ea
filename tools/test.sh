#!/bin/sh
# Installs what is missing, builds Heddle and runs its tests. With CI=true in the environment: everything that must
# hold before a change is accepted (warnings are errors, both compilers, the sanitizers, the formatting).
# The last line says how many tests passed and failed.
# usage: tools/test.sh
set -eu
cd "$(dirname "$0")/.."

passed=0
failed=0
skipped=0
failures=''
if [ "${CI:-}" = true ]; then
  purpose='ci'
  strict=ON
else
  purpose='test'
  strict=OFF
fi

# On a machine that is slow today, the later builds of CI are left out rather than cut off half-way: none begins after
# this many minutes.
begin_within_minutes=${HEDDLE_CI_MINUTES:-35}
started=$(date +%s)

sh tools/setup.sh "$purpose"
jobs=$(getconf _NPROCESSORS_ONLN)
export CMAKE_BUILD_PARALLEL_LEVEL="${CMAKE_BUILD_PARALLEL_LEVEL:-$jobs}"
export CTEST_PARALLEL_LEVEL="${CTEST_PARALLEL_LEVEL:-$jobs}"

fail() {
  failed=$((failed + 1))
  failures="$failures
  $1"
}

# check NAME COMMAND...: one thing that holds or does not.
check() {
  check_name=$1
  shift
  printf '\n== %s\n' "$check_name"
  if "$@"; then
    passed=$((passed + 1))
  else
    fail "$check_name"
  fi
}

# count_results LOG PRESET: adds up what ctest wrote at the end of its log.
count_results() {
  not_passed=$(sed -n 's/^.*% tests passed, \([0-9]*\) tests failed out of [0-9]*.*/\1/p' "$1")
  total=$(sed -n 's/^.*% tests passed, [0-9]* tests failed out of \([0-9]*\).*/\1/p' "$1")
  not_run=$(grep -c '\*\*\*Skipped' "$1" || true)
  if [ -z "$total" ]; then
    fail "$2: no tests ran"
    return
  fi
  passed=$((passed + total - not_passed - not_run))
  failed=$((failed + not_passed))
  skipped=$((skipped + not_run))
  if [ "$not_passed" -ne 0 ]; then
    failures="$failures
  tests of preset $2"
  fi
}

# build_and_test PRESET: goes on to the next preset whatever happens, so that one run tells everything.
build_and_test() {
  printf '\n== %s\n' "$1"
  minutes=$((($(date +%s) - started) / 60))
  if [ "$minutes" -ge "$begin_within_minutes" ]; then
    echo "skipped: $minutes minutes have gone by; set HEDDLE_CI_MINUTES to allow more"
    skipped=$((skipped + 1))
    return
  fi
  if ! cmake --preset "$1" -Wno-dev "-DHEDDLE_WERROR=$strict" || ! cmake --build --preset "$1"; then
    fail "build of preset $1"
    return
  fi
  log="build/$1/tests.log"
  rm -f "$log"
  ctest --preset "$1" --output-log "$log" || true
  count_results "$log" "$1"
}

build_and_test release
if [ "$purpose" = ci ]; then
  check 'formatting' cmake --build --preset release --target format-check
  build_and_test asan-ubsan
  build_and_test tsan
fi

if [ "$failed" -ne 0 ]; then
  printf '\nFailed:%s\n' "$failures"
fi
printf '\n%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ]
