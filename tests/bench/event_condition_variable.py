#!/usr/bin/env python3
"""A scenario of several hundred lines: a known bug of a condition variable, in a pipeline that uses it.

    python3 tests/bench/event_condition_variable.py > event-condition-variable.json

The condition variable is made of an event that stays set until somebody resets it, as on Windows:
D. C. Schmidt, I. Pyarali, "Strategies for Implementing POSIX Condition Variables on Win32" (C++
Report, 1998), section 3.2, the SetEvent solution. To broadcast sets the event; every waiter that
comes through counts itself out, and the last one resets the event. But it resets it after it has
left the lock. Between the two another thread may begin to wait, and a broadcast for that one may
set the event, which the late reset then takes away: that thread sleeps for ever.

It takes two threads to be stopped at just the right places, and a third one to run there. The stages
of the pipeline take their turns by the condition variable; in between and at the end they keep
statistics, whose orders alone are more than 10^9.
"""
import json
import sys

STAGES = ("read", "parse", "check", "write")
ROUNDS = 2
STATISTICS = 5


def wait_for_turn(turn):
    return [
        {"lock": "m"},
        {"while": f"turn != {turn}", "do": [
            {"lock": "waiters_lock"},
            {"set": {"waiters": "waiters + 1"}},
            {"unlock": "waiters_lock"},
            {"unlock": "m"},
            {"await": "event"},
            {"lock": "waiters_lock"},
            {"set": {"waiters": "waiters - 1", "is_last": "waiters == 0"}},
            {"unlock": "waiters_lock"},
            {"if": "is_last", "then": [{"store": "event", "value": False}]},
            {"lock": "m"},
        ]},
    ]


def broadcast():
    return [
        {"lock": "waiters_lock"},
        {"set": {"somebody_waits": "waiters > 0"}},
        {"unlock": "waiters_lock"},
        {"if": "somebody_waits", "then": [{"store": "event", "value": True}]},
    ]


def work(stage, round_):
    return [
        {"set": {"input": "item"}},
        {"if": "input < 0", "then": [{"panic": f"{STAGES[stage]}: no item"}]},
        {"set": {"length": "input * 2 + 1"}},
        {"set": {"item": f"length - input + {round_}"}},
        {"set": {f"done_{STAGES[stage]}": f"done_{STAGES[stage]} + 1"}},
        {"assert": f"done_{STAGES[stage]} == {round_ + 1}", "message": "a stage was run twice"},
    ]


def statistics(stage):
    return [
        {"fetch_add": "entries", "value": 1, "into": "place"},
        {"store": "entry[place]", "value": stage + 1},
    ]


def body(stage):
    statements = [{"set": {"is_last": False, "somebody_waits": False}}]
    for round_ in range(ROUNDS):
        turn = round_ * len(STAGES) + stage
        statements += wait_for_turn(turn)
        statements += work(stage, round_)
        statements += [{"set": {"turn": turn + 1}}]
        statements += broadcast()
        statements += [{"unlock": "m"}]
        statements += statistics(stage)
    for _ in range(STATISTICS):
        statements += statistics(stage)
    return statements


def scenario():
    entries = len(STAGES) * (ROUNDS + STATISTICS)
    shared = {"m": {"mutex": {"guards": ["turn", "item"] + [f"done_{name}" for name in STAGES]}},
              "turn": 0, "item": 1}
    shared.update({f"done_{name}": 0 for name in STAGES})
    shared.update({"waiters_lock": {"mutex": {"guards": ["waiters"]}}, "waiters": 0,
                   "event": {"atomic": False},
                   "entries": {"atomic": 0}, "entry": {"atomic": [0] * entries}})
    return {
        "name": "event-condition-variable",
        "about": "A condition variable made of an event that the last waiter resets, too late.",
        "shared": shared,
        "observe": ["turn", "item"],
        "threads": {name: body(stage) for stage, name in enumerate(STAGES)},
        "finally": [f"turn == {ROUNDS * len(STAGES)}"],
    }


def text():
    """One statement a line, as a person would write it."""
    whole = scenario()
    threads = whole.pop("threads")
    lines = [json.dumps(whole, indent=1)[:-2] + ',\n "threads": {']

    def add(statements, indent):
        for place, each in enumerate(statements):
            comma = "," if place + 1 < len(statements) else ""
            inner = next((key for key in ("do", "then") if isinstance(each, dict) and key in each),
                         None)
            if inner is None:
                lines.append(" " * indent + json.dumps(each) + comma)
                continue
            head = {key: value for key, value in each.items() if key != inner}
            lines.append(" " * indent + json.dumps(head)[:-1] + f', "{inner}": [')
            add(each[inner], indent + 1)
            lines.append(" " * indent + "]}" + comma)

    for place, (name, statements) in enumerate(threads.items()):
        lines.append(f'  "{name}": [')
        add(statements, 3)
        lines.append("  ]" + ("," if place + 1 < len(threads) else ""))
    lines.append(" }\n}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
