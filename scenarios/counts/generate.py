#!/usr/bin/env python3
"""Writes the scenarios of this folder: programs whose number of Mazurkiewicz traces is known.

  generate.py NAME N             prints one of them
  generate.py --all DIRECTORY    writes those that are shipped
  generate.py --check DIRECTORY  fails where the shipped ones are not what --all would write
  generate.py --list             the names, the sizes there are, and the numbers of what is shipped

The programs are written anew from their descriptions; README.md says where they come from, and
why the numbers hold. The output depends on the arguments alone. Needs Python 3.8 or newer, and
nothing else.
"""

import argparse
import dataclasses
import json
import math
import pathlib
import sys
import typing

WIDTH = 100  # columns

FLANAGAN_GODEFROID = "Flanagan and Godefroid, POPL 2005"
ABDULLA = "Abdulla, Aronis, Jonsson and Sagonas, POPL 2014"


@dataclasses.dataclass(frozen=True)
class Family:
    """Programs that differ in their size alone."""

    make: typing.Callable[[int], dict]  # from the size, without name and about
    about: typing.Callable[[int], str]  # what it does; the number of traces is added
    traces: typing.Callable[[int], int]
    formula: typing.Callable[[int], str]  # the number of traces, as it comes about
    source: str  # empty: nobody's in particular
    sizes: range  # where `traces` holds
    shipped: typing.Tuple[int, ...]


def only_completed(**values):
    """What to expect where nothing goes wrong and every execution ends alike."""
    row = {"when": {"status": "completed", **values}, "grade": "allowed"}
    return {"bugs": [], "outcomes": [row], "distinct_outcomes": 1}


def without_bugs():
    """What to expect where a search may not have the time to see all outcomes."""
    return {"bugs": [], "outcomes": [{"when": {"status": "completed"}, "grade": "allowed"}]}


# The programs.


def readers(n):
    return {
        "shared": {"x": {"atomic": 0}},
        "threads": {
            "main": [{"spawn": "writer"}, {"spawn": "reader", "times": n}, "join_all"],
            "writer": [{"store": "x", "value": 1}],
            "reader": [{"load": "x", "into": "_seen"}],
        },
        "expect": only_completed(x=1),
    }


def writers(n):
    return {
        "shared": {"x": {"atomic": 0}},
        "threads": {
            "main": [
                {"spawn": "writer", "args": ["index + 1"], "times": n},
                {"spawn": "reader"},
                "join_all",
            ],
            "writer": {"params": ["value"], "body": [{"store": "x", "value": "value"}]},
            "reader": [{"load": "x", "into": "_seen"}],
        },
        "finally": ["x >= 1 && x <= {}".format(n)],
        "expect": {**without_bugs(), "distinct_outcomes": n},
    }


INODES = 32
BLOCKS = 26


def filesystem(n):
    give_block = [
        {"set": {"busy[b]": True}},
        {"set": {"inode[i]": "b + 1"}},
        {"unlock": "lockb[b]"},
        "break",
    ]
    find_block = [
        {"lock": "lockb[b]"},
        {"if": "!busy[b]", "then": give_block},
        {"unlock": "lockb[b]"},
        {"set": {"b": "(b + 1) % {}".format(BLOCKS)}},
    ]
    return {
        "shared": {
            "locki": {"mutex": {"count": INODES}},
            "inode": {"array": INODES, "value": 0},
            "lockb": {"mutex": {"count": BLOCKS}},
            "busy": {"array": BLOCKS, "value": False},
        },
        "threads": {
            "main": [{"spawn": "create_file", "args": ["index"], "times": n}, "join_all"],
            "create_file": {
                "params": ["tid"],
                "body": [
                    {"set": {"i": "tid % {}".format(INODES)}},
                    {"lock": "locki[i]"},
                    {
                        "if": "inode[i] == 0",
                        "then": [
                            {"set": {"b": "i * 2 % {}".format(BLOCKS)}},
                            {"loop": find_block},
                        ],
                    },
                    {"unlock": "locki[i]"},
                ],
            },
        },
        "expect": without_bugs(),
    }


SLOTS = 128
MESSAGES = 4
STRIDE = 11  # between the messages of a thread


