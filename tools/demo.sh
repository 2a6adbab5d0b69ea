#!/bin/sh
# What Heddle does, on three scenarios: explore, find bugs, replay them, and hold the simulator against real threads.
# usage: tools/demo.sh [PATH-OF-HEDDLE]
set -eu
cd "$(dirname "$0")/.."

heddle=${1:-build/release/heddle}

say() {
  printf '\n== %s\n' "$1"
}

printed=$(mktemp)
trap 'rm -f "$printed"' EXIT

# step STATUS ARGUMENTS...: shows the command, runs it, shows and keeps what it prints, and insists on its exit code.
step() {
  wanted=$1
  shift
  printf '\n$ heddle'
  for argument in "$@"; do
    case $argument in
      *'*'*) printf " '%s'" "$argument" ;;
      *) printf ' %s' "$argument" ;;
    esac
  done
  printf '\n'
  status=0
  "$heddle" "$@" >"$printed" || status=$?
  cat "$printed"
  if [ "$status" -ne "$wanted" ]; then
    echo "demo: expected exit code $wanted, got $status" >&2
    exit 1
  fi
}

# find_and_replay FILE: finds a bug, then makes it happen again from the schedule that was printed with it.
find_and_replay() {
  step 1 explore "$1"
  schedule=$(sed -n 's/^ *schedule  *//p' "$printed" | head -n 1)
  if [ -z "$schedule" ]; then
    echo "demo: no schedule was printed for $1" >&2
    exit 1
  fi
  step 1 replay "$1" --schedule "$schedule"
}

say 'Listing 16-1 of the Rust book: one run, then what can happen at all'
step 0 run scenarios/book/listing-16-01-spawn.json
step 0 explore scenarios/book/listing-16-01-spawn.json

say 'A racy counter: the data race is found, and happens again on demand'
find_and_replay scenarios/bugs/racy-counter.json

say 'Two locks taken in both orders: the deadlock is found, and happens again on demand'
find_and_replay scenarios/bugs/abba-deadlock.json

say 'The same three on real threads, held against the simulator'
step 0 compare scenarios/book/listing-16-01-spawn.json --runs 50
step 0 compare scenarios/bugs/racy-counter.json --runs 50
step 0 compare scenarios/bugs/abba-deadlock.json --runs 50
