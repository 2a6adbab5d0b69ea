#!/usr/bin/env python3
"""Measures how soon the default finds bugs where no search for everything can end.

    python3 tests/bench/default_mark.py --heddle build/release/heddle [--seeds 20] [FILE ...]

Each scenario of scenarios/bugs is enlarged (enlarge.py), and the one of event_condition_variable.py
is added. A strategy's number is the median over the seeds of the executions until the first bug of a
kind that the scenario expects. The mark: the default needs at most twice those of the best single
strategy, or at most a second. Prints a table in Markdown, and fails where a mark is missed.
"""
import argparse
import json
import math
import pathlib
import statistics
import subprocess
import sys
import tempfile

import enlarge
import event_condition_variable

BY_CHANCE = ("random", "pct:depth=2", "pct:depth=3", "pct:depth=5")
IN_ORDER = ("preemptions:bound=2", "delays:bound=3")
DEFAULT = "auto"
NEVER = math.inf


def first_bug(heddle, file, strategy, seed, budget):
    """Executions and seconds until the first bug; NEVER where there is none within the budget."""
    command = [heddle, "explore", str(file), "--fail-fast", "--format", "json", "--seed", str(seed),
               "--budget", budget]
    if strategy != DEFAULT:
        command += ["--scheduler", strategy]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)}: {run.stderr}")
    report = json.loads(run.stdout)
    if not report["bugs"]:
        return NEVER, report["seconds"]
    return report["executions"] + report["blocked"], report["seconds"]


def median_of(heddle, file, strategy, options):
    seeds = 1 if strategy in IN_ORDER else options.seeds
    runs = []
    for seed in range(seeds):
        # Seeds far apart: execution i of seed s is execution 0 of seed s + i.
        runs.append(first_bug(heddle, file, strategy, seed * 1_000_000, options.budget))
        # Where half of them found nothing, the median is known.
        if sum(run[0] == NEVER for run in runs) > seeds / 2:
            break
    while len(runs) < seeds:
        runs.append((NEVER, NEVER))
    return (statistics.median_low(run[0] for run in runs),
            statistics.median_low(run[1] for run in runs))


def number(executions):
    return "-" if executions == NEVER else f"{executions:,}"


def main():
    root = pathlib.Path(__file__).parents[2]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--heddle", required=True)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--budget", default="10s")
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--copies", type=int, default=3)
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    files = options.files or sorted((root / "scenarios" / "bugs").glob("*.json"))
    subjects = [(file.stem, enlarge.text_of(enlarge.enlarged(
        enlarge.loaded(file), options.threads, options.rounds, options.copies))) for file in files]
    if not options.files:
        subjects.append(("event-condition-variable", event_condition_variable.text()))
    print("| scenario | best single strategy | its executions | the default's | its seconds |")
    print("|---|---|---|---|---|")
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, text in subjects:
            file = pathlib.Path(folder) / f"{name}.json"
            file.write_text(text, encoding="utf-8")
            singles = {strategy: median_of(options.heddle, file, strategy, options)[0]
                       for strategy in BY_CHANCE + IN_ORDER}
            best = min(singles, key=singles.get)
            executions, seconds = median_of(options.heddle, file, DEFAULT, options)
            is_met = executions != NEVER and (executions <= 2 * singles[best] or seconds <= 1)
            is_found = singles[best] != NEVER
            missed += is_found and not is_met
            print(f"| {name} | {best if is_found else 'none'} | {number(singles[best])} | "
                  f"{number(executions)} | {seconds:.2f} |"
                  f"{'' if is_met or not is_found else ' MISSED'}", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