def indexer(n):
    return {
        "shared": {"table": {"atomic": [0] * SLOTS}},
        "threads": {
            "main": [{"spawn": "insert", "args": ["index"], "times": n}, "join_all"],
            "insert": {
                "params": ["tid"],
                "body": [
                    {
                        "for": "m",
                        "in": "1..={}".format(MESSAGES),
                        "do": [
                            {"set": {"w": "m * {} + tid".format(STRIDE)}},
                            {"set": {"h": "w * 7 % {}".format(SLOTS), "done": False}},
                            {
                                "while": "!done",
                                "do": [
                                    {
                                        "compare_exchange": "table[h]",
                                        "expected": 0,
                                        "desired": "w",
                                        "into": "done",
                                    },
                                    {"set": {"h": "(h + 1) % {}".format(SLOTS)}},
                                ],
                            },
                        ],
                    }
                ],
            },
        },
        "expect": only_completed(),
    }


def lastzero(n):
    return {
        "shared": {"array": {"atomic": [0] * (n + 1)}},
        "threads": {
            "main": [
                {"spawn": "reader"},
                {"spawn": "writer", "args": ["index + 1"], "times": n},
                "join_all",
            ],
            "reader": [
                {"set": {"i": n}},
                {"while": "array[i] != 0", "do": [{"set": {"i": "i - 1"}}]},
            ],
            "writer": {"params": ["j"], "body": [{"set": {"array[j]": "array[j - 1] + 1"}}]},
        },
        "expect": without_bugs(),
    }


def collector(n):
    return {
        "shared": {"item": {"atomic": [0] * n}, "done": {"atomic": 0}},
        "threads": {
            "main": [
                {"spawn": "impatient"},
                {"spawn": "writer", "args": ["index"], "times": n},
                {"spawn": "collector"},
                "join_all",
            ],
            "impatient": [{"store": "done", "value": 1}],
            "writer": {"params": ["i"], "body": [{"store": "item[i]", "value": 1}]},
            "collector": [
                {
                    "for": "i",
                    "in": "0..{}".format(n),
                    "do": [{"load": "item[i]", "into": "_seen"}],
                },
                {"store": "done", "value": 2},
            ],
        },
        "expect": {**without_bugs(), "distinct_outcomes": 2},
    }


def fetch_add_used(n):
    return {
        "shared": {"x": {"atomic": 0}},
        "threads": {
            "main": [{"spawn": "worker", "times": 3}, "join_all"],
            "worker": [
                {
                    "for": "i",
                    "in": "0..{}".format(n),
                    "do": [
                        {"fetch_add": "x", "value": 1, "into": "old"},
                        {"assert": "old >= i", "message": "an addition of this thread is lost"},
                    ],
                }
            ],
        },
        "expect": only_completed(x=3 * n),
    }


def fetch_add_unused(n):
    return {
        "shared": {"x": {"atomic": 0}},
        "threads": {
            "main": [{"spawn": "worker", "times": 3}, "join_all"],
            "worker": [{"repeat": n, "do": [{"fetch_add": "x", "value": 1}]}],
        },
        "expect": only_completed(x=3 * n),
    }


def locked_counter(n):
    turn = [{"lock": "m"}, {"set": {"x": "x + 1"}}, {"unlock": "m"}]
    return {
        "shared": {"x": 0, "m": "mutex"},
        "threads": {
            "main": [{"spawn": "worker", "times": 2}, "join_all"],
            "worker": [{"repeat": n, "do": turn}],
        },
        "expect": only_completed(x=2 * n),
    }


def philosophers(n):
    return {
        "shared": {"fork": {"mutex": {"count": n}}},
        "threads": {
            "main": [{"spawn": "philosopher", "args": ["index"], "times": n}, "join_all"],
            "philosopher": {
                "params": ["seat"],
                "body": [
                    {"set": {"left": "seat", "right": "(seat + 1) % {}".format(n)}},
                    {"lock": "fork[left]"},
                    {"lock": "fork[right]"},
                    {"unlock": "fork[right]"},
                    {"unlock": "fork[left]"},
                ],
            },
        },
        "expect": {
            "bugs": ["deadlock"],
            "outcomes": [
                {"when": {"status": "completed"}, "grade": "allowed"},
                {
                    "when": {"status": "deadlock"},
                    "grade": "interesting",
                    "note": "everybody holds the left fork",
                },
            ],
            "distinct_outcomes": 2,
        },
    }


# The numbers. README.md derives them.


