#!/bin/sh
# What Heddle does, on three scenarios: explore, find bugs, replay them, and hold the simulator against real threads.
# usage: tools/demo.sh [PATH-OF-HEDDLE]
set -eu
cd "$(dirname "$0")/.."

heddle=${1:-build/release/heddle}

say() {
  printf '\n== %s\n' "$1"
}

# step STATUS ARGUMENTS...: shows the command, runs it, and insists on its exit code.
step() {
  wanted=$1
  shift
  printf '\n$ heddle %s\n' "$*"
  status=0
  "$heddle" "$@" || status=$?
  if [ "$status" -ne "$wanted" ]; then
    echo "demo: expected exit code $wanted, got $status" >&2
    exit 1
  fi
}

# first_bug FILE: the schedule of the first bug that exploring FILE finds.
first_bug() {
  "$heddle" explore "$1" --format json 2>/dev/null | tr -d '\n' | sed 's/.*"bugs": *\[//' |
    grep -o '"schedule": *"[^"]*"' | head -n 1 | sed 's/^"schedule": *"//; s/"$//'
}

# find_and_replay FILE: finds a bug, then makes it happen again from the schedule that was printed.
find_and_replay() {
  step 1 explore "$1"
  schedule=$(first_bug "$1")
  step 1 replay "$1" --schedule "$schedule"
}

say 'Listing 16-1 of the Rust book: one run, then every possible output'
step 0 run scenarios/book/listing-16-01.json
step 0 explore scenarios/book/listing-16-01.json

say 'A lost update: the data race is found, and happens again on demand'
find_and_replay scenarios/bugs/lost-update.json

say 'Two locks taken in both orders: the deadlock is found, and happens again on demand'
find_and_replay scenarios/bugs/abba-deadlock.json

say 'The same listing on real threads, held against the simulator'
step 0 compare scenarios/book/listing-16-01.json --runs 50
