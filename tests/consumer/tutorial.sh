#!/bin/sh
# Does what docs/cpp.md tells its readers to do, in an empty folder: writes each listing to its file, runs each command,
# and holds what it writes against what the page shows. Times, addresses, versions and folders may differ, and a line
# "..." stands for any lines. The schedule in a command is the last one that was found. tutorial.awk says how the page tells what a block is.
# usage: tutorial.sh [--write] PAGE BUILD WORK
#   --write  puts into the page what the commands have written, and into commands the schedules that were found. What
#            has a line "..." is left to you
#   BUILD    a build of Heddle, with the target heddle_development
#   WORK     a folder for all that is made; what was in it goes
set -eu
write=''
if [ "$1" = --write ]; then
  write=yes
  shift
fi
absolute() {
  (cd "$(dirname "$1")" && echo "$PWD/$(basename "$1")")
}
here=$(dirname "$(absolute "$0")")
page=$(absolute "$1")
heddle_build=$(absolute "$2")
work=$(absolute "$3")

if ! command -v g++ >/dev/null 2>&1; then
  [ "${CI:-}" != true ] || exit 1
  echo 'Skipped: the tutorial needs g++'
  exit 0
fi

rm -rf "$work"
mkdir -p "$work/steps" "$work/actual" "$work/home/bank"
if command -v ccache >/dev/null 2>&1; then
  CCACHE_DIR=$(ccache --get-config cache_dir)
  export CCACHE_DIR CMAKE_CXX_COMPILER_LAUNCHER=ccache
fi
if command -v ninja >/dev/null 2>&1; then export CMAKE_GENERATOR=Ninja; fi
export HOME="$work/home" CXX=g++ CMAKE_BUILD_PARALLEL_LEVEL=2 heddle_build
unset HEDDLE_SCHEDULE HEDDLE_STRATEGY HEDDLE_BOUND HEDDLE_BUDGET HEDDLE_SEED HEDDLE_REPORT HEDDLE_JOBS MAKEFLAGS

# What the page calls the folder, and what may differ.
shown() {
  sed "s|$work/home/|~/|g" "$1"
}
without_differences() {
  sed -E -e 's/[0-9.]+ (ns|us|ms|s|sec)( |,|$)/TIME\2/g' -e 's/0x[0-9a-f]+/ADDRESS/g' -e 's/"[0-9.]+"/VERSION/' \
    -e 's/heddle1:[0-9a-f]{8}:/heddle1:HASH:/g' -e 's/ +TIME/ TIME/g' -e 's/"seconds": .*/"seconds"/' "$1"
}

# is_as_shown SHOWN ACTUAL
is_as_shown() {
  without_differences "$1" >"$work/left"
  without_differences "$2" >"$work/right"
  awk 'FNR == NR { right[++count] = $0; next }
    $0 == "..." { skips = 1; next }
    {
      ++place
      while (skips && place <= count && right[place] != $0) ++place
      if (right[place] != $0) exit differs = 1
      skips = 0
    }
    END { exit differs || (!skips && place != count) }' "$work/right" "$work/left"
}

# A debugger is of use where it may run programs.
has_program() {
  case $1 in
    gdb) gdb -batch -ex run "$(command -v true)" 2>/dev/null | grep -q 'exited normally' ;;
    GoogleTest) echo '#include <gtest/gtest.h>' | g++ -E -x c++ - >/dev/null 2>&1 ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
  esac
}

# The build of Heddle is there already, under another name.
# And the reader stays in the folder where the commands end.
cat >"$work/prelude" <<'END'
set -e
trap 'pwd >"$0.folder"' EXIT
cmake() {
  case "$*" in
    '--preset release') ;;
    '--build --preset release '*) shift 3 && command cmake --build "$heddle_build" "$@" ;;
    '--install build/release '*) shift 2 && command cmake --install "$heddle_build" "$@" ;;
    *) command cmake "$@" ;;
  esac
}
END

awk -v folder="$work/steps" -f "$here/tutorial.awk" "$page"
cd "$work/home/bank"
for step in "$work"/steps/*.part; do
  [ -e "$step" ] || continue
  cat "$step" >>"$(cat "${step%.part}.name")"
done

wrong=0
schedule=''
is_run=yes
failure=''
for step in "$work"/steps/*; do
  number=$(basename "${step%.*}")
  name=''
  [ ! -f "${step%.*}.name" ] || name=$(cat "${step%.*}.name")
  case $step in *.name | *.line | *.part) continue ;; esac
  # Commands may fail where the page shows what they write then.
  if [ -n "$failure" ] && [ "${step##*.}" != expect ]; then break; fi
  failure=''
  case $step in
    *.file)
      mkdir -p "$(dirname "$name")"
      cat "$step" >"$name"
      ;;
    *.append) cat "$step" >>"$name" ;;
    *.run)
      is_run=yes
      cp "$step" "$work/actual/$number"
      if [ -n "$name" ] && ! has_program "$name"; then
        echo "$number: left out, as it needs $name"
        is_run=''
        continue
      fi
      [ -z "$schedule" ] || sed -i "s/heddle1:[^' ]*/$schedule/g" "$step"
      cp "$step" "$work/actual/$number"
      cat "$work/prelude" "$step" >"$work/script"
      status=0
      sh "$work/script" >"$work/output" 2>&1 || status=$?
      cd "$(cat "$work/script.folder")"
      found=$(sed -n 's/^ *schedule  \(heddle1:.*\)$/\1/p' "$work/output" | tail -n 1)
      schedule=${found:-$schedule}
      [ "$status" -eq 0 ] || failure=$step
      ;;
    *.expect)
      shown "$work/output" >"$work/actual/$number"
      if [ -z "$is_run" ]; then
        cp "$step" "$work/actual/$number"
      elif is_as_shown "$step" "$work/actual/$number"; then
        cp "$step" "$work/actual/$number"
      else
        wrong=$((wrong + 1))
        echo "$page:$(cat "${step%.*}.line"): this is what the commands wrote:"
        diff "$step" "$work/actual/$number" || true
        if grep -qxF ... "$step"; then cp "$step" "$work/actual/$number"; fi
      fi
      ;;
  esac
done

if [ -n "$failure" ]; then
  echo "Failed: $page:$(cat "${failure%.*}.line"): these commands fail:"
  cat "$failure" "$work/output"
  exit 1
fi
if [ -n "$write" ]; then
  awk -v folder="$work/steps" -v actual="$work/actual" -f "$here/tutorial.awk" "$page" >"$work/page"
  cat "$work/page" >"$page"
elif [ "$wrong" -ne 0 ]; then
  echo "Failed: $wrong outputs are not as the page shows them"
  exit 1
fi