def filesystem_traces(n):
    # The first file to begin its search at a block where another began is number 13, beside 0.
    return 2 ** max(0, n - BLOCKS // 2)


def indexer_traces(n):
    return 2 ** ((MESSAGES - 1) * max(0, n - STRIDE))


def lastzero_traces(n):
    return (n + 3) * 2**n // 4


def orders(threads, operations):
    """In how many ways the steps of threads can be ordered that take so many each."""
    return math.factorial(threads * operations) // math.factorial(operations) ** threads


FAMILIES = {
    "readers": Family(
        make=readers,
        about=lambda n: f"1 writer and {n} readers of a variable.",
        traces=lambda n: 2**n,
        formula=lambda n: f"2^{n}",
        source=ABDULLA,
        sizes=range(1, 31),
        shipped=(8, 10),
    ),
    "filesystem": Family(
        make=filesystem,
        about=lambda n: f"{n} threads each take an inode and search a block for it; "
        f"those from number {BLOCKS // 2} on begin where another one began.",
        traces=filesystem_traces,
        formula=lambda n: f"2^{max(0, n - BLOCKS // 2)}",
        source=f"{FLANAGAN_GODEFROID}; {ABDULLA}",
        sizes=range(1, BLOCKS + 1),
        shipped=(14, 16, 18, 19),
    ),
    "indexer": Family(
        make=indexer,
        about=lambda n: f"{n} threads each put {MESSAGES} messages into a hash table; "
        f"those from number {STRIDE} on collide with another one, {MESSAGES - 1} times each.",
        traces=indexer_traces,
        formula=lambda n: f"2^{(MESSAGES - 1) * max(0, n - STRIDE)}",
        source=f"{FLANAGAN_GODEFROID}; {ABDULLA}",
        sizes=range(1, 2 * STRIDE + 1),
        shipped=(12, 15),
    ),
    "lastzero": Family(
        make=lastzero,
        about=lambda n: f"{n} writers each set an element of an array to the one before plus 1, "
        "while a reader searches from the end for a zero.",
        traces=lastzero_traces,
        formula=lambda n: f"{n + 3} x 2^{n} / 4",
        source=ABDULLA,
        sizes=range(1, 31),
        shipped=(5, 15),
    ),
    "collector": Family(
        make=collector,
        about=lambda n: f"A thread collects what {n} others write, and says that it is done; "
        "so does one that waits for nothing.",
        traces=lambda n: 2 ** (n + 1),
        formula=lambda n: f"2^{n + 1}",
        source="",
        sizes=range(1, 30),
        shipped=(8,),
    ),
    "fetch-add-used": Family(
        make=fetch_add_used,
        about=lambda n: f"3 threads, each {n} times fetch_add on one atomic, with its result.",
        traces=lambda n: orders(3, n),
        formula=lambda n: f"{3 * n}! / ({n}!)^3",
        source="",
        sizes=range(1, 11),
        shipped=(3, 4),
    ),
    "fetch-add-unused": Family(
        make=fetch_add_unused,
        about=lambda n: f"3 threads, each {n} times fetch_add on one atomic, without its result.",
        traces=lambda n: 1,
        formula=lambda n: "additions commute",
        source="",
        sizes=range(1, 1001),
        shipped=(3, 4),
    ),
    "locked-counter": Family(
        make=locked_counter,
        about=lambda n: f"2 threads, each {n} times lock, add one, unlock.",
        traces=lambda n: orders(2, n),
        formula=lambda n: f"{2 * n}! / ({n}!)^2",
        source="",
        sizes=range(1, 31),
        shipped=(3, 8),
    ),
    "philosophers": Family(
        make=philosophers,
        about=lambda n: f"{n} philosophers, each the left fork first.",
        traces=lambda n: 2**n - 1,
        formula=lambda n: f"2^{n} - 1, with the deadlock",
        source="",
        sizes=range(2, 31),
        shipped=(2, 3, 4, 5, 6),
    ),
    "writers": Family(
        make=writers,
        about=lambda n: f"{n} writers of a variable, each of its own value, and 1 reader.",
        traces=lambda n: math.factorial(n + 1),
        formula=lambda n: f"{n + 1}!",
        source="",
        sizes=range(1, 13),
        shipped=(6,),
    ),
}


# The layout: what fits into a line is one, and a body has a line for each statement.


def in_a_line(value):
    return json.dumps(value, ensure_ascii=False)


def is_block(value):
    """Whether it is a list of statements."""
    return isinstance(value, list) and any(isinstance(each, dict) for each in value)


def statement_text(statement, indent):
    line = in_a_line(statement)
    if isinstance(statement, str) or indent + len(line) < WIDTH:
        return line
    parts = []
    for key, value in statement.items():
        text = block_text(value, indent) if is_block(value) else in_a_line(value)
        parts.append(f"{in_a_line(key)}: {text}")
    return "{" + ", ".join(parts) + "}"


def block_text(statements, indent):
    inner = " " * (indent + 2)
    lines = [inner + statement_text(each, indent + 2) for each in statements]
    return "[\n" + ",\n".join(lines) + "\n" + " " * indent + "]"


def list_text(values, indent):
    """A long list of short values, in as many lines as it needs."""
    inner = " " * (indent + 2)
    lines = [inner]
    for number, value in enumerate(values):
        text = in_a_line(value) + ("," if number + 1 < len(values) else "")
        if len(lines[-1]) + len(text) >= WIDTH:
            lines[-1] = lines[-1].rstrip()
            lines.append(inner)
        lines[-1] += text + " "
    lines[-1] = lines[-1].rstrip()
    return "[\n" + "\n".join(lines) + "\n" + " " * indent + "]"


def value_text(value, indent, broken):
    """`broken`: to how many levels what lies in it has lines of its own even where one would do."""
    line = in_a_line(value)
    if not isinstance(value, (dict, list)) or (broken == 0 and indent + len(line) < WIDTH):
        return line
    if is_block(value):
        return block_text(value, indent)
    if isinstance(value, list):
        return line if indent + len(line) < WIDTH else list_text(value, indent)
    inner = " " * (indent + 2)
    deeper = max(0, broken - 1)
    lines = [
        f"{inner}{in_a_line(key)}: {value_text(each, indent + 2, deeper)}"
        for key, each in value.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n" + " " * indent + "}"


BROKEN = {"threads": 3, "expect": 2}  # levels


def scenario_text(scenario):
    lines = [
        f"  {in_a_line(key)}: {value_text(value, 2, BROKEN.get(key, 0))}"
        for key, value in scenario.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


# The commands.


def stem(name, n):
    return f"{name}-{n}"


def text_of(name, n):
    family = FAMILIES[name]
    traces = family.traces(n)
    number = f"{traces:,} trace" + ("" if traces == 1 else "s")
    about = f"{family.about(n)} {number}: {family.formula(n)}."
    if family.source:
        about += f" Source: {family.source}."
    return scenario_text({"name": stem(name, n), "about": about, **family.make(n)})


def shipped():
    return {
        f"{stem(name, n)}.json": text_of(name, n)
        for name, family in FAMILIES.items()
        for n in family.shipped
    }


def write_all(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in shipped().items():
        (folder / file).write_bytes(text.encode("utf-8"))


def complaints(folder):
    wanted = shipped()
    there = {path.name for path in folder.glob("*.json")}
    for file in sorted(there | set(wanted)):
        if file not in there:
            yield f"{file} is missing"
        elif file not in wanted:
            yield f"{file} is not among what is generated"
        elif (folder / file).read_bytes() != wanted[file].encode("utf-8"):
            yield f"{file} is not what would be generated"


def check(folder):
    found = list(complaints(folder))
    for complaint in found:
        print(complaint, file=sys.stderr)
    if found:
        print(f"to write them anew: {pathlib.Path(__file__).name} --all {folder}", file=sys.stderr)
    return 1 if found else 0


def list_families():
    for name, family in FAMILIES.items():
        print(f"{name} N, with N from {family.sizes[0]} to {family.sizes[-1]}")
        for n in family.shipped:
            print(f"  {stem(name, n)}.json: {family.traces(n):,}")


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = ", ".join(FAMILIES)
    parser.add_argument("name", metavar="NAME", nargs="?", choices=FAMILIES, help=names)
    parser.add_argument("size", metavar="N", nargs="?", type=int, help="its size")
    other = parser.add_mutually_exclusive_group()
    other.add_argument("--all", metavar="DIRECTORY", type=pathlib.Path, help="write them all")
    other.add_argument("--check", metavar="DIRECTORY", type=pathlib.Path, help="compare them")
    other.add_argument("--list", action="store_true", help="list what there is")
    given = parser.parse_args()
    alone = given.all is not None or given.check is not None or given.list
    if alone == (given.size is not None) or (alone and given.name is not None):
        parser.error("either NAME and N, or one of --all, --check and --list")
    if given.name is not None and given.size not in FAMILIES[given.name].sizes:
        sizes = FAMILIES[given.name].sizes
        parser.error(f"the number for {given.name} is known for N from {sizes[0]} to {sizes[-1]}")
    return given


def main():
    given = arguments()
    if given.all is not None:
        write_all(given.all)
    elif given.check is not None:
        return check(given.check)
    elif given.list:
        list_families()
    else:
        sys.stdout.write(text_of(given.name, given.size))
    return 0


if __name__ == "__main__":
    sys.exit(main())
