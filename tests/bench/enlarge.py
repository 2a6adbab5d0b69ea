#!/usr/bin/env python3
"""Enlarges a scenario until no search for everything can end: the bug stays, in a crowd.

    python3 tests/bench/enlarge.py scenarios/bugs/lost-update.json --threads 4 --rounds 6 > large.json

What is added does not touch the scenario's own objects:
- `threads` more threads, each of which takes `rounds` tickets and writes itself down under their numbers;
- every thread of the scenario takes half as many tickets before its own body, and after it where it
  gets there;
- where the scenario starts two threads of one body, `copies` are started (some bugs change with that,
  see KEEPS_ITS_COUNT), and expressions that count them follow.

Every order of the tickets is a trace and a state of its own, so there are at least
(threads * rounds)! / (rounds!)^threads of both: 2.3 * 10^12 for 4 threads of 6 rounds.
The same arguments give the same file, byte for byte.
"""
import argparse
import copy
import json
import pathlib
import sys

import event_condition_variable

TICKETS = "crowd_tickets"
LOG = "crowd_log"
BODY = "crowd_member"

# Where more threads of a body would be another scenario: what they are counted by is in the text.
KEEPS_ITS_COUNT = {
    "barrier-wrong-count", "one-barrier-for-two-rounds", "bounded-buffer", "overflow",
    "buffer-without-mutex", "index-race", "read-write-lock-cache", "dining-philosophers-2",
}


def ticket(thread):
    return [{"fetch_add": TICKETS, "value": 1, "into": "crowd_place"},
            {"store": LOG + "[crowd_place]", "value": thread}]


def rounds_of(rounds, thread):
    return {"repeat": rounds, "do": ticket(thread)}


def observed(scenario):
    """What the scenario itself observes, where it does not say so: the crowd must not be seen."""
    if "observe" in scenario:
        return scenario["observe"]
    values = [name for name, kind in scenario.get("shared", {}).items()
              if not isinstance(kind, str) and
              (not isinstance(kind, dict) or "atomic" in kind or "array" in kind)]
    values += [name for name, kind in scenario.get("shared", {}).items()
               if isinstance(kind, str) and kind not in
               ("mutex", "rwlock", "condvar", "once", "channel")]
    return ["output"] + values


def more_copies(scenario, copies):
    """Two threads of one body become `copies`; returns whether there were any."""
    found = False
    for statement in scenario["threads"].get("main", []):
        if isinstance(statement, dict) and statement.get("times") == 2:
            statement["times"] = copies
            found = True
    if found:
        for key in ("finally", "invariants"):
            scenario[key] = [text.replace("== 2", f"== {copies}") for text in
                             scenario.get(key, [])]
    return found


def enlarged(scenario, threads, rounds, copies=2):
    scenario = copy.deepcopy(scenario)
    scenario["observe"] = observed(scenario)
    if copies > 2 and scenario["name"] not in KEEPS_ITS_COUNT:
        more_copies(scenario, copies)
    bodies = scenario["threads"]
    explicit_main = "main" in bodies
    places = threads * rounds + (len(bodies) + copies + 4) * rounds
    scenario.setdefault("shared", {})[TICKETS] = {"atomic": 0}
    scenario["shared"][LOG] = {"atomic": [0] * places}
    number = 1
    for name, body in bodies.items():
        if name == "main":
            continue
        statements = body["body"] if isinstance(body, dict) else body
        number += 1
        statements.insert(0, rounds_of(max(rounds // 2, 1), number))
        statements.append(rounds_of(max(rounds // 2, 1), number))
    crowd = {"params": ["crowd_id"], "body": [rounds_of(rounds, "crowd_id + 100")]}
    if explicit_main:
        main = bodies["main"]
        statements = main["body"] if isinstance(main, dict) else main
        statements.insert(0, {"spawn": BODY, "args": ["index"], "times": threads})
        bodies[BODY] = crowd
    else:
        for each in range(threads):
            bodies[f"{BODY}_{each}"] = [rounds_of(rounds, 100 + each)]
    scenario["name"] += f"-in-a-crowd-of-{threads}-by-{rounds}"
    scenario.pop("expect", None)
    return scenario


# What tests/search/default_search_test.cpp explores.
TESTED = ("abba-deadlock", "dining-philosophers-4", "divide-by-zero", "lost-wakeup", "torn-read")


def loaded(file):
    scenario = json.loads(file.read_text(encoding="utf-8"))
    scenario.setdefault("name", file.stem)
    return scenario


def text_of(scenario):
    return json.dumps(scenario, indent=1) + "\n"


def tested(folder):
    for name in TESTED:
        source = pathlib.Path(__file__).parents[2] / "scenarios" / "bugs" / f"{name}.json"
        yield folder / f"{name}.json", text_of(enlarged(loaded(source), 4, 6))
    yield folder / "event-condition-variable.json", event_condition_variable.text()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=pathlib.Path, nargs="?")
    parser.add_argument("--all", type=pathlib.Path, help="write what is tested into a folder")
    parser.add_argument("--check", type=pathlib.Path, help="compare what is tested with a folder")
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--copies", type=int, default=2)
    options = parser.parse_args()
    if options.all:
        for file, text in tested(options.all):
            file.write_text(text, encoding="utf-8")
        return 0
    if options.check:
        others = [file for file, text in tested(options.check)
                  if not file.exists() or file.read_text(encoding="utf-8") != text]
        for file in others:
            print(f"{file} is not what enlarge.py writes")
        return 1 if others else 0
    if not options.file:
        parser.error("a scenario is needed, or --all, or --check")
    print(text_of(enlarged(loaded(options.file), options.threads, options.rounds,
                           options.copies)), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
